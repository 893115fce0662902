"""cases actions."""
