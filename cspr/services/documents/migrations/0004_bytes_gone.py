from django.db import migrations

from cspr.record.migrations._moving_bytes import column_back, move_bytes


def move_the_last(apps, schema_editor):
    """What the version before wrote while the others were moved; then the column goes, so that the table is locked for this alone."""
    copies = apps.get_model('documents', 'Copy')
    schema_editor.execute('LOCK TABLE documents_copy IN ACCESS EXCLUSIVE MODE')
    move_bytes(copies)
    schema_editor.execute('ALTER TABLE documents_copy DROP COLUMN content')


def back(apps, schema_editor):
    column_back(schema_editor, 'documents_copy')


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_bytes_moved'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(move_the_last, back)],
            state_operations=[
                migrations.RemoveField(
                    model_name='copy',
                    name='content',
                ),
            ],
        ),
    ]
