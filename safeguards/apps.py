"""Safeguards: the ground floor; knows no agency and no case."""

from django.apps import AppConfig


class SafeguardsConfig(AppConfig):
    name = "safeguards"
