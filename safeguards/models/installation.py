"""What this database is: a demo or the real thing, and of which prefecture."""

from django.db import models
from django.db.models import Q


class Installation(models.Model):
    """The one row that marks the database. Real data and invented data never share one."""

    is_demo = models.BooleanField()
    prefecture = models.CharField(max_length=40, help_text="folder name under data/")
    made_at = models.DateTimeField(auto_now_add=True)
    seeded = models.JSONField(default=dict, help_text="what the demo was made with: consultations, seed")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_installation_row")]
