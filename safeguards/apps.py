"""Safeguards: the ground floor; knows no agency and no case."""

from django.apps import AppConfig


class SafeguardsConfig(AppConfig):
    """Registers the app."""

    name = "safeguards"
