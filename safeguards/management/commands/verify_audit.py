"""verify_audit: check the chains of the audit trail."""

from typing import Any

from django.core.management.base import BaseCommand

from safeguards import audit
from safeguards.models import AuditLine


class Command(BaseCommand):
    """Walk every stream of the audit trail; exit 1 and name the place when it was touched."""

    help = "Check the audit chain; exit 1 and the place if it was touched."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(audit.faults())
        for fault in found:
            self.stderr.write(f"{fault.stream} {fault.sequence}: {fault.what}")
        if found:
            raise SystemExit(1)
        self.stdout.write(f"{AuditLine.objects.count()} lines, no fault.")
