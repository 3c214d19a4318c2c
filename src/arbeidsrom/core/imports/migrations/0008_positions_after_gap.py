from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0007_units_digest"),
    ]

    operations = [
        migrations.AddField(
            model_name="positionchange",
            name="after_gap",
            field=models.BooleanField(null=True),
        ),
    ]
