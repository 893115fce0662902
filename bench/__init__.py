"""Benchmarks: one file per page or save; `make bench` prints one table."""
