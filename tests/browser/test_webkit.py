"""The reader in WebKit, the engine of Safari, where it once differed from Chromium.

`make test-webkit` installs WebKitGTK with its driver, where apt may, and runs these.
"""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from selenium.webdriver import ActionChains, WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from articles.models import User
from tests.browser.conftest import ARTICLES, DENSEST

DRIVER = shutil.which("WebKitWebDriver")
BROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
SECONDS = 15

pytestmark = pytest.mark.webkit


@pytest.fixture(scope="module")
def window(server):
    """A window of WebKit."""
    if not (DRIVER and BROWSER and os.environ.get("DISPLAY")):
        pytest.skip("needs WebKitGTK, its driver and a display: `make test-webkit` has them")
    options = Options()
    options.binary_location = str(BROWSER)
    options.add_argument("--automation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")  # as root it starts with none
        window = WebKitGTK(options=options, service=Service(DRIVER))
        window.set_window_size(1300, 900)
        yield window
        window.quit()


@pytest.fixture
def reading(window, server, db):
    """The densest article of the demo, opened anew, with its sidenotes."""
    window.get(server + DENSEST)
    wait(window, lambda: find(window, ".sidenote"))
    return window


@pytest.fixture
def narrow(window):
    """The same window, as narrow as it goes, for one test."""
    window.set_window_size(500, 900)
    yield window
    window.set_window_size(1300, 900)


def find(window, selector):
    return window.find_elements(By.CSS_SELECTOR, selector)


def wait(window, condition):
    return WebDriverWait(window, SECONDS, 0.05).until(lambda _: condition())


def box(window, selector):
    """Left, top, right and bottom of what an element shows, in pixels."""
    return window.execute_script(
        "const range = document.createRange(); range.selectNodeContents(document.querySelector(arguments[0]));"
        "const box = range.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]",
        selector,
    )


def style(window, selector, name):
    return window.execute_script(
        "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]", selector, name
    )


def is_open(window):
    return window.execute_script("return document.querySelector('.card').matches(':popover-open')")


def test_a_card_opens_on_words_and_closes_behind_the_pointer(reading):
    ActionChains(reading).move_to_element(find(reading, "mark[data-notes]")[0]).perform()
    wait(reading, lambda: is_open(reading))
    ActionChains(reading).move_to_element(find(reading, ".masthead")[0]).perform()
    wait(reading, lambda: not is_open(reading))


def test_a_click_on_a_number_pins_the_card(reading):
    find(reading, ".marker")[0].click()
    wait(reading, lambda: is_open(reading))
    ActionChains(reading).move_to_element(find(reading, ".masthead")[0]).perform()
    find(reading, ".card-close")[0].click()
    wait(reading, lambda: not is_open(reading))


def test_sidenotes_stand_beside_the_text(reading):
    assert box(reading, ".sidenote")[0] >= box(reading, ".article-text .paragraph")[2]


def test_a_source_has_a_dotted_line(reading):
    for selector in ("mark.source", ".filter.source span"):
        assert style(reading, selector, "textDecorationLine") == "underline"
        assert style(reading, selector, "textDecorationStyle") == "dotted"


def test_what_is_shown_is_chosen_beside_the_word_that_says_so(reading):
    said, first = box(reading, ".tools legend"), box(reading, ".filter")
    assert said[2] <= first[0]
    assert said[1] < first[3]
    assert said[3] > first[1]


@pytest.mark.parametrize("address", ["/", *ARTICLES, f"{DENSEST}sourcing/", "/search/?q=harbour", "/sources/"])
def test_no_page_is_wider_than_a_narrow_window(narrow, server, db, address):
    narrow.get(server + address)
    assert narrow.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_selected_words_are_offered_to_be_marked(window, server, client):
    client.force_login(User.objects.get(username="root"))
    window.get(server)
    name = settings.SESSION_COOKIE_NAME
    window.add_cookie({"name": name, "value": client.cookies[name].value})
    window.get(server + DENSEST)
    wait(window, lambda: find(window, ".bar"))
    window.execute_script("getSelection().selectAllChildren(document.querySelector('.article-text .paragraph'))")
    wait(window, lambda: find(window, ".bar")[0].is_displayed())
    assert len(find(window, ".bar button")) >= 4
    window.delete_all_cookies()
