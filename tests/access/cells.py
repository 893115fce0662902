"""What each page shows to whom it is open: one entry for each page of the matrix. A page without one fails.

Told from the product's contract, not from the code: who keeps records (READERS) sees her agency's and what was
disclosed; a liaison works in referrals; planners, administrators and auditors see no person at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from indicators import wording
from partners.choices import alert_sentence
from safeguards.once import new_token
from tests.access import stage as stages

READERS = ("counselor", "supervisor")
SLUGS = stages.SLUGS
MARK_OF = {"received": "r", "accepted": "a", "sent": "s", "sheet": "t", "own": "o", "disclosed": "d"}


@dataclass(frozen=True)
class Viewer:
    """One demo account on the stage."""

    stage: Any
    account: Any
    agency: Any
    role: str

    @property
    def reads(self) -> bool:
        """Counselor or supervisor."""
        return self.role in READERS

    @property
    def things(self) -> dict:
        """The marked records of her agency."""
        return self.stage.things[self.agency.pk]

    def mark(self, tie: str) -> str:
        """The mark of her agency's record of this tie."""
        return self.stage.mark(self.agency, MARK_OF.get(tie, tie))

    def may_meet(self) -> set[str]:
        """Every mark that may stand on any page of hers."""
        if self.reads:
            marks = {self.mark(letter) for letter in "odrast"}
        elif self.role == "liaison":
            marks = {self.mark(letter) for letter in "rat"}
        elif self.role == "account_admin":
            reached = (
                {stages.ELSEWHERE, *self.stage.number_of.values()}
                if self.reaches_all
                else {self.stage.number_of[pk] for pk in self.below()}
            )
            marks = {f"印{number:02d}{letter}" for number in reached for letter in "pq"}
        else:
            marks = set()
        if self.role == "supervisor":
            marks |= {f"印{number:02d}{letter}" for number in self.confirms() for letter in "pq"}
        return marks

    @property
    def reaches_all(self) -> bool:
        """The prefecture's administrator keeps every account."""
        return self.agency.kind == "headquarters_division"

    def below(self) -> set[int]:
        """Agencies of the stage that her administration reaches: her own, and those of her city below it."""
        family = {self.agency.pk}
        if self.agency.tier == "municipality":
            family |= {child.pk for child in self.agency.children.all() if child.pk in self.stage.number_of}
        return family

    def confirms(self) -> set[int]:
        """Agencies whose people she confirms: her own; the center also those that have no supervisor."""
        numbers = self.stage.number_of
        if self.agency.kind != "womens_center":
            return {numbers[self.agency.pk]}
        with_supervisor = {
            stages.stage_agency(one).pk
            for login, one in self.stage.accounts.items()
            if login.endswith("-supervisor")
        }
        return {number for pk, number in numbers.items() if pk not in with_supervisor} | {
            numbers[self.agency.pk]
        }


Ties = Callable[[Viewer], set]


@dataclass(frozen=True)
class Cell:
    """`kind`: whose record; `open_at`: the ties at which it opens for a role that may open the page;
    `shut_at`: those at which it does not exist, all others by default; `text`: what must stand on it;
    `query`: added to the address; `send`: data to post and the text that the answer must hold.
    """

    kind: str = ""
    open_at: Ties = lambda viewer: set()
    shut_at: Ties | None = None
    text: Callable | None = None
    query: Callable | None = None
    send: Callable | None = None

    def shut(self, viewer: Viewer) -> set:
        """Ties that must look like nothing."""
        ties = set(viewer.things.get(self.kind, {}))
        return (ties if self.shut_at is None else self.shut_at(viewer) & ties) - self.open_at(viewer)


def mark(viewer, tie):
    return viewer.mark(tie)


def mark_of_own(viewer, _tie):
    return viewer.mark("own")


def place(viewer, tie):
    return f"{viewer.mark(tie)}の場所"


def mark_and_place_of_own(viewer, _tie):
    return [viewer.mark("own"), f"{viewer.mark('own')}の場所"]


def number_of(kind, *ties):
    return lambda viewer, _tie: [
        viewer.things[kind][tie].number for tie in ties if tie in viewer.things[kind]
    ]


def told(viewer):
    return {"own", "disclosed"}


def own(viewer):
    return {"own"}


def hidden(viewer):
    return {"ended", "foreign", "walled"}


def answers(viewer):
    return {"own"} if viewer.role == "supervisor" else set()


