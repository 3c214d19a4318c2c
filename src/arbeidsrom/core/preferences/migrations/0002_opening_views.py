from django.db import migrations, models


class Migration(migrations.Migration):
    """How somebody wants a list to open."""

    dependencies = [("preferences", "0001_first")]

    operations = [
        migrations.AddField("savedview", "opens_list", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "savedview",
            models.UniqueConstraint(
                fields=["account", "tenant", "listing"],
                name="saved_view_opens_once",
                condition=models.Q(("opens_list", True)),
            ),
        ),
    ]
