"""What the administrator's pages are made of: what several of them do, and the rows that stand on another's page."""

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.db import router

from articles import models


class ReadOnly:
    """For rows that only the program writes: to be looked at, and destroyed with what they belong to alone."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        page = f"{self.opts.app_label}_{self.opts.model_name}_"
        return not request.resolver_match.url_name.startswith(page) and super().has_delete_permission(request, obj)


class SavesChanges:
    """For rows that others may write to while a form is open: what was not changed in it stays as it is by then."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.show_hidden_initial = True  # else what others have changed looks as if it was changed back here
        return field

    def save_model(self, request, obj, form, change):
        if not change:
            return super().save_model(request, obj, form, change)
        self.model.objects.select_for_update().get(pk=obj.pk)  # it may have been destroyed
        obj.save(update_fields=[field.name for field in obj._meta.concrete_fields if field.name in form.changed_data])
        obj.refresh_from_db()
        form.cleaned_data = {name: form.cleaned_data[name] for name in form.changed_data}  # and the groups of a user
        return None


class WithMuch:
    """For rows with very many others: before they are destroyed, these are counted, and not named one by one."""

    def get_deleted_objects(self, objs, request):
        collector = NestedObjects(using=router.db_for_write(self.model))
        collector.collect(objs)
        known = self.admin_site._registry
        counts = {model._meta.verbose_name_plural: len(rows) for model, rows in collector.model_objs.items()}
        refused = {
            model._meta.verbose_name
            for model in collector.model_objs
            if model in known and not known[model].has_delete_permission(request)
        }
        return list(map(str, objs)), counts, refused, list(map(str, collector.protected))


class OfSharedAnnotations:
    """For rows of annotations: those of private ones, or of others' groups, are not shown."""

    def get_queryset(self, request):
        known = models.Annotation.objects.shared_with(request.user)
        return super().get_queryset(request).filter(annotation__in=known)


class RevisionInline(ReadOnly, admin.TabularInline):
    model = models.Revision
    fields = ["number", "created", "created_by"]
    show_change_link = True

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("article", "created_by")
        return rows.defer("document", "original")  # each as large as the article


class ParagraphInline(ReadOnly, admin.TabularInline):
    model = models.Paragraph
    fields = ["public_id", "kind", "level", "text"]


class AddressInline(admin.TabularInline):
    model = models.ArticleAddress
    extra = 0


class SpanInline(ReadOnly, admin.TabularInline):
    model = models.Span
    fields = ["role", "state", "exact", "paragraph", "start", "end"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("paragraph")


class EvidenceInline(ReadOnly, admin.TabularInline):
    model = models.Evidence


class VersionInline(ReadOnly, admin.TabularInline):
    model = models.AnnotationVersion
    fields = ["number", "action", "actor", "created"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("annotation", "actor").defer("note")


class MembershipInline(admin.TabularInline):
    model = models.Membership
    autocomplete_fields = ["user"]
    readonly_fields = ["joined"]
    extra = 0

    def has_change_permission(self, request, obj=None):
        return False  # somebody joins or leaves

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "group")