def sheet_of(narrative):
    return {
        "started_on": timezone.localdate().isoformat(), "method": "phone", "main_complaint": "spouse_violence",
        "narrative": narrative, "once": new_token(),
    }  # fmt: skip


def change_of(record, **values):
    return {**values, "version": stages.cases.fresh(record).version, "once": new_token()}


def plan_of(viewer, tie):
    words = f"{mark(viewer, tie)}願"
    day = timezone.localdate()
    return {
        "own_words": words, "review_on": (day + timedelta(days=90)).isoformat(), "area_0": "housing",
        "words_0": "部屋をさがす", "version": 1, "once": new_token(),
    }, words  # fmt: skip


def safety_of(viewer, tie):
    words = f"{mark(viewer, tie)}荷"
    return {
        "to_take": words, "papers_safe": "no", "paper": "none", "talked_on": timezone.localdate().isoformat(),
        "version": 1, "once": new_token(),
    }, words  # fmt: skip


def edit_consultation(viewer, tie):
    record = viewer.things["consultation"][tie]
    return change_of(record, **sheet_of(f"{mark(viewer, tie)}改")), f"{mark(viewer, tie)}改"


def referrals_open(viewer):
    return {"received", "accepted", "sheet"} | ({"sent"} if viewer.reads else set())


def referral_text(viewer, tie):
    return [viewer.mark(tie)]


def reveal_in_referral(viewer, tie):
    referral = viewer.things["referral"][tie]
    return f"?field={referral.client.number}.current_place"


def reach(viewer):
    return {"own", "foreign"} if viewer.reaches_all else {"own"}


def account_text(viewer, tie):
    return viewer.stage.mark(viewer.agency, "p") if tie == "own" else f"印{stages.ELSEWHERE}p"


def plans(viewer):
    return {"own", "foreign"} if viewer.agency.tier == "prefecture" else {"own"}


def title(viewer, slug):
    return str(wording.WORDS[slug].title)


def second(viewer):
    """Who may answer as the second person: the agency's supervisors; here none of them asked."""
    return {"own"} if viewer.role == "supervisor" else set()


def keeps_numbers(viewer):
    """Whose registered numbers she keeps: an administrator's reach; a supervisor's agency, the center's all."""
    if viewer.role == "supervisor":
        return {"own", "foreign"} if viewer.agency.kind == "womens_center" else {"own"}
    return reach(viewer)


def agency_of_number(viewer, tie):
    return viewer.things["registered"][tie].agency.name


def shelter_of(viewer):
    return viewer.things["bed"]["own"].shelter


def code_of_shelter(viewer, _tie):
    return shelter_of(viewer).code


def admission(viewer, tie):
    return change_of(
        viewer.things["case"][tie], do="admit", started_on=timezone.localdate().isoformat(), ground="clause_1",
        consent="agreed", by="center", place="",
    )  # fmt: skip


def release_form(viewer, tie):
    return {"requester": f"{mark(viewer, tie)}を尋ねた人"}, f"{mark(viewer, tie)}を尋ねた人"


def takes_drafts(viewer):
    """Who takes over what a colleague left behind: supervisors (one is at work in every agency of the stage)."""
    return {"handed"} if viewer.role == "supervisor" else set()


def move_draft(viewer, tie):
    return ({"move": "take"}, place(viewer, "own")) if tie == "handed" else ({"move": "discard"}, "下書き")


def reaches(viewer):
    """Whom she may reach: her agency's clients and those whom a referral told her; a liaison only the latter."""
    return {"own", "accepted"} if viewer.reads else {"accepted"}


