"""The rows of a text with commas or tabs, in the codes of letters that Japanese offices use."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from safeguards.sheets.excel import OLE, ZIP, Row
from safeguards.sheets.limits import SheetUnreadable

csv.field_size_limit(64 * 1024 * 1024)  # how long a cell may be says the reader of the table, with its place
_HALF_KATAKANA = re.compile("[\uff61-\uff9f]")
_JIS = b"\x1b$"  # ISO-2022-JP of old mail programs: bytes that look like plain letters
MOST_DAMAGED = (
    0.1  # of the longer signs: below it the text is UTF-8 with broken places, above it another code
)


def delimited_rows(content: bytes) -> Iterator[Row]:
    """Number of the line on which each row begins, and its cells; raises SheetUnreadable."""
    text = decoded(content)
    head = "\n".join(text.split("\n", 5)[:5])
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter="\t" if head.count("\t") > head.count(",") else ",",
        strict=True,
    )
    while True:
        start = reader.line_num + 1
        try:
            yield start, tuple(next(reader))
        except StopIteration:
            return
        except csv.Error:
            raise SheetUnreadable(
                _("Row %(row)s cannot be read as CSV. Look for a quotation mark that is not closed.")
                % {"row": start}
            ) from None


def decoded(content: bytes) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, or the CP932 of Japanese Excel.

    A text of another code is refused rather than read as letters that nobody wrote.
    """
    unreadable = SheetUnreadable(
        _("The letters of the file cannot be read. Save it as “CSV UTF-8” and choose it again.")
    )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in content or content.startswith((ZIP, OLE, b"%PDF-")):
        raise SheetUnreadable(
            _("This is not a CSV file, whatever its name says. Choose an Excel (.xlsx) or CSV file.")
        )
    elif _JIS in content:
        raise unreadable
    else:
        codecs = ("utf-8-sig",) if _is_damaged_utf8(content) else ("utf-8-sig", "cp932")
    for codec in codecs:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError as fault:
            place = content[: fault.start].count(b"\n") + 1
            continue
        if codec == "cp932" and _is_of_another_code(text):
            raise unreadable
        return text
    if codecs == ("utf-8-sig",):
        raise SheetUnreadable(
            _(
                "Line %(line)s holds damaged letters. Write them anew, save as “CSV UTF-8” and choose it again."
            )
            % {"line": place}
        )
    raise unreadable


def _is_damaged_utf8(content: bytes) -> bool:
    """Meant as UTF-8, with single broken places? CP932 breaks at nearly every Japanese sign of it."""
    if content.startswith(b"\xef\xbb\xbf"):
        return True
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    longer = sum(1 for sign in text if sign > "\x7f")
    return 0 < broken < MOST_DAMAGED * longer


def _is_of_another_code(text: str) -> bool:
    """EUC-JP read as CP932 becomes half-width katakana almost throughout."""
    longer = sum(1 for sign in text if sign > "\x7f")
    return longer > 0 and len(_HALF_KATAKANA.findall(text)) > longer / 2
