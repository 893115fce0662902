"""The demo with its accounts, and on it, for each of their agencies, one marked record of every tie.

Every text of a record carries the record's mark, so a page tells by itself whose texts stand on it:
`印07o` is of the agency number 07 and her own, d disclosed to it, e a disclosure that ended, w walled for
the demo accounts, x nobody's but its owner's; i a name offered and not yet told, r a request received,
a told by an accepted referral, s sent, t sent as a sheet, c recalled; p a person at work there,
q one who waits for her confirmation. `印07oの場所` is a masked place.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from cases.actions.case import open_case
from cases.actions.consultation import record_consultation
from cases.actions.grant import rebuild
from cases.actions.merge import Versions, merge_clients
from cases.actions.procedure import change_procedure, take_up
from cases.actions.safety_plan import sign_safety_plan
from cases.actions.support_plan import sign_plan
from cases.models import (
    AccessReason,
    BedRequest,
    CallBack,
    Client,
    ClientEmergency,
    ContactAttempt,
    Draft,
    Emergency,
    Export,
    Match,
    OpeningQuestion,
    RecordImport,
    RegisterProtection,
    Release,
    RiskAssessment,
    Shelter,
    Tie,
    Wall,
)  # fmt: skip
from cases.queries.release import print_of
from partners.factors import OfficeFactors
from partners.models import Account, Alert, KeptForm, OwnTrace, RegisteredNumber
from referrals.actions.move import move_referral
from referrals.models import NamedPerson
from referrals.queries.agencies import can_answer
from safeguards.access import Actor
from safeguards.models import Installation
from safeguards.once import new_token
from tests.factories import cases, indicators, partners, referrals

MARK = re.compile(r"印\d\d[a-z]")
PLACE = re.compile(r"印\d\d[a-z]の場所")
# The accounts of the contract (product, "Demo accounts").
LOGINS = (
    "pref-counselor", "pref-counselor2", "pref-supervisor", "pref-planner", "pref-admin", "pref-auditor",
    "sendai-counselor", "sendai-supervisor", "sendai-planner", "sendai-admin", "ishinomaki-counselor",
    "office-counselor", "ward-counselor", "police-liaison", "police-admin", "hospital-liaison", "npo-counselor",
    "npo-liaison", "npo-admin",
)  # fmt: skip
ELSEWHERE = 99
ASKED = "お願いします"
ALERT = ("deputy.named", {"agency": "試験の機関"})
SLUGS = ("municipal-plans", "municipal-counselors", "municipal-dv-centers", "dating-dv-lectures")


@dataclass
class Stage:
    """Accounts by login; `things[agency][kind][tie]` is a record; `number_of[agency]` its two digits."""

    accounts: dict = field(default_factory=dict)
    number_of: dict = field(default_factory=dict)
    things: dict = field(default_factory=dict)

    def mark(self, agency, tie):
        """The mark of the record of this tie."""
        return f"印{self.number_of.get(agency.pk, ELSEWHERE):02d}{tie}"


def keeper(agency):
    """An actor who keeps records for this agency, also where nobody may: what is kept there must stay unseen."""
    clerk = Account.objects.filter(login=f"clerk-{agency.pk}").first() or partners.account(
        login=f"clerk-{agency.pk}"
    )
    return Actor(
        account_id=clerk.pk, login=clerk.login, name=clerk.name, agency_id=agency.pk, agency_code=agency.code,
        agency_name=agency.label, group_id=agency.group_id, tier=agency.tier, kind=agency.kind,
        municipality_id=agency.municipality_id, role="counselor", now=timezone.now(),
    )  # fmt: skip


def build():
    """Seed the demo and lay the marked records; the caller holds the transaction."""
    Installation.objects.all().delete()
    with override_settings(YUI_DEMO=True):
        call_command("load_reference")
        call_command("seed_demo", consultations=60, seed=7)
    stage = Stage(accounts={one.login: one for one in Account.objects.filter(login__in=LOGINS)})
    assert set(stage.accounts) == set(LOGINS)
    agencies = {stage_agency(one) for one in stage.accounts.values()}
    third = partners.agency_of("municipality", "municipal_desk")
    receiver = partners.agency_of("npo", "npo")
    for agency, role in [(third, "counselor"), (receiver, "liaison")]:
        partners.account_with_posting(agency, role)
    for number, agency in enumerate(sorted(agencies, key=lambda one: one.code)):
        stage.number_of[agency.pk] = number
        stage.things[agency.pk] = _things(stage, agency, third, receiver)
    return stage


def stage_agency(account):
    """The agency at which a demo account works today."""
    return account.postings.live(timezone.now()).select_related("agency").order_by("since", "pk")[0].agency


def _plan(actor, case, mark):
    """A plan, a safety plan and one procedure, with the mark of the case."""
    today = timezone.localdate()
    goals = [{"life_area": "housing", "words": mark, "who": mark, "due_on": None}]
    words = {"own_words": mark, "wishes": mark, "agreed_on": today, "review_on": today + timedelta(days=90)}
    sign_plan(actor, case, words, goals, 0)
    answers = {"to_take": mark}
    sign_safety_plan(
        actor, case, {"answers": answers, "papers_safe": "no", "paper": "none", "talked_on": today}, 0
    )
    take_up(actor, case, ["my_number"])
    plan = {"planned_on": None, "planned_at": None, "companion": None, "done_on": None}
    change_procedure(actor, case, "my_number", {"state": "to_do", "note": mark, **plan}, 1)


def _pair(actor, mark):
    words = dict.fromkeys(
        ("family_name", "family_kana", "alias", "safe_contact", "never_contact", "children_note", "health_note",
         "other_party_note", "other_party_family_name", "office_note"), mark,
    )  # fmt: skip
    places = dict.fromkeys(("current_place", "registered_place", "daily_places"), f"{mark}の場所")
    woman = cases.client(actor, **words, **places, given_name="", given_kana="")
    call = cases.consultation(
        actor, of=woman, narrative=mark, support_text=mark, caller_name=mark, caller_kana=mark, safe_contact=mark,
        health_note=mark, children_note=mark, other_party_note=mark, whereabouts_note=f"{mark}の場所",
        relation="", harm_types=[],
    )  # fmt: skip
    case = open_case(actor, woman, timezone.localdate(), opened_from=call, reason=mark)
    _plan(actor, case, mark)
    return {"client": woman, "consultation": call, "case": case}


def _things(stage, agency, third, receiver):
    here, there = keeper(agency), keeper(third)
    pairs = {
        "own": _pair(here, stage.mark(agency, "o")),
        "disclosed": _pair(there, stage.mark(agency, "d")),
        "ended": _pair(there, stage.mark(agency, "e")),
        "walled": _pair(here, stage.mark(agency, "w")),
        "foreign": _pair(there, f"印{ELSEWHERE}x"),
    }
    for record in pairs["disclosed"].values():
        cases.disclosure(there, record, agency)
    for record in pairs["ended"].values():
        _ended(record, agency, there.now)
    for account in stage.accounts.values():
        Wall.objects.create(
            account=account, person_key=pairs["walled"]["client"].person_key, ground="kin", since=here.now
        )
    things = {
        kind: {tie: pair[kind] for tie, pair in pairs.items()} for kind in ("client", "consultation", "case")
    }
    things["without_case"] = {
        "own": cases.client(here, family_name=stage.mark(agency, "o"), given_name="", given_kana="")
    }
    things["free"] = {
        "own": record_consultation(
            here,
            {
                "started_at": here.now,
                "method": "phone",
                "main_complaint": "other",
                "narrative": stage.mark(agency, "o"),
            },
        )
    }
    things["referral"] = _referrals(stage, agency, third, receiver, pairs)
    things["account"] = {
        "own": partners.account_with_posting(agency, "account_admin", family_name=stage.mark(agency, "p")),
        "foreign": partners.account_with_posting(third, "account_admin", family_name=f"印{ELSEWHERE}p"),
    }
    waiting = partners.account(family_name=stage.mark(agency, "q"))
    elsewhere = partners.account(family_name=f"印{ELSEWHERE}q")
    partners.account_with_posting(third, "supervisor")
    things["waiting"] = {
        "own": partners.posting(waiting, agency, "liaison", confirmed=False),
        "foreign": partners.posting(elsewhere, third, "liaison", confirmed=False),
    }
    for one in things["account"].values():
        one.postings.update(since=there.now - timedelta(days=200))
    things["review"] = {tie: one.postings.get() for tie, one in things["account"].items()}
    city = agency.municipality or indicators.municipalities(1)[0]
    other = next(one for one in indicators.municipalities(9) if one != city)
    things["wall"] = {"own": _wall(agency, pairs["own"]), "foreign": _wall(third, pairs["foreign"])}
    things["named"] = {"foreign": _naming(keeper(receiver), third)}
    if can_answer(agency):
        things["named"]["own"] = _naming(keeper(third), agency)
    things["tie"] = {"own": _tie(agency, pairs["own"]), "foreign": _tie(third, pairs["foreign"])}
    things["emergency"] = {
        "own": _emergency(third, pairs["own"]),
        "foreign": _emergency(third, pairs["foreign"]),
    }
    things["measure"] = {"own": _measure(agency, pairs["own"])}
    things["import"] = {"own": _import(agency), "foreign": _import(third)}
    things["merge"] = {
        "own": _merge(here, stage.mark(agency, "o")), "foreign": _merge(there, f"印{ELSEWHERE}x"),
    }  # fmt: skip
    things["child"] = {
        "own": cases.child(
            here,
            pairs["own"]["client"],
            given_name=stage.mark(agency, "o"),
            school=f"{stage.mark(agency, 'o')}の場所",
        )
    }
    things["export"] = {"own": _export(agency), "foreign": _export(third)}
    things["opening"] = {
        "own": _opening(agency, pairs["own"]),
        "foreign": _opening(third, pairs["foreign"]),
    }
    things["release"] = {
        "own": _release(agency, pairs["own"]),
        "foreign": _release(third, pairs["foreign"]),
        "walled": _release(agency, pairs["walled"]),
    }
    told = {
        "state": "released",
        "danger_ground": "life",
        "review": "to_review",
        "review_due": timezone.localdate(),
    }
    things["told"] = {
        "own": _release(agency, pairs["own"], **told),
        "foreign": _release(third, pairs["foreign"], **told),
        "walled": _release(agency, pairs["walled"], **told),
    }
    whose = {"own": agency, "foreign": third, "walled": agency}
    things["call_back"] = {tie: _call_back(one, pairs[tie]) for tie, one in whose.items()}
    things["attempt"] = {tie: _attempt(one, pairs[tie]) for tie, one in whose.items()}
    for tie, one in whose.items():
        _lowered(one, pairs[tie])
    accepted = things["referral"].get("accepted")
    things["reached"] = {tie: things["client"][tie] for tie in ("own", "ended", "walled", "foreign")}
    things["reached"] |= {"accepted": accepted.client} if accepted else {}
    things["bed"] = {
        "own": _bed(agency, third, stage.number_of[agency.pk]), "foreign": _bed(third, agency, ELSEWHERE),
    }  # fmt: skip
    things["registered"] = {"own": _number_of(agency), "foreign": _number_of(third)}
    things["match"] = {
        "own": _match(pairs["own"], pairs["foreign"], there),
        "foreign": _match(pairs["foreign"], pairs["disclosed"], there),
    }
    things["factor"] = {
        login: _app_of(one) for login, one in stage.accounts.items() if stage_agency(one) == agency
    } | {"foreign": _app_of(elsewhere)}
    things["trace"] = {
        login: _trace_of(one) for login, one in stage.accounts.items() if stage_agency(one) == agency
    } | {"foreign": _trace_of(elsewhere)}
    things["kept"] = {
        login: _kept_of(one) for login, one in stage.accounts.items() if stage_agency(one) == agency
    } | {"foreign": _kept_of(elsewhere)}
    left = partners.account_with_posting(agency, "counselor", posting_until=here.now)
    things["draft"] = {
        login: _draft_of(one, agency, stage.mark(agency, "o"))
        for login, one in stage.accounts.items()
        if stage_agency(one) == agency
    } | {
        "handed": _draft_of(left, agency, stage.mark(agency, "o")),
        "walled": _draft_of(left, agency, stage.mark(agency, "w"), client=pairs["walled"]["client"]),
        "foreign": _draft_of(elsewhere, third, f"印{ELSEWHERE}x"),
    }
    things["alert"] = {
        login: _alert(one) for login, one in stage.accounts.items() if stage_agency(one) == agency
    } | {"foreign": _alert(elsewhere)}
    things["agency"] = {"own": agency, "foreign": third}
    things["slug"] = {slug: slug for slug in SLUGS}
    things["plan"] = {
        "own": indicators.plan(city, title=f"計画{agency.code}"),
        "foreign": indicators.plan(other, title=f"計画{third.code}"),
    }
    return things


def _wall(agency, pair):
    """Against somebody who reads there; its end was asked for by another."""
    walled, asker = (partners.account_with_posting(agency, "counselor") for _each in range(2))
    return Wall.objects.create(
        account=walled, person_key=pair["client"].person_key, agency=agency, ground="kin", since=timezone.now(),
        state="lift_asked", asked_by_id=asker.pk,
    )  # fmt: skip


def _tie(agency, pair):
    """Somebody who reads there resembles the person."""
    return Tie.objects.create(
        account=partners.account_with_posting(agency, "counselor"), agency=agency, signs=["name"],
        person_key=pair["client"].person_key, found_at=timezone.now(),
    )  # fmt: skip


def _naming(sender, agency):
    """Somebody of that agency whom another one names, without a name: a supervisor has to look."""
    referral = referrals.offer(None, agency, actor=sender, asked=ASKED)
    return NamedPerson.objects.create(
        referral=referral, agency=agency, person_key=referral.person_key, words="つなぎ元のことば", holds=True,
        asked_by_id=sender.account_id, asked_at=referral.sent_at,
    )  # fmt: skip


def _import(agency):
    """An old ledger that somebody of that agency took in, without a row of it left."""
    uploader = partners.account_with_posting(agency, "counselor")
    return RecordImport.objects.create(
        account=uploader, posting_id=uploader.postings.get().pk, agency=agency, state="done", count=1, known=1,
        uploaded_at=timezone.now(), ended_at=timezone.now(), until=timezone.now() + timedelta(hours=24),
        file_key="", header_key="",
    )  # fmt: skip


def _emergency(agency, pair):
    """Opened by somebody of that agency, who is nobody's supervisor there; it waits for a review."""
    asker = partners.account_with_posting(agency, "counselor")
    emergency = Emergency.objects.create(
        account=asker, agency=agency, ground="life", reason="緊急のわけ", since=timezone.now(),
        until=timezone.now() + timedelta(hours=1), review_due=timezone.localdate() + timedelta(days=7),
    )  # fmt: skip
    ClientEmergency.objects.create(
        user=asker, content_object=pair["client"], emergency=emergency, since=emergency.since,
        until=emergency.until, posting_id=0, permission=Permission.objects.get(codename="view_client"),
    )  # fmt: skip
    return emergency


