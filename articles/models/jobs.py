"""Jobs in the queue: seen, cancelled, run again, and taken up when the worker that had them is gone."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

READY, RUNNING, FAILED = TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED
TIME_LIMIT = timedelta(minutes=10)  # for one try
GRACE = timedelta(minutes=1)  # a worker ends its job itself before another takes it for abandoned
TRIES = 3
PAUSES = (timedelta(seconds=30), timedelta(minutes=5))  # before the second and the third try
CANCELLED = "cancelled"
# What may be better next time: the network, a server, the database. A mistake in the code is made again.
PASSING = ("OperationalError", "TimeoutError", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError")


def cancel(job: DBTaskResult, by: str) -> bool:
    """Take a job out of the queue that no worker has begun; False if one has, or it is over and was not cancelled."""
    rows = DBTaskResult.objects.filter(pk=job.pk)
    cancelled = _finish(rows.filter(status=READY), CANCELLED, f"Cancelled by {by}.")
    return cancelled or rows.filter(status=FAILED, exception_class_path=CANCELLED).exists()


def run_again(job: DBTaskResult) -> bool:
    """Put a failed job back into the queue with all its tries; False if it has not failed and does not wait."""
    rows = DBTaskResult.objects.filter(pk=job.pk)
    return _requeue(rows.filter(status=FAILED), timedelta(0), worker_ids=[]) or rows.filter(status=READY).exists()


def why_failed(job: DBTaskResult) -> str:
    """The last line of what is known about it: the error, or who cancelled it."""
    return (job.traceback.strip().splitlines() or [""])[-1]


def why_given_up(task: Task, key: int) -> str:
    """Why the last job of `task` for the row of this key failed, or that it was cancelled; "" if it did not fail."""
    jobs = DBTaskResult.objects.filter(task_path=task.module_path, args_kwargs={"args": [key], "kwargs": {}})
    last = jobs.order_by("-enqueued_at").first()
    return why_failed(last) if last and last.status == FAILED else ""


def retry_if_passing(job: DBTaskResult) -> bool:
    """Put a job back whose try failed for a reason that may pass, while it has tries left."""
    name = job.exception_class_path.rpartition(".")[2]
    tried = len(job.worker_ids)
    if name not in PASSING or not 0 < tried < TRIES:
        return False
    return _requeue(DBTaskResult.objects.filter(pk=job.pk, status=FAILED), PAUSES[tried - 1])


@transaction.atomic
def take_up_abandoned() -> int:
    """Put back, or after the last try end, what a worker began and neither finished nor gave up in time: it was
    killed. Returns how many jobs those were."""
    latest = timezone.now() - TIME_LIMIT - GRACE
    jobs = list(DBTaskResult.objects.select_for_update(skip_locked=True).filter(status=RUNNING, started_at__lt=latest))
    for job in jobs:
        rows = DBTaskResult.objects.filter(pk=job.pk, status=RUNNING)
        if len(job.worker_ids) < TRIES:
            _requeue(rows, timedelta(0))
        else:
            _finish(rows, "abandoned", f"Its worker ended in the middle of it, {TRIES} times.")
    return len(jobs)


def _requeue(jobs, pause: timedelta, **columns) -> bool:
    cleared = {"exception_class_path": "", "traceback": "", "started_at": None, "finished_at": None}
    return bool(jobs.update(status=READY, run_after=timezone.now() + pause, **cleared, **columns))


def _finish(jobs, kind: str, sentence: str) -> bool:
    told = {"exception_class_path": kind, "traceback": sentence}
    return bool(jobs.update(status=FAILED, finished_at=timezone.now(), **told))
