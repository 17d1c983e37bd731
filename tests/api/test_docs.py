"""What docs/api.md says is so: its addresses exist, its filters are all of them, its requests do what they say."""

import json
import re

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from articles.api.filters import AnnotationFilter
from articles.api.pagination import MOST
from tests.api.examples import world

DOCS = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("address", sorted(set(re.findall(r"https://news\.example(/[^\s'\"?]*)", DOCS))))
def test_its_addresses_exist(address):
    try:
        assert resolve(address).url_name
    except Resolver404:
        pytest.fail(f"{address} is nowhere")


def test_it_names_every_filter():
    named = set(re.findall(r"`([a-z_]+)", DOCS))
    assert set(AnnotationFilter.base_filters) <= named


def test_its_numbers_are_those_of_the_code():
    assert f"`limit=1` to `{MOST}`" in DOCS
    limits = settings.API_LIMITS
    assert (
        f"read {limits['read']} times a minute, write {limits['write']} times and send {limits['bulk']} bulks" in DOCS
    )
    assert f"an address may send {limits['wrong_tokens']}\nwrong tokens" in DOCS


@pytest.mark.django_db
def test_its_requests_work():
    ana, _ = world()
    for url in re.findall(r"curl +'?https://news\.example([^\s']+)", DOCS):
        assert ana.get(url).status_code == 200, url
    bulk = json.loads(re.search(r'\{"operations".*?\]\}\n', DOCS, re.S).group())
    statuses = [item["status"] for item in ana.post("/api/v1/annotations/bulk", bulk, format="json").json()["results"]]
    assert statuses == [201, 200, 204]
    note = json.loads(re.search(r"-d '(\{.*?\})'\n", DOCS, re.S).group(1))
    response = ana.post("/api/v1/annotations/", note, format="json")
    assert response.status_code == 201, response.content
