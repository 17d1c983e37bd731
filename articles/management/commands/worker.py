"""Do the jobs of the queue, each within its time, again when what failed may pass, and none lost with a worker."""

import logging
import signal
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from articles.models import jobs, refresh_statistics
from articles.tasks import look_at_due_feeds

LOOK_AROUND = 60  # seconds between two looks for feeds that are due and for jobs that were abandoned
REFRESH_STATISTICS = 3600

logger = logging.getLogger("newsreader.jobs")


class SteadyWorker(Worker):
    """The library's worker, which ends what takes too long and takes up what others left."""

    looked_at = 0.0
    refreshed_at = 0.0

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """One try of a job."""
        signal.signal(signal.SIGALRM, _end)
        signal.setitimer(signal.ITIMER_REAL, jobs.TIME_LIMIT.total_seconds())
        try:
            super().run_task(db_task_result)
        except TimeoutError as error:  # it rang just before or after the library's own care
            db_task_result.set_failed(error)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if jobs.retry_if_passing(db_task_result):
            logger.warning("A job failed and is tried again later.", extra={"job": str(db_task_result.pk)})

    def run(self) -> None:
        """Work until told to stop, or until nothing is left in a batch; wait while the database is away."""
        batch, self.batch = self.batch, True  # the library's loop returns when the queue is empty
        while self.running:
            try:
                if time.monotonic() - self.looked_at >= LOOK_AROUND or not self.looked_at:
                    self.looked_at = time.monotonic()
                    jobs.take_up_abandoned()
                    look_at_due_feeds()
                if time.monotonic() - self.refreshed_at >= REFRESH_STATISTICS or not self.refreshed_at:
                    self.refreshed_at = time.monotonic()
                    refresh_statistics()
                super().run()
            except DatabaseError as error:
                logger.warning("The database does not answer; the worker waits: %s", error)
            if batch or not self.running:
                return
            time.sleep(self.interval)


def _end(signum, frame):
    raise TimeoutError(f"It took longer than {jobs.TIME_LIMIT.total_seconds():.0f} seconds.")


class Command(BaseCommand):
    help = "Do the jobs of the queue until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--batch", action="store_true", help="end when the queue is empty")
        parser.add_argument("--interval", type=float, default=1, help="seconds between two looks at an empty queue")

    def handle(self, *args, batch, interval, **options):
        if not 0 < interval <= 3600:
            raise CommandError("--interval is more than 0 and at most 3600 seconds.")
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        worker = SteadyWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        if not batch:
            worker.configure_signals()
        worker.run()
