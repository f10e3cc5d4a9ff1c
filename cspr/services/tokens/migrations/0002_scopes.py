from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

_ALL = ["read", "record", "sign"]


class Migration(migrations.Migration):
    """A token made before there were scopes goes on doing what it did."""

    dependencies = [("tokens", "0001_initial")]

    operations = [
        migrations.AddField("token", "scopes", ArrayField(
            models.CharField(max_length=10), help_text="What it may be used for: words of cspr.services.tokens.scopes.", default=_ALL),
            preserve_default=False),
        migrations.AddField("token", "used_on", models.DateField(null=True, help_text="The last day it signed anything in.")),
    ]
