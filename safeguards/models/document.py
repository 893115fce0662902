"""The register of papers: which was made, for what, by whom, with which field groups."""

from __future__ import annotations

import uuid

from django.db import models


class Document(models.Model):
    """One paper that was made. Like the audit trail it holds codes and numbers, no words and no foreign keys.

    `number` and `copy` stand on each page; `copy` counts the papers of one kind about one record within an
    agency. `places` are the fields of whereabouts that were printed. `digest` is the SHA-256 of the bytes,
    which are kept nowhere. `token`: the form that asked for it, so that a second press is the same paper.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=19, unique=True)
    kind = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    account_id = models.BigIntegerField()
    posting_id = models.BigIntegerField(null=True)
    agency_code = models.CharField(max_length=60)
    role = models.CharField(max_length=30)
    at = models.DateTimeField()
    object_type = models.CharField(max_length=60)
    object_number = models.CharField(max_length=80)
    field_groups = models.JSONField(default=list)
    places = models.JSONField(default=list)
    copy = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    token = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency_code", "object_type", "object_number", "kind", "copy"],
                name="a_copy_is_counted_once",
            ),
            models.UniqueConstraint(fields=["account_id", "token"], name="one_document_for_one_form"),
        ]
        indexes = [
            models.Index(fields=["object_type", "object_number", "-at"], name="documents_of_one_object")
        ]
