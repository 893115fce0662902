"""A marked woman goes through the whole product; afterwards no mark of hers may stand in clear on any disk."""
