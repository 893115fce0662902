"""By what else a client is known: former names, aliases, a former telephone."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from cases.models.client import Client
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField

FORMER_PHONE = "former_phone"


class KnownAsQuerySet(ScopedQuerySet):
    """A name inherits its sight from its client; of the client, names are `identity`, telephones `contact`."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of clients that the actor sees."""
        clients = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id")).values("pk")
        return self._mark().filter(client_id=Subquery(clients))


class KnownAs(models.Model):
    """One name (or telephone) beside those of the card. `kind` is a code of `known_as`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="known_as")
    kind = models.CharField(max_length=60)
    text = EncryptedTextField()
    reading = EncryptedTextField()
    made_at = models.DateTimeField()

    objects = KnownAsQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    @property
    def is_phone(self) -> bool:
        """A number, not a name."""
        return self.kind == FORMER_PHONE

    def spoken_names(self) -> list[str]:
        """What she may be searched for by this; a telephone is no name."""
        return [] if self.is_phone else [part for part in (self.text, self.reading) if part]


def with_known_as(rows: QuerySet, path: str = "") -> QuerySet:
    """The same clients (or rows with a client at `path`), with their other names read along in one query."""
    names = KnownAs.objects.everything("names by which a person is found")
    return rows.prefetch_related(Prefetch(f"{path}known_as", queryset=names))
