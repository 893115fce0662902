"""How each indicator is computed: one file for each, registered by its slug.

`compute(as_of)` answers for one day. `facts()` reads the rows once (a fixed number of queries, whatever
the number of days), `at(facts, day)` is then pure: trends ask it for many days.
"""

from indicators.definitions import (
    dating_dv_lectures,
    municipal_counselors,
    municipal_dv_centers,
    municipal_plans,
)
from indicators.definitions.registry import DEFINITIONS, Definition, of

__all__ = [
    "DEFINITIONS",
    "Definition",
    "dating_dv_lectures",
    "municipal_counselors",
    "municipal_dv_centers",
    "municipal_plans",
    "of",
]
