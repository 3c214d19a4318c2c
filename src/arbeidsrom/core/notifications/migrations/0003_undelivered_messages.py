"""Messages that were refused or came back are found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_message_without_answer"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="outgoingmessage",
            index=models.Index(
                condition=models.Q(("state", "failed"), ("bounced_at__isnull", False), _connector="OR"),
                fields=["created_at"],
                name="outgoing_undelivered",
            ),
        ),
    ]
