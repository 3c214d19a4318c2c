import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_unit_merged_into"), ("workspace", "0011_shipped_deadline_rules")]

    operations = [
        migrations.AlterField(
            model_name="caseoffer",
            name="to_position",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisation.position"
            ),
        ),
    ]