def _export(agency):
    """Asked for by somebody of that agency; it waits for a second person."""
    asker, today = partners.account_with_posting(agency, "counselor"), timezone.localdate()
    return Export.objects.create(
        account=asker, agency=agency, purpose="check", since_on=today, until_on=today, field_groups=["narrative"],
        count=30, asked_at=timezone.now(), until=timezone.now() + timedelta(days=7),
    )  # fmt: skip


def _opening(agency, pair):
    """Somebody who works there asks why another one opened a record."""
    asker, reader = (partners.account_with_posting(agency, "counselor") for _each in range(2))
    return OpeningQuestion.objects.create(
        asked_by=asker, agency=agency, reader=reader, reader_agency=agency, object_type="cases.client",
        object_number=pair["client"].number, person_key=pair["client"].person_key, day=timezone.localdate(), times=1,
        asked_at=timezone.now(),
    )  # fmt: skip


def _number_of(agency, **more):
    """A registered number that somebody else has entered and nobody has confirmed."""
    clerk = partners.account_with_posting(agency, "account_admin")
    return RegisteredNumber.objects.create(
        agency=agency, phone="000-555-0199", label="main", source="名簿", entered_by=clerk,
        entered_at=timezone.now(), **more,
    )  # fmt: skip


def _release(agency, pair, **more):
    """Asked by somebody who reads there; the registered number was called back, and it waits for a second person."""
    now = timezone.now()
    asker = partners.account_with_posting(agency, "counselor")
    police = partners.agency_of("police", "police_station")
    number = _number_of(police, confirmed_by=asker, since=now)
    return Release.objects.create(
        client=pair["client"], agency=agency, account=asker, to_agency=police, requester="照会した人",
        words="照会のことば", places=["current_place"], purpose="protection", ground="dv_9", way="phone",
        value_print=print_of(pair["client"], ["current_place"]), asked_at=now, called_number=number, called_at=now,
        stale_at=now + timedelta(hours=24), **{"state": "called", **more},
    )  # fmt: skip


