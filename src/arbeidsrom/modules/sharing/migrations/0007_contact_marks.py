"""Receivers are found by how they are reached, when they ask what is stored about them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from arbeidsrom.core.keys import opened
from arbeidsrom.core.keys.models import HolderRef, TenantRef
from arbeidsrom.core.keys.queries import open_holders
from arbeidsrom.core.privacy.contacts import marks

AT_ONCE = 1000


def some_at_once(rows):
    """All rows, a thousand at a time."""
    last = 0
    while some := list(rows.filter(id__gt=last).order_by("id")[:AT_ONCE]):
        yield some
        last = some[-1].pk


def mark_receivers(apps, schema_editor):
    """Those who stand in the address book and in shipments already are marked as new ones are."""
    addresses = apps.get_model("sharing", "ReceiverAddress").objects
    shipments = apps.get_model("sharing", "Shipment").objects
    with opened.kept():
        for some in some_at_once(addresses):
            for address in some:
                address.sealed_under = lambda tenant=address.tenant: TenantRef(tenant)
                address.contact_marks = marks(address.tenant, address.email, address.mobile)
            addresses.bulk_update(some, ["contact_marks"])
        for some in some_at_once(shipments):
            for shipment in some:
                shipment.sealed_under = lambda holder=shipment.holder: HolderRef(holder)
            open_holders(some)
            for shipment in some:
                shipment.contact_marks = marks(shipment.tenant, shipment.receiver_email, shipment.receiver_mobile)
            shipments.bulk_update(some, ["contact_marks"])


class Migration(migrations.Migration):
    dependencies = [("keys", "0001_first"), ("sharing", "0006_receipt_with_each_code")]

    operations = [
        migrations.AddField(
            "receiveraddress",
            "contact_marks",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            "shipment",
            "contact_marks",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddIndex(
            "receiveraddress",
            django.contrib.postgres.indexes.GinIndex(fields=["contact_marks"], name="address_contact_marks"),
        ),
        migrations.AddIndex(
            "shipment",
            django.contrib.postgres.indexes.GinIndex(fields=["contact_marks"], name="shipment_contact_marks"),
        ),
        migrations.RunPython(mark_receivers, migrations.RunPython.noop, elidable=True),
    ]
