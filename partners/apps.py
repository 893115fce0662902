"""Partners: who is who: agencies, accounts, postings."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Registers the app."""

    name = "partners"
