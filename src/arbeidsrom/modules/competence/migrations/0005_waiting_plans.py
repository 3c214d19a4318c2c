from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What waits for a leader is counted on every home page."""

    dependencies = [("competence", "0004_attachments")]

    operations = [
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["position"],
                name="assignment_waiting",
                condition=Q(state="active", sent_at__isnull=False, approved_at__isnull=True),
            ),
        ),
    ]
