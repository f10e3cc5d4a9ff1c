"""A look says what sort it is, from where and by which session; and has a place in its chain, which the next migration gives those there are."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [("page", "Page"), ("step", "Form"), ("download", "Download"), ("print", "Print"), ("api", "API"), ("refused", "Turned away"),
         ("sign_in", "Signing in and out")]
# Until the rows there are have their place: what has one is never changed.
UNTIL_CHAINED = """
CREATE OR REPLACE TRIGGER looked_append_only BEFORE UPDATE OR DELETE ON access_looked FOR EACH ROW WHEN (OLD.hash <> '')
    EXECUTE FUNCTION refuse_change();
"""
ALWAYS = "CREATE OR REPLACE TRIGGER looked_append_only BEFORE UPDATE OR DELETE ON access_looked FOR EACH ROW EXECUTE FUNCTION refuse_change();"


class Migration(migrations.Migration):
    """Columns with defaults of the database's own: no row is written again, and nobody waits."""

    dependencies = [("access", "0003_bars_from_facts"), ("record", "0010_shared_drafts")]
    operations = [
        migrations.AlterField("looked", "partnership", models.ForeignKey(
            "partnership.partnership", null=True, on_delete=django.db.models.deletion.PROTECT)),
        migrations.AlterField("looked", "case", models.ForeignKey(
            "record.case", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="looks")),
        migrations.AlterField("looked", "member", models.ForeignKey(
            "partnership.member", null=True, on_delete=django.db.models.deletion.PROTECT,
            help_text="In which hat; empty: nobody this service knows.")),
        migrations.AddField("looked", "kind", models.CharField(max_length=10, choices=KINDS, db_default="page")),
        migrations.AddField("looked", "address", models.CharField(max_length=45, db_default="", help_text="The network address it came from.")),
        migrations.AddField("looked", "by", models.CharField(max_length=20, db_default="", help_text="Which session or token, as a short hash.")),
        migrations.AddField("looked", "seq", models.PositiveBigIntegerField(db_default=0, help_text="Its number in its chain.")),
        migrations.AddField("looked", "previous", models.CharField(max_length=64, db_default="")),
        migrations.AddField("looked", "hash", models.CharField(max_length=64, db_default="")),
        migrations.AddIndex("looked", models.Index(fields=["partnership", "member", "-at"], name="look_of_member")),
        migrations.CreateModel(
            name="LookHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField()),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("case", models.ForeignKey("record.case", null=True, on_delete=django.db.models.deletion.PROTECT)),
                ("partnership", models.ForeignKey("partnership.partnership", null=True, on_delete=django.db.models.deletion.PROTECT)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("partnership", "case"), name="one_look_head", nulls_distinct=False)]},
        ),
        migrations.RunSQL(UNTIL_CHAINED, ALWAYS),
    ]
