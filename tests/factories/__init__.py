"""Rows for tests, one room for each app. They are made by the actions wherever there is one."""
