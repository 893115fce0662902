"""Which record stands behind which indicator, with its form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.forms.answer import AnswerForm
from indicators.forms.counselor_placement import PlacementForm
from indicators.forms.dv_center import CenterForm
from indicators.forms.lecture import LectureForm
from indicators.forms.municipal_plan import PlanForm
from indicators.forms.record import RecordForm
from indicators.models import Answer
from indicators.models.record import Record
from safeguards.access import Absent, Actor


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its form, and how a new one is called."""

    form: type[RecordForm]
    new: Any
    change: Any

    @property
    def model(self) -> type[Record]:
        """The table."""
        return self.form.model


KINDS = {
    "municipal-plans": Kind(PlanForm, _("Write down a plan"), _("Change a plan")),
    "municipal-counselors": Kind(PlacementForm, _("Write down counselors"), _("Change counselors")),
    "municipal-dv-centers": Kind(CenterForm, _("Write down a center"), _("Change a center")),
    "dating-dv-lectures": Kind(LectureForm, _("Write down a lecture"), _("Change a lecture")),
}
ANSWER = Kind(AnswerForm, _("Write down an answer"), _("Change an answer"))


def find_record(slug: str, number: str, actor: Actor) -> tuple[Kind, Record]:
    """The record of this indicator with this number that the actor may write; Absent for anything else."""
    kind = KINDS[slug]
    query = kind.model._default_manager.standing().writable_by(actor)
    related = ("school__municipality",) if slug == "dating-dv-lectures" else ("municipality",)
    record = query.select_related(*related).filter(number=number).first()
    if record is not None:
        return kind, record
    answers = Answer.objects.standing().writable_by(actor).select_related("municipality")
    answer = answers.filter(number=number, indicator__slug=slug).first()
    if answer is None:
        raise Absent
    return ANSWER, answer
