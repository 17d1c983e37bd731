"""Editors see jobs, cancel those that wait and run failed ones again; the worker ends, repeats and takes up."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from articles.models import jobs

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
    assert "Cancelled by editor." in editor.get("/jobs/?status=failed").text
    work()
    assert only().return_value is None
    assert "too late" in editor.post(f"/jobs/{only().pk}/cancel/", follow=True).text
    editor.post(f"/jobs/{only().pk}/again/")
    work()
    assert only().return_value == "Good morning, Ines"
    assert "Only a job that failed" in editor.post(f"/jobs/{only().pk}/again/", follow=True).text
    assert "Greet" in editor.get("/jobs/?status=done").text


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
