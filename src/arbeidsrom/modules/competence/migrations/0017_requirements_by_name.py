from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("competence", "0016_sent_in_their_place"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="requirement",
            index=models.Index(fields=["sort_name", "id"], name="requirement_sort_name"),
        ),
    ]
