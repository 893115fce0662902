"""One table for the calls, and the lists from which its columns choose."""

from django.db import models


class Method(models.TextChoices):
    """How the contact was made."""

    PHONE = "phone"
    VISIT = "visit"
    CHAT = "chat"
    MAIL = "mail"
    OTHER = "other"


class Complaint(models.TextChoices):
    """What it was mainly about."""

    SPOUSE_VIOLENCE = "spouse_violence"
    FAMILY_VIOLENCE = "family_violence"
    DATING_VIOLENCE = "dating_violence"
    HOUSING = "housing"
    ECONOMIC = "economic"
    MEDICAL = "medical"


class Caller(models.TextChoices):
    """Who speaks."""

    SELF = "self"
    RELATIVE = "relative"
    ACQUAINTANCE = "acquaintance"
    AGENCY = "agency"
    REPORTER = "reporter"


class Named(models.Model):
    """A row with a name."""

    name = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Agency(Named):
    """Where the call was taken."""


class Client(Named):
    """Who called."""


class ViolenceType(Named):
    """A kind of violence."""


class HarmType(Named):
    """What applies."""


class NextStep(Named):
    """What comes next."""


class Call(models.Model):
    """One call."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    counselor = models.CharField(max_length=130)
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT)
    started_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    method = models.CharField(max_length=60, choices=Method)
    caller = models.CharField(max_length=60, choices=Caller)
    narrative = models.TextField(blank=True)
    main_complaint = models.CharField(max_length=60, choices=Complaint)
    violence_types = models.ManyToManyField(ViolenceType, blank=True)
    harm_types = models.ManyToManyField(HarmType, blank=True)
    next_steps = models.ManyToManyField(NextStep, blank=True)
    next_on = models.DateField(null=True, blank=True)
