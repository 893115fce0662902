"""保護命令: applications for a protection order, the kinds that were granted, the court's requests, breaches."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case, OfCaseQuerySet
from cases.states.court_order import GRANTED, GROUNDS, ORDER_STATES, PREPARING, WAS_GRANTED
from partners.models import Account, Agency
from safeguards.access import Actor
from safeguards.fields import EncryptedTextField, PublicNumberField


class CourtOrder(models.Model):
    """One application on a case; moves: `cases.states.court_order.ORDER_MOVES`.

    `kinds` are codes of `order_kind` that were asked for. `ground`: whether a consultation before stands in the
    application (DV防止法12条1項5号: イ `body`, ロ `told_when`, ハ `told_what`, ニ `measures`) or a sworn affidavit.
    `consent_given`: a relative, or a child from fifteen on (`older_child`), agreed. `own_home`: the home is hers alone
    and she asked for six months. `closed_on`: turned down, taken back, ended or cancelled on that day.
    `notified_on`: the court told this center (15条4項); `police_on`: the police know of it (15条3項).
    `alert_number`: the alert on her card that stands for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="court_orders")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=20, default=PREPARING)
    court = EncryptedTextField()
    kinds = models.JSONField(default=list)
    older_child = models.BooleanField(default=False)
    consent_given = models.BooleanField(default=False)
    ground = models.CharField(max_length=20)
    body = EncryptedTextField()
    told_when = EncryptedTextField()
    told_what = EncryptedTextField()
    measures = EncryptedTextField()
    applied_on = models.DateField(null=True)
    granted_on = models.DateField(null=True)
    own_home = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)
    police_on = models.DateField(null=True)
    alert_number = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ORDER_STATES), name="an_order_is_in_a_state_of_the_table"
            ),
            models.CheckConstraint(
                condition=Q(ground__in=GROUNDS), name="an_order_names_a_consultation_or_an_affidavit"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=WAS_GRANTED) | Q(applied_on__isnull=False, granted_on__isnull=False),
                name="a_granted_order_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(granted_on__isnull=True) | Q(granted_on__gte=F("applied_on")),
                name="an_order_is_granted_after_it_was_applied_for",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(PREPARING, "applied", GRANTED)) | Q(closed_on__isnull=False),
                name="an_order_that_is_over_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="orders_of_agency_by_state")]


class OfOrderQuerySet(OfCaseQuerySet):
    """Rows of an order inherit the sight of its case."""

    def visible_to(self, actor: Actor) -> Self:
        """Of cases that she may see."""
        return self._mark().filter(order__case__in=Case.objects.visible_to(actor))

    def of_her_agency(self, actor: Actor) -> Self:
        """Of cases of her own agency that she may see."""
        if actor.agency_id is None:
            return self._mark().none()
        return self.visible_to(actor).filter(order__agency_id=actor.agency_id)


class OrderTerm(models.Model):
    """One kind of a granted order, from the day it takes effect to its last day.

    `looked_on`: somebody has thought with her of what follows once it ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(CourtOrder, on_delete=models.PROTECT, related_name="terms")
    kind = models.CharField(max_length=60)
    effective_on = models.DateField()
    ends_on = models.DateField()
    looked_on = models.DateField(null=True)

    objects = OfOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "kind"], name="a_kind_is_granted_once_in_an_order"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("effective_on")), name="a_term_ends_after_it_begins"
            ),
        ]


class CourtRequest(models.Model):
    """The court asks what was consulted and done (DV防止法14条2項); `due_on` is this office's own aim."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    order = models.ForeignKey(CourtOrder, on_delete=models.PROTECT, related_name="requests")
    asked_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True)
    words = EncryptedTextField()

    objects = OfOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(answered_on__isnull=True), name="one_open_request_of_an_order"
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")),
                name="a_court_is_answered_after_it_asked",
            ),
        ]


class OrderBreach(models.Model):
    """A breach of an order (29条): on which day, what happened, and since when the police know."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    order = models.ForeignKey(CourtOrder, on_delete=models.PROTECT, related_name="breaches")
    happened_on = models.DateField()
    words = EncryptedTextField()
    police_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=130)

    objects = OfOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(police_on__isnull=True) | Q(police_on__gte=F("happened_on")),
                name="the_police_know_of_a_breach_after_it",
            )
        ]
