"""Every route for every demo account: what may be seen is seen, and the rest does not exist."""