TOMORROW = {
    "due_on": (timezone.localdate() + timedelta(days=1)).isoformat(), "due_from_clock": "10:00",
    "due_till_clock": "11:00",
}  # fmt: skip
ACCOUNT = {"kind": "account", "open_at": reach, "text": account_text}
PLAIN = Cell()
CELLS = {
    "health": Cell(text=lambda viewer, tie: "ok"),
    "alive": Cell(query=lambda viewer, tie: "?page=home"),
    "surface": PLAIN,
    "language": PLAIN,
    "login": PLAIN,
    "logout": PLAIN,
    "invitation": Cell(kind="secret"),
    "home": Cell(text=lambda viewer, tie: viewer.account.name),
    "login.passkey": PLAIN,
    "login.second": PLAIN,
    "account.proof": Cell(text=lambda viewer, tie: "アプリのコード"),
    "account.keys": Cell(text=lambda viewer, tie: "アプリの6けたの数字"),
    "account.keys.passkey": Cell(text=lambda viewer, tie: "パスキーを登録する"),
    "account.keys.app": PLAIN,
    "account.keys.codes": Cell(text=lambda viewer, tie: "コードを10個作る"),
    "account.keys.remove": Cell("factor", lambda viewer: {viewer.account.login}),
    "account.unlock": PLAIN,
    "account.keep": Cell(send=lambda viewer, tie: ({"kept_path": "/account/", "narrative": "x"}, "")),
    "account.kept": Cell("kept", lambda viewer: {viewer.account.login}),
    "account.sessions": Cell(text=lambda viewer, tie: "サインイン中の端末"),
    "account": Cell(text=lambda viewer, tie: viewer.agency.name),
    "account.posting": Cell(
        send=lambda viewer, tie: ({"posting": viewer.account.postings.get().number}, viewer.account.name)
    ),
    "account.traces": Cell(
        text=lambda viewer, tie: "自分と家族を守る登録", send=lambda viewer, tie: ({"phone": "12"}, "市外局番から")
    ),
    "account.traces.remove": Cell("trace", lambda viewer: {viewer.account.login}),
    "account.alerts": Cell(text=lambda viewer, tie: str(alert_sentence(*stages.ALERT))),
    "account.alert": Cell("alert", lambda viewer: {viewer.account.login}),
    "account.password": Cell(send=lambda viewer, tie: ({"old_password": "x"}, "")),
    "consultation.list": Cell(
        text=number_of("consultation", "own", "disclosed"),
        send=lambda viewer, tie: ({"q": mark(viewer, "disclosed")}, mark(viewer, "disclosed")),
    ),
    "consultation.new": Cell(
        query=lambda viewer, tie: f"?client={viewer.things['client']['own'].number}",
        text=lambda viewer, tie: mark(viewer, "own"),
        send=lambda viewer, tie: (sheet_of(f"{mark(viewer, 'own')}新"), f"{mark(viewer, 'own')}新"),
    ),
    "brief.contact": Cell(send=lambda viewer, tie: ({"kind": "silent", "once": new_token()}, "無言 1")),
    "pins": Cell(
        text=lambda viewer, tie: "固定チップ",
        send=lambda viewer, tie: ({"main_complaint": ["housing"], "once": new_token()}, "固定チップ"),
    ),
    "consultation.detail": Cell("consultation", told, text=mark),
    "consultation.edit": Cell("consultation", own, text=mark, send=edit_consultation),
    "consultation.link": Cell(
        "consultation", own, send=lambda viewer, tie: ({"q": mark(viewer, "own")}, mark(viewer, "own"))
    ),
    "consultation.reveal": Cell(
        "consultation", told, query=lambda viewer, tie: "?field=whereabouts_note",
        send=lambda viewer, tie: ({"purpose": "contact"}, place(viewer, tie)),
    ),
    "consultation.print": Cell(
        "consultation", told, text=lambda viewer, tie: "何のために印刷しますか",
        send=lambda viewer, tie: ({"purpose": "ledger", "once": new_token()}, "%PDF-"),
    ),
    "draft.list": Cell(
        text=lambda viewer, tie: [mark(viewer, "own"), viewer.things["draft"][viewer.account.login].number]
    ),
    "draft.save": Cell(
        send=lambda viewer, tie: ({**sheet_of(mark(viewer, "own")), "draft_writer": "w", "draft_serial": "1"}, "")
    ),
    "draft.detail": Cell(
        "draft", lambda viewer: {viewer.account.login}, lambda viewer: set(viewer.things["draft"]),
        text=mark_and_place_of_own
    ),
    "draft.move": Cell(
        "draft", lambda viewer: {viewer.account.login} | takes_drafts(viewer),
        lambda viewer: set(viewer.things["draft"]), send=move_draft,
    ),
    "presence": Cell(
        send=lambda viewer, tie: (
            {"kind": "client", "at": viewer.things["client"]["own"].number, "writing": "1"}, "",
        ),
    ),
    "client.print": Cell(
        "client", told, text=lambda viewer, tie: "何のために印刷しますか",
        send=lambda viewer, tie: ({"purpose": "ledger", "once": new_token()}, "%PDF-"),
    ),
    "ledger": Cell(
        query=lambda viewer, tie: "?by=month", text=mark_of_own,
        send=lambda viewer, tie: ({"by": "day", "purpose": "ledger", "once": new_token()}, "%PDF-"),
    ),
    "dv_report": Cell(
        "consultation", own, text=lambda viewer, tie: "通報の記録",
        send=lambda viewer, tie: (
            {"move": "write", "reporter_name": f"{mark(viewer, tie)}届"}, f"{mark(viewer, tie)}届",
        ),
    ),
    "child_check": Cell(
        "consultation", own, text=mark,
        send=lambda viewer, tie: ({"observed": f"{mark(viewer, tie)}見"}, f"{mark(viewer, tie)}見"),
    ),
    "export": Cell(
        text=lambda viewer, tie: "何のために使いますか",
        send=lambda viewer, tie: (
            {"since": "R1.5.1", "until": timezone.localdate().isoformat(), "purpose": "check", "groups": "identity"},
            "データの書き出し",
        ),
    ),
    "export.detail": Cell("export", answers, text=lambda viewer, tie: viewer.things["export"][tie].account.name),
    "export.move": Cell(
        "export", answers, send=lambda viewer, tie: ({"move": "refuse", "once": new_token()}, viewer.account.name)
    ),
    "export.file": Cell("export", lambda viewer: set()),  # by its asker alone: tests/cases/test_export.py
    "import.list": Cell(
        text=lambda viewer, tie: viewer.things["import"]["own"].account.name,
        send=lambda viewer, tie: ({}, "ファイルが選ばれていません"),
    ),
    "import.detail": Cell(
        "import", answers, text=lambda viewer, tie: viewer.things["import"][tie].account.name,
        send=lambda viewer, tie: (
            {"move": "undo", "once": new_token()}, viewer.things["import"][tie].account.name,
        ),
    ),
    "narrative.search": Cell(
        send=lambda viewer, tie: ({"q": mark(viewer, "disclosed")}, mark(viewer, "disclosed")),
    ),
    "case.list": Cell(
        text=lambda viewer, tie: [mark(viewer, "own"), mark(viewer, "disclosed")],
        send=lambda viewer, tie: ({"q": mark(viewer, "own")}, mark(viewer, "own")),
    ),
    "case.new": Cell(
        query=lambda viewer, tie: f"?client={viewer.things['without_case']['own'].number}", text=mark_of_own,
        send=lambda viewer, tie: (
            {"opened_on": timezone.localdate().isoformat(), "once": new_token()}, mark(viewer, "own"),
        ),
    ),
    # who was told reads it and changes nothing: tests/cases/test_case_told.py
    "case.detail": Cell(
        "case", own, hidden, text=mark,
        send=lambda viewer, tie: (
            {"words": f"{mark(viewer, tie)}改", "due_on": timezone.localdate().isoformat(), "once": new_token()},
            f"{mark(viewer, tie)}改",
        ),
    ),
    "case.assign": Cell(
        "case", own, text=lambda viewer, tie: viewer.account.name,
        send=lambda viewer, tie: (
            {
                "account": viewer.account.number, "once": new_token(),
                "before": stages.cases.fresh(viewer.things["case"][tie]).assigned_to.number,
            },
            viewer.account.name,
        ),
    ),
    # who was told with whereabouts opens it for the name of the place: tests/cases/test_protection.py
    "case.protection": Cell(
        "case", own, hidden, text=lambda viewer, tie: "一時保護を始める",
        send=lambda viewer, tie: (admission(viewer, tie), "1日目"),
    ),
    "case.bed": Cell(
        "case", own, text=code_of_shelter,
        send=lambda viewer, tie: (
            {
                "shelter": shelter_of(viewer).number, "adults": "1", "arrival": "tonight", "once": new_token(),
            },
            "返事待ち",
        ),
    ),
    "bed.list": Cell(text=code_of_shelter),
    "bed.detail": Cell(
        "bed", own, text=code_of_shelter,
        send=lambda viewer, tie: ({"move": "hold", "version": "1", "once": new_token()}, "おさえている"),
    ),
    "bed.shelters": Cell(
        text=code_of_shelter,
        send=lambda viewer, tie: (
            {"code": "Z-1", "name": "どこかの家", "beds": "1", "version": "0", "once": new_token()}, "Z-1",
        ),
    ),
    "case.move": Cell(
        "case", own, text=lambda viewer, tie: "見立てを始める",
        send=lambda viewer, tie: (
            change_of(viewer.things["case"][tie], made_on=timezone.localdate().isoformat()), mark(viewer, tie),
        ),
    ),
    # what is signed: tests/cases/test_risk.py
    "case.risk": Cell(
        "case", own, text=mark, send=lambda viewer, tie: ({"do": "sign", "once": new_token()}, mark(viewer, tie))
    ),
    "case.risk.answer": Cell(
        "case", second, text=lambda viewer, tie: "下げるわけ",
        send=lambda viewer, tie: ({"move": "approve", "once": new_token()}, viewer.account.name),
    ),
    "risk.calibration": Cell(text=lambda viewer, tie: "この機関の危険度"),
    # who was told reads plans and procedures and changes nothing: tests/cases/test_support_plan.py and its neighbours
    "support_plan": Cell(
        "case", own, hidden, text=mark,
        send=lambda viewer, tie: (
            {
                "noted_on": timezone.localdate().isoformat(), "step_housing": "2", "once": new_token(),
                "words": f"{mark(viewer, tie)}印",
            },
            f"{mark(viewer, tie)}印",
        ),
    ),
    "support_plan.write": Cell(
        "case", own, text=mark, send=plan_of,
    ),
    "safety_plan": Cell("case", own, hidden, text=mark),
    "safety_plan.write": Cell(
        "case", own, text=mark, send=safety_of,
    ),
    "procedure.list": Cell(
        "case", own, hidden, text=mark,
        send=lambda viewer, tie: ({"codes": "certificate", "once": new_token()}, "保護に関する証明書"),
    ),
    "procedure.change": Cell(
        "case", own, query=lambda viewer, tie: "?of=my_number", text=lambda viewer, tie: "マイナンバーカード",
        send=lambda viewer, tie: (
            {"state": "under_way", "note": f"{mark(viewer, tie)}注", "version": 2, "once": new_token()},
            f"{mark(viewer, tie)}注",
        ),
    ),
    "procedure.sheet": Cell(
        "case", own, text=lambda viewer, tie: "共通シート",
        send=lambda viewer, tie: (
            {"wishes": f"{mark(viewer, tie)}願", "version": 0, "once": new_token()}, f"{mark(viewer, tie)}願",
        ),
    ),
    # one measure, its moves and the second person: tests/cases/test_register_protection.py
    "register.read": Cell(
        "case", own, text=mark,
        send=lambda viewer, tie: (
            {
                "kind": "a", "elsewhere": f"{mark(viewer, tie)}改", "applied_on": timezone.localdate().isoformat(),
                "once": new_token(),
            },
            f"{mark(viewer, tie)}改",
        ),
    ),
    "register.confirm": Cell(
        text=lambda viewer, tie: "支援措置",
        send=lambda viewer, tie: (
            {"move": "confirm", "number": viewer.things["measure"]["own"].number, "once": new_token()}, "支援措置",
        ),
    ),
    # one order, its moves and what goes on around it: tests/cases/test_court_order.py
    "case.orders": Cell(
        "case", own, text=mark,
        send=lambda viewer, tie: (
            {
                "move": "make", "kinds": "approach_self", "ground": "affidavit", "once": new_token(),
                "measures": f"{mark(viewer, tie)}改",
            },
            f"{mark(viewer, tie)}改",
        ),
    ),
    # its rows and presses: tests/config/test_tasks.py
    "task.list": Cell(text=lambda viewer, tie: "期限とやること"),
    "task.board": Cell(query=lambda viewer, tie: "?who=none", text=lambda viewer, tie: mark(viewer, "own")),
    "client.list": Cell(
        text=lambda viewer, tie: [mark(viewer, "own"), mark(viewer, "disclosed")],
        send=lambda viewer, tie: ({"q": mark(viewer, "own")}, mark(viewer, "own")),
    ),
    "client.new": Cell(
        query=lambda viewer, tie: f"?consultation={viewer.things['free']['own'].number}",
        send=lambda viewer, tie: (
            {"family_name": f"{mark(viewer, 'own')}新", "once": new_token()}, f"{mark(viewer, 'own')}新",
        ),
    ),
    "client.suggest": Cell(send=lambda viewer, tie: ({"q": mark(viewer, "own")}, mark(viewer, "own"))),
    "client.suggest.counted": PLAIN,
    "client.detail": Cell("client", told, text=mark),
    "client.edit": Cell(
        "client", own, text=mark,
        send=lambda viewer, tie: (
            change_of(viewer.things["client"][tie], family_name=f"{mark(viewer, tie)}改"), f"{mark(viewer, tie)}改",
        ),
    ),
    "client.assign": Cell(
        "client", own, text=lambda viewer, tie: viewer.account.name,
        send=lambda viewer, tie: (
            {"account": viewer.account.number, "before": "", "once": new_token()}, viewer.account.name,
        ),
    ),
    "client.merge": Cell(
        "client", own, text=mark, send=lambda viewer, tie: ({"q": mark(viewer, "own")}, mark(viewer, "own"))
    ),
    "merge.detail": Cell(
        "merge", own, text=mark, send=lambda viewer, tie: ({"once": new_token()}, mark(viewer, tie))
    ),
    "client.alerts": Cell(
        "client", own, text=mark, send=lambda viewer, tie: ({"kind": "no_post", "once": new_token()}, mark(viewer, tie))
    ),
    "client.names": Cell(
        "client", own, text=mark,
        send=lambda viewer, tie: (
            {"kind": "alias", "text": f"{mark(viewer, tie)}改", "once": new_token()}, f"{mark(viewer, tie)}改",
        ),
    ),
    # who was told reads these two and changes nothing: tests/access/test_surfaces.py, tests/cases/test_around.py
    "client.children": Cell(
        "client", own, hidden, text=mark,
        query=lambda viewer, tie: f"?field=school&child={viewer.things['child']['own'].number}",
        send=lambda viewer, tie: ({"purpose": "contact"}, place(viewer, tie)),
    ),
    "client.other_party": Cell(
        "client", own, hidden, text=mark,
        send=lambda viewer, tie: (
            change_of(viewer.things["client"][tie], other_party_note=f"{mark(viewer, tie)}改"), mark(viewer, tie),
        ),
    ),
    "client.take_in": Cell(
        "client", own, text=number_of("free", "own"),
        send=lambda viewer, tie: ({"q": mark(viewer, "own")}, mark(viewer, tie)),
    ),
    "client.reveal": Cell(
        "client", told, query=lambda viewer, tie: "?field=current_place",
        send=lambda viewer, tie: ({"purpose": "contact"}, place(viewer, tie)),
    ),
    "client.contact": Cell(
        "reached", reaches, text=mark,
        send=lambda viewer, tie: ({"channel": "mobile", "once": new_token()}, "ご本人の携帯"),
    ),
    "contact.list": Cell(
        text=lambda viewer, tie: viewer.things["attempt"]["own"].number if viewer.reads else "決まりの外の連絡"
    ),
    "contact.detail": Cell(
        "attempt", lambda viewer: {"own"} if viewer.reads else set(), text=lambda viewer, tie: "決まりの外のわけ"
    ),
    "contact.move": Cell(
        "attempt", second, send=lambda viewer, tie: ({"move": "approve", "once": new_token()}, viewer.account.name)
    ),
    "consultation.call_back": Cell(
        "consultation", own, text=mark, send=lambda viewer, tie: ({**TOMORROW, "once": new_token()}, mark(viewer, tie))
    ),
    "call_back.list": Cell(
        query=lambda viewer, tie: "?until=tomorrow", text=lambda viewer, tie: mark(viewer, "own")
    ),
    "call_back.detail": Cell(
        "call_back", own, text=mark, send=lambda viewer, tie: ({"move": "take"}, mark(viewer, tie))
    ),
    "client.release": Cell("client", own, text=lambda viewer, tie: "折り返し", send=release_form),
    "consultation.release": Cell("consultation", own, text=lambda viewer, tie: "折り返し", send=release_form),
    "release.list": Cell(text=number_of("release", "own")),
    "release.detail": Cell("release", own, text=lambda viewer, tie: ["照会のことば", "照会した人"]),
    "release.move": Cell(
        "release", second, send=lambda viewer, tie: ({"move": "approve", "once": new_token()}, viewer.account.name)
    ),
    "release.tell": Cell("release", lambda viewer: set()),  # only by who asked: tests/cases/test_release.py
    "release.danger": Cell("release", lambda viewer: set()),  # only by who asked
    "release.review": Cell(
        "told", second,
        send=lambda viewer, tie: (
            {"move": "find_right", "words": "確かめました。問題ありません。", "once": new_token()}, viewer.account.name,
        ),
    ),
    "client.know": Cell("client", told, send=lambda viewer, tie: ({"once": new_token()}, viewer.account.name)),
    "client.wall": Cell("client", told, text=lambda viewer, tie: "職員", send=lambda viewer, tie: ({}, "職員")),
    "consultation.know": Cell(
        "consultation", told, send=lambda viewer, tie: ({"once": new_token()}, viewer.account.name)
    ),
    "consultation.wall": Cell(
        "consultation", told, text=lambda viewer, tie: "職員", send=lambda viewer, tie: ({}, "職員")
    ),
    "emergency": Cell(text=lambda viewer, tie: viewer.things["emergency"]["own"].account.name),
    "emergency.detail": Cell("emergency", own, text=lambda viewer, tie: "緊急のわけ"),
    "emergency.end": Cell("emergency", lambda viewer: set()),  # only by who opened it: tests/cases/test_emergency.py
    "emergency.review": Cell(
        "emergency", own, send=lambda viewer, tie: ({"move": "find_right", "once": new_token()}, viewer.account.name)
    ),
    "match.list": Cell(text=lambda viewer, tie: mark(viewer, "own")),
    "match.move": Cell(
        "match", own, send=lambda viewer, tie: ({"move": "decline", "once": new_token()}, viewer.account.name)
    ),
    # its rows: tests/cases/test_opening_week.py
    "opening.week": Cell(text=lambda viewer, tie: "自分の記録をひらいた人"),
    "opening.ask": Cell("opening", lambda viewer: set()),  # only with a line of hers: tests/cases/test_opening_week.py
    "opening.list": Cell(text=lambda viewer, tie: viewer.things["opening"]["own"].reader.name),
    "opening.answer": Cell(
        "opening", own, send=lambda viewer, tie: ({"move": "escalate", "once": new_token()}, viewer.account.name)
    ),
    "named.list": Cell(text=number_of("named", "own")),
    "named.detail": Cell(
        "named", own, text=lambda viewer, tie: "つなぎ元のことば",
        send=lambda viewer, tie: ({"answer": "nobody", "once": new_token()}, viewer.account.name),
    ),
    "tie.list": Cell(text=lambda viewer, tie: viewer.things["tie"]["own"].account.name),
    "tie.move": Cell(
        "tie", own, send=lambda viewer, tie: ({"move": "wall", "once": new_token()}, viewer.account.name)
    ),
    "wall.list": Cell(text=lambda viewer, tie: viewer.things["wall"]["own"].account.name),
    "wall.move": Cell(
        "wall", own, send=lambda viewer, tie: ({"move": "keep", "once": new_token()}, viewer.account.name)
    ),
    "referral.know": Cell(
        "referral", referrals_open, send=lambda viewer, tie: ({"once": new_token()}, viewer.account.name)
    ),
    "referral.list": Cell(
        text=number_of("referral", "received", "accepted"),
        send=lambda viewer, tie: ({"q": "x"}, ""),
    ),
    "referral.new": Cell(
        query=lambda viewer, tie: f"?client={viewer.things['client']['own'].number}" if viewer.reads else "",
        text=lambda viewer, tie: mark(viewer, "own") if viewer.reads else "",
        send=lambda viewer, tie: ({"asked": "残る文"}, "残る文"),
    ),
    "referral.agencies": PLAIN,
    "referral.detail": Cell("referral", referrals_open, text=referral_text),
    "referral.move": Cell(
        "referral", lambda viewer: {"received"},
        lambda viewer: {"recalled", "foreign"} | (set() if viewer.reads else {"sent"}),
        send=lambda viewer, tie: ({"move": "accept", "once": new_token()}, viewer.stage.mark(viewer.agency, "i")),
    ),
    "referral.reveal": Cell(
        "referral", lambda viewer: {"accepted"}, lambda viewer: {"received", "recalled", "foreign"},
        query=reveal_in_referral, send=lambda viewer, tie: ({"purpose": "contact"}, place(viewer, tie)),
    ),
    "referral.print": Cell(
        "referral", lambda viewer: {"sheet"} | ({"sent"} if viewer.reads else set()),
        text=lambda viewer, tie: "ご本人に渡すため",
        send=lambda viewer, tie: ({"purpose": "to_her", "once": new_token()}, "%PDF-"),
    ),
    "indicator.list": Cell(text=lambda viewer, tie: [title(viewer, slug) for slug in SLUGS]),
    "indicator.detail": Cell("slug", lambda viewer: set(SLUGS), text=title),
    "indicator.excel": Cell("slug", lambda viewer: set(SLUGS)),
    "indicator.target": Cell("slug", lambda viewer: set(SLUGS) if viewer.agency.tier == "prefecture" else set()),
    "indicator.record.new": Cell("slug", lambda viewer: set(SLUGS), text=title),
    "indicator.record.edit": Cell("plan", plans, text=lambda viewer, tie: viewer.things["plan"][tie].title),
    "indicator.record.end": Cell("plan", plans, text=lambda viewer, tie: title(viewer, SLUGS[0])),
    "indicator.import": Cell("slug", lambda viewer: set(SLUGS), text=title),
    "indicator.import.template": Cell("slug", lambda viewer: set(SLUGS)),
    "statistics.detail": Cell(text=lambda viewer, tie: ["主訴 × 方法", viewer.agency.name]),
    "partner.list": Cell(
        query=lambda viewer, tie: f"?q={viewer.agency.name}", text=lambda viewer, tie: viewer.agency.code
    ),
    "partner.detail": Cell(
        "agency", lambda viewer: {"own", "foreign"}, text=lambda viewer, tie: viewer.things["agency"][tie].name
    ),
    "partner.deputy": Cell(
        "agency", lambda viewer: {"foreign"} if viewer.agency.kind == "womens_center" else set(),
        lambda viewer: {"own", "foreign"} if viewer.agency.kind != "womens_center" else set(),
        send=lambda viewer, tie: ({"deputy": viewer.agency.code}, viewer.things["agency"][tie].name),
    ),
    "partner.number.new": Cell(
        "agency", keeps_numbers, send=lambda viewer, tie: ({"phone": "あ"}, viewer.things["agency"][tie].name)
    ),
    "partner.number.confirm": Cell(
        "registered", keeps_numbers, send=lambda viewer, tie: ({"once": new_token()}, agency_of_number(viewer, tie))
    ),
    "partner.number.end": Cell(
        "registered", keeps_numbers, send=lambda viewer, tie: ({"once": new_token()}, agency_of_number(viewer, tie))
    ),
    "account.list": Cell(
        query=lambda viewer, tie: f"?q={viewer.stage.mark(viewer.agency, 'p')}",
        text=lambda viewer, tie: viewer.stage.mark(viewer.agency, "p"),
    ),
    "account.detail": Cell(**ACCOUNT),
    "account.invite": Cell(
        query=lambda viewer, tie: f"?agency={viewer.agency.code}", text=lambda viewer, tie: viewer.agency.name,
        send=lambda viewer, tie: ({"family_name": "残る姓"}, "残る姓"),
    ),
    "account.move": Cell(
        **ACCOUNT, query=lambda viewer, tie: f"?agency={viewer.agency.code}",
        send=lambda viewer, tie: ({}, account_text(viewer, tie)),
    ),
    "account.change": Cell(**ACCOUNT, send=lambda viewer, tie: ({"family_name": ""}, "")),
    "account.disable": Cell(**ACCOUNT, send=lambda viewer, tie: ({}, account_text(viewer, tie))),
    "account.enable": Cell(
        "account", shut_at=lambda viewer: set() if viewer.role == "account_admin" else {"own", "foreign"}
    ),
    "account.end": Cell(**ACCOUNT, send=lambda viewer, tie: ({}, account_text(viewer, tie))),
    "account.invitation": Cell(**ACCOUNT, send=lambda viewer, tie: ({}, account_text(viewer, tie))),
    "account.confirm.list": Cell(text=lambda viewer, tie: viewer.stage.mark(viewer.agency, "q")),
    "account.confirm": Cell(
        "waiting", own, text=lambda viewer, tie: viewer.stage.mark(viewer.agency, "q"),
        send=lambda viewer, tie: ({}, viewer.stage.mark(viewer.agency, "q")),
    ),
    "account.review.list": Cell(text=lambda viewer, tie: "今期のアカウント確認"),
    "account.review": Cell("review", own),
    "account.matrix": Cell(query=lambda viewer, tie: "?role=liaison", text=lambda viewer, tie: "連絡担当"),
    "unusual.list": Cell(text=lambda viewer, tie: "ふだんと違う閲覧"),  # its signs: tests/cases/test_unusual.py
    "audit.list": Cell(text=lambda viewer, tie: ["確定印", "名前またはログイン名"]),
}  # fmt: skip
