"""手続: the states of one procedure of a case. Any may follow any other: what an office says changes."""

from __future__ import annotations

TO_DO, UNDER_WAY, DONE, NOT_NEEDED = "to_do", "under_way", "done", "not_needed"
PROCEDURE_STATES = (TO_DO, UNDER_WAY, DONE, NOT_NEEDED)
