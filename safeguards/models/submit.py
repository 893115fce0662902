"""Forms that were sent: the same form sent twice makes one record."""

from django.db import models


class Submit(models.Model):
    """One sent form: the token it carried and the address it led to."""

    account_id = models.BigIntegerField()
    token = models.CharField(max_length=64)
    result_url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account_id", "token"], name="one_result_for_one_submit")
        ]
