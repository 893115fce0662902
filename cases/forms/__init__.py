"""What comes in about persons and work: parse and clean; nothing is saved here."""
