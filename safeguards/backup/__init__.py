"""Backups: one encrypted file that holds one moment of the house, and the way back from it.

`sealed` is the file's encryption, `parts` what stands inside, `sqlite` and `postgresql` take and give back a
database, `making` and `reading` are the two halves of a backup, `placing` puts a restored house in its place.
Decision 9 tells why it is built so; docs/operations.md tells how it is used.
"""
