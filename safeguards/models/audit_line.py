"""The audit trail: one line for each act and each reading, chained by hashes, one stream for each agency."""

from django.db import models


class AuditHead(models.Model):
    """The newest line of one stream. Rebuildable from the lines; locked while one is added."""

    stream = models.CharField(max_length=80, primary_key=True)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")


class AuditLine(models.Model):
    """One line: who, acting for whom, did what with which object, when (UTC).

    Holds plain codes and numbers and no foreign keys, so that it outlives what it describes. `facts` is
    canonical JSON of codes, numbers and dates, never of personal text. `digest` = SHA-256 over the line
    and the digest before it. The database refuses UPDATE and DELETE (trigger in the first migration).
    """

    stream = models.CharField(max_length=80)
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    login = models.CharField(max_length=150, blank=True)
    posting_id = models.BigIntegerField(null=True)
    agency_code = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=30, blank=True)
    event = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_number = models.CharField(max_length=80, blank=True)
    facts = models.TextField(default="{}")
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "sequence"], name="audit_sequence_has_no_double"),
        ]
        indexes = [
            models.Index(fields=["object_number", "-at", "-id"], name="audit_of_one_number"),
            models.Index(fields=["account_id", "-at"], name="audit_of_one_account"),
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["agency_code", "-at", "-id"], name="audit_of_one_agency"),
            models.Index(fields=["event", "-at", "-id"], name="audit_of_one_event"),
        ]
