"""What stood in entries taken out of the address book before they were erased at once."""

from django.db import migrations

from arbeidsrom.core.keys import opened
from arbeidsrom.core.keys.models import TenantRef

SEALED = ("name", "email", "mobile", "note")


def erase(apps, schema_editor):
    """Nothing is left but that shipments went there. What is erased does not come back when this is undone."""
    removed = apps.get_model("sharing", "ReceiverAddress").objects.filter(removed_at__isnull=False)
    with opened.kept():
        for address in removed.order_by("id").iterator():
            address.sealed_under = lambda tenant=address.tenant: TenantRef(tenant)
            for name in SEALED:
                setattr(address, name, "")
            address.contact_marks, address.language, address.verified_date = [], "nb", None
            address.save(update_fields=[*SEALED, "contact_marks", "language", "verified_date"])


class Migration(migrations.Migration):
    dependencies = [("sharing", "0007_contact_marks")]

    operations = [migrations.RunPython(erase, migrations.RunPython.noop, elidable=True)]
