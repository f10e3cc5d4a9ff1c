from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('record', '0003_duty_holder')]

    operations = [
        migrations.AddField(
            model_name='submission', name='said', preserve_default=False,
            field=models.CharField(default='', help_text='A hash of what was sent, so that a key stands for one submission only.', max_length=64),
        ),
    ]
