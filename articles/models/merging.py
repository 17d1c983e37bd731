"""Correcting sources: another name for one, two made into one. The notes that name them follow, with their history."""

import hashlib
import json
from collections.abc import Iterable
from secrets import token_hex

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models.annotation import Annotation, AnnotationQuerySet
from articles.models.people import User
from articles.models.same_claims import lock_articles_of
from articles.models.source import Source
from articles.models.transactions import in_one_transaction
from articles.models.writing import update_annotations


class CannotMerge(ValueError):
    """Why two sources cannot become one, as a sentence for people."""


class CannotPart(ValueError):
    """Why a source cannot be taken out of another again, as a sentence for people."""


class TakenSource(Exception):
    """Another source has this name, kind and address; `source` is it."""

    def __init__(self, source: Source):
        self.source = source
        super().__init__(f"There is another source “{source}” of this kind and address.")


class StaleSource(Exception):
    """A source was changed, or merged into another, since it was read; `source` is how it is now."""

    def __init__(self, source: Source):
        self.source = source
        super().__init__(f"“{source}” was changed in between.")


class SourceMerge(models.Model):
    """That `source` became another name of `into`, and what went with it, so that they can be parted again.

    `name` is how the source was called; `names` are the other names that `into` got, `stood_for` the sources that had
    been merged into `source` before, `said` and `reported` the annotations that named it so.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="merges")
    into = models.ForeignKey(Source, models.CASCADE, related_name="+")
    name = models.CharField(max_length=300)
    names = models.JSONField(default=list)
    stood_for = models.ManyToManyField(Source, related_name="+")
    said = models.ManyToManyField(Annotation, related_name="+")
    reported = models.ManyToManyField(Annotation, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.name}, merged into {self.into}"


def sources_known_to(user: User | AnonymousUser) -> QuerySet[Source]:
    """The sources that a note names which `user` may know of; what only others' private notes name is not among them.

    Nor is what only drafts, proposals, rejected and deleted notes name, unless `user` works on these. Those that were
    merged into another are left out.
    """
    reviews = user.has_perm("articles.change_annotation")
    notes = Annotation.objects.shared_with(user).in_articles_open_to(user).concerning(user, reviews)
    return Source.objects.named_in(notes if reviews else notes.kept())


def with_merged(known: QuerySet[Source]) -> QuerySet[Source]:
    """These sources, and those that were merged into them."""
    return Source.objects.filter(Q(pk__in=known) | Q(merged_into__in=known))


def notes_naming(source: Source) -> AnnotationQuerySet:
    """The annotations that rely on `source`, or on its report; deleted ones too."""
    return Annotation.objects.filter(Q(source=source) | Q(reported_by=source))


def source_digest(source: Source) -> str:
    """Short, and another whenever something else is said of the source."""
    said = json.dumps([source.name, source.kind, source.url, source.aliases])
    return hashlib.sha256(said.encode()).hexdigest()[:20]


@in_one_transaction
def edit_source(
    source: Source, *, actor: User, name: str, kind: str, url: str, aliases: Iterable[str], seen: str = ""
) -> Source:
    """Change what is said of a source. If its notes read otherwise by that, each gets a new version.

    A source that was merged into it may have the new name: the two exchange theirs. Raises TakenSource; and StaleSource
    if `seen`, the digest of what was edited, is given and no longer the present one, or it was merged into another.
    """
    try:
        with transaction.atomic():
            [source] = _lock(source)
            if source.merged_into_id or (seen and seen != source_digest(source)):
                raise StaleSource(source)
            before, after = (source.name, source.kind, source.url), (name, kind, url)
            if before != after:
                _give_way(source, after)
            source.name, source.kind, source.url = after
            source.aliases = _other_names(name, aliases)
            source.save()
            if before != after:
                update_annotations(notes_naming(source), actor=actor, action="edited")
    except IntegrityError as error:
        if other := same_source(source, name, kind, url):
            raise TakenSource(other) from error
        raise
    return source


def same_source(source: Source, name: str, kind: str, url: str) -> Source | None:
    """Another source with this name, kind and address that does not stand for `source` already."""
    rows = Source.objects.filter(name=name, kind=kind, url=url, article=source.article)
    return rows.exclude(pk=source.pk).exclude(merged_into=source).first()


@in_one_transaction
def merge_sources(source: Source, into: Source, *, actor: User) -> Source:
    """Let `into` stand for `source` everywhere: in its notes, in whatever was merged into it, for names still to come.

    Its names become other names of `into`, which is returned. Raises CannotMerge.
    """
    source, into = _lock(source, into)
    if problem := merge_problem(source, into):
        raise CannotMerge(problem)
    before = into.aliases
    into.aliases = _other_names(into.name, [*into.aliases, source.name, *source.aliases])
    into.save(update_fields=["aliases"])
    names = [name for name in into.aliases if name not in before]
    merge = SourceMerge.objects.create(source=source, into=into, name=source.name, names=names, actor=actor)
    merge.stood_for.set(source.merged.all())
    merge.said.set(Annotation.objects.filter(source=source))
    merge.reported.set(Annotation.objects.filter(reported_by=source))
    Source.objects.filter(Q(pk=source.pk) | Q(merged_into=source)).update(merged_into=into)
    _rename(merge, source, into, actor)
    return into


@in_one_transaction
def part_sources(source: Source, *, actor: User) -> Source:
    """Undo the merging of `source`: what moved with it goes back, if it still says what it said then.

    What was written since stays with the other. The source is returned. Raises CannotPart.
    """
    source, into = _lock(source, source.merged_into or source)
    if problem := part_problem(source):
        raise CannotPart(problem)
    merge = _last_merge(source)
    into.aliases = [name for name in into.aliases if name not in merge.names]
    into.save(update_fields=["aliases"])
    Source.objects.filter(pk=source.pk).update(merged_into=None)
    Source.objects.filter(pk__in=merge.stood_for.values("pk"), merged_into=into).update(merged_into=source)
    _rename(merge, into, source, actor)
    merge.delete()
    source.refresh_from_db()
    return source


def part_problem(source: Source) -> str:
    """Why a source cannot be parted from what it was merged into; empty if it can. No query with its merges loaded."""
    if not source.merged_into_id:
        return f"“{source}” is a source of its own."
    merge = _last_merge(source)
    if merge is None:
        return f"“{source}” came to “{source.merged_into}” with another source; that one has to be parted first."
    if source.name != merge.name:
        return f"“{source}” was called “{merge.name}” when it was merged, and has exchanged its name since."
    return ""


def merge_problem(source: Source, into: Source) -> str:
    """Why `into` cannot stand for `source`; empty if it can."""
    if source.pk == into.pk:
        return "This is the same source."
    if "unnamed" in (source.kind, into.kind):
        return "An unnamed source belongs to its article alone and is merged with no other."
    for row in (source, into):
        if row.merged_into_id:
            return f"“{row}” was merged into “{row.merged_into}” already."
    return ""


def _lock(*sources: Source) -> list[Source]:
    """The rows as they are now, locked until the transaction ends, after the articles in which notes name them."""
    notes = Annotation.objects.filter(Q(source__in=sources) | Q(reported_by__in=sources)).order_by()
    lock_articles_of(notes)
    rows = Source.objects.select_for_update(of=("self",)).filter(pk__in=[source.pk for source in sources])
    rows = {row.pk: row for row in rows.order_by("pk")}
    return [rows[source.pk] for source in sources]


def _last_merge(source: Source) -> SourceMerge | None:
    return next((merge for merge in source.merges.all() if merge.into_id == source.merged_into_id), None)


def _rename(merge: SourceMerge, old: Source, new: Source, actor: User) -> None:
    """Let the notes of a merge that name `old` name `new`, with one version each."""
    said, reported = merge.said.filter(source=old), merge.reported.filter(reported_by=old)
    both = said.filter(pk__in=reported.values("pk"))
    update_annotations(both, actor=actor, action="edited", source=new, reported_by=new)
    update_annotations(said.all(), actor=actor, action="edited", source=new)
    update_annotations(reported.all(), actor=actor, action="edited", reported_by=new)


def _give_way(source: Source, wanted: tuple[str, str, str]) -> None:
    """Exchange name, kind and address with one that was merged into `source` and has the wanted ones."""
    name, kind, url = wanted
    for other in source.merged.filter(name=name, kind=kind, url=url):
        old = {"name": source.name, "kind": source.kind, "url": source.url}
        # Two rows may never be alike, not even for a moment.
        Source.objects.filter(pk=source.pk).update(name=token_hex())
        Source.objects.filter(pk=other.pk).update(**old)


def _other_names(name: str, aliases: Iterable[str]) -> list[str]:
    return [alias for alias in dict.fromkeys(" ".join(alias.split()) for alias in aliases) if alias and alias != name]