def _call_back(agency, pair):
    """Promised for tomorrow; nobody has taken it."""
    begins = timezone.now() + timedelta(days=1)
    return CallBack.objects.create(
        agency=agency, consultation=pair["consultation"], due_from=begins, due_until=begins + timedelta(hours=1),
        made_at=timezone.now(),
    )  # fmt: skip


def _bed(agency, asker, number):
    """A request to the one shelter of an agency, without a word of any woman."""
    shelter, _made = Shelter.objects.everything("test").get_or_create(
        agency=agency, code=f"S-{number}", defaults={"name": f"家{number}", "beds": 99}
    )
    return BedRequest.objects.create(
        shelter=shelter, agency=asker, arrival="tonight", asked_at=timezone.now()
    )


def _attempt(agency, pair, **more):
    """Asked for by somebody who reads there, outside the rule; it waits for a second person."""
    now, asker = timezone.now(), partners.account_with_posting(agency, "counselor")
    facts = {
        "channel": "home",
        "verdict": "forbidden",
        "reasons": ["channel"],
        "within_rule": False,
        "state": "asked",
    }
    facts |= {"words": "決まりの外のわけ", "asked_at": now, "stale_at": now + timedelta(hours=24), **more}
    return ContactAttempt.objects.create(client=pair["client"], agency=agency, account=asker, **facts)


