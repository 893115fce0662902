"""What waits for this person, for the home page."""

from partners.cards import Waiting
from safeguards.access import Actor


def waiting_for(actor: Actor) -> list[Waiting]:
    """Lists of the home page, the most urgent first."""
    return []
