"""Municipalities, the areas (圏域) they belong to, and the wards of a designated city."""

from django.db import models
from django.utils.translation import get_language


class NamedPlace(models.Model):
    """Anything with a Japanese name, a reading and, where known, an English name."""

    name = models.CharField(max_length=120)
    kana = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=160, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language; Japanese where there is no English form."""
        if (get_language() or "ja").startswith("ja") or not self.name_en:
            return self.name
        return self.name_en


class Area(NamedPlace):
    """A 圏域: the area of one network council; a group of municipalities."""

    code = models.CharField(max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]


class MunicipalityKind(models.TextChoices):
    """City, town or village."""

    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"


class Municipality(NamedPlace):
    """One city, town or village. `code` has six digits with check digit, `code5` five (MIC codes)."""

    code = models.CharField(max_length=6, unique=True)
    code5 = models.CharField(max_length=5, unique=True)
    kind = models.CharField(max_length=10, choices=MunicipalityKind)
    county = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="municipalities")
    is_designated_city = models.BooleanField(default=False)
    population = models.PositiveIntegerField(null=True)
    population_source = models.CharField(max_length=120, blank=True)
    tile_x = models.PositiveSmallIntegerField(default=0)
    tile_y = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["code"]


class Ward(NamedPlace):
    """A ward of a designated city. In the indicators it counts as its city."""

    code = models.CharField(max_length=6, unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="wards")

    class Meta:
        ordering = ["code"]
