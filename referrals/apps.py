"""Referrals: from agency to agency."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
