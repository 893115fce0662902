"""The code base read as data: arrows, addresses, paths, hashes."""
