"""Support cases (支援ケース)."""

from django.db import models

from cases.models.anchor import Anchor
from cases.models.client import Client


class Case(Anchor):
    """One support case of one woman; an anchor of access."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="cases")
    opened_on = models.DateField()
