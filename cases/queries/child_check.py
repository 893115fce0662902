"""児童虐待の確認: which consultations ask for a decision about a child, and what was signed about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Length
from django.utils.translation import gettext as _

from cases import choices, rules
from cases.cards import Fact, local_day
from cases.models import Child, ChildCheck, CodeBook, Consultation
from cases.queries.sight import may
from safeguards import roles
from safeguards.access import Actor
from safeguards.templatetags.safeguards import when


def asking(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of these consultations those of a household with violence in which a child may be, not covered by a signature.

    A signed decision covers the earlier contacts of the same person, and those of the next `rules.CHECK_COVERS`
    unless one tells of violence before a child anew: who calls ten times is not asked ten times.
    """
    mark = f'"{choices.CHILD_PRESENT}"'
    rows = rows.annotate(
        harm_text=Cast("harm_types", TextField()),
        note_length=Length("children_note"),
        client_note_length=Length("client__children_note"),
        has_child_row=Exists(
            Child.objects.everything("whether a child is known").filter(client_id=OuterRef("client_id"))
        ),
    )
    before_child = Q(harm_text__contains=mark)
    violent = before_child | Q(main_complaint__in=choices.VIOLENT_COMPLAINTS) | ~Q(violence_types=[])
    for code in choices.VIOLENT_COMPLAINTS:
        violent |= Q(main_complaint__startswith=f"{code}.")
    told_of = (
        before_child | Q(note_length__gt=0) | Q(client_note_length__gt=0) | Q(client__children_count__gt=0)
    )
    rows = rows.annotate(is_told_of=Case(When(told_of, then=Value(True)), default=Value(False)))
    rows = rows.filter(violent, told_of | Q(has_child_row=True))
    final = ChildCheck.objects.everything("whether a decision stands").current().final()
    hers = final.filter(consultation__person_key=OuterRef("person_key"), agency_id=OuterRef("agency_id"))
    later = Q(signed_at__gte=OuterRef("started_at")) | Q(consultation_id=OuterRef("pk"))
    covered = Q(Exists(hers.filter(later))) | (
        ~before_child & Q(Exists(hers.filter(signed_at__gte=OuterRef("started_at") - rules.CHECK_COVERS)))
    )
    return rows.exclude(covered)


def undecided(actor: Actor) -> QuerySet[Any]:
    """Consultations of her agency of the last weeks that ask for a decision; `asks`: the supervisor was asked."""
    rows = Consultation.objects.page(actor).filter(
        agency_id=actor.own_agency_id, started_at__gte=actor.now - rules.DUTY_IS_SHOWN
    )
    put = ChildCheck.objects.everything("whether the supervisor is asked").current().asking()
    return asking(rows).annotate(asks=Exists(put.filter(consultation_id=OuterRef("pk"))))


def with_minors(rows: Iterable[Any], on: date) -> list[Any]:
    """Those rows of `undecided` in which somebody may be under 18. One query where only children's own rows tell."""
    some = list(rows)
    only_rows = {one.client_id for one in some if not one.is_told_of}
    if not only_rows:
        return some
    children = Child.objects.everything("ages of children").filter(client_id__in=only_rows)
    minors = {
        child.client_id
        for child in children.only("client_id", "birth")
        if rules.may_be_minor(child.birth, on)
    }
    return [one for one in some if one.is_told_of or one.client_id in minors]


def is_asked(actor: Actor, one: Consultation) -> bool:
    """Does this consultation of hers ask for a decision, however long ago it was?"""
    found = asking(Consultation.objects.visible_to(actor).filter(pk=one.pk))
    return bool(with_minors(found.only("id", "client_id", "agency_id"), local_day(actor.now)))


@dataclass(frozen=True, slots=True)
class SignedCheck:
    """One signed version as its reader may see it."""

    version: int
    decision: str
    tone: str
    facts: tuple[Fact, ...]
    signer: str
    signed_at: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class ChildBox:
    """What the page of a consultation says of the check. `is_asked`: nobody decided yet; `may_sign`: she may."""

    is_asked: bool
    may_sign: bool
    is_late: bool
    due_on: date
    current: SignedCheck | None
    older: tuple[SignedCheck, ...]

    @property
    def kind(self) -> str:
        """The sort of alert that asks for the decision."""
        return "deadline" if self.is_late else "care"


def child_box(
    actor: Actor, one: Consultation, groups: frozenset[str], tie: str, book: CodeBook
) -> ChildBox | None:
    """None where nothing is to be said, and for everybody who may not read what is about children."""
    if "children" not in groups:
        return None
    signed = signed_checks(actor, one, tie, book)
    may_sign = tie == "own" and may(actor, one, "sign")
    asked = may_sign and is_asked(actor, one)
    if not (signed or asked):
        return None
    due = rules.child_check_due(local_day(one.started_at))
    return ChildBox(
        asked, may_sign, local_day(actor.now) > due, due, signed[0] if signed else None, tuple(signed[1:])
    )


def signed_checks(actor: Actor, one: Consultation, tie: str, book: CodeBook) -> list[SignedCheck]:
    """Every signed version, the newest first; the reader may read the group `children` of it."""
    rows = ChildCheck.objects.visible_to(actor).filter(consultation=one).select_related("agency")
    return [signed_check(row, tie, book) for row in rows.order_by("-version")]


def signed_check(row: ChildCheck, tie: str, book: CodeBook) -> SignedCheck:
    """One version for a reader. People stand by name in their own agency, by role and agency elsewhere."""
    is_own = tie == "own"
    role = roles.label(row.signer_role)
    waits = row.decision == choices.ASK_SUPERVISOR or (
        row.decision == choices.NOTIFY and row.notified_at is None
    )
    tone = "late" if waits else ("life" if row.decision == choices.NOTIFY else "")
    label = str(choices.CHILD_DECISIONS.get(row.decision, row.decision))
    signer = f"{row.agency.label}　{role}" + (f"　{row.signer_name}" if is_own else "")
    return SignedCheck(row.version, label, tone, _facts(row, book, is_own), signer, row.signed_at, waits)


def _facts(row: ChildCheck, book: CodeBook, is_own: bool) -> tuple[Fact, ...]:
    def answer(code: str) -> str:
        return str(choices.SIGN_ANSWERS.get(code, code))

    to = " ".join(filter(None, [book.label("child_notified_to", row.notified_to), row.notified_whom]))
    at = when(row.notified_at) if row.notified_at else _("not done yet")
    is_notice = row.decision == choices.NOTIFY
    pairs = [
        (_("Violence before the child"), answer(row.seen_violence)),
        (_("Violence against the child"), answer(row.direct_violence)),
        (_("Injury or neglect"), answer(row.injury_neglect)),
        (_("What was seen and heard"), row.observed),
        (_("Reason for the decision"), row.reason),
        (_("Notified to"), to),
        (_("Notified at"), at if is_notice else ""),
        (_("Who notified"), row.notifier if is_notice and is_own else ""),
        (_("Explained to her"), str(choices.TOLD_HER.get(row.told_her, ""))),
        (_("What she said"), row.told_words),
        (_("Why without her consent"), row.no_consent),
    ]
    return tuple(Fact(label, value) for label, value in pairs if value)


def current_check(actor: Actor, one: Consultation) -> ChildCheck | None:
    """The newest signed version of this consultation."""
    rows = ChildCheck.objects.visible_to(actor).filter(consultation=one)
    return rows.order_by("-version").first()
