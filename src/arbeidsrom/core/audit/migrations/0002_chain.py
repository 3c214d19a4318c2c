"""The database chains each entry when its transaction commits, as the owner: no role of the program can add links.

The lock is taken at the very end of the transaction, so that a slow action holds up nobody else in its tenant and
locks on rows are never waited for while holding it.
"""

from django.db import migrations

LINK_ENTRY = r"""
CREATE FUNCTION audit_link_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('audit.link:' || NEW.tenant::text, 0));
    SELECT number, hash INTO head FROM audit_link WHERE tenant = NEW.tenant ORDER BY number DESC LIMIT 1;
    INSERT INTO audit_link (entry_id, tenant, number, hash)
    VALUES (
        NEW.id,
        NEW.tenant,
        coalesce(head.number, 0) + 1,
        sha256('\x00'::bytea || coalesce(head.hash, decode(repeat('00', 32), 'hex')) || convert_to(NEW.statement, 'UTF8'))
    );
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER audit_link_entry AFTER INSERT ON audit_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_link_entry();
"""

UNDO = "DROP TRIGGER audit_link_entry ON audit_entry; DROP FUNCTION audit_link_entry();"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_first")]

    operations = [migrations.RunSQL(LINK_ENTRY, UNDO)]
