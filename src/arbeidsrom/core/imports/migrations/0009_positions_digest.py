from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0008_positions_after_gap"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="positions_digest",
            field=models.BinaryField(default=bytes, max_length=16),
        ),
    ]
