"""Groups: whoever belongs to one sees its notes, and nobody else learns that it exists."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group as Role
from django.db import connection, transaction
from django.utils.html import escape

from articles.models import Annotation, Article, Group, User, add_notes, delete_annotation, dissolve_group, leave_group
from tests.at_once import in_thread
from tests.views.conftest import new_browser, press
from tests.views.samples import COMMENT, QUOTE
from tests.views.test_annotating import QUOTE as NEW_QUOTE
from tests.views.test_annotating import words

pytestmark = pytest.mark.django_db

PASSWORD = "seven dry wells"
ADDRESSES = {
    "": "get",
    "settings/": "get",
    "link/": "post",
    "remove/": "post",
    "hand-over/": "post",
    "leave/": "get",
    "dissolve/": "get",
}


def browser(name):
    user = User.objects.create_user(name)
    user.groups.add(Role.objects.get(name="annotator"))
    client = new_browser()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def owner(db):
    return browser("olga")


@pytest.fixture
def member(db):
    return browser("mira")


@pytest.fixture
def stranger(db):
    return browser("stig")


@pytest.fixture
def group(owner, member):
    group = Group.objects.create(slug="desk", name="The desk", owner=owner.user)
    for client in (owner, member):
        group.memberships.create(user=client.user)
    return group


@pytest.fixture
def note(group, member, article):
    note = replace(COMMENT, id="shared", body="Among ourselves.", visibility="group", group="desk")
    return add_notes(article, [note], actor=member.user)[0]


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "allowed"),
        [
            ("owner", {"": 200, "settings/": 200, "link/": 302, "remove/": 302, "hand-over/": 200, "leave/": 200}),
            ("member", {"": 200, "leave/": 200}),
        ],
    )
    def test_members(self, request, group, who, allowed):
        client = request.getfixturevalue(who)
        for address, method in ADDRESSES.items():
            expected = allowed.get(address, 200 if who == "owner" else 403)
            assert getattr(client, method)(f"/groups/desk/{address}").status_code == expected, address

    @pytest.mark.parametrize("superuser", [False, True])
    def test_others_not_even_administrators(self, stranger, group, note, superuser):
        User.objects.filter(username="stig").update(is_superuser=superuser, is_staff=superuser)
        for address in ADDRESSES:
            for method in ("get", "post"):
                response, none = (getattr(stranger, method)(f"/groups/{slug}/{address}") for slug in ("desk", "none"))
                assert response.status_code in ((302,) if address in ("leave/", "dissolve/") else (404, 405))
                assert "desk" not in response.text.replace("/groups/desk", "")
                assert (response.status_code, response.headers.get("Location")) == (
                    none.status_code,
                    none.headers.get("Location"),
                )
        assert group.memberships.count() == 2
        assert "The desk" not in stranger.get("/groups/").text

    def test_without_an_account(self, client, group):
        for address, method in {**ADDRESSES, "../new/": "get", "../": "get"}.items():
            assert getattr(client, method)(f"/groups/desk/{address}".replace("desk/../", "")).status_code == 302

    @pytest.mark.parametrize("address", ["link", "remove", "hand-over"])
    def test_nothing_changes_by_a_link(self, owner, group, address):
        assert owner.get(f"/groups/desk/{address}/").status_code == 405

    def test_making_one_needs_the_permission(self, reader, owner):
        assert reader.get("/groups/new/").status_code == 403
        assert owner.get("/groups/new/").status_code == 200


class TestMaking:
    @pytest.mark.parametrize(
        ("name", "slug"), [("Class 7b", "class-7b"), ("New", "group-new"), ("Join", "group-join"), ("…", "group")]
    )
    def test_its_maker_owns_it(self, owner, name, slug):
        response = owner.post("/groups/new/", {"name": name})
        assert response["Location"] == f"/groups/{slug}/settings/"
        group = Group.objects.get()
        assert (group.name, group.owner, list(group.members.all())) == (name, owner.user, [owner.user])
        assert owner.get(f"/groups/{slug}/").status_code == 200

    def test_two_of_one_name(self, owner, stranger):
        for client in (owner, stranger):
            client.post("/groups/new/", {"name": "Desk"})
        assert set(Group.objects.values_list("slug", flat=True)) == {"desk", "desk-2"}

    @pytest.mark.parametrize("name", ["", "  ", "x" * 301])
    def test_a_name_is_needed(self, owner, name):
        assert "errorlist" in owner.post("/groups/new/", {"name": name}).text
        assert not Group.objects.exists()

    def test_names_are_escaped(self, owner):
        page = owner.post("/groups/new/", {"name": "<script>alert(1)</script>"}, follow=True).text
        assert "<script>alert" not in page

    def test_renaming_keeps_the_address(self, owner, group):
        assert owner.post("/groups/desk/settings/", {"name": "The news desk"})["Location"] == "/groups/desk/settings/"
        assert "The news desk" in owner.get("/groups/desk/").text
        wrong = owner.post("/groups/desk/settings/", {"name": ""}).text
        assert "errorlist" in wrong
        assert "The news desk</bdi>" in wrong


class TestJoining:
    def test_by_the_link_after_signing_in_and_saying_so(self, client, group, owner):
        page = BeautifulSoup(owner.get("/groups/desk/settings/").content, "html.parser")
        link = page.select_one(".link a")["href"].removeprefix("http://testserver")
        sign_in = client.get(link)["Location"]
        assert sign_in == f"/sign-in/?next={link}"
        User.objects.create_user("nils", password=PASSWORD)
        back = client.post(sign_in, {"username": "nils", "password": PASSWORD, "next": link})["Location"]
        assert back == link
        assert "Join <bdi>The desk</bdi>?" in client.get(back).text
        assert group.memberships.count() == 2
        assert client.post(back)["Location"] == "/groups/desk/"
        assert group.memberships.count() == 3

    def test_twice_is_once(self, member, group):
        link = f"/groups/join/{group.join_token}/"
        assert member.get(link)["Location"] == "/groups/desk/"
        member.post(link)
        assert group.memberships.count() == 2

    def test_a_new_name_leaves_a_link_alone_that_is_renewed_meanwhile(self, owner, group):
        def renew_before_writing(execute, sql, *rest):
            if sql.startswith("UPDATE") and "articles_group" in sql and not renewed:
                renewed.append(True)
                Group.objects.update(join_token="renewed")
            return execute(sql, *rest)

        renewed = []
        with connection.execute_wrapper(renew_before_writing):
            owner.post("/groups/desk/settings/", {"name": "The other desk"})
        assert Group.objects.values_list("name", "join_token").get() == ("The other desk", "renewed")

    def test_a_renewed_link_shuts_the_old_one(self, owner, stranger, group):
        old = f"/groups/join/{group.join_token}/"
        owner.post("/groups/desk/link/")
        page = stranger.post(old)
        assert page.status_code == 404
        assert "This link leads to no group, or no longer." in page.text
        group.refresh_from_db()
        assert stranger.post(f"/groups/join/{group.join_token}/").status_code == 302

    @pytest.mark.parametrize("token", ["x", "%00", "x" * 500, "%F0%9F%99%82", "' OR 1=1"])
    def test_other_links_lead_nowhere(self, stranger, group, token):
        assert stranger.get(f"/groups/join/{token}/").status_code == 404

    def test_members_do_not_see_the_link(self, member, group):
        assert group.join_token not in member.get("/groups/desk/").text


class TestGoing:
    def test_notes_stay_in_the_group(self, member, owner, note, group):
        assert "Your own notes stay in it" in member.get("/groups/desk/leave/").text
        assert member.post("/groups/desk/leave/")["Location"] == "/groups/"
        assert "Among ourselves." in owner.get("/groups/desk/").text
        assert member.get("/groups/desk/").status_code == 404

    def test_who_has_left_is_told_so(self, member, group):
        member.post("/groups/desk/leave/")
        for again in (member.get, member.post):
            page = again("/groups/desk/leave/", follow=True)
            assert page.redirect_chain == [("/groups/", 302)]
            assert "You do not belong to that group, or no longer." in page.text

    def test_an_owner_hands_over_first(self, owner, member, group):
        assert "Hand it over" in owner.post("/groups/desk/leave/").text
        assert group.memberships.count() == 2
        owner.post("/groups/desk/hand-over/", {"member": member.user.pk})
        group.refresh_from_db()
        assert group.owner == member.user
        page = owner.get("/groups/desk/settings/")
        assert page.status_code == 403
        assert "Only mira, who owns the group, may do this." in page.text
        assert owner.post("/groups/desk/leave/").status_code == 302
        assert list(group.members.all()) == [member.user]

    def test_it_is_handed_to_members_alone(self, owner, stranger, group):
        for value in (stranger.user.pk, owner.user.pk, "", "x"):
            response = owner.post("/groups/desk/hand-over/", {"member": value})
            assert 'id="id_member_error"' in response.text
        group.refresh_from_db()
        assert group.owner == owner.user

    def test_removing_somebody(self, owner, member, note, group):
        assert owner.post("/groups/desk/remove/", {"member": member.user.pk}).status_code == 302
        page = member.get("/groups/desk/")
        assert page.status_code == 404
        assert "There is no such group, or you do not belong to it." in page.text
        assert "Among ourselves." in owner.get("/groups/desk/").text

    def test_nobody_else_is_removed(self, owner, stranger, group):
        for value in (owner.user.pk, stranger.user.pk, "", "\x00", "x", 10**30):
            page = owner.post("/groups/desk/remove/", {"member": value}, follow=True)
            assert "does not belong to the group, or no longer" in page.text
        assert group.memberships.count() == 2


class TestDissolving:
    def test_not_while_others_belong_to_it(self, owner, group):
        page = owner.post("/groups/desk/dissolve/")
        assert "1 other still belongs to it" in page.text
        assert Group.objects.exists()

    def test_notes_become_their_writers_own(self, owner, member, note, group, article):
        mine = replace(COMMENT, id="mine", visibility="group", group="desk")
        (mine,) = add_notes(article, [mine], actor=member.user)
        delete_annotation(mine, actor=member.user)
        member.post("/groups/desk/leave/")
        assert "The 1 note in it becomes private to who wrote it" in owner.get("/groups/desk/dissolve/").text
        assert owner.post("/groups/desk/dissolve/")["Location"] == "/groups/"
        assert not Group.objects.exists()
        page = owner.post("/groups/desk/dissolve/", follow=True)  # pressed twice
        assert "You do not belong to that group, or no longer." in page.text
        note.refresh_from_db()
        assert (note.visibility, note.group, note.creator, note.deleted) == ("private", None, member.user, None)
        assert note.versions.first().note["visibility"] == "private"
        assert not Annotation.objects.shared_with(owner.user).filter(public_id="shared").exists()
        assert Annotation.objects.visible_to(member.user).filter(public_id="shared").exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time anyhow")
class TestWhileItIsDissolved:
    """A request that began before the group was gone, and goes on afterwards."""

    @pytest.fixture
    def answer(self, owner, group):
        """The answer to a form, sent by somebody while the owner's transaction is not at its end."""

        def dissolve(dissolved, goes_on):
            with transaction.atomic():
                dissolve_group(group, actor=owner.user)
                dissolved.set()
                goes_on.wait(5)

        def answer(client, address):
            group.memberships.exclude(user=owner.user).delete()
            dissolved, goes_on = Event(), Event()
            with ThreadPoolExecutor(2) as pool:
                first = in_thread(pool, dissolve, dissolved, goes_on)
                assert dissolved.wait(5)
                second = in_thread(pool, client.post, address)
                with pytest.raises(TimeoutError):
                    second.result(0.5)
                goes_on.set()
                first.result(5)
                return second.result(5)

        return answer

    def test_joining_leads_nowhere(self, answer, stranger, group):
        page = answer(stranger, f"/groups/join/{group.join_token}/")
        assert page.status_code == 404
        assert "This link leads to no group, or no longer." in page.text

    def test_dissolving_it_again_says_that_it_is_gone(self, answer, owner):
        assert answer(owner, "/groups/desk/dissolve/")["Location"] == "/groups/"
        assert "You do not belong to that group, or no longer." in owner.get("/groups/").text


