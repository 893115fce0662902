"""Clients, consultations and disclosures, made the way the pages make them."""

from datetime import timedelta

from cases.actions.client import record_client
from cases.actions.consultation import link_to_client, record_consultation
from cases.actions.grant import disclose, own, rebuild
from cases.actions.person_index import index_person
from cases.models import AccessReason, Case, Child, Client, Consultation, Wall

ALL_GROUPS = ("identity", "contact", "narrative", "children", "health", "risk", "other_party", "whereabouts")


def client(actor, **facts):
    """A client of the actor's agency, with a name unless another is given."""
    return record_client(
        actor,
        {
            "family_name": "佐藤",
            "given_name": "花子",
            "family_kana": "サトウ",
            "given_kana": "ハナコ",
            **facts,
        },
    )


def consultation(actor, *, of=None, **facts):
    """A consultation of the actor's agency, an hour old, by telephone; `of` is its client."""
    return record_consultation(
        actor,
        {
            "started_at": actor.now - timedelta(hours=1),
            "method": "phone",
            "main_complaint": "spouse_violence",
            **facts,
        },
        client=of,
    )


def case(actor, person):
    """A support case of the actor's agency."""
    return _kept(Case(client=person, person_key=person.person_key, opened_on=actor.now.date()), actor)


def child(actor, person, **facts):
    """A child of a client."""
    return _kept(Child(client=person, person_key=person.person_key, **facts), actor)


def _kept(record, actor):
    """There is no page yet for cases and children: the row and its owner's grant."""
    record.agency_id, record.sort_key, record.made_by_id = actor.agency_id, actor.now, actor.account_id
    record.save(force_insert=True)
    own(record)
    return record


def conference(actor, anchor, to, groups=ALL_GROUPS, *, pack="pack", days=10, **more):
    """A record in the live pack of a conference, for one member agency; by whoever, as its reason alone."""
    until = more.pop("until", actor.now + timedelta(days=days))
    reason = AccessReason.objects.create(
        kind="conference", agency=to, field_groups=list(groups), purpose="support", ground="consent",
        since=actor.now, until=until, pack_number=pack, **{anchor.object_type(): anchor}, **more,
    )  # fmt: skip
    rebuild(anchor)
    index_person(anchor.person_key, to)
    return reason


def disclosure(actor, anchor, to, groups=ALL_GROUPS, *, days=30, **more):
    """A live disclosure of a record to another agency."""
    until = more.pop("until", actor.now + timedelta(days=days))
    return disclose(
        actor, anchor, to=to, field_groups=groups, purpose="support", ground="consent", until=until, **more
    )


def wall(account, anchor, **more):
    """The account is walled off the person of this record."""
    posting = account.postings.order_by("since").last()
    return Wall.objects.create(
        account=account, person_key=fresh(anchor).person_key, ground="self_declared", since=anchor.made_at,
        agency=posting.agency if posting else anchor.agency, **more,
    )  # fmt: skip


def fresh(anchor):
    """The record as it stands in the database now."""
    return type(anchor).objects.everything("test").get(pk=anchor.pk)


def link(actor, one, person):
    """Say who called."""
    return link_to_client(actor, one, person)


__all__ = [
    "Client",
    "Consultation",
    "case",
    "child",
    "client",
    "conference",
    "consultation",
    "disclosure",
    "fresh",
    "link",
    "wall",
]
