"""Drafts of consultations (相談の下書き): what a form holds while it is written, sealed; and who is writing where."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from cases.models.client import Client
from cases.models.consultation import Consultation
from cases.models.wall import Wall
from partners.models import Account, Agency, Posting
from partners.models.posting import PostingQuerySet
from partners.queries.confirmation import live_supervisors
from safeguards import matrix
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedJSONField, PublicNumberField
from safeguards.models import Submit

PAGE = "consultation.new"  # whoever may open it writes drafts


def _roles_that_write() -> list[str]:
    return [role for role in matrix.all_roles() if matrix.role_opens(role, PAGE)]


def _at_work(actor: Actor) -> PostingQuerySet:
    """Does the writer still work where she wrote? Postings by the moment of the actor."""
    return Posting.objects.live(actor.now).filter(
        account_id=OuterRef("account_id"), agency_id=OuterRef("agency_id"), role__in=_roles_that_write()
    )


def _sent() -> Exists:
    return Exists(Submit.objects.filter(account_id=OuterRef("account_id"), token=OuterRef("token")))


class DraftQuerySet(ScopedQuerySet):
    """A draft belongs to its writer; when her access ended it waits for the supervisor of her agency."""

    def visible_to(self, actor: Actor) -> Self:
        """Hers, and those that wait to be taken over. Never about a person whom she does not see."""
        return self._seen(actor, Q(account_id=actor.account_id) | self._handed(actor))

    def mine(self, actor: Actor) -> Self:
        """Hers, of the agency for which she acts now, with a posting there in which consultations are recorded."""
        return self._seen(actor, Q(account_id=actor.account_id))

    def handed(self, actor: Actor) -> Self:
        """Those of her agency whose writer has lost her access, also before the clock has noticed (decision 14)."""
        return self._seen(actor, self._handed(actor))

    def _seen(self, actor: Actor, whose: Q) -> Self:
        if actor.agency_id is None or not matrix.may_open(actor, PAGE):
            return self._mark().none()
        clients = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id"))
        calls = Consultation.objects.visible_to(actor).filter(pk=OuterRef("consultation_id"))
        return self._mark().filter(
            whose,
            Q(client__isnull=True) | Q(Exists(clients)),
            Q(consultation__isnull=True) | Q(Exists(calls)),
            agency_id=actor.agency_id,
        )

    def _handed(self, actor: Actor) -> Q:
        """For supervisors; at an agency where none is at work for everybody who records consultations there."""
        waits = Q(~Exists(_at_work(actor)), recorded_at__isnull=True) & ~Q(account_id=actor.account_id)
        if actor.has("supervisor"):
            return waits
        return waits & ~Q(Exists(live_supervisors(actor.now).filter(agency_id=OuterRef("agency_id"))))

    def left_behind(self, actor: Actor) -> Self:
        """Every open draft whose writer has lost her access: for the clock."""
        return self.everything("hand over what was left behind").filter(
            Q(~Exists(_at_work(actor))), recorded_at__isnull=True
        )

    def open(self) -> Self:
        """Neither recorded nor discarded."""
        return self.filter(~Q(_sent()), recorded_at__isnull=True)

    def sent_already(self) -> Self:
        """Left by a sending that arrived at the moment at which its own form was recorded: there is a record."""
        return self.filter(Q(_sent()), recorded_at__isnull=True)


class Draft(models.Model):
    """One form for a consultation while it is written: `fields` are its values as typed, sealed, {name: [value]}.

    `token` is the form's own (`once`): the same draft on two desks makes one record. `consultation` is the record
    that is being changed or, once `recorded_at` is set, the record that it became: then the fields are empty and
    the row only leads there, for a day. `writer` is the window that saved last, a random word, `serial` its
    counter, `version` counts the savings of all windows. `handed_at`: when the clock told the supervisors.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    token = models.CharField(max_length=64)
    fields = EncryptedJSONField()
    client = models.ForeignKey(Client, null=True, on_delete=models.CASCADE, related_name="+")
    consultation = models.ForeignKey(Consultation, null=True, on_delete=models.CASCADE, related_name="+")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    writer = models.CharField(max_length=40, blank=True)
    serial = models.PositiveIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "token"], name="a_form_has_one_draft"),
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=True) | Q(consultation__isnull=False),
                name="a_recorded_draft_leads_to_its_record",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-saved_at"], name="drafts_of_account"),
            models.Index(fields=["agency", "-saved_at"], name="drafts_of_agency"),
            models.Index(fields=["token"], name="drafts_by_token"),
        ]


class PresenceQuerySet(ScopedQuerySet):
    """Who is writing is known to colleagues who see the record."""

    def visible_to(self, actor: Actor) -> Self:
        """Others of her agency, on records that she sees; nobody who is walled off from the person meanwhile."""
        walled = Wall.objects.standing().filter(
            account_id=OuterRef("account_id"), person_key=OuterRef("person_key")
        )
        clients = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id"))
        calls = Consultation.objects.visible_to(actor).filter(pk=OuterRef("consultation_id"))
        return (
            self._mark()
            .annotate(person_key=Coalesce("client__person_key", "consultation__person_key"))
            .filter(Q(Exists(clients)) | Q(Exists(calls)), agency_id=actor.agency_id)
            .exclude(account_id=actor.account_id)
            .exclude(Exists(walled))
        )


class Presence(models.Model):
    """One account has one record open to change it, last heard of at `seen_at`. Forgotten within minutes."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    client = models.ForeignKey(Client, null=True, on_delete=models.CASCADE, related_name="+")
    consultation = models.ForeignKey(Consultation, null=True, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "client"], name="one_presence_at_a_client"),
            models.UniqueConstraint(
                fields=["account", "consultation"], name="one_presence_at_a_consultation"
            ),
            models.CheckConstraint(
                condition=Q(client__isnull=False, consultation__isnull=True)
                | Q(client__isnull=True, consultation__isnull=False),
                name="a_presence_is_at_one_record",
            ),
        ]
        indexes = [models.Index(fields=["seen_at"], name="presences_by_time")]
