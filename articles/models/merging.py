"""Correcting sources: another name for one, two made into one. The notes that name them follow, with their history."""

from collections.abc import Iterable
from secrets import token_hex

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models.annotation import Annotation, AnnotationQuerySet
from articles.models.people import User
from articles.models.source import Source
from articles.models.writing import update_annotations


class CannotMerge(ValueError):
    """Why two sources cannot become one, as a sentence for people."""


class TakenSource(Exception):
    """Another source has this name, kind and address; `source` is it."""

    def __init__(self, source: Source):
        self.source = source
        super().__init__(f"There is another source “{source}” of this kind and address.")


def sources_known_to(user: User) -> QuerySet[Source]:
    """The sources that a note names which `user` may know of; what only others' private notes name is not among them.

    Those that were merged into another are left out.
    """
    notes = Annotation.objects.shared_with(user).filter(Q(source=OuterRef("pk")) | Q(reported_by=OuterRef("pk")))
    return Source.objects.filter(Exists(notes), merged_into=None)


def notes_naming(source: Source) -> AnnotationQuerySet:
    """The annotations that rely on `source`, or on its report; deleted ones too."""
    return Annotation.objects.filter(Q(source=source) | Q(reported_by=source))


def edit_source(source: Source, *, actor: User, name: str, kind: str, url: str, aliases: Iterable[str]) -> Source:
    """Change what is said of a source. If its notes read otherwise by that, each gets a new version.

    A source that was merged into it may have the new name: the two exchange theirs. Raises TakenSource.
    """
    try:
        with transaction.atomic():
            source = Source.objects.select_for_update().get(pk=source.pk)
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


@transaction.atomic
def merge_sources(source: Source, into: Source, *, actor: User) -> Source:
    """Let `into` stand for `source` everywhere: in its notes, in whatever was merged into it, for names still to come.

    Its names become other names of `into`, which is returned. Raises CannotMerge.
    """
    rows = {
        row.pk: row for row in Source.objects.select_for_update().filter(pk__in=[source.pk, into.pk]).order_by("pk")
    }
    source, into = rows[source.pk], rows[into.pk]
    if problem := merge_problem(source, into):
        raise CannotMerge(problem)
    into.aliases = _other_names(into.name, [*into.aliases, source.name, *source.aliases])
    into.save(update_fields=["aliases"])
    Source.objects.filter(Q(pk=source.pk) | Q(merged_into=source)).update(merged_into=into)
    both = Annotation.objects.filter(source=source, reported_by=source)
    update_annotations(both, actor=actor, action="edited", source=into, reported_by=into)
    for name in ("source", "reported_by"):
        update_annotations(Annotation.objects.filter(**{name: source}), actor=actor, action="edited", **{name: into})
    return into


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
