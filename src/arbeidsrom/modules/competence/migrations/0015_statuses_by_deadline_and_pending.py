import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("competence", "0014_recertified_in_histories"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="requirementstatus",
            index=models.Index(
                condition=models.Q(("deadline__lt", datetime.date(9999, 12, 31))),
                fields=["deadline", "person", "requirement"],
                name="status_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="requirementstatus",
            index=models.Index(
                condition=models.Q(("pending__gt", 0)),
                fields=["pending", "person", "requirement"],
                name="status_pending",
            ),
        ),
    ]
