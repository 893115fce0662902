"""Indexes that no question uses go: each one made every save slower and the database larger.

Why: a key beside an index that begins with it, a permission by which nobody looks, and the constraint of each row of
the index of names, whose agency was checked with the record.
Size: no row is touched; dropping an index takes a moment. On a database from before, the second index of random
numbers (`..._like`) stays until it is dropped by hand; it does no harm.
Back: the indexes are built again.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cases", "0010_in_charge_and_conference"),
        ("partners", "0007_two_calls_keep_their_own_text"),
    ]

    operations = [
        migrations.AlterField(
            model_name="accessreason",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.agency",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.agency",
            ),
        ),
        migrations.AlterField(
            model_name="casegrant",
            name="content_object",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="grants",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            model_name="casegrant",
            name="group",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="auth.group"
            ),
        ),
        migrations.AlterField(
            model_name="casegrant",
            name="permission",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
            ),
        ),
        migrations.AlterField(
            model_name="child",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.agency",
            ),
        ),
        migrations.AlterField(
            model_name="childgrant",
            name="content_object",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="grants",
                to="cases.child",
            ),
        ),
        migrations.AlterField(
            model_name="childgrant",
            name="group",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="auth.group"
            ),
        ),
        migrations.AlterField(
            model_name="childgrant",
            name="permission",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
            ),
        ),
        migrations.AlterField(
            model_name="client",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.agency",
            ),
        ),
        migrations.AlterField(
            model_name="clientgrant",
            name="content_object",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="grants",
                to="cases.client",
            ),
        ),
        migrations.AlterField(
            model_name="clientgrant",
            name="group",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="auth.group"
            ),
        ),
        migrations.AlterField(
            model_name="clientgrant",
            name="permission",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.agency",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="client",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consultations",
                to="cases.client",
            ),
        ),
        migrations.AlterField(
            model_name="consultationgrant",
            name="content_object",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="grants",
                to="cases.consultation",
            ),
        ),
        migrations.AlterField(
            model_name="consultationgrant",
            name="group",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="auth.group"
            ),
        ),
        migrations.AlterField(
            model_name="consultationgrant",
            name="permission",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, to="auth.permission"
            ),
        ),
        migrations.AlterField(
            model_name="persongram",
            name="agency",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="partners.agency",
            ),
        ),
    ]
