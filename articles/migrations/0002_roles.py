"""The roles of those who sign in, as groups of permissions."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ANNOTATOR = ["add_annotation", "add_group"]
EDITOR = [
    *ANNOTATOR,
    "change_annotation",
    "delete_annotation",
    "change_flag",
    "add_article",
    "change_article",
    "add_source",
    "change_source",
]


def make_roles(apps, schema_editor):
    # Django makes permissions only after all migrations; the roles need them now.
    config = apps.get_app_config("articles")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="articles")
    for role, codenames in (("annotator", ANNOTATOR), ("editor", EDITOR)):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group.permissions.set(permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
