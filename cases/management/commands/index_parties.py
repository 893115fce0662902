"""Write the blind keys by which staff are compared with what was recorded before there were such keys."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cases.actions.party import write_caller_parties, write_client_parties
from cases.models import Client, Consultation


class Command(BaseCommand):
    """One record in one transaction: a stop loses nothing, a repetition changes nothing. The clock compares."""

    help = "Write the blind keys of every record that has none; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        why = "blind keys of older records"
        done = 0
        work: Any = ((Client, write_client_parties), (Consultation, write_caller_parties))
        for model, write in work:
            bare = model.objects.everything(why).filter(party_keys__isnull=True)
            for key in list(bare.values_list("pk", flat=True)):
                with transaction.atomic():
                    write(model.objects.everything(why).select_for_update(no_key=True).get(pk=key))
                done += 1
                if done % 100 == 0:
                    self.stderr.write(f"\r{done}", ending="")
        self.stdout.write(f"{done} records were indexed")
