"""Write the blind index of names and telephones anew, after an update that looks for more pieces of them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cases.actions.person_index import reindex_person
from cases.models import PersonGram


class Command(BaseCommand):
    """One person in one transaction: a stop loses nothing, a repetition changes nothing."""

    help = "Write the index of names and telephones of every person anew; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        people = list(PersonGram.objects.values_list("person_key", flat=True).distinct())
        for done, person in enumerate(people, start=1):
            reindex_person(person)
            if done % 100 == 0:
                self.stderr.write(f"\r{done}", ending="")
        self.stdout.write(f"{len(people)} people were indexed")
