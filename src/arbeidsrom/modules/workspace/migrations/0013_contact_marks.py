"""Parties who are not members are found by how they are reached, when they ask what is stored about them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from arbeidsrom.core.keys import opened
from arbeidsrom.core.keys.models import HolderRef
from arbeidsrom.core.keys.queries import open_holders
from arbeidsrom.core.privacy.contacts import marks

AT_ONCE = 1000


def some_at_once(rows):
    """All rows, a thousand at a time."""
    last = 0
    while some := list(rows.filter(id__gt=last).order_by("id")[:AT_ONCE]):
        yield some
        last = some[-1].pk


def mark_parties(apps, schema_editor):
    """Those who are parties of cases already are marked as new ones are."""
    parties = apps.get_model("workspace", "CaseParty").objects
    with opened.kept():
        for some in some_at_once(parties.filter(member_index__isnull=True).select_related("case")):
            for party in some:
                party.sealed_under = lambda holder=party.case.holder: HolderRef(holder)
            open_holders(some)
            for party in some:
                party.contact_marks = marks(party.case.tenant, party.contact)
            parties.bulk_update(some, ["contact_marks"])


class Migration(migrations.Migration):
    dependencies = [("keys", "0001_first"), ("workspace", "0012_questions_to_offices_that_never_begin")]

    operations = [
        migrations.AddField(
            "caseparty",
            "contact_marks",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddIndex(
            "caseparty",
            django.contrib.postgres.indexes.GinIndex(fields=["contact_marks"], name="case_party_contact_marks"),
        ),
        migrations.RunPython(mark_parties, migrations.RunPython.noop, elidable=True),
    ]
