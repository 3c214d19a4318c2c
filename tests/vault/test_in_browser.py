"""The upload form in a real browser: many files, a bar for each, going on after a lost connection."""

import os
import re

import pytest
from playwright.sync_api import expect

from arbeidsrom.core.vault import queries
from arbeidsrom.core.vault.models import DocumentVersion
from tests.journeys.browser import chromium

pytestmark = pytest.mark.browser
BIG = os.urandom(20 * 2**20 + 7)


@pytest.fixture
def page(server, thing, cookies):
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with chromium() as browser:
        context = browser.new_context(locale="nb-NO")
        context.add_cookies([{"name": name, "value": value, "url": server.address} for name, value in cookies.items()])
        page = context.new_page()
        problems = []
        page.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{server.address}/things/{thing}/")
        page.problems = problems
        yield page
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def as_files(**contents):
    return [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in contents.items()]


def stored():
    return {v.file_name: b"".join(queries.open_stream(v)) for v in DocumentVersion.objects.order_by("id")}


def wait_for_list(page, count):
    expect(page.locator("main ol li")).to_have_count(count, timeout=60_000)


@pytest.mark.req("KL-DOC-001")
def test_many_files_at_once_each_with_its_bar(page):
    contents = {f"fil {n}.txt": os.urandom(300_000 + n) for n in range(5)}
    page.set_input_files("input[type=file]", as_files(**contents))
    assert page.locator("[data-files] progress").count() == 5
    assert page.locator("[data-files] progress").first.get_attribute("aria-label") == "fil 0.txt"
    wait_for_list(page, 5)
    assert stored() == contents
    assert page.problems == []


def test_the_browser_keeps_an_upload_without_the_name_of_its_file(page):
    kept = []
    page.on("console", lambda said: kept.append(said.text[5:]) if said.text.startswith("kept ") else None)
    page.add_init_script(
        "const keep = Storage.prototype.setItem;"
        "Storage.prototype.setItem = function (key, value) { console.log('kept ' + key); keep.call(this, key, value); }"
    )
    page.reload()
    page.set_input_files("input[type=file]", as_files(**{"Oppsigelse Liv.txt": b"a", "Oppsigelse Unni.txt": b"b"}))
    wait_for_list(page, 2)
    assert len(set(kept)) == 2
    assert all(re.fullmatch(r"upload\|[0-9a-f]{16}", key) for key in kept)
    assert page.problems == []


@pytest.mark.req("KL-DOC-001")
def test_files_can_be_dropped(page):
    transfer = page.evaluate_handle(
        "() => { const t = new DataTransfer(); t.items.add(new File(['sluppet'], 'sluppet.txt')); return t }"
    )
    page.dispatch_event("[data-zone]", "drop", {"dataTransfer": transfer})
    wait_for_list(page, 1)
    assert stored() == {"sluppet.txt": b"sluppet"}


@pytest.mark.req("KL-DOC-001")
def test_a_lost_connection_costs_only_time(page):
    lost = []

    def cut(route):
        if route.request.method == "PATCH" and len(lost) < 2 and route.request.headers["upload-offset"] != "0":
            lost.append(route.request.headers["upload-offset"])
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile(r"/uploads/[0-9a-f-]{36}/"), cut)
    page.set_input_files("input[type=file]", as_files(**{"stor.bin": BIG}))
    wait_for_list(page, 1)
    assert stored() == {"stor.bin": BIG}
    assert lost == [str(8 * 2**20)] * 2


@pytest.mark.long
@pytest.mark.req("KL-DOC-001")
def test_a_server_that_is_killed_and_comes_back_is_waited_for(page, server):
    killed = []

    def kill(route):
        if killed:
            route.continue_()
            return
        killed.append(True)
        server.kill()
        server.start()
        route.abort("connectionreset")

    page.route(re.compile(r"/uploads/[0-9a-f-]{36}/"), kill)
    page.set_input_files("input[type=file]", as_files(**{"stor.bin": BIG}))
    wait_for_list(page, 1)
    assert stored() == {"stor.bin": BIG}


def test_a_file_that_is_refused_says_why_and_can_be_removed(page, thing):
    page.evaluate("document.querySelector('[name=about]').value = '00000000-0000-0000-0000-000000000000'")
    page.set_input_files("input[type=file]", as_files(**{"a.txt": b"x"}))
    page.wait_for_selector("[data-state=failed]")
    page.locator("[data-files] button").focus()
    page.keyboard.press("Enter")
    assert page.locator("[data-state]").count() == 1, "it is tried again by keyboard"


@pytest.mark.req("KL-DOC-001")
def test_without_script_the_form_does_the_same(server, thing, cookies):
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with chromium() as browser:
        context = browser.new_context(java_script_enabled=False)
        context.add_cookies([{"name": name, "value": value, "url": server.address} for name, value in cookies.items()])
        page = context.new_page()
        page.goto(f"{server.address}/things/{thing}/")
        page.set_input_files("input[type=file]", as_files(**{"a.txt": b"en", "b.txt": b"to"}))
        page.locator("form[data-upload] button").click()
        assert page.locator("main ol li").all_inner_texts() == ["a.txt 2", "b.txt 2"]
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    assert stored() == {"a.txt": b"en", "b.txt": b"to"}
