import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models

import arbeidsrom.core.keys.fields
import arbeidsrom.core.organisation.models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0007_loans_and_words"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="absence",
            name="absence_once",
        ),
        migrations.AddField(
            model_name="absence",
            name="back_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="absence",
            name="lock_version",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="absence",
            name="note",
            field=arbeidsrom.core.keys.fields.SealedTextField(default=None, editable=True, max_length=2000, null=True),
        ),
        migrations.AddField(
            model_name="absence",
            name="public_id",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="registered_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="absence",
            name="registered_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.position",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_in__isnull", True), ("stated_in__isnull", False)),
                fields=("position", "starts_on"),
                name="absence_stated_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("back_on__isnull", True),
                    models.Q(("back_on", models.F("ends_on")), ("ends_on__isnull", False)),
                    _connector="OR",
                ),
                name="absence_back_on_the_last_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("stated_in__isnull", True)),
                expressions=[
                    ("position", "="),
                    (
                        arbeidsrom.core.organisation.models.DateRange(
                            models.F("starts_on"),
                            models.F("ends_on"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True),
                        ),
                        "&&",
                    ),
                ],
                name="absence_by_hand_on_a_day_once",
            ),
        ),
    ]
