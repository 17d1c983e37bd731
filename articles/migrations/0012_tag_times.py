from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now


def copy_times(apps, schema_editor):
    """Give the tags that are there the times of their annotations."""
    annotations = apps.get_model("articles", "Annotation").objects.filter(pk=OuterRef("annotation"))
    apps.get_model("articles", "AnnotationTag").objects.update(
        created=Subquery(annotations.values("created")), modified=Subquery(annotations.values("modified"))
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_imports_and_feeds")]

    operations = [
        migrations.AddField("annotationtag", "created", models.DateTimeField(db_default=Now())),
        migrations.AddField("annotationtag", "modified", models.DateTimeField(db_default=Now())),
        migrations.RunPython(copy_times, migrations.RunPython.noop),
        migrations.RemoveIndex("annotationtag", "tag_name"),
        migrations.AddIndex("annotationtag", models.Index(fields=["name", "created", "annotation"], name="tag_created")),
        migrations.AddIndex(
            "annotationtag", models.Index(fields=["name", "modified", "annotation"], name="tag_modified")
        ),
    ]
