"""What a change replaced by what, sealed, beside its line of the audit trail (R-30)."""

from __future__ import annotations

import uuid

from django.db import models

from safeguards.fields import EncryptedJSONField


class ChangedWords(models.Model):
    """Old and new value of each changed field: {"phone": ["old", "new"]}, of the line `stream` and `sequence`.

    The line holds a keyed digest of the words, which the chain covers: words that were altered or taken away are
    found, and sealing them under another key changes nothing. No page shows them: the auditor reads codes, and
    the words open only in a case of a leak (decision 19).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stream = models.CharField(max_length=80)
    sequence = models.BigIntegerField()
    words = EncryptedJSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "sequence"], name="one_set_of_words_of_a_line")
        ]
