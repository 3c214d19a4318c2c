from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("competence", "0013_deadlines_in_histories"),
    ]

    operations = [
        migrations.AlterField(
            model_name="progressevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("drafted", "Saved as draft"),
                    ("fulfilled", "Marked as fulfilled"),
                    ("performed", "Repetition registered"),
                    ("sent", "Sent for signing"),
                    ("withdrawn", "Request for signing withdrawn"),
                    ("signed", "Signed"),
                    ("declined", "Declined"),
                    ("undone", "Signing or decline undone"),
                    ("removed", "Fulfilment removed"),
                    ("not_relevant", "Marked as not relevant"),
                    ("relevant", "Marked as relevant again"),
                    ("changed", "Requirement changed"),
                    ("reset", "Reset for everybody"),
                    ("recertified", "Reset after absence"),
                    ("archived", "Requirement archived"),
                    ("attached", "Attachment added"),
                    ("detached", "Attachment removed"),
                    ("ticked", "Check points ticked"),
                    ("unticked", "Check points no longer ticked"),
                    ("point_off", "Check point marked as not relevant"),
                    ("point_on", "Check point marked as relevant again"),
                    ("deadline_on", "Deadline set"),
                    ("deadline_new", "Deadline changed"),
                    ("deadline_off", "Deadline removed"),
                    ("deadline_met", "Deadline met"),
                    ("deadline_end", "Fulfilled after the deadline"),
                ],
                max_length=12,
            ),
        ),
    ]
