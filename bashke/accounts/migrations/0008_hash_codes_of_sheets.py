"""Codes of sheets that were printed before stay good: they are hashed, and their seed goes."""

from allauth.mfa.models import Authenticator as Sheets
from django.db import migrations

from bashke.accounts.sheets import data_of


def hash_codes(apps, schema_editor):
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes")
    for row in rows:
        if "seed" in row.data:
            old = Sheets(type=row.type, data=row.data)
            row.data = data_of(old.wrap().get_unused_codes())
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_notices_of_conferences"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(hash_codes, migrations.RunPython.noop)]
