"""What comes in: parsed, cleaned, with choices limited by the actor."""
