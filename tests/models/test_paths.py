"""Addresses of pages are those that `reverse` gives."""

import pytest
from django.urls import reverse, set_script_prefix

from articles.models import path_of

PAGES = ["article-detail", "source-detail", "source-edit", "annotation-detail", "annotation-edit", "annotation-history"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["the-dam", "the-dam-2", "d_m", "Ærø-ferja", "大坝", "name"])
def test_the_address_is_that_of_reverse(page, name):
    if page.startswith("annotation") and not name.isascii():
        name = "q7.x~-_"  # ids have no other letters
    assert path_of(name, page) == reverse(page, args=[name])


def test_on_a_site_that_begins_elsewhere():
    try:
        set_script_prefix("/news/")
        assert path_of("the-dam", "article-detail") == "/news/articles/the-dam/"
    finally:
        set_script_prefix("/")
    assert path_of("the-dam", "article-detail") == "/articles/the-dam/"
