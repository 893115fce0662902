"""Grants: the one table that says who sees what, and until when.

Subclasses of django-guardian's direct foreign-key group permissions: django group = agency, permission
`view_<anchor>`, record; with a half-open interval and the sort key of the list. guardian itself knows no
dates, so its shortcuts are not used (house test); rows follow from the reasons (`cases.actions.grant`).
Each table holds one permission only, so queries and indexes leave the permission out.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import F, Q
from guardian.models import GroupObjectPermissionBase

from cases.models.case import Case
from cases.models.child import Child
from cases.models.client import Client
from cases.models.consultation import Consultation
from safeguards.access import Actor


class Grant(GroupObjectPermissionBase):
    """One agency, one record, one unbroken interval [since, until); `until` empty for the owner.

    At any moment at most one row of an agency and a record is live: the interval is the union of the
    reasons' intervals (exclusion constraint on PostgreSQL). Each index costs every save: the two named in `_rules`
    serve all questions, so the keys have none of their own.
    """

    permission = models.ForeignKey(Permission, on_delete=models.CASCADE, db_index=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    sort_key = models.DateTimeField()

    class Meta:
        abstract = True

    @classmethod
    def live(cls, actor: Actor) -> models.QuerySet:
        """Grants of the actor's agency that are live at the moment of her request."""
        return cls.objects.filter(
            Q(until__isnull=True) | Q(until__gt=actor.now), group_id=actor.group_id, since__lte=actor.now
        )


def _rules(name: str) -> tuple[list[models.BaseConstraint], list[models.Index]]:
    constraints: list[models.BaseConstraint] = [
        models.UniqueConstraint(
            fields=["group", "permission", "content_object", "since"], name=f"{name}_interval_starts_once"
        ),
        models.CheckConstraint(
            condition=Q(until__isnull=True) | Q(until__gt=F("since")), name=f"{name}_ends_after_start"
        ),
    ]
    indexes = [
        models.Index(fields=["group", "-sort_key", "-content_object"], name=f"{name}_list"),
        models.Index(fields=["content_object", "group"], name=f"{name}_one"),
    ]
    return constraints, indexes


class ConsultationGrant(Grant):
    """Sight of one consultation."""

    content_object = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="grants", db_index=False
    )

    class Meta:
        constraints, indexes = _rules("consultation_grant")


class ClientGrant(Grant):
    """Sight of one client."""

    content_object = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="grants", db_index=False
    )

    class Meta:
        constraints, indexes = _rules("client_grant")


class CaseGrant(Grant):
    """Sight of one support case."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants", db_index=False)

    class Meta:
        constraints, indexes = _rules("case_grant")


class ChildGrant(Grant):
    """Sight of one child's record."""

    content_object = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="grants", db_index=False)

    class Meta:
        constraints, indexes = _rules("child_grant")
