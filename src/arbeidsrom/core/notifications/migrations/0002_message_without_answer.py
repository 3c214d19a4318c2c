"""When the answer to a message never came, so that it may have been sent twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingmessage",
            name="unsure_at",
            field=models.DateTimeField(null=True),
        ),
    ]
