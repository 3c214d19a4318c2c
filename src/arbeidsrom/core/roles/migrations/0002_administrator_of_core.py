"""The administrator's role belongs to core, which is there whatever modules are on."""

from __future__ import annotations

from django.db import migrations

RENAME = "UPDATE roles_rolegrant SET role = '{to}' WHERE role = '{was}'"
FORMER, NOW = "workspace.administrator", "core.administrator"


class Migration(migrations.Migration):
    dependencies = [("roles", "0001_first")]
    operations = [migrations.RunSQL(RENAME.format(to=NOW, was=FORMER), reverse_sql=RENAME.format(to=FORMER, was=NOW))]
