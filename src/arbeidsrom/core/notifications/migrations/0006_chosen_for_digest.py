from django.db import migrations, models

CHOSEN_BY_NOW = """
    UPDATE notifications_notification told SET weekly = true
     WHERE told.created_at > now() - interval '14 days'
       AND EXISTS (SELECT 1 FROM notifications_choice choice
                    WHERE choice.person_id = told.person_id AND choice.way = 'weekly' AND choice.wanted)
"""
"""The groups of kinds stand in the program: until the next digest, whoever has chosen one for any is told of all."""


class Migration(migrations.Migration):
    """A notification remembers whether the digest was chosen for it when it came."""

    dependencies = [("notifications", "0005_told_to_many")]

    operations = [
        migrations.AddField("notification", "weekly", models.BooleanField(db_default=False, default=False)),
        migrations.AddIndex(
            "notification",
            models.Index(
                condition=models.Q(("weekly", True)), fields=["person", "created_at"], name="notification_weekly"
            ),
        ),
        migrations.RunSQL(CHOSEN_BY_NOW, migrations.RunSQL.noop),
    ]
