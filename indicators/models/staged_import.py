"""A file that was read and looked at, waiting to be taken in or dropped."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Self

from django.db import models

from indicators.models.indicator import Indicator
from safeguards.access import Actor
from safeguards.fields import EncryptedJSONField, PublicNumberField

KEPT_FOR = timedelta(hours=24)


class StagedImportQuerySet(models.QuerySet):
    """Staged files belong to the person who uploaded them."""

    def open_to(self, actor: Actor) -> Self:
        """Her own, made at her present posting, not older than a day."""
        return self.filter(
            account_id=actor.account_id, posting_id=actor.posting_id, made_at__gt=actor.now - KEPT_FOR
        )


class StagedImport(models.Model):
    """The rows of one uploaded file between preview and confirmation, sealed; not in the session.

    `content` holds {"header": [...], "rows": [[row number, [cells]]], "summary": {...}}. The row is
    removed when it is taken in, when its owner uploads another file, and is void after 24 hours.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    account_id = models.BigIntegerField()
    posting_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=120, blank=True)
    content = EncryptedJSONField()

    objects = StagedImportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
