"""The time limits that ship with the program; the union keeps them afterwards.

A later release that ships other rows has a migration of its own that calls the same loader.
"""

from django.db import migrations

from arbeidsrom.modules.workspace.rules.deadlines import shipped_rules
from arbeidsrom.modules.workspace.shipped import load_rules


def add_shipped(apps, schema_editor):
    DeadlineRule = apps.get_model("workspace", "DeadlineRule")
    Deadline = apps.get_model("workspace", "Deadline")
    load_rules(DeadlineRule, shipped_rules())
    for row in DeadlineRule.objects.order_by("id"):
        Deadline.objects.filter(rule=row.key, started__gte=row.valid_from).update(counted_by=row)


class Migration(migrations.Migration):
    dependencies = [("workspace", "0010_deadline_rules")]

    # Going back leaves the rows to the removal of their table.
    operations = [migrations.RunPython(add_shipped, migrations.RunPython.noop)]