def _lowered(agency, pair):
    """A lower level of risk, asked for by somebody who reads there; it waits for a second person."""
    asker = partners.account_with_posting(agency, "counselor")
    return RiskAssessment.objects.create(
        case=pair["case"], agency=agency, account=asker, signer_name=asker.name, version=1, judged_at=timezone.now(),
        questionnaire="yui-1", answers={"breath": "yes"}, fear="strong", proposed="high", judged="low", level="high",
        reason="下げるわけ", state="asked_lower", next_review_on=timezone.localdate() + timedelta(days=14),
    )  # fmt: skip


def _measure(agency, pair):
    """A measure of the register that somebody there has set; it waits for the look of another."""
    asker, today = partners.account_with_posting(agency, "counselor"), timezone.localdate()
    return RegisterProtection.objects.create(
        case=pair["case"], agency=agency, account=asker, entered_by=asker, made_at=timezone.now(), kind="a",
        elsewhere="試験の市", applied_on=today, starts_on=today, ends_on=today + timedelta(days=364), state="set",
    )  # fmt: skip


def _merge(actor, mark):
    """Two records of one woman, joined."""
    kept, gone = [cases.client(actor, family_name=mark, given_name="") for _ in range(2)]
    return merge_clients(
        actor, kept, gone, versions=Versions(kept.version, gone.version), taken={}, reason="asked_her"
    )


