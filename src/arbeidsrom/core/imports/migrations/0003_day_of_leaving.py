from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_choices")]

    operations = [migrations.AddField("stagedline", "left_date", models.DateField(null=True))]
