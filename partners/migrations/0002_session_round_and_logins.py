"""A count that ends sessions, and logins that differ by more than the size of their letters.

Why: a stopped account must not come back by an old cookie; Sato and sato are one person at the door.
Size: one column with a default, one index over the accounts.
Back: the column and the index go; sessions are bound to the password alone again.
"""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="session_round",
            field=models.PositiveIntegerField(default=0, help_text="counting it up ends every session"),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(Lower("login"), name="one_login_whatever_its_letters"),
        ),
    ]
