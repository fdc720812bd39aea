"""Whom to ask whether a contact is still right, and when that was done."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0001_keep_contacts'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='owner_mail',
            field=models.EmailField(blank=True, max_length=254, verbose_name='mail address of the owner'),
        ),
        migrations.AddField(
            model_name='contact',
            name='asked_on',
            field=models.DateField(blank=True, null=True, verbose_name='owner asked on'),
        ),
        migrations.AddField(
            model_name='contact',
            name='wants_link',
            field=models.BooleanField(default=False, verbose_name='the owner asks for a new link'),
        ),
    ]
