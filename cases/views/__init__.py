"""Pages of consultations and clients: fetch, form, action, answer."""
