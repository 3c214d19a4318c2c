import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_unit_merged_into"), ("workspace", "0014_end_of_consents")]

    operations = [
        migrations.AlterField(
            model_name="caseoffer",
            name="to_position",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.position"
            ),
        ),
    ]
