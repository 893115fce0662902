"""Referrals (つなぎ): an offer from one agency to another, and what became of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from cases.models import Client, Consultation, Wall
from partners.models import Account, Agency
from referrals.choices import (
    ACCEPTED,
    CLOSED,
    DECLINED,
    RECALLED,
    RECEIVER,
    REPORTED,
    SENDER,
    SENT,
    STATE_LABELS,
)
from referrals.models.sheet_index import matching, sheet_digest
from referrals.states import DISCLOSED, OPEN_TO_RECEIVER
from safeguards import matrix
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedJSONField, EncryptedTextField, PublicNumberField


class ReferralQuerySet(ScopedQuerySet):
    """Sight by taking part: the sending and the addressed agency; walls beat both."""

    def visible_to(self, actor: Actor) -> Self:
        """Referrals that she may open: her agency's own, and received ones while they are open and not ended.

        A recalled, declined, closed or outlived referral does not exist for its receiver: every request
        after that moment is refused, and an open page blanks itself.
        """
        mine = Q(from_agency_id=actor.agency_id)
        return self.listed_to(actor).filter(mine | self._open_to_receiver(actor))

    def listed_to(self, actor: Actor, side: str = "") -> Self:
        """The lines of her lists: also those that ended; a line of an ended one tells nothing of the person.

        `side`: only what her agency sent (SENDER) or what was sent to it (RECEIVER).
        """
        rows = self._mark()
        if actor.agency_id is None or not matrix.groups_for(actor, "referral", "disclosed"):
            return rows.none()
        sent = Q(from_agency_id=actor.agency_id)
        if not matrix.groups_for(actor, "client", "own"):  # a liaison: no records of her own agency
            sent &= Q(client__isnull=True, consultation__isnull=True)
        received = Q(to_agency_id=actor.agency_id)
        asked = {SENDER: sent, RECEIVER: received}.get(side, sent | received)
        return rows.filter(asked).beyond_walls(actor)

    @staticmethod
    def _open_to_receiver(actor: Actor) -> Q:
        return Q(to_agency_id=actor.agency_id, state__in=OPEN_TO_RECEIVER, until__gt=actor.now)

    def beyond_walls(self, actor: Actor) -> Self:
        """Without those about a person from whom she is walled off.

        Her walls are read first (mostly none), so that no condition here needs a join and updates stay exact.
        """
        keys = list(
            Wall.objects.standing().filter(account_id=actor.account_id).values_list("person_key", flat=True)
        )
        if not keys:
            return self
        why = "walls against referrals"
        of_client = Client.objects.everything(why).filter(person_key__in=keys).values("pk")
        of_call = Consultation.objects.everything(why).filter(person_key__in=keys).values("pk")
        return self.exclude(
            Q(person_key__in=keys)
            | Q(client__isnull=False, client__in=of_client)
            | Q(consultation__isnull=False, consultation__in=of_call)
            | matching(keys)
        )


class Referral(models.Model):
    """One referral. It offers; only acceptance by a named person of the receiver discloses.

    Law: Act on Support for Women Facing Difficulties, art. 13; DV Prevention Act, art. 9.
    `until` is the first moment without access. `client` and `consultation` are the anchors that acceptance
    discloses; without both it is a sheet of a body that keeps no client record: `sheet` holds its fields.
    Age band, children and main complaint are frozen at sending: they are all that is seen before acceptance,
    together with `asked`, in which the sender may not name the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    state = models.CharField(max_length=20, choices=list(STATE_LABELS.items()), default=SENT)
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    from_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    asked = EncryptedTextField()
    urgency = models.CharField(max_length=60)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    field_groups = models.JSONField(default=list, blank=True)
    summary = EncryptedTextField()
    ground = models.CharField(max_length=60)
    consent_note = EncryptedTextField()
    until = models.DateTimeField()
    # the person
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(
        Consultation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sheet = EncryptedJSONField()
    person_key = models.UUIDField(default=uuid.uuid4)
    reading_digest = models.CharField(max_length=32, blank=True)
    birth_digest = models.CharField(max_length=32, blank=True)
    age_band = models.CharField(max_length=60, blank=True)
    children_count = models.PositiveSmallIntegerField(null=True, blank=True)
    main_complaint = models.CharField(max_length=60, blank=True)
    # when
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["to_agency", "-sent_at", "-id"], name="referral_inbox"),
            models.Index(fields=["from_agency", "-sent_at", "-id"], name="referral_outbox"),
            models.Index(fields=["to_agency", "state", "answer_due_at"], name="referral_waiting"),
            models.Index(fields=["person_key"], name="referral_by_person"),
            models.Index(fields=["client"], name="referral_of_client"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_agency=F("to_agency")), name="a_referral_leaves_its_agency"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("sent_at")), name="a_referral_ends_after_it_was_sent"
            ),
            models.CheckConstraint(condition=~Q(ground=""), name="a_referral_has_a_ground"),
            models.CheckConstraint(
                condition=Q(state__in=[SENT, ACCEPTED, REPORTED, DECLINED, RECALLED, CLOSED]),
                name="a_referral_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ACCEPTED, REPORTED, CLOSED]) | Q(accepted_by__isnull=False),
                name="an_accepted_referral_names_who_accepted",
            ),
        ]

    @property
    def is_sheet(self) -> bool:
        """Without a client record: the person stands in `sheet` alone."""
        return self.client_id is None and self.consultation_id is None

    @property
    def covers_consultations(self) -> bool:
        """A referral of a client alone also tells the consultations, where their words or risks were ticked."""
        return self.consultation_id is None and bool({"narrative", "risk"} & set(self.field_groups))

    def side_of(self, actor: Actor) -> str:
        """On which side of this referral the actor stands; empty for a third agency."""
        if actor.agency_id == self.from_agency_id:
            return SENDER
        return RECEIVER if actor.agency_id == self.to_agency_id else ""

    def tells(self, now: datetime) -> bool:
        """Does the receiver see the person at this moment?"""
        return self.state in DISCLOSED and now < self.until

    def is_open_to_receiver(self, now: datetime) -> bool:
        """May the receiver open it at all at this moment?"""
        return self.state in OPEN_TO_RECEIVER and now < self.until

    def set_sheet(self, sheet: dict[str, str]) -> None:
        """Keep the sheet and the keyed digests by which a wall finds it."""
        self.sheet = {name: text for name, text in sheet.items() if text}
        self.reading_digest = sheet_digest("reading", sheet.get("kana") or sheet.get("name") or "")
        self.birth_digest = sheet_digest("birth", sheet.get("birth_on") or "")
