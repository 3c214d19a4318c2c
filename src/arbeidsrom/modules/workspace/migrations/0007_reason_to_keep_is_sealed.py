from django.db import migrations

import arbeidsrom.core.keys.fields
from arbeidsrom.core.keys.models import HolderRef


def seal(apps, schema_editor):
    """Reasons that stand in the open are sealed under the keys of their cases."""
    for row in apps.get_model("workspace", "Deletion").objects.filter(case__isnull=False).exclude(open_reason=""):
        holder = row.case.holder
        row.sealed_under = lambda holder=holder: HolderRef(holder)
        row.keep_reason = row.open_reason
        row.save(update_fields=["keep_reason"])


def unseal(apps, schema_editor):
    """Back into the open, as the version before stores them."""
    for row in apps.get_model("workspace", "Deletion").objects.filter(case__isnull=False, keep_reason__isnull=False):
        holder = row.case.holder
        row.sealed_under = lambda holder=holder: HolderRef(holder)
        row.open_reason = row.keep_reason
        row.save(update_fields=["open_reason"])


class Migration(migrations.Migration):
    dependencies = [("workspace", "0006_sitting_of_a_statement")]

    operations = [
        migrations.RenameField("deletion", "keep_reason", "open_reason"),
        migrations.AddField(
            "deletion",
            "keep_reason",
            arbeidsrom.core.keys.fields.SealedTextField(default=None, editable=True, max_length=300, null=True),
        ),
        migrations.RunPython(seal, unseal),
        migrations.RemoveField("deletion", "open_reason"),
    ]
