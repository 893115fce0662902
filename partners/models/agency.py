"""Agencies (関係機関): prefecture, municipalities, police, NPOs and other bodies."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import CombinedExpression

from partners.models.municipality import Municipality, NamedPlace


class Tier(models.TextChoices):
    """Which layer an agency belongs to. With the kind it decides the roles it may give (matrix.toml)."""

    PREFECTURE = "prefecture"
    MUNICIPALITY = "municipality"
    POLICE = "police"
    NPO = "npo"
    OTHER = "other"


# The order in which people look for agencies: the prefecture's own first, then the municipalities.
ORDER_OF_KINDS = (
    "headquarters_division",
    "womens_center",
    "health_office",
    "municipal_desk",
    "city_welfare_office",
)


def rank(field: str = "") -> CombinedExpression:
    """The place of an agency in lists, before its code; `field` leads to the agency (`agency__`)."""
    tiers = [When(**{f"{field}tier": tier}, then=Value(place * 10)) for place, tier in enumerate(Tier.values)]
    kinds = [When(**{f"{field}kind": kind}, then=Value(place)) for place, kind in enumerate(ORDER_OF_KINDS)]
    return Case(*tiers, default=Value(90)) + Case(*kinds, default=Value(9))


class AgencyQuerySet(models.QuerySet):
    """Agencies are no secret among those who work together; no row here names a client or a shelter."""

    def open_on(self, day: date) -> AgencyQuerySet:
        """Agencies that exist on this day."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        )

    def in_order(self) -> AgencyQuerySet:
        """As people look for them: by tier, the main kinds first, then by code."""
        return self.order_by(rank(), "code")


class Agency(NamedPlace):
    """One body that takes part. `group` is its django group: grants of records are given to it.

    `parent` (the tree of offices) gives no sight of records. `deputy` confirms people and answers for
    agencies without a supervisor. `valid_to` is the first day on which the agency no longer exists.
    No address stands here, on purpose: shelters and the women's centre may be kept secret.
    """

    code = models.CharField(max_length=60, unique=True)
    tier = models.CharField(max_length=20, choices=Tier)
    kind = models.CharField(max_length=40)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="agencies"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    deputy = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="deputy_of"
    )
    jurisdiction = models.TextField(blank=True, help_text="municipality codes, prefecture:NN or ward:NNNNNN")
    public_phone = models.CharField(max_length=40, blank=True)
    source = models.TextField(blank=True)
    status = models.CharField(max_length=20, default="own knowledge")
    note = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="agency")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["tier", "kind"], name="agency_by_tier_and_kind")]
