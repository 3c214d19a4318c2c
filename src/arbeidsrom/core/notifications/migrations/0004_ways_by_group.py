"""People choose the ways by group, and the weekly digest is remembered (KP-NOTIF-009, KP-NOTIF-004).

Who had said no to e-mails of some kind gets none at once of its group; SMS is no way of telling any longer. Going back
forgets what was chosen, for a group does not tell which kinds were meant.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

GROUPS = {
    "workspace": "cases",
    "sharing": "sharing",
    "imports": "imports",
    "operations": "operations",
    "roles": "signing_in",
}


def by_group(apps, schema_editor):
    Choice = apps.get_model("notifications", "Choice")
    kept = set()
    for row in Choice.objects.order_by("id"):
        group = GROUPS.get(row.type.partition(".")[0], "")
        if row.channel != "mail" or row.wanted or not group or (row.person_id, group) in kept:
            row.delete()
            continue
        kept.add((row.person_id, group))
        row.group, row.way = group, "single"
        row.save()


def forget_choices(apps, schema_editor):
    apps.get_model("notifications", "Choice").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_undelivered_messages"),
        ("organisation", "0001_first"),
    ]

    operations = [
        migrations.AddField("notification", "on_home", models.BooleanField(default=True)),
        migrations.AddField("notification", "removed_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "notification",
            models.Index(condition=models.Q(("about__isnull", False)), fields=["about"], name="notification_about"),
        ),
        migrations.AddIndex(
            "notification",
            django.contrib.postgres.indexes.BrinIndex(fields=["created_at"], name="notification_told_when"),
        ),
        migrations.RemoveConstraint("choice", "notification_choice_once"),
        migrations.AddField("choice", "group", models.CharField(default="", max_length=40), preserve_default=False),
        migrations.AddField(
            "choice",
            "way",
            models.CharField(
                choices=[("single", "Single e-mail"), ("weekly", "Weekly digest"), ("home", "Home page")],
                default="",
                max_length=6,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(by_group, forget_choices),
        migrations.RemoveField("choice", "type"),
        migrations.RemoveField("choice", "channel"),
        migrations.AddConstraint(
            "choice",
            models.UniqueConstraint(fields=("person", "group", "way"), name="notification_choice_once"),
        ),
        migrations.CreateModel(
            name="WithoutMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisation.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WeeklyDigest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wednesday", models.DateField(unique=True)),
                ("covers_from", models.DateTimeField()),
                ("covers_to", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DigestReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "digest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to="notifications.weeklydigest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisation.person"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "digestreceipt",
            models.UniqueConstraint(fields=("person", "digest"), name="notification_digest_once"),
        ),
    ]
