"""The audit trail as files, as the stand-alone checker reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from safeguards import audit
from safeguards.models import AuditHead

Progress = Callable[[str, int, int], None]


def write_lines(place: Path, progress: Progress) -> int:
    """Write `lines/<stream>.jsonl` and `heads.json` below `place`; the number of lines.

    One consistent view of the database is read, while others go on writing.
    """
    (place / "lines").mkdir(parents=True, mode=0o700)
    is_outermost, lines = not connection.in_atomic_block, 0
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        heads = {head.stream: (head.sequence, head.digest) for head in AuditHead.objects.all()}
        streams = audit.streams()
        for done, stream in enumerate(streams, start=1):
            with (place / "lines" / f"{stream}.jsonl").open("w", encoding="utf-8") as out:
                for line in audit.lines_of(stream):
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
                    lines += 1
            progress("streams of the audit trail", done, len(streams))
    (place / "heads.json").write_text(json.dumps(heads), encoding="utf-8")
    return lines
