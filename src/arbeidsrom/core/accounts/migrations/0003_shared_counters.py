"""The table of the cache that all processes share: counters of tries, and codes that have been used."""

from django.db import migrations

MAKE = """
CREATE TABLE IF NOT EXISTS shared_counters (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS shared_counters_expires ON shared_counters (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_failed_sign_ins")]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE shared_counters")]
