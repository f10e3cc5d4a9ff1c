"""Which cases have anything owed in them, among thousands, is read from the open duties alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index over the open duties of each case."""

    dependencies = [("record", "0007_seal")]
    operations = [
        migrations.AddIndex("duty", models.Index(condition=models.Q(("done__isnull", True), ("void", False)), fields=["case"], name="duty_open")),
    ]
