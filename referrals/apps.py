"""Referrals: from agency to agency."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """The app of what goes from agency to agency."""

    name = "referrals"

    def ready(self) -> None:
        """An auditor reads no line about a referral of a person whom she is walled off from."""
        from referrals.queries.audit import numbers_about
        from safeguards.audit_sight import walls

        walls.numbers_about.append(numbers_about)
