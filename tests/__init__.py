"""Tests: the same tree as the apps, and the rooms house, access, browser and stories beside it."""
