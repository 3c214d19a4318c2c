from django.db import migrations, models


class Migration(migrations.Migration):
    """Owners of plans are told once that whoever was responsible has left."""

    dependencies = [("competence", "0008_history")]

    operations = [migrations.AddField("planresponsible", "told_at", models.DateTimeField(null=True))]
