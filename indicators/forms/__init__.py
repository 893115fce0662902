"""What comes in: parsed, cleaned, choices limited by who asks."""
