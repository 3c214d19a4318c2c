from django.db import migrations, models


class Migration(migrations.Migration):
    """What many are told at once waits for its e-mails."""

    dependencies = [("notifications", "0004_ways_by_group")]

    operations = [
        migrations.AddField("notification", "mail_waits", models.BooleanField(db_default=False, default=False)),
        migrations.AddIndex(
            "notification",
            models.Index(
                condition=models.Q(("mail_waits", True)), fields=["person", "id"], name="notification_mail_waits"
            ),
        ),
    ]
