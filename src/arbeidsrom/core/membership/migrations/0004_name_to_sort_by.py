"""A club is put in order by a small sealed name of each member, not by opening everybody's details."""

from django.db import migrations

import arbeidsrom.core.keys.fields
from arbeidsrom.core.keys import opened
from arbeidsrom.core.keys.bulk import TenantSealer, open_values

AT_ONCE = 5000


def seal_names(apps, schema_editor):
    """Those who are there already are given theirs."""
    member = apps.get_model("membership", "Member")
    wanted = (
        member.objects.filter(sort_name__isnull=True).order_by("id").values_list("public_id", "tenant", "details", "id")
    )
    table = schema_editor.quote_name(member._meta.db_table)
    with opened.kept(), schema_editor.connection.cursor() as cursor:
        while rows := list(wanted[:AT_ONCE]):
            sealers = {tenant: TenantSealer(member, tenant) for tenant in {row[1] for row in rows}}
            names = open_values(member, "details", (row[:3] for row in rows))
            sealed = [
                (sealers[tenant].seal("sort_name", public_id, f"{name['family_name']} {name['given_name']}"), pk)
                for (public_id, tenant, _details, pk), name in zip(rows, names, strict=True)
            ]
            cursor.executemany(f"UPDATE {table} SET sort_name = %s WHERE id = %s", sealed)  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("keys", "0001_first"), ("membership", "0003_choices")]

    operations = [
        migrations.AddField(
            "member", "sort_name", arbeidsrom.core.keys.fields.SealedTextField(default=None, editable=True, null=True)
        ),
        migrations.RunPython(seal_names, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "member", "sort_name", arbeidsrom.core.keys.fields.SealedTextField(default=None, editable=True)
        ),
    ]
