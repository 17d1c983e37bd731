"""Editors see jobs, cancel those that wait and run failed ones again; the worker ends, repeats and takes up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from articles.models import Feed, Import, from_document, jobs
from articles.tasks import import_address, look_at_feed, suggest_annotations
from tests.views.samples import DOCUMENT

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@task()
def greet(name):
    return f"Good morning, {name}"


@task()
def stumble():
    raise ConnectionError("the line is dead")


@task()
def err():
    raise ValueError("a mistake")


def work():
    call_command("worker", "--batch")


def only():
    return DBTaskResult.objects.get()


def test_readers_may_not_look(client, reader):
    assert client.get("/jobs/")["Location"] == "/sign-in/?next=/jobs/"
    assert reader.get("/jobs/").status_code == 403


def test_waiting_cancelled_and_run_again(editor):
    greet.enqueue("Ines")
    assert "Greet" in editor.get("/jobs/").text
    page = editor.post(f"/jobs/{only().pk}/cancel/", follow=True)
    assert "The job is cancelled." in page.text
    assert "The job is cancelled." in editor.post(f"/jobs/{only().pk}/cancel/", follow=True).text  # pressed twice
    assert "Cancelled by editor." in editor.get("/jobs/?status=failed").text
    work()
    assert only().return_value is None
    for _ in range(2):
        assert "waits for its next turn" in editor.post(f"/jobs/{only().pk}/again/", follow=True).text
    work()
    assert "too late" in editor.post(f"/jobs/{only().pk}/cancel/", follow=True).text
    assert only().return_value == "Good morning, Ines"
    assert "Only a job that failed" in editor.post(f"/jobs/{only().pk}/again/", follow=True).text
    assert "Greet" in editor.get("/jobs/?status=done").text


def test_each_says_what_it_is_about(editor):
    article = from_document(DOCUMENT)
    item = Import.objects.create(url="https://news.example/dam")
    feed = Feed.objects.create(url="https://news.example/feed")
    gone = from_document(replace(DOCUMENT, url=""), slug="gone")
    for job, row in ((suggest_annotations, article), (import_address, item), (look_at_feed, feed)):
        job.enqueue(row.pk)
    suggest_annotations.enqueue(gone.pk)
    gone.delete()
    greet.enqueue("Ines")
    page = BeautifulSoup(editor.get("/jobs/").content, "html.parser")
    assert [(row.strong.text, row.a and (row.a["href"], row.a.text)) for row in page.select(".rows > li")] == [
        ("Greet", None),
        ("Suggest annotations", None),
        ("Look at feed", ("/import/feeds/", "https://news.example/feed")),
        ("Import address", (f"/import/{item.public_id}/", "https://news.example/dam")),
        ("Suggest annotations", (article.get_absolute_url(), article.title)),
    ]
    assert page.select_one(".rows > li:last-child button")["aria-label"] == f"Cancel: Suggest annotations, {article}"


def test_what_may_pass_is_tried_three_times():
    stumble.enqueue()
    for tried in (1, 2, 3):
        DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))
        work()
        assert len(only().worker_ids) == tried
    assert only().status == jobs.FAILED
    assert "the line is dead" in only().traceback


def test_a_mistake_is_not_repeated():
    err.enqueue()
    work()
    assert (only().status, len(only().worker_ids)) == (jobs.FAILED, 1)


def test_a_job_ends_at_its_limit(monkeypatch):
    monkeypatch.setattr(jobs, "TIME_LIMIT", timedelta(seconds=0.2))
    greet_slowly.enqueue()
    work()
    assert (only().status, len(only().worker_ids)) == (jobs.READY, 1)
    assert only().run_after > timezone.now()


@task()
def greet_slowly():
    while True:
        pass


@pytest.mark.parametrize(("tries", "status"), [(1, jobs.READY), (2, jobs.READY), (3, jobs.FAILED)])
def test_a_job_whose_worker_was_killed_is_taken_up(tries, status):
    greet.enqueue("Ines")
    began = timezone.now() - jobs.TIME_LIMIT - jobs.GRACE - timedelta(seconds=1)
    DBTaskResult.objects.update(status=jobs.RUNNING, started_at=began, worker_ids=["gone"] * tries)
    assert jobs.take_up_abandoned() == 1
    assert only().status == status


def test_a_job_that_runs_is_left_alone():
    greet.enqueue("Ines")
    DBTaskResult.objects.update(status=jobs.RUNNING, started_at=timezone.now(), worker_ids=["busy"])
    assert jobs.take_up_abandoned() == 0
    assert only().status == jobs.RUNNING


@pytest.mark.parametrize("interval", ["0", "-1", "nan", "inf"])
def test_a_worker_looks_again_after_some_time(interval):
    with pytest.raises(CommandError, match="--interval is more than 0"):
        call_command("worker", "--batch", f"--interval={interval}")
