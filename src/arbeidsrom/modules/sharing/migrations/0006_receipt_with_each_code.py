"""What was delivered is kept for each code, and for each browser it was opened in."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

import arbeidsrom.modules.sharing.models.openings


def with_the_code_of_the_time(apps, schema_editor):
    """The code in force when the document had been delivered in full, or when something of it was last sent."""
    generations = apps.get_model("sharing", "Generation").objects.filter(
        shipment__documents=OuterRef("document"), issued_at__lte=Coalesce(OuterRef("completed_at"), OuterRef("last_at"))
    )
    receipts = apps.get_model("sharing", "Receipt").objects
    receipts.update(generation=Subquery(generations.order_by("-number").values("id")[:1]))
    receipts.filter(generation=None).delete()
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0005_events_without_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="generation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="receipts",
                to="sharing.generation",
            ),
        ),
        migrations.RunPython(with_the_code_of_the_time, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="receipt",
            name="generation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="sharing.generation"
            ),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="sharing.shipmentdocument"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("generation", "document"), name="receipt_once_with_each_code"),
        ),
        migrations.CreateModel(
            name="Download",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session", models.BigIntegerField()),
                ("delivered", arbeidsrom.modules.sharing.models.openings.ByteRangesField()),
                ("completed_at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="downloads",
                        to="sharing.shipmentdocument",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "document"), name="download_once_in_each_browser")
                ],
            },
        ),
    ]