def _match(earlier, later, asker):
    """Put to the agency of the earlier client by somebody else."""
    return Match.objects.create(
        earlier=earlier["client"], later=later["client"], strength="strong", state="put", found_at=asker.now,
        asked_by_id=asker.account_id, asked_at=asker.now,
    )  # fmt: skip


def _app_of(account):
    """The number of this account's authenticator app, which is made once."""
    made, _new = Authenticator.objects.get_or_create(
        user=account,
        type=Authenticator.Type.TOTP,
        defaults={"data": {"secret": OfficeFactors().encrypt("A" * 32)}},
    )
    return str(made.pk)


def _kept_of(account):
    return KeptForm.objects.create(
        account=account, path="/account/", fields={"narrative": ["x"]}, kept_at=timezone.now()
    )


def _draft_of(account, agency, mark, **more):
    fields = {"narrative": [mark], "caller_name": [mark], "whereabouts_note": [f"{mark}の場所"]}
    return Draft.objects.create(
        account=account, agency=agency, token=new_token(), fields=fields, started_at=timezone.now(),
        saved_at=timezone.now(), writer="w", **more,
    )  # fmt: skip


def _trace_of(account):
    return OwnTrace.objects.create(account=account, kind="phone", given_at=timezone.now())


def _alert(account):
    kind, facts = ALERT
    return Alert.objects.create(account=account, kind=kind, facts=facts, sent_at=timezone.now())


