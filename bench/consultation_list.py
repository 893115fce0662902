"""The list of consultations: its first page and one far behind."""

from bench.measuring import Figure, actor_named, against_plain, plain_query, row_numbers, signed_in

LOGIN = "pref-counselor"  # the biggest agency of the demo
LIMIT = 2.0  # the rules of sight may cost as much again as the bare rows, not more
FAR = 10  # pages
FIRST = "/consultations/?rows=50"

PLAIN = """
SELECT c.number, c.started_at, c.minutes, c.method, c.main_complaint, c.caller_name, c.caller_kana, c.agency_id,
       c.counselor_name, p.number, p.family_name, p.given_name, a.name, a.name_en, g.sort_key, c.id
FROM cases_consultationgrant g
JOIN cases_consultation c ON c.id = g.content_object_id
JOIN partners_agency a ON a.id = c.agency_id
LEFT JOIN cases_client p ON p.id = c.client_id
WHERE g.group_id = %(group)s AND g.since <= %(now)s AND (g.until IS NULL OR g.until > %(now)s)
  AND NOT EXISTS (SELECT 1 FROM cases_wall w WHERE w.account_id = %(account)s AND w.person_key = c.person_key
                  AND w.state IN ('standing', 'lift_asked'))
  {after}
ORDER BY g.sort_key DESC, g.content_object_id DESC LIMIT 51
"""


def run(consultations: int) -> list[Figure]:
    """First page and the page after FAR others, or the last full one."""
    actor = actor_named(LOGIN)
    facts = {"group": actor.group_id, "now": actor.now, "account": actor.account_id}

    def first():
        return plain_query(PLAIN.format(after=""), facts)

    number, address, last = _far_page()
    behind = facts | {"moment": last[0], "key": last[1]}

    def far():
        key = "AND (g.sort_key, g.content_object_id) < (%(moment)s, %(key)s)"
        return plain_query(PLAIN.format(after=key), behind)

    common = {"limit": LIMIT, "numbers": row_numbers, "consultations": consultations}
    figures = [against_plain(FIRST, FIRST, LOGIN, first, **common)]
    if number > 1:
        figures.append(against_plain(f"{FIRST} page {number}", address, LOGIN, far, **common))
    return figures


def _far_page() -> tuple[int, str, tuple]:
    """Its place, its address, and the key of the last row before it."""
    browser, address, number, last = signed_in(LOGIN), FIRST, 1, (None, None)
    while number <= FAR:
        page = browser.get(address).context["page"]
        if not page.next_url:
            break
        number, address, last = number + 1, page.next_url, (page.rows[-1].listed_at, page.rows[-1].pk)
    return number, address, last
