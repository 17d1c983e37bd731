"""The administrator's view of every row.

Texts and offsets are read-only, because only importing and revising keep them together. An annotation is changed
through the same gate and kept in the same history as everywhere else.
"""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Q

from articles import models
from articles.admin.forms import AnnotationForm, ArticleForm, SourceForm
from articles.admin.parts import (
    AddressInline,
    EvidenceInline,
    MembershipInline,
    OfSharedAnnotations,
    ParagraphInline,
    ReadOnly,
    RevisionInline,
    SavesChanges,
    SpanInline,
    VersionInline,
    WithMuch,
)

admin.site.site_header = admin.site.site_title = "Newsreader administration"


@admin.register(models.User)
class AccountAdmin(SavesChanges, UserAdmin):
    def delete_model(self, request, obj):
        models.close_account(obj, keep_public=True)  # who owns groups does not get as far as this

    def delete_queryset(self, request, queryset):
        for user in queryset:
            models.close_account(user, keep_public=True)


@admin.register(models.Article)
class ArticleAdmin(WithMuch, admin.ModelAdmin):
    form = ArticleForm
    list_display = ["title", "publication", "published", "state", "version"]
    list_filter = ["state", "publication", "language", "published"]
    list_select_related = ["publication"]
    search_fields = ["title", "byline", "slug", "url"]
    date_hierarchy = "published"
    autocomplete_fields = ["publication"]
    readonly_fields = [
        "slug",
        "current_revision",
        "version",
        "paragraph_counter",
        "word_count",
        "added",
        "added_by",
        "modified",
    ]
    inlines = [AddressInline, RevisionInline, ParagraphInline]

    def has_add_permission(self, request):
        return False  # an article comes in by an importer, with its text

    def get_object(self, request, object_id, from_field=None):
        """The article as it is now; whoever sends its form lets nobody else write to it meanwhile."""
        article = super().get_object(request, object_id, from_field)
        return models.lock_article(article) if article and request.method == "POST" else article

    def save_model(self, request, obj, form, change):
        models.keep_headline(obj, form.before, actor=request.user)
        super().save_model(request, obj, form, change)
        obj.touch()
        if "state" in form.changed_data:
            models.touch_members(obj.annotations.all())

    def delete_model(self, request, obj):
        models.destroy_annotations(obj.annotations.all())
        super().delete_model(request, obj)

    @models.in_one_transaction
    def delete_queryset(self, request, queryset):
        for article in queryset.order_by("pk"):
            models.lock_article(article)
        models.destroy_annotations(models.Annotation.objects.filter(article__in=queryset))
        super().delete_queryset(request, queryset)


