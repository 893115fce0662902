"""Indicators: numbers, no persons."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The app of the plan indicators."""

    name = "indicators"
