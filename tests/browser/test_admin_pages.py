"""The admin's pages load under the strict policy: no inline script or style, nothing of others, no error."""

import pytest

from articles.models import Annotation, Article, Source

PAGES = [
    "/admin/",
    "/admin/articles/article/",
    "/admin/articles/annotation/?q=bell",
    "/admin/articles/annotation/?kind=claim&verdict=mixed",
    "/admin/articles/source/",
    "/admin/articles/user/add/",
    "/admin/articles/group/add/",
    "/admin/password_change/",
]


@pytest.mark.parametrize("address", PAGES)
def test_pages(signed_in, address):
    response = signed_in.goto(address, wait_until="networkidle")
    assert response.status == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("model", [Article, Annotation, Source])
def test_a_rows_page(signed_in, model):
    name = model._meta.model_name
    response = signed_in.goto(f"/admin/articles/{name}/{model.objects.last().pk}/change/", wait_until="networkidle")
    assert response.status == 200


def test_signing_in(page):
    page.goto("/admin/", wait_until="networkidle")
    assert page.get_by_label("Username").is_visible()


def test_a_publication_is_found_while_typing(signed_in):
    """The admin's choice of rows is script that fetches and draws."""
    signed_in.goto(f"/admin/articles/article/{Article.objects.get(slug='what-the-late-bell-changed').pk}/change/")
    signed_in.locator(".field-publication .select2-selection").click()
    signed_in.locator(".select2-search__field").press_sequentially("Halyard")
    signed_in.locator(".select2-results__option--highlighted", has_text="The Halyard").wait_for()
