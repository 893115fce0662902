"""partners views."""
