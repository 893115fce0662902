"""cases views."""
