from django.db import migrations

from cspr.record.migrations._moving_bytes import move_bytes


def move(apps, schema_editor):
    move_bytes(apps.get_model('documents', 'Copy'))


class Migration(migrations.Migration):
    """Each row by itself, so that nobody waits for another's, and what is stopped in the middle goes on where it was."""

    atomic = False

    dependencies = [
        ('documents', '0002_bytes_apart'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
