"""The one way out for papers: every PDF of the house is made, numbered, marked and written down here."""

from safeguards.documents.issue import (
    AlreadyPrinted,
    Kind,
    Printed,
    Purpose,
    as_answer,
    document,
)
from safeguards.documents.paper import Facts, Label, Paper, Rows, Text, Words
from safeguards.documents.typesetting import NotSet

__all__ = [
    "AlreadyPrinted",
    "Facts",
    "Kind",
    "Label",
    "NotSet",
    "Paper",
    "Printed",
    "Purpose",
    "Rows",
    "Text",
    "Words",
    "as_answer",
    "document",
]
