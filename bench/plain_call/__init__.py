"""The standard call in a plain Django admin: how many actions the same record takes there.

A default ModelAdmin over all fields that the standard call of the product fills, for a table without defaults as the
product's own: agency, counselor, client, beginning, minutes, method, who speaks, what was said, main complaint, kind
of violence, what applies, next step, by when. `python -m bench.plain_call` drives it in Chromium, counts, and writes
`actions.json`, which the product's own count is compared with (`tests/browser/test_call_screen.py`).

An action is a click, a chosen option, a shortcut, or one short text in a field; the letters of the narrative are not
counted.
"""