@admin.register(models.Publication)
class PublicationAdmin(SavesChanges, admin.ModelAdmin):
    list_display = ["name", "domain"]
    search_fields = ["name", "domain"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        for article in obj.articles.all():
            article.touch()


@admin.register(models.Annotation)
class AnnotationAdmin(WithMuch, admin.ModelAdmin):
    form = AnnotationForm
    list_display = ["public_id", "kind", "article", "source", "verdict", "status", "visibility", "made_by", "created"]
    list_filter = ["kind", "status", "verdict", "visibility", "manner", "created"]
    list_select_related = ["article", "source", "creator"]
    search_fields = ["public_id", "body", "spans__exact", "source__name", "article__title", "creator_name"]
    date_hierarchy = "created"
    readonly_fields = [
        "public_id",
        "article",
        "kind",
        "source",
        "reported_by",
        "visibility",
        "group",
        "creator",
        "creator_name",
        "created",
        "modified",
        "deleted",
        "version",
        "revision",
        "proposed_by",
        "confidence",
        "extra",
    ]
    inlines = [SpanInline, EvidenceInline, VersionInline]
    actions = ["delete_softly"]

    def get_queryset(self, request):
        """What is private or a group's is nobody else's, administrators included."""
        return super().get_queryset(request).shared_with(request.user)

    def get_object(self, request, object_id, from_field=None):
        """The annotation as it is now; whoever sends its form lets nobody else write to its article meanwhile."""
        annotation = super().get_object(request, object_id, from_field)
        if annotation and request.method == "POST":
            models.lock_articles_of(models.Annotation.objects.filter(pk=annotation.pk))
            annotation = super().get_object(request, object_id, from_field)
        return annotation

    def has_add_permission(self, request):
        return False  # an annotation is made on words, which a form of fields cannot choose

    def has_change_permission(self, request, obj=None):
        deleted = obj is not None and obj.deleted  # it is restored on its page, before it is changed
        return not deleted and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        models.change_note(obj, form.note(), form.before, actor=request.user)

    def delete_model(self, request, obj):
        models.destroy_annotations(models.Annotation.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        models.destroy_annotations(queryset)

    @admin.display(description="by")
    def made_by(self, annotation):
        return annotation.creator or annotation.creator_name

    @admin.action(description="Delete from pages, and keep the history", permissions=["delete"])
    def delete_softly(self, request, queryset):
        for annotation in queryset:
            models.delete_annotation(annotation, actor=request.user)
        self.message_user(request, "Deleted. All versions are kept.")


@admin.register(models.Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "url", "article", "merged_into"]
    list_filter = ["kind"]
    form = SourceForm
    list_select_related = ["article", "merged_into"]
    search_fields = ["name", "slug", "url"]
    readonly_fields = ["slug", "kind", "article", "merged_into", "created"]  # pages merge sources, and part them

    def get_queryset(self, request):
        """Those that only private notes name, or those of others' groups, are nobody else's."""
        known = models.with_merged(models.sources_known_to(request.user))
        return super().get_queryset(request).filter(pk__in=known)

    def has_add_permission(self, request):
        return False  # a source comes with the first annotation that names it

    def save_model(self, request, obj, form, change):
        said = {name: form.cleaned_data[name] for name in ("name", "url", "aliases")}
        models.edit_source(obj, actor=request.user, kind=obj.kind, **said)


@admin.register(models.Group)
class GroupAdmin(SavesChanges, admin.ModelAdmin):
    list_display = ["name", "slug", "owner", "created"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["owner"]
    exclude = ["join_token"]
    inlines = [MembershipInline]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []  # versions of notes name a group by it

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.memberships.get_or_create(user=form.instance.owner)


@admin.register(models.Flag)
class FlagAdmin(OfSharedAnnotations, SavesChanges, admin.ModelAdmin):
    list_display = ["annotation", "reason", "reporter", "created", "resolved"]
    list_filter = [("resolved", admin.EmptyFieldListFilter), "created"]
    list_select_related = ["annotation", "reporter"]
    search_fields = ["reason", "annotation__public_id"]
    readonly_fields = ["annotation", "reporter", "reason", "created"]

    def has_add_permission(self, request):
        return False


@admin.register(models.Notice)
class NoticeAdmin(OfSharedAnnotations, ReadOnly, admin.ModelAdmin):
    list_display = ["annotation", "occasion", "user", "created", "read"]
    list_filter = ["occasion", ("read", admin.EmptyFieldListFilter), "created"]
    list_select_related = ["annotation", "user"]
    search_fields = ["text", "annotation__public_id", "user__username"]


@admin.register(models.Revision)
class RevisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["article", "number", "created", "created_by"]
    list_filter = ["created"]
    list_select_related = ["article", "created_by"]
    search_fields = ["article__title", "article__slug"]
    exclude = ["original"]


@admin.register(models.AnnotationVersion)
class AnnotationVersionAdmin(OfSharedAnnotations, ReadOnly, admin.ModelAdmin):
    list_display = ["annotation", "number", "action", "actor", "created"]
    list_filter = ["action", "created"]
    list_select_related = ["annotation", "actor"]
    search_fields = ["annotation__public_id"]

    def get_queryset(self, request):
        """What was written while a note was not public stays its creator's, also when it is shown later."""
        public = Q(note__visibility__isnull=True) | Q(note__visibility="public")
        return super().get_queryset(request).filter(public | Q(annotation__creator=request.user))


@admin.register(models.Paragraph)
class ParagraphAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["article", "public_id", "kind", "text"]
    list_filter = ["kind"]
    list_select_related = ["article"]
    search_fields = ["text", "article__title"]


@admin.register(models.Token)
class TokenAdmin(SavesChanges, admin.ModelAdmin):
    list_display = ["name", "user", "scopes", "created", "expires", "last_used"]
    list_select_related = ["user"]
    search_fields = ["name", "user__username"]
    fields = ["name", "user", "scopes", "created", "expires", "last_used"]
    readonly_fields = ["user", "scopes", "created", "last_used"]

    def has_add_permission(self, request):
        return False  # its secret is shown to its owner alone


@admin.register(models.IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["key", "user", "status", "created"]
    list_select_related = ["user"]
    search_fields = ["key", "user__username"]
    fields = ["key", "user", "status", "created"]  # the answer may tell of private notes
