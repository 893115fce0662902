"""Possible duplicates across agencies: blind keys of a person, and the matches between two of them (R-10)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from cases import states
from cases.models.client import Client
from partners.models import Agency
from safeguards import keys, names
from safeguards.fields import PublicNumberField

PURPOSE = "match"  # a key of its own: no screen can search by it, and no agency's index can be laid beside it
STRONG, WEAK = "strong", "weak"


def match_digests(kana: str, birth: dict, today: date) -> dict[str, str]:
    """Keyed digests of the reading with the whole birth date (`strong`) and with the year alone (`weak`).

    Empty without a reading or a year: nothing can be matched blindly then. A year that cannot be is left out.
    """
    reading, year = names.search_key(kana), birth.get("year")
    if not reading or not year or not 1900 <= int(year) <= today.year:
        return {}
    told = {WEAK: f"{reading}|{year}"}
    if birth.get("month") and birth.get("day"):
        told[STRONG] = f"{reading}|{year}-{birth['month']}-{birth['day']}"
    return {kind: keys.index_digest(f"{PURPOSE}:{kind}", text).hex()[:32] for kind, text in told.items()}


class MatchKey(models.Model):
    """One blind key of one client. Written at every saving, compared later by the clock.

    Keys of two agencies are equal when reading and birth are: only a thief with the key ring can tell whose.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="match_keys")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=32)
    is_compared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "kind"], name="one_key_of_a_kind")]
        indexes = [
            models.Index(fields=["digest"], name="match_keys_by_digest"),
            models.Index(fields=["id"], condition=Q(is_compared=False), name="match_keys_to_compare"),
        ]


class Match(models.Model):
    """Two clients of two agencies who may be one woman. `earlier` is of the agency that knew her first.

    Moves: `cases.states.MATCH_MOVES`. `asked_by_id` is who asked the earlier agency, `answered_by_id` who answered.
    """

    number = PublicNumberField()
    earlier = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    later = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    strength = models.CharField(max_length=10)
    state = models.CharField(max_length=20, default=states.FOUND)
    found_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="two_clients_match_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="a_match_is_of_two"),
            models.CheckConstraint(
                condition=Q(asked_by_id__isnull=True)
                | Q(answered_by_id__isnull=True)
                | ~Q(asked_by_id=F("answered_by_id")),
                name="a_match_is_asked_and_answered_by_two",
            ),
        ]
        indexes = [models.Index(fields=["state", "-found_at"], name="matches_by_state")]
