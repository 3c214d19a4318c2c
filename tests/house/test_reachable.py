"""Every page that somebody may open can be found by following links: nobody has to know an address by heart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse

from tests.cast import ROLES_OF_CAST
from tests.house.access_cases import FOR_MACHINES, WHO
from tests.house.staff import STAFF
from tests.house.test_access import addresses, is_refused
from tests.house.world import World
from tests.links import Links

pytestmark = pytest.mark.django_db

NOT_BY_LINK = dict.fromkeys(FOR_MACHINES, "asked by machines that watch the program") | {
    "openapi": "fetched by programs that use the API; named on the page that describes it",
    "api_docs": "for those who build other systems; named in docs/operating/api.md",
    "demonstration_users": "on the page for signing in, before anybody is signed in",
    "choose_position": "in the menu of whoever has several ways in; each of these has one",
    "earlier_system_messages": "on the home page of whoever has been sent one; here nobody has",
    "signing": "in the menu of whoever is asked to sign something, or has been; here nobody has",
    "web_components": "for those who build pages; named in docs/how-to/page.md",
    "web_service_worker": "fetched by the browser when the program is installed",
    "web_offline": "shown by the browser when the network is gone",
    "uploads": "spoken to by the script that sends files",
    "upload": "spoken to by the script that sends files",
    "member_data": "found by the member's exact number on the page of requests for access",
    "write_to_members": "a message that was begun is gone on with from the list of members; here nobody has begun one",
    "set_requirement_deadlines": "what is ticked in «Kompetanseoppfølging» is sent there; here nobody has any to tick",
    "write_member_note": "the note stands on the member's page; whoever was signed out while writing comes back by it",
    "personal_details": "an employee's is found from the overview; one's own has an address of its own in the menu",
    "release_document": "offered for files too large to be scanned; this one is not",
}


OF_A_KIND = 3
"""How many pages of one kind are opened: what they lead to differs with what they show."""


def links_of(answer: HttpResponse, path: str) -> Iterator[str]:
    """The paths that a page leads to, its own among them."""
    if answer.status_code in (301, 302):
        yield urlsplit(urljoin(path, answer.headers["Location"])).path
    elif "text/html" in answer.headers.get("Content-Type", ""):
        reader = Links()
        reader.feed(answer.content.decode())
        yield from (urlsplit(urljoin(path, link)).path for link in reader.found)


def name_of(path: str) -> str:
    """The name of an address, or nothing for what is none of ours."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def reached_by(world: World, who: str) -> set[str]:
    """The names of all addresses that somebody comes to from the first page."""
    waiting, seen, opened = ["/"], {"/"}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        opened[name_of(path)] += 1
        if opened[name_of(path)] > OF_A_KIND:
            continue
        answer = world.browser(who).get(path)
        if answer.streaming:
            list(answer)
            continue
        for link in links_of(answer, path):
            if link not in seen and name_of(link) in WHO:
                seen.add(link)
                waiting.append(link)
    return {name_of(path) for path in seen}


def may_be_opened_by(world: World, who: str) -> set[str]:
    """The names of all addresses that show somebody something, in this world."""
    meant = {name for name, whom in WHO.items() if not isinstance(whom, set) or who in whom}
    return {name for name, parameters in addresses().items() if name in meant and _opens(world, who, name, parameters)}


def _opens(world: World, who: str, name: str, parameters: tuple[str, ...]) -> bool:
    url = reverse(name, kwargs={parameter: world.things[parameter] for parameter in parameters})
    answer = world.browser(who).get(url)
    if answer.streaming:
        list(answer)
    return answer.status_code != 405 and not is_refused(answer)


@pytest.mark.parametrize("who", [*ROLES_OF_CAST, *STAFF])
def test_whatever_somebody_may_open_is_found_by_following_links(world: World, who: str) -> None:
    lost = may_be_opened_by(world, who) - reached_by(world, who) - set(NOT_BY_LINK)
    assert " ".join(sorted(lost)) == ""
