"""verify_audit: check the chains of the audit trail against themselves and against the anchors."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from safeguards import anchors, audit, changes
from safeguards.checker import check_audit
from safeguards.models import AuditLine
from safeguards.progress import ProgressLine


class Command(BaseCommand):
    """Walk every stream of the audit trail; exit 1 and name the place when it was touched.

    Found are changed, cut, added and moved lines, and with the anchors also a chain that was written anew and
    a tail that was cut; and sealed words of a change that are gone or are not those written with it. What came
    after the last anchor is told: there only the chain itself speaks.
    """

    help = "Check the audit chain and its anchors; exit 1 and the place if it was touched."

    def handle(self, *args: Any, **options: Any) -> None:
        anchored = check_audit.read_anchors(anchors.folder())
        if anchored.newest and not anchors.is_signed(anchored.newest):
            anchored.faults.append(
                check_audit.Fault(
                    check_audit.ANCHORS, anchored.newest["number"], "is not the signature of this house"
                )
            )
        found = list(self._walk(anchored))
        for fault in found:
            self.stderr.write(f"{fault.stream} {fault.sequence}: {fault.what}")
        self.stdout.write(self._window(anchored))
        if found:
            raise SystemExit(1)
        self.stdout.write(f"{AuditLine.objects.count()} lines, no fault.")

    def _walk(self, anchored: check_audit.Anchored) -> Iterator[check_audit.Fault]:
        progress, streams = ProgressLine(), {*audit.streams(), *anchored.marks}
        yield from anchored.faults
        for done, stream in enumerate(sorted(streams), start=1):
            yield from audit.faults_of(stream, anchored)
            yield from changes.faults_of_words(stream)
            progress("streams of the audit trail", done, len(streams))

    def _window(self, anchored: check_audit.Anchored) -> str:
        waiting = AuditLine.objects.count() - sum(map(anchored.count, anchored.marks))
        if anchored.newest is None:
            return "There is no anchor yet."
        return f"Last anchor: {anchored.newest['at']}. Not anchored yet: {max(waiting, 0)} lines."
