"""The outbox of referrals, with the names of the persons."""

from django.db import connection

from bench.measuring import Figure, actor_named, against_plain, plain_query, row_numbers
from referrals.models import Referral
from safeguards.access import Actor

LOGIN = "pref-counselor"
LIMIT = 2.0
AT_LEAST = 200  # lines in the outbox: the demo sends a handful, and a page is to be full

PLAIN = """
SELECT r.number, r.sent_at, r.kind, r.state, r.until, r.answer_due_at, r.field_groups, r.sheet, t.name, t.name_en,
       r.from_agency_id, r.to_agency_id, c.family_name, c.given_name, o.caller_name, o.caller_kana
FROM referrals_referral r
JOIN partners_agency t ON t.id = r.to_agency_id
LEFT JOIN cases_client c ON c.id = r.client_id AND EXISTS (
  SELECT 1 FROM cases_clientgrant g WHERE g.content_object_id = c.id AND g.group_id = %(group)s
  AND g.since <= %(now)s AND (g.until IS NULL OR g.until > %(now)s))
LEFT JOIN cases_consultation o ON o.id = r.consultation_id AND EXISTS (
  SELECT 1 FROM cases_consultationgrant g WHERE g.content_object_id = o.id AND g.group_id = %(group)s
  AND g.since <= %(now)s AND (g.until IS NULL OR g.until > %(now)s))
WHERE r.from_agency_id = %(agency)s
  AND NOT EXISTS (SELECT 1 FROM cases_wall w WHERE w.account_id = %(account)s AND w.state IN ('standing', 'lift_asked')
                  AND w.person_key IN (r.person_key, c.person_key, o.person_key))
ORDER BY r.sent_at DESC, r.id DESC LIMIT 51
"""


def run(consultations: int) -> list[Figure]:
    """The first page of the outbox: there every line has a number and a name."""
    actor = actor_named(LOGIN)
    _fill_outbox(actor)
    facts = {
        "group": actor.group_id, "agency": actor.agency_id, "now": actor.now, "account": actor.account_id,
    }  # fmt: skip

    def plain():
        return plain_query(PLAIN, facts)

    return [
        against_plain(
            "/referrals/?box=out&rows=50", "/referrals/?box=out&rows=50", LOGIN, plain,
            limit=LIMIT, numbers=row_numbers, consultations=consultations,
        )
    ]  # fmt: skip


def _fill_outbox(actor: Actor) -> None:
    """The agency's referrals again and again, each with a number of its own."""
    names = [field.attname for field in Referral._meta.concrete_fields if field.name not in ("id", "number")]
    sent = list(
        Referral.objects.everything("bench: a full outbox").filter(from_agency_id=actor.own_agency_id)
    )
    missing = max(AT_LEAST - len(sent), 0)
    Referral.objects.bulk_create(
        Referral(**{name: getattr(sent[number % len(sent)], name) for name in names})
        for number in range(missing)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE referrals_referral")
