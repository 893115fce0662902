"""Referrals: from agency to agency."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """The app of what goes from agency to agency."""

    name = "referrals"
