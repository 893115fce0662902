"""Schools, and the lectures on dating violence held there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models.record import Record
from partners.models import Municipality
from safeguards.fields import PublicNumberField
from safeguards.names import search_key


class SchoolType(models.TextChoices):
    """Kinds of schools, as in the State's basic school survey."""

    ELEMENTARY = "elementary", _("Elementary school")
    JUNIOR_HIGH = "junior_high", _("Junior high school")
    COMPULSORY = "compulsory", _("Compulsory education school")
    HIGH_SCHOOL = "high_school", _("High school")
    SECONDARY = "secondary", _("Secondary school")
    SPECIAL_NEEDS = "special_needs", _("School for special needs")
    SPECIALIZED = "specialized_training", _("Specialized training college")
    UNIVERSITY = "university", _("University or college")
    OTHER = "other", _("Other school")


class School(models.Model):
    """One school where it stands, whoever runs it. `code` is its official school code where known.

    `name_key` makes two spellings of one name one school, so that no school is counted twice.
    """

    number = PublicNumberField()
    code = models.CharField(max_length=20, null=True, blank=True, unique=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=200, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="schools")
    school_type = models.CharField(max_length=30, choices=SchoolType)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["municipality__code", "school_type", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name_key"], name="one_school_of_a_name_in_a_municipality"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the key of the name in step with the name."""
        self.name_key = search_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Lecture(Record):
    """One lecture on dating violence at one school. Unit of the indicator: the school, not the lecture."""

    municipality_lookup = "school__municipality"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="lectures")
    held_on = models.DateField()
    grade = models.CharField(max_length=60, blank=True)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    given_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-held_on", "school__municipality__code", "pk"]
        indexes = [models.Index(fields=["held_on", "school"], name="lecture_by_day")]
