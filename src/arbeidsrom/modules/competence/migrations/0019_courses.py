"""Courses of the learning portal that fulfil requirements, and what people have passed there."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("competence", "0018_goal_plans"),
        ("organisation", "0008_absence_by_hand"),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=250)),
                ("done_to", models.BigIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "requirement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="course_links",
                        to="competence.requirement",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="course_link_key")],
                "constraints": [models.UniqueConstraint(fields=("requirement", "key"), name="course_link_once")],
            },
        ),
        migrations.CreateModel(
            name="CourseResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("course", models.CharField(max_length=60)),
                ("passed_on", models.DateField()),
                ("received_at", models.DateTimeField()),
                ("reported_by", models.CharField(max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["course", "person"], name="course_result_course")],
                "constraints": [models.UniqueConstraint(fields=("person", "course"), name="course_result_once")],
            },
        ),
    ]
