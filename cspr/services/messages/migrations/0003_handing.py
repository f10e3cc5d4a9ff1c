from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('mail', '0002_digest_day'),
        ('partnership', '0004_contact'),
    ]

    operations = [
        migrations.AlterField(
            model_name='letter',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('handing', 'Being sent'), ('unsure', 'May not have gone'), ('sent', 'Sent'), ('bounced', 'Bounced'), ('failed', 'Not sent'), ('dropped', 'No longer needed')], default='waiting', max_length=10),
        ),
        AddIndexConcurrently(
            model_name='letter',
            index=models.Index(condition=models.Q(('state__in', ('waiting', 'handing'))), fields=['queued_at'], name='letter_under_way'),
        ),
        RemoveIndexConcurrently(
            model_name='letter',
            name='letter_waiting',
        ),
    ]
