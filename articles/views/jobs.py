"""Work that pages do not wait for, as editors see it: what waits, runs or failed, to be cancelled or run again."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Count, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from articles.models import Article, Feed, Import, jobs
from articles.models.article import EDIT_PERMISSION
from articles.views.posting import login_required_to_post

JOBS_PER_PAGE = 50
STATUSES = {"waiting": jobs.READY, "running": jobs.RUNNING, "failed": jobs.FAILED, "done": "SUCCESSFUL"}

SUBJECTS = {"suggest_annotations": Article, "import_address": Import, "look_at_feed": Feed}  # what a task is told first


@login_required
@permission_required(EDIT_PERMISSION, raise_exception=True)
@never_cache
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """The jobs of one state, the newest first; `?status=failed` and the like."""
    wanted = request.GET.get("status")
    wanted = wanted if wanted in STATUSES else "waiting"
    rows = DBTaskResult.objects.filter(status=STATUSES[wanted]).order_by("-enqueued_at")
    page = Paginator(rows, JOBS_PER_PAGE).get_page(request.GET.get("page"))
    counts = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    tabs = [(name, counts.get(status, 0)) for name, status in STATUSES.items()]
    subjects = _subjects(page)
    context = {"page": page, "tabs": tabs, "wanted": wanted, "jobs": [_shown(job, subjects) for job in page]}
    return render(request, "jobs/job_list.html", context)


@login_required_to_post
@permission_required(EDIT_PERMISSION, raise_exception=True)
def job_cancel(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a job out of the queue."""
    if jobs.cancel(get_object_or_404(DBTaskResult, pk=pk), request.user.get_username()):
        messages.success(request, "The job is cancelled.")
    else:
        messages.error(request, "It is too late to cancel this job: it has begun, or is over.")
    return redirect("job-list")


@login_required_to_post
@permission_required(EDIT_PERMISSION, raise_exception=True)
def job_run_again(request: HttpRequest, pk: str) -> HttpResponse:
    """Put a failed job back into the queue."""
    if jobs.run_again(get_object_or_404(DBTaskResult, pk=pk)):
        messages.success(request, "The job waits for its next turn.")
    else:
        messages.error(request, "Only a job that failed can be run again.")
    return redirect("job-list")


def _subjects(found: Iterable[DBTaskResult]) -> dict[tuple[str, int], Model]:
    """The rows that jobs are about, by a job's name and their key; those that are there still."""
    keys: dict[str, list[int]] = {name: [] for name in SUBJECTS}
    for job in found:
        keys.get(job.task_name, []).extend(job.args_kwargs["args"][:1])
    return {
        (name, row.pk): row
        for name, model in SUBJECTS.items()
        if keys[name]
        for row in model.objects.filter(pk__in=keys[name])
    }


def _address(subject: Model) -> str:
    if isinstance(subject, Import):
        return reverse("import-detail", args=[subject.public_id])
    return reverse("feed-list") if isinstance(subject, Feed) else subject.get_absolute_url()


def _shown(job: DBTaskResult, subjects: dict[tuple[str, int], Model]) -> dict:
    """What the page says of a job."""
    subject = subjects.get((job.task_name, *job.args_kwargs["args"][:1]))
    return {
        "pk": job.pk,
        "name": job.task_name.replace("_", " ").capitalize(),
        "subject": subject,
        "address": _address(subject) if subject else "",
        "since": job.finished_at or job.started_at or job.enqueued_at,
        "tries": len(job.worker_ids),
        "reason": jobs.why_failed(job),
    }
