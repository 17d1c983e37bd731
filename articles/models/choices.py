"""What the columns of several models share."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.text import slugify


def choices(values: Iterable[str]) -> list[tuple[str, str]]:
    """Django's choices for the values that `document` allows."""
    return [(value, value.capitalize()) for value in values]


def one_of(column: str, values: Iterable[str], name: str) -> models.CheckConstraint:
    """The constraint that `column` holds one of `values`."""
    return models.CheckConstraint(condition=Q(**{f"{column}__in": list(values)}), name=name)


def free_slug(queryset: models.QuerySet, text: str, fallback: str) -> str:
    """A slug of `text` that no row of `queryset` has: the plain one if it is free, else with the next number."""
    base = slugify(text, allow_unicode=True)[:80].strip("-") or fallback
    taken = set(queryset.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for number in range(1, len(taken) + 3) if (slug := f"{base}-{number}" if number > 1 else base) not in taken
    )
