"""What the work of cases does by the clock."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cases.actions.case_reminder import tell_deadlines
from cases.actions.contact import tell_late_contact_reviews
from cases.actions.draft import hand_over, sweep_recorded
from cases.actions.emergency import tell_late_reviews
from cases.actions.export import empty_ended
from cases.actions.import_run import run_waiting
from cases.actions.match import find_matches
from cases.actions.name_search import sweep_typed
from cases.actions.opening import tell_of_openings
from cases.actions.record_import import end_over
from cases.actions.release import tell_late_release_reviews
from cases.actions.tie import find_ties
from safeguards.calendar import JAPAN, is_working_day


def sweep_typed_lists(now: datetime) -> str:
    """Drop suggestion lists that only flitted by."""
    swept = sweep_typed(now)
    return f"{swept} typed lists dropped" if swept else ""


def tell_late_emergencies(now: datetime) -> str:
    """Say which emergency accesses nobody looked at in time."""
    told = tell_late_reviews(now)
    return f"{told} late reviews of emergency access told" if told else ""


def empty_ended_exports(now: datetime) -> str:
    """Take the files of exports away whose 24 hours are over. Nobody can fetch them any more anyway."""
    emptied = empty_ended(now)
    return f"{emptied} ended exports emptied" if emptied else ""


def tell_weekly_openings(now: datetime) -> str:
    """From eight on the first working day of a week: who opened your records in the week before."""
    local = timezone.localtime(now, JAPAN)
    if local.hour < 8 or not is_working_day(local.date()):
        return ""
    told = tell_of_openings(now)
    return f"{told} people told who opened their records" if told else ""


def tell_late_releases(now: datetime) -> str:
    """Say which releases in imminent danger nobody looked at in time."""
    told = tell_late_release_reviews(now)
    return f"{told} late reviews of releases told" if told else ""


def hand_over_drafts(now: datetime) -> str:
    """Hand over what was left behind; sight does not wait for it. And drop what leads to records since yesterday."""
    handed = hand_over(now)
    sweep_recorded(now)
    return f"{handed} drafts handed over" if handed else ""


def end_old_imports(now: datetime) -> str:
    """Empty the files of imports that nobody took in within 24 hours. Nobody can open them any more anyway."""
    ended = end_over(now)
    return f"{ended} imports ended" if ended else ""


def take_in_imports(now: datetime) -> str:
    """Take in the old records that wait for it."""
    taken = run_waiting(now)
    return f"{taken} imports taken in" if taken else ""


def tell_late_contacts(now: datetime) -> str:
    """Say which attempts in imminent danger nobody looked at in time."""
    told = tell_late_contact_reviews(now)
    return f"{told} late reviews of attempts to reach a client told" if told else ""


def remind_of_deadlines(now: datetime) -> str:
    """Tell of deadlines of cases that are near, and of those that are past."""
    told = tell_deadlines(now)
    return f"{told} deadlines of cases told" if told else ""


DUE = (
    hand_over_drafts,
    sweep_typed_lists,
    find_matches,
    find_ties,
    tell_late_emergencies,
    tell_late_releases,
    tell_late_contacts,
    remind_of_deadlines,
    tell_weekly_openings,
    empty_ended_exports,
    end_old_imports,
    take_in_imports,  # last: it may take a minute
)
AT_ONCE = (take_in_imports,)  # somebody waits for it before a screen
