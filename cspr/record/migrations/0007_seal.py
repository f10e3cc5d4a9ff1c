"""Seals over all chains; the database refuses to change or delete one."""

from django.db import migrations, models

REFUSE = "CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE ON record_seal FOR EACH ROW EXECUTE FUNCTION refuse_change()"
UNDO = "DROP TRIGGER seal_append_only ON record_seal"


class Migration(migrations.Migration):
    """The table and its trigger."""

    dependencies = [("record", "0006_shift")]
    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField(help_text="It covers every fact recorded before this.", unique=True)),
                ("entries", models.PositiveIntegerField()),
                ("heads", models.CharField(help_text="SHA-256 over the last link of every chain.", max_length=64)),
                ("signature", models.CharField(help_text="Over the seal and the one before it.", max_length=64)),
            ],
            options={"ordering": ("until",)},
        ),
        migrations.RunSQL(REFUSE, UNDO),
    ]
