"""Invented people and work of the demo; same seed, same data. No real person stands here."""

from cases.demo.seeding import seed

__all__ = ["seed"]
