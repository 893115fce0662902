"""Reads of this app over several tables."""
