"""Clients, consultations and disclosures, made the way the pages make them."""

from datetime import timedelta

from cases.actions.client import record_client
from cases.actions.consultation import link_to_client, record_consultation
from cases.actions.grant import disclose
from cases.models import Client, Consultation, Wall

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


__all__ = ["Client", "Consultation", "client", "consultation", "disclosure", "fresh", "link", "wall"]
