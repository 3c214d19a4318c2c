"""Goal plans are made from templates; a goal has a number; learning activities have one of three levels."""

import django.db.models.deletion
from django.db import migrations, models

LEVELS = """
UPDATE competence_requirement requirement
   SET level = CASE WHEN requirement.central AND owner.kind = 'region' THEN 'regional' ELSE 'local' END
  FROM organisation_unit owner
 WHERE owner.id = requirement.owner_id AND requirement.kind = 'activity'
"""
"""As ``models.requirements.level_of`` has it; national ones there are none yet."""


class Migration(migrations.Migration):
    dependencies = [
        ("competence", "0017_requirements_by_name"),
        ("organisation", "0008_absence_by_hand"),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="is_template",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="plan",
            name="template",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="made_from", to="competence.plan"
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[("national", "National"), ("regional", "Regional"), ("local", "Local")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="code",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name="section",
            name="origin",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="competence.section"
            ),
        ),
        migrations.AlterField(
            model_name="section",
            name="name",
            field=models.CharField(max_length=1000),
        ),
        migrations.RunSQL(LEVELS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_template", False), ("template", None)),
                    models.Q(
                        models.Q(("kind", "competence"), _negated=True),
                        models.Q(("is_template", False), ("template", None), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="plan_template",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "requirement"), ("level", "")),
                    models.Q(("kind", "activity"), ("level", "local")),
                    models.Q(("central", True), ("kind", "activity"), ("level__in", ["national", "regional"])),
                    _connector="OR",
                ),
                name="requirement_level",
            ),
        ),
    ]
