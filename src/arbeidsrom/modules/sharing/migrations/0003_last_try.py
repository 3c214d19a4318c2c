"""When a code was last tried: only a try that was interrupted a while ago counts as lost."""

from django.db import migrations, models
from django.db.models import F


def tried_when_issued(apps, schema_editor):
    """What was tried before this was written down is as old as the code; no try is under way meanwhile."""
    apps.get_model("sharing", "Generation").objects.filter(attempts__gt=0).update(tried_at=F("issued_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0002_undelivered"),
    ]

    operations = [
        migrations.AddField(
            model_name="generation",
            name="tried_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(tried_when_issued, migrations.RunPython.noop, elidable=True),
    ]
