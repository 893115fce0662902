"""Cells of the matrix as marked records: one pair (client, consultation) for each role, tie and set of told groups.

Every field group of every record bears a mark of its own, so a page tells by itself which cells stand on it. What
may be read is worked out here from the parsed file in plain loops, not by the code that is tested.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import count

from django.contrib.auth.models import Permission
from django.utils import timezone

from cases.actions.grant import rebuild
from cases.models import AccessReason, Code, Emergency
from cases.models.code import SHELF
from safeguards import matrix
from tests.access.stage import keeper
from tests.factories import cases, indicators
from tests.factories.partners import account, account_with_posting, agency_of
from tests.factories.world import standing

GROUPS = (*matrix.field_groups(), "admin")
TIES_ALONE = ("own", "assigned", "emergency", "none", "walled", "ended")
TOLD_TIES = ("disclosed", "conference")
# Where somebody of this role works; "" has an account and no posting.
PLACES = {
    "counselor": ("municipality", "municipal_desk"),
    "supervisor": ("prefecture", "womens_center"),
    "liaison": ("police", "police_station"),
    "planner": ("prefecture", "headquarters_division"),
    "account_admin": ("municipality", "city_welfare_office"),
    "auditor": ("prefecture", "headquarters_division"),
    "": ("npo", "npo"),
}
FIELDS = {
    "client": {
        "identity": ("family_name", "alias"), "contact": ("safe_contact", "never_contact"),
        "children": ("children_note",), "health": ("health_note",), "other_party": ("other_party_note",),
        "whereabouts": ("current_place", "registered_place"), "admin": ("office_note",),
    },
    "consultation": {
        "identity": ("caller_name",), "contact": ("safe_contact",), "narrative": ("narrative", "support_text"),
        "children": ("children_note",), "health": ("health_note",), "other_party": ("other_party_note",),
        "whereabouts": ("whereabouts_note",),
    },
}  # fmt: skip
CODED = {"risk": ("violence_type", "violence_types"), "complaint": ("main_complaint", "main_complaint")}
SIGNS = dict(zip((*GROUPS, "complaint"), "壱弐参肆伍陸漆捌玖拾", strict=True))
DIGITS = "甲乙丙丁戊己庚辛壬癸"
_numbers = count(100)


@dataclass(frozen=True)
class Case:
    """One role at one tie; `told`: what was told by a disclosure and in a conference, where the tie is one of them;
    `only`: of the client or of the consultation alone."""

    role: str
    tie: str
    told: dict = field(default_factory=dict, hash=False)
    only: str = ""

    def __str__(self):
        return f"{self.role or 'nobody'} {self.tie} {self.told or ''} {self.only}".strip()

    @property
    def ties(self):
        """Ties at which something may be read."""
        if self.told:
            return tuple(self.told)
        return {"assigned": ("own", "assigned"), "own": ("own",), "emergency": ("emergency",)}.get(
            self.tie, ()
        )

    def allowed(self, object_type):
        """Field groups that the file gives; None where there is no sight at all."""
        if self.only and self.only != object_type:
            return None
        file = matrix.table()
        held = [self.role, *file["includes"].get(self.role, [])]
        seen, groups = False, set()
        for tie in self.ties:
            by_role = file["fields"][object_type].get(tie, {})
            given = {group for role in held for group in by_role.get(role, [])}
            if tie == "emergency" and self.role not in file["emergency"].get("prefecture", {}).get(
                "womens_center", []
            ):
                continue
            seen = seen or bool(given)
            groups |= given & set(self.told[tie]) if tie in self.told else given
        return groups if seen else None


def all_cases():
    """Every role at every tie; what is told: each group alone, all of them, and two ties with different ones."""
    told = [(group,) for group in matrix.field_groups()] + [matrix.field_groups()]
    for role in PLACES:
        for tie in TIES_ALONE:
            yield Case(role, tie)
        for tie in TOLD_TIES:
            for groups in told:
                yield Case(role, tie, {tie: groups})
            for only in FIELDS:
                yield Case(role, tie, {tie: matrix.field_groups()}, only)
        yield Case(
            role, "both", {"disclosed": ("contact", "whereabouts"), "conference": ("identity", "risk")}
        )


class Pair:
    """The marked client and consultation of one case; `number` makes its marks."""

    def __init__(self, case, viewer, third):
        self.case, self.number = case, next(_numbers)
        own = case.tie in ("own", "assigned", "walled")
        owner = keeper(viewer.agency if own else third)
        self.codes = {
            name: Code.objects.create(
                list_name=list_name, code=f"mark-{self.number}-{name}", label_ja=self.mark("consultation", name),
                label_en=self.mark("consultation", name),
            ).code
            for name, (list_name, _field) in CODED.items()
        }  # fmt: skip
        SHELF.clear()
        self.client = cases.client(
            owner, given_name="", given_kana="", family_kana="", **self._facts("client")
        )
        self.client_phone, self.call_phone = f"0900{self.number:07d}", f"0800{self.number:07d}"
        self.client = cases.fresh(self._with(self.client, phone=self.client_phone))
        self.call = cases.consultation(
            owner, of=self.client, caller_phone=self.call_phone, main_complaint=self.codes["complaint"],
            violence_types=[self.codes["risk"]], harm_types=[], relation="",
            next_on=timezone.localdate() + timedelta(days=2), **self._facts("consultation"),
        )  # fmt: skip
        self._tie(viewer, owner)

    @staticmethod
    def _with(client, **facts):
        from cases.actions.client import change_client

        kept = keeper(client.agency)
        return change_client(kept, client, facts, client.version)

    def _facts(self, object_type):
        return {
            name: self.mark(object_type, group)
            for group, names in FIELDS[object_type].items()
            for name in names
        }

    def mark(self, object_type, group):
        """The mark of one field group of one record."""
        digits = "".join(DIGITS[int(one)] for one in str(self.number))
        return f"印{'客' if object_type == 'client' else '話'}{SIGNS[group]}{digits}"

    def marks(self):
        """All of them: {(object type, group): mark}."""
        found = {(kind, group): self.mark(kind, group) for kind, groups in FIELDS.items() for group in groups}
        return found | {("consultation", name): self.mark("consultation", name) for name in CODED}

    def _tie(self, viewer, owner):
        case, records = self.case, (self.client, self.call)
        if case.tie == "assigned":
            type(self.client).objects.everything("stage").filter(pk=self.client.pk).update(
                assigned_to=viewer.account, assigned_since=owner.now
            )
        if case.tie == "walled":
            cases.wall(viewer.account, self.client)
        for record in records:
            for tie, groups in case.told.items() if case.only in ("", record.object_type()) else ():
                {"disclosed": cases.disclosure, "conference": cases.conference}[tie](
                    owner, record, viewer.agency, groups
                )
            if case.tie == "ended":
                self._told_once(record, viewer.agency, owner.now)
            if case.tie == "emergency":
                _open_in_emergency(viewer, record)
        self.client, self.call = cases.fresh(self.client), cases.fresh(self.call)
        self.call.counselor_id = viewer.account.pk
        self.call.save(update_fields=["counselor_id"])

    @staticmethod
    def _told_once(record, agency, now):
        AccessReason.objects.create(
            kind="disclosure", agency=agency, field_groups=list(cases.ALL_GROUPS), ground="consent",
            since=now - timedelta(days=9), until=now - timedelta(minutes=1), **{record.object_type(): record},
        )  # fmt: skip
        rebuild(record)


def _open_in_emergency(viewer, record):
    posting = viewer.account.postings.first()
    now = timezone.now()
    emergency = Emergency.objects.create(
        account=viewer.account, agency=viewer.agency, ground="life", since=now, until=now + timedelta(hours=1),
        review_due=timezone.localdate() + timedelta(days=7),
    )  # fmt: skip
    record.emergency_model().objects.create(
        user=viewer.account, content_object=record, emergency=emergency, since=now, until=emergency.until,
        posting_id=posting.pk if posting else 0, permission=Permission.objects.get(codename=record.view_codename()),
    )  # fmt: skip


@dataclass(frozen=True)
class Looker:
    """Somebody of one role at an agency of her own."""

    role: str
    agency: object
    account: object


class Scene:
    """One looker for each role, and the pairs of the cases that were drawn."""

    def __init__(self, drawn):
        self.third = agency_of("municipality", "dv_center")
        self.lookers = {role: self._looker(role, place) for role, place in PLACES.items()}
        indicators.plan(indicators.municipalities(1)[0], title="印計画")
        self.pairs = [Pair(case, self.lookers[case.role], self.third) for case in drawn]

    @staticmethod
    def _looker(role, place):
        agency = standing(*place) if role == "supervisor" else agency_of(*place)
        return Looker(role, agency, account_with_posting(agency, role) if role else account())

    @cached_property
    def of_role(self):
        """Pairs by role."""
        return {role: [pair for pair in self.pairs if pair.case.role == role] for role in PLACES}
