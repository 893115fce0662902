"""Referrals, sent and moved by the same actions as the pages use."""

from datetime import timedelta

from partners.models import Account
from referrals.actions.move import move_referral
from referrals.actions.send import Draft, send
from referrals.models import Referral
from referrals.queries.person import Person, outline_of
from safeguards import calendar
from tests.factories import cases
from tests.factories.partners import actor_for

ALL_GROUPS = cases.ALL_GROUPS
SHEET = {
    "name": "𠮷﨑 髙子",
    "kana": "ヨシザキ タカコ",
    "birth_on": "1988-04-09",
    "phone": "090-0123-4567",
    "safe_contact": "平日の昼だけ",
    "children_note": "小学生が二人",
    "health_note": "通院している",
    "risk_note": "物を投げられた",
    "other_party_note": "同居の夫",
    "places": "【架空】みどり荘201",
}
# One sentence for each field group of a client and of a consultation; none of them stands anywhere else.
CLIENT_FACTS = {
    "family_name": "鍋澤", "given_name": "くるみ", "family_kana": "ナベサワ", "given_kana": "クルミ",
    "birth": {"year": 1988, "month": 4, "day": 9},
    "phone": "090-0555-0288", "safe_contact": "昼休みだけかけてよい",
    "children_count": 2, "children_note": "下の子は保育園のたんぽぽ組",
    "health_note": "喘息の薬を飲んでいる", "other_party_note": "夫は夜に働いている",
    "current_place": "【架空】青葉の丘団地3号棟",
}  # fmt: skip
CALL_FACTS = {
    "narrative": "三日前から眠れないと話された", "violence_types": ["physical"],
}  # fmt: skip
TEXT_OF_GROUP = {
    "identity": "鍋澤",
    "contact": "昼休みだけかけてよい",
    "narrative": "三日前から眠れないと話された",
    "children": "下の子は保育園のたんぽぽ組",
    "health": "喘息の薬を飲んでいる",
    "risk": "身体的",
    "other_party": "夫は夜に働いている",
    "whereabouts": "いまの居所",
}
IDENTITY = (
    "鍋澤", "くるみ", "ナベサワ", "クルミ", "なべさわ", "090-0555-0288", "09005550288", "1988", "昭和63",
    "青葉の丘", "昼休み", "たんぽぽ", "喘息", "眠れない", "夜に働いて",
)  # fmt: skip


def known_person(actor):
    """A client with a value in each field group, and one consultation of hers."""
    client = cases.client(actor, **CLIENT_FACTS)
    call = cases.consultation(actor, of=client, **CALL_FACTS)
    return client, call


def offer(sender, to, *, client=None, consultation=None, groups=ALL_GROUPS, days=30, **more):
    """One referral sent by this account to this agency; without a record it is a sheet."""
    actor = more.pop("actor", None) or actor_for(sender)
    person = Person(client, consultation, consultation)
    sheet = {} if client or consultation else {"sheet": more.pop("sheet", SHEET)}
    outline = {} if client or consultation else {"outline": {"age_band": "30s", "children_count": 2}}
    draft = Draft(
        to_agency=to,
        kind=more.pop("kind", "joint"),
        asked=more.pop("asked", "住まい探しをお願いします。"),
        urgency=more.pop("urgency", "three_days"),
        ground=more.pop("ground", "consent"),
        until=more.pop("until", actor.now + timedelta(days=days)),
        field_groups=tuple(groups),
        **sheet,
        **outline,
        **more,
    )
    return send(actor, person, draft)


def move(account: Account, referral: Referral, name: str, **facts):
    """One step by this account, from the row as it stands now."""
    return move_referral(actor_for(account), fresh(referral), name, **facts)


def report(account: Account, referral: Referral, text="終わりました。"):
    """Report back."""
    actor = actor_for(account)
    return move(
        account, referral, "report", code="contacted", done_on=calendar.japanese_day(actor.now), text=text
    )


def fresh(referral: Referral) -> Referral:
    """The row as it stands in the database now."""
    return Referral.objects.everything("test").get(pk=referral.pk)


__all__ = ["Person", "fresh", "known_person", "move", "offer", "outline_of", "report"]
