"""相談の下書き: saved while one types, listed, continued, discarded, taken over; and who is writing now."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.draft import (
    DraftConflict,
    DraftGone,
    TooManyDrafts,
    discard_draft,
    note_presence,
    save_draft,
    take_draft,
)
from cases.forms.beside import typed_beside
from cases.forms.consultation import ConsultationForm
from cases.forms.draft import DraftMarks
from cases.models import Client, CodeBook, Consultation, Draft
from cases.queries.draft import DraftSheet, draft_rows, handed_drafts, handed_rows, my_drafts, writing_now
from cases.queries.sight import require
from cases.views.consultation import sheet_options, show_sheet
from cases.views.draft_part import sheet_address
from partners.lock import LOCKED
from safeguards.access import Absent, get_or_absent
from safeguards.call import LONGEST_CALL_SECONDS, note_call
from safeguards.pages import page, seen
from safeguards.paging import page_of

# What an open page is told, in headers: the body is for texts only.
NUMBER, VERSION, ADDRESS, TOO_LONG = "Draft-Number", "Draft-Version", "Draft-Address", "Draft-Too-Long"
HANDED_SHOWN = 50


@page("draft.save", methods=("POST",))
def draft_save(request: HttpRequest) -> HttpResponse:
    """204 kept; 409 another window was first, with both texts; 410 recorded or taken over; 507 too many.

    Also from a desk that was locked meanwhile: what was typed until then is kept, and nothing is shown.
    """
    typed = DraftMarks(request.POST).typed()
    if not typed.token or not typed.writer:
        raise Absent
    try:
        draft, left_out = save_draft(request.actor, typed)
    except DraftConflict as conflict:
        draft = conflict.draft
        form = ConsultationForm(book=CodeBook(), today=timezone.localdate())
        lines = (
            typed_beside(form, typed.fields or {}, draft.fields) if not request.session.get(LOCKED) else []
        )
        answer = render(
            request, "cases/draft/_conflict.html", {"lines": lines, "number": draft.number}, status=409
        )
    except DraftGone as gone:
        answer = HttpResponse(status=410)
        answer[ADDRESS] = gone.url
        return answer
    except TooManyDrafts:
        return HttpResponse(status=507)
    else:
        answer = HttpResponse(status=204)
        answer[TOO_LONG] = ",".join(left_out)
    answer[NUMBER], answer[VERSION] = draft.number, str(draft.version)
    return answer


@page("draft.list")
def draft_list(request: HttpRequest) -> HttpResponse:
    """Hers, and what colleagues left behind."""
    actor = request.actor
    shown = page_of(request, my_drafts(actor), moment="saved_at")
    rows = draft_rows(actor, shown.rows, CodeBook("contact_method"))
    handed = handed_rows(handed_drafts(actor)[:HANDED_SHOWN])
    seen(request, "draft.list", numbers=[row.number for row in [*rows, *handed]])
    return render(request, "cases/draft/list.html", {"rows": rows, "handed": handed, "page": shown})


@page("draft.detail")
def draft_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The form as it was typed, with its running call; the record, once it has become one."""
    draft = get_or_absent(Draft.objects.select_related("client", "consultation"), number, request.actor)
    if draft.account_id != request.actor.account_id:
        raise Absent  # left behind by a colleague: sealed until it is taken over
    if draft.recorded_at:
        return redirect("consultation_detail", number=draft.consultation.number)
    return _show(request, draft)


def _show(request: HttpRequest, draft: Draft) -> HttpResponse:
    """A draft of hers in its form again, word for word; a call that began not long ago goes on."""
    one, client, now = draft.consultation, draft.client, timezone.now()
    typed = ConsultationForm.initial_as_typed(draft.fields)
    form = ConsultationForm(
        initial=typed | {"client": client.number if client else ""}, **sheet_options(request)
    )
    calls = now - draft.started_at < timedelta(seconds=LONGEST_CALL_SECONDS)
    seen(request, "draft.open", draft)
    # What the open page asks for is the record or the client: a draft that is recorded on another desk goes, and the
    # page with it would take what was typed here since.
    request.alive_of = ("cases.client", client.number) if client else None
    if one is not None:
        require(request.actor, one, "edit")
        seen(request, "consultation.open_to_change", one)
    elif calls:
        note_call(request, is_running=True)
    part = DraftSheet(
        draft.token, sheet_address(one), draft.number, draft.version, started_at=draft.started_at,
        saved_at=draft.saved_at, is_call=calls,
    )  # fmt: skip
    return show_sheet(request, form, one, part)


@page("draft.move", methods=("POST",))
def draft_move(request: HttpRequest, number: str) -> HttpResponse:
    """Throw hers away, or take over what a colleague left behind."""
    draft = get_or_absent(Draft, number, request.actor)
    move = request.POST.get("move")
    if move == "discard":
        discard_draft(request.actor, draft)
        messages.success(request, _("The draft is discarded."))
        return redirect("draft_list")
    if move != "take":
        raise Absent
    take_draft(request.actor, draft)
    messages.success(request, _("The draft is yours now."))
    return redirect("draft_detail", number=number)


@page("presence", methods=("POST",))
def presence(request: HttpRequest) -> HttpResponse:
    """Who is writing at this record now, for its open page; `writing` says that this page writes itself."""
    kinds = {"client": Client, "consultation": Consultation}
    kind = kinds.get(request.POST.get("kind", ""))
    if kind is None:
        raise Absent
    anchor = get_or_absent(kind, request.POST.get("at", ""), request.actor)
    if request.POST.get("writing"):
        require(request.actor, anchor, "edit")
        note_presence(request.actor, anchor)
    return render(request, "cases/draft/_writing.html", {"names": writing_now(request.actor, anchor)})
