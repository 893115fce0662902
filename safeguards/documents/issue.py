"""Issuing a paper: number, copy, marks, register and audit line first, then the bytes (R-36).

Nothing leaves before its line stands. The same form sent twice is one document with one number.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from safeguards import audit, roles
from safeguards.access import Actor
from safeguards.documents.paper import Paper
from safeguards.documents.typesetting import typeset
from safeguards.models import Document
from safeguards.once import new_token
from safeguards.templatetags.safeguards import when

PDF = "application/pdf"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that are taken for one another
TRIES = 5


class AlreadyPrinted(ValueError):
    """The form was sent before, and what it would print now is not what it printed then. str() is a sentence."""

    def __str__(self) -> str:
        return _("This form was used for another print already. Please press once more.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of paper: its code in the register, and whether it leaves the office.

    On papers that leave, staff stand by role and agency; on an office's own ledger by name (B20).
    """

    code: str
    goes_out: bool = False


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a paper is for: a code of a list, and its label in the reader's language."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper that stands in the register."""

    number: str
    copy: int
    content: bytes


def document(
    actor: Actor, kind: Kind, subject: models.Model, purpose: Purpose, paper: Paper, *,
    groups: Iterable[str], places: Iterable[str] = (), token: str = "", part: str = "",
    numbers: Iterable[str] = (),
) -> Printed:  # fmt: skip
    """Make one paper about `subject`, a record that the actor may see; the only way to a PDF.

    `paper` is already narrowed to her field groups; `groups` and `places` say which it holds: each place
    (a field of whereabouts) gets the line of a reveal besides. `token`: the form's, so that a second press
    gives the same document. `part`: which part of the subject it is (a month of a ledger); copies are counted by it.
    `numbers`: the records that stand on it, where it is about several. Raises AlreadyPrinted, NotSet; what audit or
    database raise goes on, and nothing leaves.
    """
    whose = getattr(subject, "number", None) or subject.code  # type: ignore[attr-defined]
    number = f"{whose}/{part}" if part else whose
    order = _Order(
        actor, kind, subject, number, purpose, paper, tuple(sorted(groups)), tuple(sorted(places)), tuple(numbers)
    )  # fmt: skip
    token = token[:64] or new_token()
    for _try in range(TRIES):
        made = Document.objects.filter(account_id=actor.own_account_id, token=token).first()
        if made is not None:
            return _again(order, made)
        try:
            return _first(order, token)
        except IntegrityError:
            continue  # somebody took this copy number, or the same form came in beside this one
    raise AlreadyPrinted


@dataclass(frozen=True, slots=True)
class _Order:
    actor: Actor
    kind: Kind
    subject: Any
    number: str
    purpose: Purpose
    paper: Paper
    groups: tuple[str, ...]
    places: tuple[str, ...]
    numbers: tuple[str, ...]

    def about(self) -> dict[str, Any]:
        """What the register says of it, apart from number, copy and bytes."""
        return {
            "kind": self.kind.code,
            "purpose": self.purpose.code,
            "account_id": self.actor.own_account_id,
            "agency_code": self.actor.agency_code,
            "object_type": self.subject._meta.label_lower,
            "object_number": self.number,
            "field_groups": list(self.groups),
            "places": list(self.places),
        }


def _first(order: _Order, token: str) -> Printed:
    about = order.about()
    same = {name: about[name] for name in ("agency_code", "kind", "object_type", "object_number")}
    last = Document.objects.filter(**same).aggregate(last=models.Max("copy"))["last"] or 0
    made = Document(
        number=_new_number(), copy=last + 1, at=order.actor.now.replace(microsecond=0), token=token,
        role=order.actor.role, posting_id=order.actor.posting_id, **about,
    )  # fmt: skip
    content = _typeset(order, made)  # before the transaction: a slow press holds no lock
    made.digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        made.save(force_insert=True)
        _note(order, made, is_again=False)
    return Printed(made.number, made.copy, content)


def _again(order: _Order, made: Document) -> Printed:
    if any(getattr(made, name) != value for name, value in order.about().items()):
        raise AlreadyPrinted
    content = _typeset(order, made)
    if hashlib.sha256(content).hexdigest() != made.digest:
        raise AlreadyPrinted
    with transaction.atomic():
        _note(order, made, is_again=True)
    return Printed(made.number, made.copy, content)


def _note(order: _Order, made: Document, *, is_again: bool) -> None:
    """The line of the print and, for each place on it, that of a reveal."""
    for field in order.places:
        audit.record(
            order.actor,
            "whereabouts.reveal",
            order.subject,
            field=field,
            purpose=made.purpose,
            document=made.number,
        )
    several = {"numbers": list(order.numbers)} if order.numbers else {}
    audit.record(
        order.actor, "document.print", order.subject, kind=made.kind, purpose=made.purpose, document=made.number,
        copy=made.copy, groups=made.field_groups, places=made.places, again=is_again, **several,
    )  # fmt: skip


def _new_number() -> str:
    """16 letters of chance in groups of four: they stand on paper, never in an address."""
    letters = "".join(secrets.choice(_LETTERS) for _each in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _typeset(order: _Order, made: Document) -> bytes:
    actor = order.actor
    who = [actor.agency_name, roles.label(made.role)] + ([] if order.kind.goes_out else [actor.name])
    marks = {
        "number_label": _("Document number"),
        "copy": _("copy %(number)s") % {"number": made.copy},
        "care": _("Handle with care")
        if order.kind.goes_out
        else _("Handle with care. Keep it in the office's file."),
        "lines": [
            [_("Purpose"), order.purpose.label],
            [_("Printed by"), "  ".join(part for part in who if part)],
            [_("Printed at"), when(made.at)],
        ],
    }
    return typeset(order.paper, marks, made.number, made.at)


def as_answer(printed: Printed) -> HttpResponse:
    """The answer to a form: shown by the browser, named by its number alone, kept nowhere."""
    answer = HttpResponse(printed.content, content_type=PDF)
    answer["Content-Disposition"] = f'inline; filename="{printed.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
