"""The database itself refuses to change or delete a fact or a document."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: a correction is a new row', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fact_append_only BEFORE UPDATE OR DELETE ON record_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER document_append_only BEFORE UPDATE OR DELETE ON record_document FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
UNDO = """
DROP TRIGGER document_append_only ON record_document;
DROP TRIGGER fact_append_only ON record_fact;
DROP FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    """Triggers, so that not only the code refuses."""

    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, UNDO)]
