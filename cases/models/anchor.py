"""What the four anchors of access have in common: number, owner, person, and who sees them."""

from __future__ import annotations

import uuid
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Q,
)

from cases.models.wall import Wall
from partners.models import Agency
from safeguards import matrix
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import PublicNumberField
from safeguards.prepared import PreparedExists

if TYPE_CHECKING:
    from cases.models.emergency import EmergencyGrant
    from cases.models.grant import Grant


class AnchorQuerySet(ScopedQuerySet):
    """Sight of an anchor: a live grant of her agency, narrowed by the matrix, or her own open emergency, minus
    walls; walls beat all."""

    def visible_to(self, actor: Actor) -> Self:
        """For one record, for updates and counts: an EXISTS on the grant, so that no write goes through a join.

        Her own open emergency counts here, and here alone: lists, counts and searches go by the agency's grants.
        """
        sight = self._within_matrix(actor) & _live(self._anchor().grant_model(), actor)
        if self._opens_in_emergency(actor):
            sight |= _live(self._anchor().emergency_model(), actor)
        return self._outside_walls(actor).filter(sight)

    def page(self, actor: Actor) -> Self:
        """For lists only: joined to the grants, whose key stands in an index.

        The key is annotated as `listed_at`. Filters and orders must use that name: a filter on
        `grants__...` would join the grants of every agency once more, without the conditions on the first.
        """
        return (
            self._outside_walls(actor)
            .filter(self._within_matrix(actor), _live_by_join(actor, "grants__"))
            .annotate(listed_at=F("grants__sort_key"))
        )

    def _anchor(self) -> type[Anchor]:
        return cast("type[Anchor]", self.model)

    def beside(self, rows: models.QuerySet, actor: Actor, path: str) -> models.QuerySet:
        """For lists of another table: its rows, each told whether the record at `path` would stand in her list.

        The annotation is `<path>_is_seen`. A left join like `page`: an EXISTS in a column makes PostgreSQL gather
        every grant of the agency first, as soon as it expects more than a few hundred lines.
        """
        grants, grant = f"{path}__grants", f"{path}_grant"
        seen = self._within_matrix(actor, f"{path}__") & Q(**{f"{grant}__isnull": False})
        seen &= ~_walled(actor, f"{path}__person_key")
        return rows.annotate(
            **{grant: FilteredRelation(grants, condition=_live_by_join(actor, f"{grants}__"))}
        ).annotate(**{f"{path}_is_seen": ExpressionWrapper(seen, output_field=BooleanField())})

    def _within_matrix(self, actor: Actor, prefix: str = "") -> Q:
        object_type = self._anchor().object_type()
        own = bool(matrix.groups_for(actor, object_type, "own"))
        told = any(matrix.groups_for(actor, object_type, tie) for tie in ("disclosed", "conference"))
        if actor.group_id is None or not (own or told):
            return Q(pk__in=[])
        if own and told:
            return Q()
        of_her_agency = Q(**{f"{prefix}agency_id": actor.agency_id})
        return of_her_agency if own else ~of_her_agency

    def _opens_in_emergency(self, actor: Actor) -> bool:
        return matrix.has_emergency_right(actor) and bool(
            matrix.groups_for(actor, self._anchor().object_type(), "emergency")
        )

    def _outside_walls(self, actor: Actor) -> Self:
        return self._mark().exclude(_walled(actor, "person_key"))


def _walled(actor: Actor, person_key: str) -> Q:
    return Q(_standing_walls().of(person_key, account_id=actor.account_id))


@cache
def _standing_walls() -> PreparedExists:
    return PreparedExists(
        lambda account_id: Wall.objects.standing().filter(account_id=account_id),
        "person_key",
        account_id=BigIntegerField(),
    )


def _live_by_join(actor: Actor, prefix: str) -> Q:
    return Q(
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": actor.now}),
        **{f"{prefix}group_id": actor.group_id, f"{prefix}since__lte": actor.now},
    )


def _live(table: type[Grant] | type[EmergencyGrant], actor: Actor) -> Q:
    return Q(_live_of(table).of("pk", **{name: getattr(actor, name) for name in _OF_ACTOR}))


_OF_ACTOR: dict[str, models.Field] = {
    "account_id": BigIntegerField(),
    "posting_id": BigIntegerField(),
    "group_id": BigIntegerField(),
    "now": DateTimeField(),
}


@cache
def _live_of(table: type[Grant] | type[EmergencyGrant]) -> PreparedExists:
    """The table's own rule of what is live, asked for an actor who is still to come."""
    return PreparedExists(
        lambda **actor: table.live(cast(Actor, SimpleNamespace(**actor))), "content_object", **_OF_ACTOR
    )


class Anchor(models.Model):
    """Consultation, client, case or child: a record that has grants of its own.

    `person_key` names the person across anchors without saying who she is: new with each consultation,
    joined when records are linked; walls hang on it. `sort_key` never changes: lists are ordered by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    person_key = models.UUIDField(default=uuid.uuid4)
    sort_key = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = AnchorQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def object_type(cls) -> str:
        """Its name in the matrix, in permissions and in the columns that point to it: `client`."""
        return cast(str, cls._meta.model_name)

    @classmethod
    def grant_model(cls) -> type[Grant]:
        """The table of grants of this anchor."""
        return cast("type[Grant]", cls._meta.get_field("grants").related_model)

    @classmethod
    def emergency_model(cls) -> type[EmergencyGrant]:
        """The table of emergency accesses to this anchor."""
        return cast("type[EmergencyGrant]", cls._meta.get_field("emergencies").related_model)

    @classmethod
    def view_codename(cls) -> str:
        """The permission a grant gives."""
        return f"view_{cls.object_type()}"

    def is_in_charge(self, actor: Actor) -> bool:
        """Is the actor the one in charge? Only of kinds that have one (`cases.models.in_charge`)."""
        return False

    def tie_to(self, actor: Actor) -> str:
        """`own` for the owner's agency, else `disclosed`: sight itself was decided by the query.

        By which ties exactly she sees it, and what each gives: `cases.queries.sight`.
        """
        return "own" if self.agency_id == actor.agency_id else "disclosed"
