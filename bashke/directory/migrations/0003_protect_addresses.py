"""Numbers and addresses that are never shown."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_name_owners'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='is_protected',
            field=models.BooleanField(default=False, verbose_name='number and address are never shown'),
        ),
    ]
