from django.db import migrations

from cspr.record.migrations._moving_bytes import move_bytes


def move_the_last(apps, schema_editor):
    """What the version before wrote while the others were moved."""
    schema_editor.execute('LOCK TABLE record_file IN ACCESS EXCLUSIVE MODE')
    move_bytes(apps.get_model('record', 'File'))
    schema_editor.execute('LOCK TABLE record_staged IN ACCESS EXCLUSIVE MODE')
    move_bytes(apps.get_model('record', 'Staged'))


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0012_bytes_moved'),
    ]

    operations = [
        migrations.RunPython(move_the_last, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='file',
            name='content',
        ),
        migrations.RemoveField(
            model_name='staged',
            name='content',
        ),
    ]
