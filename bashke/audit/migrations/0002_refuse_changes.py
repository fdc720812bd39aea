from django.db import migrations

from bashke.audit.triggers import allow_changes, refuse_changes


def refuse(_apps, schema_editor):
    refuse_changes(schema_editor.connection)


def allow(_apps, schema_editor):
    allow_changes(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_keep_the_trail")]

    operations = [migrations.RunPython(refuse, allow)]
