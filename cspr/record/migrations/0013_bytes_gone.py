from django.db import migrations

from cspr.record.migrations._moving_bytes import column_back, move_bytes


def move_the_last(apps, schema_editor):
    """What the version before wrote while the others were moved; then the column goes, so that the table is locked for this alone."""
    for model in (apps.get_model('record', 'File'), apps.get_model('record', 'Staged')):
        schema_editor.execute(f'LOCK TABLE {model._meta.db_table} IN ACCESS EXCLUSIVE MODE')
        move_bytes(model)
        schema_editor.execute(f'ALTER TABLE {model._meta.db_table} DROP COLUMN content')


def back(apps, schema_editor):
    column_back(schema_editor, 'record_file', 'record_staged')


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0012_bytes_moved'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(move_the_last, back)],
            state_operations=[
                migrations.RemoveField(
                    model_name='file',
                    name='content',
                ),
                migrations.RemoveField(
                    model_name='staged',
                    name='content',
                ),
            ],
        ),
    ]
