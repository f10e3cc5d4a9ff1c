from django.db import migrations

from cspr.record.migrations._moving_bytes import move_bytes


def move_the_last(apps, schema_editor):
    """What the version before wrote while the others were moved."""
    schema_editor.execute('LOCK TABLE documents_copy IN ACCESS EXCLUSIVE MODE')
    move_bytes(apps.get_model('documents', 'Copy'))


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_bytes_moved'),
    ]

    operations = [
        migrations.RunPython(move_the_last, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='copy',
            name='content',
        ),
    ]
