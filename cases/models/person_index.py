"""The blind index of names and telephones."""

from django.db import models

from partners.models import Agency


class PersonGram(models.Model):
    """One keyed, truncated digest of a piece of a name (or of a telephone number) of one person for one agency.

    Truncation makes digests collide on purpose: frequencies are blurred, hits are decrypted and checked.
    Keyed by agency and field; rows under the key of a receiving agency are written with a disclosure.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    gram = models.IntegerField()
    person_key = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "gram", "person_key"], name="gram_stands_once_for_a_person")
        ]
        indexes = [models.Index(fields=["person_key", "agency"], name="grams_of_person")]
