"""Search for a person by the reading of her whole name."""

from bench.measuring import Figure, actor_named, against_plain, plain_query, row_numbers, signed_in
from cases.models import Client
from cases.models.person_index import gram_digests
from safeguards import names
from safeguards.access import Actor

LOGIN = "pref-counselor"
LIMIT = 2.0

PLAIN = """
SELECT c.number, c.family_name, c.given_name, c.family_kana, c.given_kana, c.alias, c.phone, c.birth, c.held_number,
       c.agency_id, a.name, a.name_en, g.sort_key, c.id,
  (SELECT max(o.sort_key) FROM cases_consultation o
   WHERE o.client_id = c.id
     AND EXISTS (SELECT 1 FROM cases_consultationgrant v WHERE v.content_object_id = o.id AND v.group_id = %(group)s
                 AND v.since <= %(now)s AND (v.until IS NULL OR v.until > %(now)s)))
FROM (SELECT person_key FROM cases_persongram WHERE agency_id = %(agency)s AND gram = ANY(%(grams)s)
      GROUP BY person_key HAVING count(*) = %(wanted)s) p
JOIN cases_client c ON c.person_key = p.person_key
JOIN cases_clientgrant g ON g.content_object_id = c.id
JOIN partners_agency a ON a.id = c.agency_id
WHERE g.group_id = %(group)s AND g.since <= %(now)s AND (g.until IS NULL OR g.until > %(now)s)
  AND NOT EXISTS (SELECT 1 FROM cases_wall w WHERE w.account_id = %(account)s AND w.person_key = c.person_key
                  AND w.state IN ('standing', 'lift_asked'))
ORDER BY g.sort_key DESC, c.id DESC LIMIT 201
"""


def asked_by(actor: Actor) -> str:
    """The reading of the newest client of the agency who has a whole name, in hiragana."""
    newest = Client.objects.page(actor).filter(agency_id=actor.agency_id).order_by("-listed_at", "-pk")[:50]
    return names.search_key(next(one.kana for one in newest if one.family_kana and one.given_kana))


def run(consultations: int) -> list[Figure]:
    """The list that answers a search for the newest client with a name, in hiragana."""
    actor = actor_named(LOGIN)
    asked = asked_by(actor)
    grams = gram_digests(actor.agency_code, "name", names.grams(asked, from_start=False))
    facts = {
        "group": actor.group_id, "agency": actor.agency_id, "now": actor.now, "account": actor.account_id,
        "grams": list(grams), "wanted": len(grams),
    }  # fmt: skip
    browser = signed_in(LOGIN)
    browser.post("/clients/", {"q": asked})

    def plain():
        return plain_query(PLAIN, facts)

    return [
        against_plain(
            "/clients/ search by name", browser.post("/clients/", {"q": asked})["Location"], browser, plain,
            limit=LIMIT, numbers=row_numbers, consultations=consultations,
        )
    ]  # fmt: skip
