"""How well the machine's proposals do: what people made of them, counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When

from articles.models.annotation import AnnotationQuerySet
from articles.models.history import AnnotationVersion
from articles.models.people import User
from articles.models.reviewing import reviewable_by

BANDS = ((0.9, "over 90 %"), (0.8, "80 to 90 %"), (0.7, "70 to 80 %"), (0.5, "50 to 70 %"), (0.0, "under 50 %"))
NO_BAND = "not said"


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the proposals of one kind, or of one band of confidence."""

    name: str
    waiting: int
    accepted: int
    edited: int
    rejected: int

    @property
    def right(self) -> int | None:
        """Per cent of those decided that were accepted, edited first or not; None if none was decided."""
        decided = self.accepted + self.edited + self.rejected
        return round(100 * (self.accepted + self.edited) / decided) if decided else None


def proposal_counts(user: User) -> list[Tally]:
    """What became of proposals by proposer and kind, of those that `user`, an editor, may know of."""
    rows = _proposals(user).values_list("proposed_by", "kind", "fate").annotate(count=Count("pk")).order_by()
    return _tallies((f"{kind}s by {proposer}", fate, count) for proposer, kind, fate, count in rows)


def proposal_bands(user: User) -> list[Tally]:
    """What became of proposals by how sure the machine was, the surest first."""
    bands = [When(confidence__gt=least, then=Value(name)) for least, name in BANDS]
    banded = _proposals(user).annotate(
        band=Case(
            *bands, When(confidence=0, then=Value(BANDS[-1][1])), default=Value(NO_BAND), output_field=CharField()
        )
    )
    rows = banded.values_list("band", "fate").annotate(count=Count("pk")).order_by()
    order = [*(name for _, name in BANDS), NO_BAND]
    return sorted(_tallies(rows), key=lambda tally: order.index(tally.name))


def _proposals(user: User) -> AnnotationQuerySet:
    """All that was ever proposed and is kept, each with its fate."""
    edits = AnnotationVersion.objects.filter(annotation=OuterRef("pk"), action="edited")
    fate = Case(
        When(status="suggested", then=Value("waiting")),
        When(status="rejected", then=Value("rejected")),
        When(Exists(edits), then=Value("edited")),
        default=Value("accepted"),
        output_field=CharField(),
    )
    return reviewable_by(user).filter(~Q(proposed_by="")).annotate(fate=fate)


def _tallies(rows: Iterable[tuple[str, str, int]]) -> list[Tally]:
    found: dict[str, dict[str, int]] = {}
    for name, fate, count in rows:
        found.setdefault(name, dict.fromkeys(("waiting", "accepted", "edited", "rejected"), 0))[fate] += count
    return [Tally(name, **counts) for name, counts in sorted(found.items())]
