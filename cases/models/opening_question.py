"""Questions about openings: somebody opened a record, and who keeps it does not know why (R-30)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from cases import states
from cases.models.wall import Wall
from partners.models import Account, Agency
from partners.queries.confirmation import CENTER
from safeguards import matrix
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import PublicNumberField


class OpeningQuestionQuerySet(ScopedQuerySet):
    """A question does not exist for whom it is about, nor for anybody walled off from the person."""

    def visible_to(self, actor: Actor) -> Self:
        """Her own, and for a supervisor those of her agency and of agencies for which she may stand in.

        Which of them are hers to answer: `cases.queries.opening_question`.
        """
        walled = Wall.objects.standing().filter(account_id=actor.account_id).values("person_key")
        rows = self._mark().exclude(reader_id=actor.account_id).exclude(person_key__in=walled)
        hers = Q(asked_by_id=actor.account_id)
        if matrix.may_act(actor, "opening", "own", "answer") and actor.agency_id is not None:
            hers |= Q(agency_id=actor.agency_id) | Q(agency__deputy_id=actor.agency_id)
            if (actor.tier, actor.kind) == CENTER:
                hers |= Q(state=states.OPENING_ASKED)
        return rows.filter(hers)


class OpeningQuestion(models.Model):
    """One account opened one record on one Japanese day, and its keeper asks why. Codes only, no words.

    `agency` is the keeper's, whose supervisors answer; `reader` the account that opened it, `reader_agency` the
    agency for which it did; `times` how often on that day. Moves: `cases.states.OPENING_MOVES`.
    """

    number = PublicNumberField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reader_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    object_type = models.CharField(max_length=60)
    object_number = models.CharField(max_length=80)
    person_key = models.UUIDField()
    day = models.DateField()
    times = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=states.OPENING_ASKED)
    asked_at = models.DateTimeField()
    answered_by_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    explanation = models.CharField(max_length=20, blank=True)

    objects = OpeningQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "reader", "reader_agency", "object_number", "day"],
                name="an_opening_is_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_by_id__isnull=True)
                | (~Q(answered_by_id=F("asked_by")) & ~Q(answered_by_id=F("reader"))),
                name="an_opening_is_answered_by_a_third",
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("reader")), name="nobody_questions_herself"),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="opening_questions_by_state")]
