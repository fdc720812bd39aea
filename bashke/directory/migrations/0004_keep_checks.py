"""Who checked a contact, when, with what outcome; one that nobody checked is counted from now."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0003_protect_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='created_on',
            field=models.DateField(default=django.utils.timezone.localdate, verbose_name='written down on'),
        ),
        migrations.AddField(
            model_name='contact',
            name='checked_by',
            field=models.SlugField(blank=True, db_index=False, max_length=60, verbose_name='checked by'),
        ),
        migrations.AddField(
            model_name='contact',
            name='check_count',
            field=models.PositiveIntegerField(default=0, verbose_name='how often it was checked'),
        ),
        migrations.AddField(
            model_name='contact',
            name='silent_days',
            field=models.PositiveIntegerField(default=0, verbose_name='days since the last check on which somebody reached nobody'),
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='day')),
                ('by', models.SlugField(db_index=False, max_length=60, verbose_name='who')),
                ('outcome', models.CharField(choices=[('confirmed', 'it is right'), ('mended', 'mended'), ('nobody-answers', 'nobody answers')], max_length=20, verbose_name='outcome')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='directory.contact')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('by', 'public')), fields=('contact', 'on'), name='one_report_of_the_public_per_contact_and_day'), models.CheckConstraint(condition=models.Q(('by', ''), _negated=True), name='check_says_who_made_it')],
            },
        ),
    ]
