"""A consent that a shipment rests on may end by its date too, not only be withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0004_consent_withdrawn"),
    ]

    operations = [
        migrations.AlterField(
            model_name="shipmentevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("created", "Created"),
                    ("approved", "Approved"),
                    ("rejected", "Not approved"),
                    ("code_issued", "Link and code made"),
                    ("opened", "Opened with the code"),
                    ("downloaded", "Document delivered in full"),
                    ("locked", "Locked after ten wrong tries"),
                    ("wrong_receiver", "Reported as sent to the wrong receiver"),
                    ("answered", "Answered by the receiver"),
                    ("completed", "Everything received"),
                    ("withdrawn", "Withdrawn"),
                    ("taken", "Taken at the receiving desk"),
                    ("numbered", "Case number assigned at the receiving desk"),
                    ("undelivered", "E-mail or SMS was not accepted"),
                    ("consent_withdrawn", "The consent it rests on no longer holds"),
                    ("reminded", "Reminder: not opened yet"),
                ],
                max_length=20,
            ),
        ),
    ]
