"""A bar says whom and since when; why, and by whom it was declared, is the fact's."""

from django.db import migrations


class Migration(migrations.Migration):
    """Bars are worked out from facts."""

    dependencies = [("access", "0002_append_only")]
    operations = [
        migrations.RemoveField(model_name="bar", name="reason"),
        migrations.RemoveField(model_name="bar", name="declared_by"),
    ]
