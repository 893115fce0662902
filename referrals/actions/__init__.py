"""Verbs of the referrals: each checks, changes and writes its audit line in one transaction."""
