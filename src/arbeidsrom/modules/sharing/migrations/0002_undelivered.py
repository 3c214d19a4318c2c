"""Which mail and SMS carried a link and code, and that they were not accepted."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0001_first"),
        ("sharing", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="generation",
            name="messages",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
        ),
        migrations.AddField(
            model_name="generation",
            name="undelivered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="shipmentevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("created", "Created"),
                    ("approved", "Approved"),
                    ("rejected", "Not approved"),
                    ("code_issued", "Link and code made"),
                    ("opened", "Opened with the code"),
                    ("downloaded", "Document delivered in full"),
                    ("locked", "Locked after ten wrong tries"),
                    ("wrong_receiver", "Reported as sent to the wrong receiver"),
                    ("answered", "Answered by the receiver"),
                    ("completed", "Everything received"),
                    ("withdrawn", "Withdrawn"),
                    ("taken", "Taken at the receiving desk"),
                    ("numbered", "Case number assigned at the receiving desk"),
                    ("undelivered", "E-mail or SMS was not accepted"),
                    ("reminded", "Reminder: not opened yet"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="generation",
            index=django.contrib.postgres.indexes.GinIndex(fields=["messages"], name="generation_messages"),
        ),
    ]
