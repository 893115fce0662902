"""cases forms."""
