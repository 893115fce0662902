"""The list of clients, with the last contact of each."""

from bench.measuring import Figure, actor_named, against_plain, plain_query, row_numbers

LOGIN = "pref-counselor"
LIMIT = 2.0

PLAIN = """
WITH listed AS (
  SELECT c.number, c.family_name, c.given_name, c.family_kana, c.given_kana, c.birth, c.held_number, c.agency_id,
         a.name, a.name_en, c.id, g.sort_key
  FROM cases_clientgrant g
  JOIN cases_client c ON c.id = g.content_object_id
  JOIN partners_agency a ON a.id = c.agency_id
  WHERE g.group_id = %(group)s AND g.since <= %(now)s AND (g.until IS NULL OR g.until > %(now)s)
    AND NOT EXISTS (SELECT 1 FROM cases_wall w WHERE w.account_id = %(account)s AND w.person_key = c.person_key
                    AND w.state IN ('standing', 'lift_asked'))
  ORDER BY g.sort_key DESC, g.content_object_id DESC LIMIT 51)
SELECT listed.*, (
  SELECT max(o.sort_key) FROM cases_consultation o
  WHERE o.client_id = listed.id
    AND EXISTS (SELECT 1 FROM cases_consultationgrant g WHERE g.content_object_id = o.id AND g.group_id = %(group)s
                AND g.since <= %(now)s AND (g.until IS NULL OR g.until > %(now)s))
    AND NOT EXISTS (SELECT 1 FROM cases_wall w WHERE w.account_id = %(account)s AND w.person_key = o.person_key
                    AND w.state IN ('standing', 'lift_asked')))
FROM listed ORDER BY sort_key DESC, id DESC
"""


def run(consultations: int) -> list[Figure]:
    """The first page."""
    actor = actor_named(LOGIN)
    facts = {"group": actor.group_id, "now": actor.now, "account": actor.account_id}

    def plain():
        return plain_query(PLAIN, facts)

    return [
        against_plain(
            "/clients/?rows=50", "/clients/?rows=50", LOGIN, plain,
            limit=LIMIT, numbers=row_numbers, consultations=consultations,
        )
    ]  # fmt: skip
