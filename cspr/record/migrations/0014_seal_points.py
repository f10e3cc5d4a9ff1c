"""A seal says where each chain had come to, of facts and of looks, and which key signed it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns with defaults: the seals there are stay as they were made, and hold."""

    dependencies = [("record", "0013_bytes_gone")]
    operations = [
        migrations.AddField("seal", "looks", models.PositiveBigIntegerField(default=0, help_text="How many looks there were.")),
        migrations.AddField("seal", "points", models.JSONField(
            default=list, help_text="[log, partnership, case, number, hash] of each chain that grew since the seal before.")),
        migrations.AddField("seal", "key", models.CharField(
            max_length=16, default="", help_text="Which key signed it; empty: SECRET_KEY, before looks were sealed.")),
        migrations.AlterField("seal", "until", models.DateTimeField(unique=True, help_text="When it was made.")),
        migrations.AlterField("seal", "entries", models.PositiveIntegerField(help_text="How many facts there were.")),
        migrations.AlterField("seal", "heads", models.CharField(
            max_length=64, help_text="SHA-256 over the points; of seals without a key's name, over the last link of every chain.")),
    ]
