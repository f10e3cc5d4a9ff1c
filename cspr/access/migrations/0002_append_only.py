"""The log of who looked is append-only too."""

from django.db import migrations

ADD = "CREATE TRIGGER looked_append_only BEFORE UPDATE OR DELETE ON access_looked FOR EACH ROW EXECUTE FUNCTION refuse_change();"
UNDO = "DROP TRIGGER looked_append_only ON access_looked;"


class Migration(migrations.Migration):
    """A trigger, as on facts."""

    dependencies = [("access", "0001_initial"), ("record", "0002_append_only")]
    operations = [migrations.RunSQL(ADD, UNDO)]