def _ended(record, agency, now):
    AccessReason.objects.create(
        kind="disclosure", agency=agency, field_groups=list(cases.ALL_GROUPS), ground="consent",
        since=now - timedelta(days=9), until=now - timedelta(minutes=1), **{record._meta.model_name: record},
    )  # fmt: skip
    rebuild(record)


def _referrals(stage, agency, third, receiver, pairs):
    here, there = keeper(agency), keeper(third)

    def offer(actor, to, mark, asked, **more):
        if "sheet" not in more:
            pair = _pair(actor, mark)
            more |= {"client": pair["client"], "consultation": pair["consultation"]}
        return referrals.offer(None, to, actor=actor, asked=asked, **more)

    sheet = {"name": stage.mark(agency, "t"), "kana": "", "places": f"{stage.mark(agency, 't')}の場所"}
    things = {
        "sent": offer(here, third, stage.mark(agency, "s"), ASKED),
        "sheet": offer(here, third, "", ASKED, sheet=sheet),
        "foreign": offer(there, receiver, f"印{ELSEWHERE}x", ASKED),
    }
    if can_answer(agency):
        answers = partners.account_with_posting(agency, "liaison")  # somebody who accepts
        able = replace(keeper(agency), account_id=answers.pk, role="liaison")
        things["received"] = offer(there, agency, stage.mark(agency, "i"), stage.mark(agency, "r"))
        accepted = offer(there, agency, stage.mark(agency, "a"), ASKED)
        move_referral(able, accepted, "accept")
        things["accepted"] = referrals.fresh(accepted)
        things["recalled"] = offer(there, agency, stage.mark(agency, "c"), ASKED)
        move_referral(replace(there, now=timezone.now()), things["recalled"], "recall", code="other", text="")
    return things


def steps_and_hand_overs(account, agency):
    """More than a page of next steps of this person past their day, some to come, a call without a client, and a
    client whom somebody else put into her hands."""
    here = replace(keeper(agency), account_id=account.pk)
    today = timezone.localdate()
    for days in [-1] * 23 + [0, 14, 15]:
        cases.consultation(here, next_on=today + timedelta(days=days), next_steps=["accompany"])
    woman = cases.client(here)
    chief = partners.account_with_posting(agency, "supervisor")
    Client.objects.everything("test").filter(pk=woman.pk).update(
        assigned_to=account, assigned_since=here.now, assigned_by_id=chief.pk
    )


def somebody_leaves(agency):
    """Somebody whose only posting there ends in ten days."""
    partners.account_with_posting(agency, "account_admin", posting_until=timezone.now() + timedelta(days=10))
