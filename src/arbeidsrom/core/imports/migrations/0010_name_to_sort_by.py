"""What is staged, or kept to be put back, has the small sealed name that a club is put in order by."""

from django.db import migrations, models

from arbeidsrom.core.keys import opened
from arbeidsrom.core.keys.bulk import TenantSealer, open_values
from arbeidsrom.core.keys.fields import Sealed

AT_ONCE = 5000


def seal_names(apps, schema_editor):
    """As they are sealed in the table of members, where the row is going."""
    for name in ("StagedMember", "MemberBefore"):
        _seal_in(apps.get_model("imports", name), apps.get_model("membership", "Member"), schema_editor)


def _seal_in(model, member, schema_editor):
    wanted = (
        model.objects.filter(sort_name__isnull=True).order_by("id").values_list("public_id", "tenant", "details", "id")
    )
    table = schema_editor.quote_name(model._meta.db_table)
    with opened.kept(), schema_editor.connection.cursor() as cursor:
        while rows := list(wanted[:AT_ONCE]):
            sealers = {tenant: TenantSealer(member, tenant) for tenant in {row[1] for row in rows}}
            lying = ((public_id, tenant, Sealed(bytes(details))) for public_id, tenant, details, _pk in rows)
            sealed = [
                (sealers[tenant].seal("sort_name", public_id, f"{name['family_name']} {name['given_name']}"), pk)
                for (public_id, tenant, _details, pk), name in zip(
                    rows, open_values(member, "details", lying), strict=True
                )
            ]
            cursor.executemany(f"UPDATE {table} SET sort_name = %s WHERE id = %s", sealed)  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("imports", "0009_positions_digest"), ("membership", "0004_name_to_sort_by")]

    operations = [
        migrations.AddField("stagedmember", "sort_name", models.BinaryField(null=True)),
        migrations.AddField("memberbefore", "sort_name", models.BinaryField(null=True)),
        migrations.RunPython(seal_names, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("stagedmember", "sort_name", models.BinaryField()),
        migrations.AlterField("memberbefore", "sort_name", models.BinaryField()),
    ]
