"""Writing all or nothing, and once more when two that wrote at the same time stood in each other's way."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

TRIES = 3
P = ParamSpec("P")
T = TypeVar("T")


def in_one_transaction(write: Callable[P, T]) -> Callable[P, T]:
    """A function whose queries all take effect or none, begun anew if the database ends it because of a deadlock, or of
    a row that it names and that was deleted meanwhile: it finds out then.

    Within another transaction it is part of that: it then fails alone, and only the outer one can begin anew.
    """

    @wraps(write)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        tries = 1 if connection.in_atomic_block else TRIES
        for attempt in range(1, tries + 1):
            try:
                with transaction.atomic():
                    return write(*args, **kwargs)
            except (OperationalError, IntegrityError) as error:
                if attempt == tries or not (_is_deadlock(error) or names_deleted(error)):
                    raise
                time.sleep(attempt * random.uniform(0.05, 0.2))  # or it takes what the other is about to get

    return wrapped


def with_free_slug(store: Callable[P, T]) -> Callable[P, T]:
    """A function that stores all or nothing, done once more if somebody else has taken in between what was free."""

    @wraps(store)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return store(*args, **kwargs)
        except IntegrityError:
            return store(*args, **kwargs)

    return wrapped


def names_deleted(error: Exception) -> bool:
    """Whether the database has refused to store what refers to a row that is gone."""
    return isinstance(error, IntegrityError) and getattr(error.__cause__, "sqlstate", "") == "23503"


def _is_deadlock(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") in ("40001", "40P01")
