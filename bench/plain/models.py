"""Agencies, clients, consultations and notes, as plain columns."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone


class Method(models.TextChoices):
    """How the contact was made."""

    PHONE = "phone"
    VISIT = "visit"
    CHAT = "chat"
    MAIL = "mail"
    HOME_VISIT = "home_visit"
    ACCOMPANIMENT = "accompaniment"
    OUTREACH = "outreach"
    ONLINE = "online"
    LETTER = "letter"
    OTHER = "other"


class Complaint(models.TextChoices):
    """What it was mainly about."""

    SPOUSE_VIOLENCE = "spouse_violence"
    FAMILY_VIOLENCE = "family_violence"
    DATING_VIOLENCE = "dating_violence"
    FAMILY_PROBLEM = "family_problem"
    SEXUAL_MATTER = "sexual_matter"
    OTHER_PEOPLE = "other_people"
    HOUSING = "housing"
    ECONOMIC = "economic"
    MEDICAL = "medical"


class Agency(models.Model):
    """One agency; its people are in its group, and permissions on single records are given to the group."""

    name = models.CharField(max_length=200)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="agency")

    def __str__(self):
        return self.name


class Client(models.Model):
    """One person."""

    number = models.CharField(max_length=22, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    held_number = models.CharField(max_length=9, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    family_kana = models.CharField(max_length=120, blank=True)
    given_kana = models.CharField(max_length=120, blank=True)
    alias = models.CharField(max_length=120, blank=True)
    birth_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    safe_contact = models.TextField(blank=True)
    never_contact = models.TextField(blank=True)
    current_place = models.TextField(blank=True)
    registered_place = models.TextField(blank=True)
    children_note = models.TextField(blank=True)
    health_note = models.TextField(blank=True)
    other_party_note = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return f"{self.family_name} {self.given_name}"


class Consultation(models.Model):
    """One contact."""

    number = models.CharField(max_length=22, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT)
    counselor = models.CharField(max_length=130, blank=True)
    started_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    method = models.CharField(max_length=60, choices=Method)
    main_complaint = models.CharField(max_length=60, choices=Complaint)
    caller_name = models.CharField(max_length=120, blank=True)
    caller_kana = models.CharField(max_length=120, blank=True)
    caller_phone = models.CharField(max_length=40, blank=True)
    safe_contact = models.TextField(blank=True)
    narrative = models.TextField(blank=True)
    support_text = models.TextField(blank=True)
    children_note = models.TextField(blank=True)
    health_note = models.TextField(blank=True)
    other_party_note = models.TextField(blank=True)
    whereabouts_note = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d} {self.caller_name}"


class Note(models.Model):
    """What was done for a client on one day."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField(db_index=True)
    author = models.CharField(max_length=130, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d}"
