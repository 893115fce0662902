"""Stories share the house and the Chromium of tests/conftest.py."""
