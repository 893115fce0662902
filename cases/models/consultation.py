"""Consultations (相談): one contact, from the first word to the next step."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cases.models.anchor import Anchor
from cases.models.client import Client
from safeguards.fields import EncryptedTextField


class Consultation(Anchor):
    """One contact. Compulsory are only the moment, the method and the main complaint: a caller may stay unnamed.

    Fields after `records.md` 1.2 to 1.5 and the block of the Cabinet Office survey (2); codes are rows of
    `Code`. `sort_key` is the moment it began; the day of a contact is the Japanese day on which it began.
    Counted in: consultations (Cabinet Office: by the person herself only), contacts (all).
    """

    client = models.ForeignKey(
        Client, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations", db_index=False
    )
    counselor_id = models.BigIntegerField(null=True)
    counselor_name = models.CharField(max_length=130, blank=True)
    started_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    method = models.CharField(max_length=60)
    contact_kind = models.CharField(max_length=60, blank=True)
    caller = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=60, blank=True)
    route = models.CharField(max_length=60, blank=True)
    main_complaint = models.CharField(max_length=60)
    harm_types = models.JSONField(default=list, blank=True)
    # block of the Cabinet Office survey
    sex = models.CharField(max_length=60, blank=True)
    age_band = models.CharField(max_length=60, blank=True)
    partner_relation = models.CharField(max_length=60, blank=True)
    violence_types = models.JSONField(default=list, blank=True)
    is_disabled = models.BooleanField(default=False)
    needs_interpreter = models.BooleanField(default=False)
    # what was given on the telephone, before there is a client
    caller_name = EncryptedTextField()
    caller_kana = EncryptedTextField()
    caller_phone = EncryptedTextField()
    safe_contact = EncryptedTextField()
    # words
    narrative = EncryptedTextField()
    support_text = EncryptedTextField()
    other_party_note = EncryptedTextField()
    health_note = EncryptedTextField()
    children_note = EncryptedTextField()
    whereabouts_note = EncryptedTextField()
    # what was done, what comes next, what she wished
    support_activities = models.JSONField(default=list, blank=True)
    disposition = models.CharField(max_length=60, blank=True)
    next_steps = models.JSONField(default=list, blank=True)
    next_on = models.DateField(null=True, blank=True)
    wishes = models.JSONField(default=list, blank=True)
    unmet_needs = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__lte=1440),
                name="a_consultation_ends_within_a_day",
            )
        ]
        indexes = [
            models.Index(fields=["person_key"], name="consultation_by_person"),
            models.Index(fields=["client", "-sort_key"], name="consultation_of_client"),
            models.Index(fields=["agency", "next_on"], name="consultation_next_step"),
        ]

    @property
    def is_unnamed(self) -> bool:
        """Nobody is linked and no name was given."""
        return self.client_id is None and not (self.caller_name or self.caller_kana)

    def spoken_names(self) -> list[str]:
        """What the caller called herself, for the search."""
        return [name for name in (self.caller_name, self.caller_kana) if name]

    def spoken_phones(self) -> list[str]:
        """The telephone that was given, for the search."""
        return [self.caller_phone]
