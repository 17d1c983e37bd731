"""Coming in: by the door, back to where one was, and not by guessing."""

import re

import pytest
from django.contrib.auth.models import Group as Role
from django.core import mail
from django.core.cache import cache
from django.test import Client

from articles.models import User
from tests.views.conftest import new_browser

pytestmark = pytest.mark.django_db

PASSWORD = "seven dry wells"
HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "http:///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:evil.example",
    "\thttps://evil.example",
]
NEW = {"username": "mira", "email": "mira@mail.example", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture(autouse=True)
def quick_hashes_and_a_fresh_count(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ines(quick_hashes_and_a_fresh_count, db):
    return User.objects.create_user("ines", "ines@mail.example", PASSWORD)


def sign_in(client, password=PASSWORD, next="", **kwargs):
    return client.post("/sign-in/", {"username": "ines", "password": password, "next": next}, **kwargs)


def signed_in(client):
    return "_auth_user_id" in client.session


class TestSignIn:
    def test_back_to_where_one_was(self, client, ines, article, soup):
        page = soup("/articles/the-dam-the-flood/", show="claims")
        link = page.select_one(".masthead-account a")
        assert link.get_text() == "Sign in"
        form = soup(link["href"]).select_one("main form")
        back = form.select_one("[name=next]")["value"]
        response = sign_in(client, next=back)
        assert (response.status_code, response["Location"]) == (302, "/articles/the-dam-the-flood/?show=claims")

    @pytest.mark.parametrize("address", ["/sign-in/?next=/x", "/password/reset/", "/account/closed/"])
    def test_not_back_to_pages_of_the_way_in(self, soup, address):
        assert soup(address).select_one(".masthead-account a")["href"] == "/sign-in/"

    def test_from_nowhere_to_ones_account(self, client, ines):
        assert sign_in(client)["Location"] == "/account/"

    @pytest.mark.parametrize("address", HOSTILE)
    def test_never_to_another_site(self, client, ines, address):
        assert sign_in(client, next=address)["Location"] == "/account/"

    def test_a_wrong_password_and_an_unknown_name_look_alike(self, client, ines):
        answers = [
            client.post("/sign-in/", {"username": name, "password": "wrong", "next": "/x"}) for name in ("ines", "omar")
        ]
        known, unknown = (re.sub('value="[^"]*"', "", answer.text) for answer in answers)
        assert known == unknown
        assert "do not belong together" in known
        assert 'name="next" value="/x"' in answers[0].text

    def test_an_account_that_is_switched_off(self, client, ines):
        User.objects.update(is_active=False)
        assert "do not belong together" in sign_in(client).text

    def test_the_masthead_leads_to_ones_account_and_out(self, client, ines, article):
        client.force_login(ines)
        page = client.get("/articles/the-dam-the-flood/").text
        assert 'href="/account/"' in page
        assert 'action="/sign-out/"' in page
        assert client.get("/sign-out/").status_code == 405
        assert signed_in(client)
        assert client.post("/sign-out/")["Location"] == "/"
        assert not signed_in(client)

    def test_signing_out_needs_the_form(self, ines):
        client = Client(enforce_csrf_checks=True)
        client.force_login(ines)
        response = client.post("/sign-out/")
        assert response.status_code == 403
        assert "could not be checked" in response.text


class TestGuessing:
    def test_the_sixth_guess_waits_even_if_it_is_right(self, client, ines):
        answers = [sign_in(client, f"guess {number}").status_code for number in range(5)]
        assert answers == [200, 200, 200, 200, 429]
        locked = sign_in(client)
        assert (locked.status_code, locked["Retry-After"]) == (429, "900")
        assert "15 minutes" in locked.text
        assert not signed_in(client)

    @pytest.mark.parametrize("address", ["/sign-in/", "/admin/login/"])
    def test_a_name_that_no_account_can_have(self, client, db, address):
        data = {"username": "a" * 300, "password": "guess"}
        assert [client.post(address, data).status_code for _ in range(5)] == [200, 200, 200, 200, 429]

    def test_a_right_one_begins_the_count_again(self, client, ines):
        for _ in range(2):
            for number in range(4):
                sign_in(client, f"guess {number}")
            assert sign_in(client).status_code == 302
            client.logout()

    def test_others_are_not_kept_out(self, client, ines):
        for number in range(6):
            sign_in(client, f"guess {number}")
        assert sign_in(client, REMOTE_ADDR="203.0.113.9").status_code == 302
        User.objects.create_user("omar", password=PASSWORD)
        assert client.post("/sign-in/", {"username": "omar", "password": PASSWORD}).status_code == 302

    @pytest.mark.parametrize(("behind_proxy", "status"), [(True, 429), (False, 302)])
    def test_behind_a_proxy_its_own_word_counts(self, client, ines, settings, behind_proxy, status):
        """What stands before the last address came from the client, which can write anything."""
        settings.BEHIND_PROXY = behind_proxy
        for number in range(5):
            sign_in(client, f"guess {number}", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 203.0.113.9")
        last = sign_in(client, REMOTE_ADDR="127.0.0.2", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9")
        assert last.status_code == status

    def test_the_administration_too(self, client, ines):
        for number in range(5):
            last = client.post("/admin/login/", {"username": "ines", "password": f"guess {number}"})
        assert last.status_code == 429


class TestSignUp:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_closed_it_does_not_exist(self, client, method, soup):
        assert getattr(client, method)("/sign-up/", NEW).status_code == 404
        assert not User.objects.exists()
        assert not soup("/sign-in/").select('[href^="/sign-up/"]')

    @pytest.fixture
    def is_open(self, settings):
        settings.SIGN_UP = True

    def test_a_new_account_annotates(self, client, is_open, soup):
        link = soup("/sign-in/", next="/articles/?a=1&b=2").select_one('[href^="/sign-up/"]')["href"]
        back = soup(link).select_one("[name=next]")["value"]
        assert client.post("/sign-up/", {**NEW, "next": back})["Location"] == "/articles/?a=1&b=2"
        assert signed_in(client)
        user = User.objects.get()
        assert list(user.groups.all()) == [Role.objects.get(name="annotator")]
        assert not user.is_staff
        assert "you are signed in as mira" in client.get("/").text

    def test_what_a_password_must_be_is_said_without_repeating_whose_it_is(self, is_open, soup):
        said = soup("/sign-up/").select_one("#id_password1_helptext").get_text()
        assert said.count("Your password") == 1
        assert "It must contain at least 8 characters." in said

    @pytest.mark.parametrize("address", HOSTILE)
    def test_never_to_another_site(self, client, is_open, address):
        assert client.post("/sign-up/", {**NEW, "next": address})["Location"] == "/account/"

    @pytest.mark.parametrize(
        ("field", "value", "error"),
        [
            ("username", "", "required"),
            ("username", "mi ra", "valid username"),
            ("username", "INES", "already exists"),
            ("username", "in\u0435s", "several scripts"),
            ("password2", "another", "match"),
            ("password2", PASSWORD[:4], "match"),
            ("email", "nowhere", "valid email"),
        ],
    )
    def test_errors_stand_beside_their_field(self, client, ines, is_open, soup, field, value, error):
        response = client.post("/sign-up/", {**NEW, field: value, "next": "/x"})
        assert response.status_code == 200
        page = response.text
        assert f'name="{field}"' in page
        assert f'id="id_{field}_error"' in page
        assert error in page
        assert 'value="/x"' in page
        assert User.objects.count() == 1

    @pytest.mark.parametrize(("name", "again"), [("éloïse", "ÉLOÏSE"), ("Редактор", "редактор"), ("Ödön", "ödön")])
    def test_case_makes_no_other_name_in_any_script(self, client, is_open, name, again):
        User.objects.create_user(name)
        assert "already exists" in client.post("/sign-up/", {**NEW, "username": again}).text
        assert client.post("/sign-up/", {**NEW, "username": again[::-1]}).status_code == 302

    def test_an_address_that_is_known_is_not_told(self, client, ines, is_open):
        assert client.post("/sign-up/", {**NEW, "email": ines.email}).status_code == 302

    def test_help_is_plain_text(self, soup, is_open):
        page = soup("/sign-up/").get_text()
        assert "at least 8 characters" in page
        assert "<li>" not in page

    def test_what_was_typed_is_escaped(self, client, is_open):
        page = client.post("/sign-up/", {**NEW, "username": '"><script>alert(1)</script>'}).text
        assert "<script>alert" not in page

    def test_only_so_many_from_one_address(self, client, is_open, monkeypatch):
        monkeypatch.setattr("articles.views.accounts.SIGN_UPS_PER_HOUR", 2)
        for number in range(2):
            assert client.post("/sign-up/", {**NEW, "username": f"mira{number}"}).status_code == 302
        response = client.post("/sign-up/", {**NEW, "username": "mira9"})
        assert (response.status_code, response["Retry-After"]) == (429, "3600")
        assert User.objects.count() == 2


class TestPasswords:
    @pytest.fixture
    def mail_server(self, settings):
        settings.SENDS_MAIL = True

    def test_a_new_one_by_mail(self, client, ines, mail_server):
        response = client.post("/password/reset/", {"email": "ines@mail.example"}, follow=True)
        assert "Look into your mail" in response.text
        (letter,) = mail.outbox
        address = re.search(r"http://testserver(/\S+)", letter.body)[1]
        response = client.get(address, follow=True)
        form = response.redirect_chain[-1][0]
        again = {"new_password1": "eight dry wells", "new_password2": "eight dry wells"}
        response = client.post(form, again, follow=True)
        assert "Your password is set" in response.text
        assert sign_in(client, "eight dry wells").status_code == 302
        assert "no longer works" in new_browser().get(address).text

    def test_who_sets_a_new_one_need_not_wait_for_the_guesses(self, client, ines, mail_server):
        for _ in range(6):
            last = sign_in(client, "wrong")
        assert last.status_code == 429
        client.post("/password/reset/", {"email": "ines@mail.example"})
        address = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]
        form = client.get(address)["Location"]
        client.post(form, {"new_password1": "eight", "new_password2": "eight"})
        assert sign_in(client, "eight dry wells").status_code == 429
        client.post(form, {"new_password1": "eight dry wells", "new_password2": "eight dry wells"})
        assert sign_in(client, "eight dry wells").status_code == 302

    def test_an_unknown_address_looks_the_same_and_gets_nothing(self, client, ines, mail_server):
        known = client.post("/password/reset/", {"email": "ines@mail.example"}, follow=True)
        unknown = client.post("/password/reset/", {"email": "nobody@mail.example"}, follow=True)
        assert known.text == unknown.text
        assert len(mail.outbox) == 1

    def test_without_a_mail_server_an_administrator_is_asked(self, client, ines, settings):
        settings.SENDS_MAIL = False
        for response in (client.get("/password/reset/"), client.post("/password/reset/", {"email": ines.email})):
            assert "Ask an administrator" in response.text
        assert not mail.outbox

    def test_only_so_many_from_one_address(self, client, mail_server, monkeypatch):
        monkeypatch.setattr("articles.views.accounts.RESETS_PER_HOUR", 1)
        assert client.post("/password/reset/", {"email": "a@b.example"}).status_code == 302
        assert client.post("/password/reset/", {"email": "a@b.example"}).status_code == 429

    def test_changing_it(self, client, ines):
        client.force_login(ines)
        new = {"new_password1": "eight dry wells", "new_password2": "eight dry wells"}
        wrong = client.post("/password/change/", {"old_password": "wrong", **new})
        assert 'id="id_old_password_error"' in wrong.text
        response = client.post("/password/change/", {"old_password": PASSWORD, **new}, follow=True)
        assert "Your password is changed" in response.text
        ines.refresh_from_db()
        assert ines.check_password("eight dry wells")

    def test_a_weak_one_is_refused_in_plain_words(self, client, ines):
        client.force_login(ines)
        weak = {"old_password": PASSWORD, "new_password1": "ines1", "new_password2": "ines1"}
        page = client.post("/password/change/", weak).text
        assert "too short" in page
        assert "&lt;ul&gt;" not in page

    def test_the_administration_keeps_its_own_page(self, client):
        client.force_login(User.objects.create_superuser("root"))
        assert "Django administration" not in client.get("/password/change/").text
        assert "Newsreader administration" in client.get("/admin/password_change/").text
