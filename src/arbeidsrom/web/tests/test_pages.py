"""Pages: rendered with the database closed, never cached; errors with a reference; the installed app."""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.lib.actor import Actor, ActorKind, Span
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.web import errors, navigation, pages
from arbeidsrom.web.navigation import Item, Place


@pytest.fixture
def kari(cast, client: Client) -> Client:
    client.force_login(cast.accounts["kari"])
    return client


@pytest.mark.django_db
def test_a_template_that_asks_the_database_fails_in_tests():
    with pytest.raises(pages.QueryInTemplate), pages.database_closed("x.html"):
        list(get_user_model().objects.all())


@pytest.mark.django_db
@override_settings(STRICT_TEMPLATES=False)
def test_a_template_that_asks_the_database_is_told_of_in_production(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR), pages.database_closed("x.html"):
        assert list(get_user_model().objects.all()) == []
    assert "template_query" in caplog.text


@pytest.mark.req("PL-OPS-005")
@pytest.mark.django_db
def test_no_page_is_kept_by_browsers_or_proxies(kari: Client):
    assert kari.get("/")["Cache-Control"] == "no-store"


@pytest.mark.req("PL-OPS-005")
@pytest.mark.django_db
def test_every_page_keeps_the_strict_policy_without_inline_script_or_style(kari: Client):
    answer = kari.get(reverse("web_components"))
    policy, text = answer["Content-Security-Policy"], answer.content.decode()
    assert answer["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", text)


@pytest.mark.req("PL-OPS-005")
@pytest.mark.django_db
def test_a_form_from_elsewhere_and_one_that_is_too_large_change_nothing(cast, settings):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.accounts["kari"])
    page = browser.get(reverse("preferences"))
    wanted = {"language": "en", "look": "dark"}
    assert browser.post(reverse("preferences"), wanted).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    own = {**wanted, "csrfmiddlewaretoken": token}
    assert browser.post(reverse("preferences"), {**own, "language": "x" * 3_000_000}).status_code in (400, 403, 413)
    cast.accounts["kari"].refresh_from_db()
    assert cast.accounts["kari"].language != "en"
    assert browser.post(reverse("preferences"), own).status_code == 302
    assert browser.cookies[settings.CSRF_COOKIE_NAME]["samesite"] == settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.req("PL-UI-002")
@pytest.mark.django_db
def test_errors_are_tied_to_their_fields_and_summed_up_with_links(kari: Client):
    text = kari.get(reverse("web_components")).content.decode()
    field = re.search(r'<input type="email"[^>]*>', text).group()
    assert 'aria-describedby="id_email_error"' in field
    assert 'aria-invalid="true"' in field
    assert re.search(r'<p id="id_email_error"[^>]*>', text)
    assert 'href="#id_email"' in text
    assert 'href="#id_way_0"' in text
    assert re.search(r'<fieldset[^>]*aria-describedby="id_way_error"', text)


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (lambda request: errors.bad_request(request), 400, "forsto ikke"),
        (lambda request: errors.forbidden(request, PermissionDenied("Bare lederen kan dette.")), 403, "Bare lederen"),
        (lambda request: errors.not_found(request), 404, "finner ikke siden"),
        (lambda request: errors.refused(request, WrongState("Saken er avsluttet.")), 409, "Saken er avsluttet."),
        (lambda request: errors.broken(request), 500, "gikk galt hos oss"),
        (lambda request: errors.unsent(request), 403, "kunne ikke sendes"),
    ],
)
def test_an_error_says_what_why_and_a_reference(rf: RequestFactory, answer, status: int, words: str):
    request = rf.get("/x/")
    request.reference = "AB12CD34"
    with override("nb"):
        response = answer(request)
    assert response.status_code == status
    assert words in response.content.decode()
    assert "AB12CD34" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_the_reason_of_a_refusal_is_words_and_never_markup(rf: RequestFactory):
    text = errors.forbidden(rf.get("/x/"), PermissionDenied("<b>x</b>")).content.decode()
    assert "<b>x</b>" not in text


def test_menus_hold_what_the_actor_may_open_and_mark_where_one_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(Item("home", "Home", "home", "house", order=0))
    navigation.register(Item("own", "Own", "preferences", "cog", permission="x.do"))
    navigation.register(Item("any", "Any", "web_components", "cog", permission=("x.see", "x.do"), order=60))
    navigation.register(Item("none", "None", "web_components", "cog", permission=("x.see", "x.other")))
    navigation.register(Item("admin", "Components", "web_components", "cog", place=Place.ADMINISTRATION))
    allowed = Actor(ActorKind.PERSON, "Kari", permissions={"x.do": (Span(1, 2),)})
    assert [link.label for link in navigation.links(Place.MAIN, None, "/")] == ["Home"]
    links = navigation.links(Place.MAIN, allowed, "/preferences/views/")
    assert [(link.label, link.current) for link in links] == [("Home", False), ("Own", True), ("Any", False)]


@pytest.mark.req("PL-UI-004")
@pytest.mark.django_db
def test_the_program_installs_as_an_app(client: Client):
    answer = client.get(reverse("web_manifest"))
    manifest = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert manifest["display"] == "standalone"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])


@pytest.mark.req("PL-UI-004")
@pytest.mark.django_db
def test_the_service_worker_keeps_the_offline_page_and_nothing_protected(client: Client):
    text = client.get(reverse("web_service_worker")).content.decode()
    kept = re.search(r"const PAGES = \[(.*?)\];", text).group(1)
    assert re.findall(r'"([^"]+)"', kept) == [
        "/offline/",
        "/static/assets/arbeidsrom.css",
        "/static/arbeidsrom/icons/icon.svg",
    ]
    assert ".put(" not in text
    assert "trenger forbindelse" in client.get(reverse("web_offline")).content.decode()


@pytest.mark.req("PL-UI-003")
def test_the_components_are_designsystemets_own():
    template = (
        "{% load arbeidsrom %}{% button %}x{% endbutton %}{% tag 'success' %}x{% endtag %}"
        "{% alert 'info' title='x' %}x{% endalert %}"
        "{% card %}x{% endcard %}{% details 'x' %}x{% enddetails %}{% dialog 'x' 'x' %}x{% enddialog %}"
        "{% table 'x' %}x{% endtable %}"
    )
    text = engines["django"].from_string(template).render({})
    for name in ("button", "tag", "alert", "card", "details", "dialog", "table", "heading"):
        assert f'class="ds-{name}"' in text


def test_a_word_and_a_symbol_stand_beside_every_colour():
    text = engines["django"].from_string("{% load arbeidsrom %}{% tag 'danger' %}Avvist{% endtag %}").render({})
    assert "#x-mark-octagon" in text
    assert "Avvist" in text


def test_what_stands_in_a_fact_is_markup_where_it_was_and_words_where_it_was_not():
    template = "{% load arbeidsrom %}{% fact 'Mail' %} <a href='/x/'>{{ words }}</a> {% endfact %}"
    text = engines["django"].from_string(template).render({"words": "<b>"})
    assert "<dd><a href='/x/'>&lt;b&gt;</a></dd>" in text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/offline/", "/demonstration/"])
def test_a_page_outside_the_frame_is_shown_to_somebody_signed_in_too(kari: Client, path: str):
    assert kari.get(path).status_code == 200
