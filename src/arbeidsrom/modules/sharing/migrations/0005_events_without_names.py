from django.db import migrations, models


class Migration(migrations.Migration):
    """Who did what to a shipment, and in which words, stands in the audit log alone."""

    dependencies = [("sharing", "0004_consent_withdrawn")]

    operations = [
        migrations.RemoveField("shipmentevent", "by"),
        migrations.AlterField("shipmentevent", "kind", models.CharField(max_length=20)),
    ]
