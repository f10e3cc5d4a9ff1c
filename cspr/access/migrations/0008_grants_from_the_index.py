from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('access', '0007_restriction'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='grant',
            index=models.Index(fields=['partnership', 'role', 'who', 'case'], include=('scope', 'since', 'until'), name='grant_held'),
        ),
        RemoveIndexConcurrently(
            model_name='grant',
            name='access_gran_partner_cc64cd_idx',
        ),
    ]
