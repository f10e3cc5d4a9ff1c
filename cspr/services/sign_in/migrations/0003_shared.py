from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("sign_in", "0002_addresses_trusted")]

    operations = [
        migrations.CreateModel(
            name="Shared",
            fields=[
                ("key", models.CharField(help_text="SHA-256 of its name, in hex.", max_length=64, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
        ),
        # Not written to the log of the database, so that nothing waits for the disk: it is written to at each request.
        migrations.RunSQL("ALTER TABLE sign_in_shared SET UNLOGGED", migrations.RunSQL.noop),
    ]
