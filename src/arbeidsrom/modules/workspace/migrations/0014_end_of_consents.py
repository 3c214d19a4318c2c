"""That people were told of the end of a consent stands on it, so that they are told once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0013_contact_marks"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="end_told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="near_end_told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                condition=models.Q(("end_told_at", None), ("valid_to__isnull", False), ("withdrawn_on", None)),
                fields=["valid_to"],
                name="consent_ending",
            ),
        ),
    ]
