"""Verbs of this app: each checks, changes and writes its audit line in one transaction."""
