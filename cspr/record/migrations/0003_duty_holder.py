"""Who of the owner's role owes a duty stands beside it; those there were are held by the one each was for."""

from django.db import migrations, models

FILL = "UPDATE record_duty SET holder = for_value WHERE owner IN ('agency', 'safeguarding_partner')"


class Migration(migrations.Migration):
    """One column, filled where it was known."""

    dependencies = [("record", "0002_append_only")]
    operations = [
        migrations.AddField("duty", "holder", models.CharField(blank=True, default="", help_text="Who of the owner's role: the agency, the partner.",
                                                              max_length=100)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
