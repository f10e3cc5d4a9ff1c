"""A long case is read by the kinds of fact that are asked for; a case knows what its rows were worked out with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes in place of those of the foreign keys alone, so that a fact costs no more to write."""

    dependencies = [("record", "0004_submission_said")]
    operations = [
        migrations.AlterField("fact", "case", models.ForeignKey(
            db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="record.case")),
        migrations.AlterField("fact", "partnership", models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.PROTECT, to="partnership.partnership")),
        migrations.AddIndex("fact", models.Index(fields=["case", "kind"], name="fact_of_case")),
        migrations.AddIndex("fact", models.Index(fields=["partnership", "kind"], name="fact_of_kind")),
        migrations.AddField("case", "worked_with", models.CharField(
            blank=True, default="", help_text="The edition of the protocol and the holidays they come from.", max_length=64)),
    ]
