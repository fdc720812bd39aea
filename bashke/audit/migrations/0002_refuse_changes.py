from django.db import migrations

from bashke.audit.triggers import allow_changes, refuse_changes

TABLES = ("audit_event", "audit_link", "audit_head", "audit_reading")


def refuse(_apps, schema_editor):
    refuse_changes(schema_editor.connection, TABLES)


def allow(_apps, schema_editor):
    allow_changes(schema_editor.connection, TABLES)


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_keep_the_trail")]

    operations = [migrations.RunPython(refuse, allow)]
