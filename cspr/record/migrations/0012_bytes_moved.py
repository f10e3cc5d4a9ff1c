from django.db import migrations

from cspr.record.migrations._moving_bytes import move_bytes


def move(apps, schema_editor):
    move_bytes(apps.get_model('record', 'File'))
    move_bytes(apps.get_model('record', 'Staged'))


class Migration(migrations.Migration):
    """Each row by itself, so that nobody waits for another's, and what is stopped in the middle goes on where it was."""

    atomic = False

    dependencies = [
        ('record', '0011_bytes_apart'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
