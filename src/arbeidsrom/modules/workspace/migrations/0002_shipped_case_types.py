"""The case types that ship with the program; the union edits them afterwards."""

from django.db import migrations

from arbeidsrom.modules.workspace.rules.case_types import shipped_case_types


def add_shipped(apps, schema_editor):
    CaseType = apps.get_model("workspace", "CaseType")
    CaseType.objects.bulk_create(
        [
            CaseType(
                key=shipped.key,
                name_nb=shipped.name.nb,
                name_nn=shipped.name.nn,
                name_en=shipped.name.en,
                retention_years=shipped.retention_years,
                outcomes=list(shipped.outcomes),
                steps=[{"nb": step.nb, "nn": step.nn, "en": step.en} for step in shipped.steps],
                order=order,
            )
            for order, shipped in enumerate(shipped_case_types(), start=1)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("workspace", "0001_first")]

    # Going back leaves the rows to the removal of their table.
    operations = [migrations.RunPython(add_shipped, migrations.RunPython.noop)]
