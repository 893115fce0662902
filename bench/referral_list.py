"""The outbox of referrals, with the names of the persons."""

from bench.measuring import Figure, actor_named, against_plain, plain_query, row_numbers

LOGIN = "pref-counselor"
LIMIT = 2.0

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
ORDER BY r.sent_at DESC, r.id DESC LIMIT 21
"""


def run(consultations: int) -> list[Figure]:
    """The first page of the outbox: there every line has a number and a name."""
    actor = actor_named(LOGIN)
    facts = {
        "group": actor.group_id, "agency": actor.agency_id, "now": actor.now, "account": actor.account_id,
    }  # fmt: skip

    def plain():
        return plain_query(PLAIN, facts)

    return [
        against_plain(
            "/referrals/?box=out", "/referrals/?box=out", LOGIN, plain,
            limit=LIMIT, numbers=row_numbers, consultations=consultations,
        )
    ]  # fmt: skip
