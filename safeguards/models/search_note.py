"""What a person searched for, kept apart from addresses, histories and logs."""

import uuid

from django.db import models

from safeguards.fields import EncryptedJSONField, PublicNumberField


class SearchNote(models.Model):
    """One committed search: the words and filters, sealed, bound to one account and one session.

    The list is opened with `?s=<number>`, which means nothing to anybody else; so no name stands in an
    address, a history or a log.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    account_id = models.BigIntegerField()
    session_digest = models.CharField(max_length=64)
    page = models.CharField(max_length=60)
    asked = EncryptedJSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="search_note_by_age")]
