"""Two writers at the same moment, each with a connection of its own: what the second meets is no matter of luck."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections, transaction

only_on_postgresql = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time anyhow"),
]


def in_thread(pool: ThreadPoolExecutor, write: Callable, *args, **kwargs) -> Future:
    """The future of a function that runs in a thread with a connection of its own."""

    def run():
        try:
            return write(*args, **kwargs)
        finally:
            connections.close_all()

    return pool.submit(run)


def one_after_the_other(first: Callable, second: Callable, then: Callable = lambda: None) -> Future:
    """What becomes of the second, which begins while the transaction of the first is not at its end, and waits.

    `then` is what the first does while it is waited for.
    """
    written, goes_on = Event(), Event()

    def write_slowly():
        with transaction.atomic():
            first()
            written.set()
            goes_on.wait(5)
            then()

    with ThreadPoolExecutor(2) as pool:
        slow = in_thread(pool, write_slowly)
        assert written.wait(5)
        quick = in_thread(pool, second)
        with pytest.raises(TimeoutError):
            quick.result(0.5)
        goes_on.set()
        slow.result(5)
        quick.exception(5)
    return quick
