"""Children who come along (同伴児)."""

from django.db import models

from cases.models.anchor import Anchor
from cases.models.client import Client
from safeguards.fields import EncryptedJSONField, EncryptedTextField


class Child(Anchor):
    """One child of a client; an anchor of access, with the person key of the mother's record."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="children")
    family_name = EncryptedTextField()
    given_name = EncryptedTextField()
    birth = EncryptedJSONField()
