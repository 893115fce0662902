"""Support cases (支援ケース)."""

from django.db import models

from cases.models.anchor import Anchor
from cases.models.client import Client
from cases.models.in_charge import InCharge


class Case(InCharge, Anchor):
    """One support case of one woman; an anchor of access."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="cases")
    opened_on = models.DateField()