class TestNotes:
    def test_members_see_what_the_group_shares_and_no_more(self, owner, member, note, article):
        others = [
            replace(QUOTE, id="everybodys", body="For everybody."),
            replace(COMMENT, id="private", body="For me.", visibility="private"),
            replace(COMMENT, id="suggested", body="Maybe.", status="suggested", visibility="group", group="desk"),
        ]
        add_notes(article, others, actor=member.user)
        page = owner.get("/groups/desk/").text
        assert "Among ourselves." in page
        assert not [text for text in ("For everybody.", "For me.", "Maybe.") if text in page]

    @pytest.mark.parametrize("count", [1, 20])
    def test_queries(self, owner, member, group, article, count, django_assert_max_num_queries):
        notes = [replace(QUOTE, id="", visibility="group", group="desk") for _ in range(count)]
        add_notes(article, notes, actor=member.user)
        with django_assert_max_num_queries(13):
            page = owner.get("/groups/desk/")
        assert len(BeautifulSoup(page.content, "html.parser").select(".rows > li")) == count

    def shown(self, client, article, query=""):
        page = BeautifulSoup(client.get(f"{article.get_absolute_url()}{query}").content, "html.parser")
        return {note["id"].removeprefix("n-") for note in page.select("section.notes li.note")}, page

    def test_an_article_shows_those_of_one_group_alone(self, owner, article, note):
        everything, page = self.shown(owner, article)
        assert len(everything) == 5
        assert [link.get_text() for link in page.select("nav.groups a")] == ["All notes", "The desk"]
        assert page.select_one("nav.groups [aria-current]").get_text() == "All notes"
        ours, page = self.shown(owner, article, "?group=desk")
        assert ours == {"shared"}
        assert page.select_one("nav.groups [aria-current]").get_text() == "The desk"
        assert page.select_one("form.filters [name=group]")["value"] == "desk"

    def test_it_is_downloaded_alone(self, owner, stranger, article, note):
        for address in (f"{article.get_absolute_url()}?group=desk", "/groups/desk/"):
            links = BeautifulSoup(owner.get(address).content, "html.parser").select(".downloads a")
            (address,) = (link["href"] for link in links if link["href"].endswith("format=json"))
            ours, theirs = (json.loads(reader.get(address).getvalue())["results"] for reader in (owner, stranger))
            assert ([row["id"] for row in ours], theirs) == (["shared"], [])

    def test_others_see_nothing_of_it(self, client, stranger, article, note):
        for reader in (client, stranger):
            assert self.shown(reader, article, "?group=desk")[0] == set()
            everything, page = self.shown(reader, article)
            assert "shared" not in everything
            assert not page.select("nav.groups")

    def test_who_reads_its_notes_writes_for_it(self, member, article, note):
        _, page = self.shown(member, article, "?group=desk")
        (link,) = page.select(".notes-more a")
        assert all("group=desk" in link["href"] for link in page.select("a.annotate"))
        form = BeautifulSoup(member.get(link["href"]).content, "html.parser").select_one("form.note-form")
        assert form.select_one("[name=shown_to] [selected]")["value"] == "group:desk"
        assert form.select_one("[data-cancel]")["href"].endswith("/?group=desk")
        assert {"group=desk" in button["formaction"] for button in form.select(".kinds button")} == {True}
        sent = {**NEW_QUOTE, **words(("content", QUOTE.spans[0].exact, "")), "shown_to": "group:desk"}
        answer = member.post(form["action"], sent)
        made = Annotation.objects.get(creator=member.user, kind="quote")
        assert answer["Location"] == f"{article.get_absolute_url()}?group=desk#r-{made.public_id}"
        sent |= {**words(("content", QUOTE.spans[0].exact[:-1], "")), "shown_to": "public"}  # it is not in that view
        assert "group" not in member.post(form["action"], sent)["Location"]

    def test_it_is_offered_where_nobody_has_written_yet(self, member, article, group):
        article.annotations.all().delete()
        _, page = self.shown(member, article)
        assert [link.get_text() for link in page.select("nav.groups a")] == ["All notes", "The desk"]

    def test_who_reads_its_notes_stays_there_through_a_change_a_deletion_and_their_undoing(self, member, article, note):
        def undo():
            return press(member, self.shown(member, article, "?group=desk")[1].select(".messages form")[-1])["Location"]

        here = f"{article.get_absolute_url()}?group=desk"
        (edit,) = self.shown(member, article, "?group=desk")[1].select(".note-foot a[href*=edit]")
        form = BeautifulSoup(member.get(edit["href"]).content, "html.parser").select_one("form.note-form")
        assert form.select_one("[data-cancel]")["href"] == f"{here}#n-shared"
        sent = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
        sent |= {"body": "Among us.", "shown_to": "group:desk"}
        assert member.post(form["action"], sent)["Location"] == f"{here}#n-shared"
        assert undo() == f"{here}#n-shared"
        (delete,) = (link["href"] for link in form.select("a") if link.get_text() == "Delete")
        assert f"{here}#n-shared" in member.get(delete).text
        assert member.post(delete)["Location"] == here
        assert undo() == f"{here}#n-shared"
        assert undo() == here

    def test_its_page_says_what_each_member_wrote(self, owner, member, article, note):
        theirs = replace(COMMENT, id="theirs", body="Mine.", visibility="group", group="desk")
        add_notes(article, [theirs], actor=owner.user)
        delete_annotation(Annotation.objects.get(public_id="theirs"), actor=owner.user)
        page = BeautifulSoup(owner.get("/groups/desk/").content, "html.parser")
        assert [item.get_text(" ", strip=True) for item in page.select(".members li")] == [
            "mira 1 note",
            "olga owner, no notes",
        ]
        (link,) = page.select(".members a")
        page = BeautifulSoup(owner.get(f"/groups/desk/{link['href']}").content, "html.parser")
        assert page.select_one("#notes").get_text() == "Notes of mira"
        assert len(page.select(".rows > li")) == 1
        (address,) = (link["href"] for link in page.select(".downloads a") if link["href"].endswith("format=json"))
        assert [row["id"] for row in json.loads(owner.get(address).getvalue())["results"]] == ["shared"]
        assert not BeautifulSoup(owner.get("/groups/desk/?by=olga").content, "html.parser").select(".rows > li")

    def test_notes_of_who_has_left_are_counted_too(self, owner, member, group, note):
        leave_group(group, member.user)
        page = BeautifulSoup(owner.get("/groups/desk/").content, "html.parser")
        said = [item.get_text(" ", strip=True) for item in page.select(".members li")]
        assert said == ["olga owner, no notes", "mira has left, 1 note"]
        assert len(page.select(".rows > li")) == 1

    @pytest.mark.parametrize("state", ["draft", "withdrawn"])
    def test_notes_on_what_a_member_may_not_read_are_not_listed(self, owner, member, article, note, state):
        Article.objects.update(state=state, withdrawn_reason="Forged.")
        for browser in (owner, member):
            text = browser.get("/groups/desk/").text
            assert escape(article.title) not in text
            assert note.body not in text
            assert "1 note" not in text
        owner.user.groups.add(Role.objects.get(name="editor"))
        assert escape(article.title) in owner.get("/groups/desk/").text

    def test_members_are_in_the_order_of_the_alphabet(self, owner, group):
        for name in ("Zoe", "anna"):
            group.memberships.create(user=User.objects.create_user(name))
        for address, place in (("", ".members bdi"), ("settings/", ".rows bdi"), ("settings/", "option[value!='']")):
            page = BeautifulSoup(owner.get(f"/groups/desk/{address}").content, "html.parser")
            names = [name.get_text() for name in page.select(place)]
            assert [name for name in names if name not in ("olga", "choose a member")] == ["anna", "mira", "Zoe"]

    def test_nobody_else_writes_for_it(self, stranger, article, group):
        page = stranger.get(f"{article.get_absolute_url()}annotations/new/?group=desk")
        assert BeautifulSoup(page.content, "html.parser").select_one("[name=shown_to] [selected]")["value"] == "public"
        assert "The desk" not in page.text
