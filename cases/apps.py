"""Cases: the person and the work."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the app."""

    name = "cases"
