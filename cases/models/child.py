"""Children who come along (同伴児)."""

from __future__ import annotations

from django.db import models

from cases.models.anchor import Anchor
from cases.models.client import Client
from safeguards.fields import EncryptedJSONField, EncryptedTextField


class Child(Anchor):
    """One child of a client; an anchor of access, with the person key of the mother's record.

    Field groups: name and birth are `identity` and `children`, `school` is `whereabouts` and masked, `note` and what
    is read of its health are `children` and `health`. `is_along` tells whether the child lives with her now.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="children")
    family_name = EncryptedTextField()
    given_name = EncryptedTextField()
    family_kana = EncryptedTextField()
    given_kana = EncryptedTextField()
    birth = EncryptedJSONField()
    school = EncryptedTextField()
    note = EncryptedTextField()
    health_note = EncryptedTextField()
    is_along = models.BooleanField(null=True, blank=True)

    @property
    def name(self) -> str:
        """Family and given name as typed; callers show it only where `identity` may be read."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def kana(self) -> str:
        """The reading of the name."""
        return f"{self.family_kana} {self.given_kana}".strip()
