"""The table of statuses, both its columns: what the employee sees, and the cell in the leader's matrix."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.actions import relevance
from arbeidsrom.modules.competence.matrix_shown import LOOKS
from arbeidsrom.modules.competence.rules.statuses import COLOURS, Colour, Shown
from arbeidsrom.modules.competence.shown import STATUSES
from arbeidsrom.modules.competence.tests.errand import Errand
from arbeidsrom.modules.competence.tests.staff import grant

pytestmark = pytest.mark.django_db

CLOCK, WARNING, FILLED, EXCLAMATION, STOP = (
    *("clock", "exclamationmark-triangle", "exclamationmark-triangle-fill"),
    *("!", "x-mark-octagon"),
)


@pytest.fixture
def errand(hospital: Hospital) -> Iterator[Errand]:
    with override("nb"):
        yield Errand(hospital)


def nothing(errand: Errand) -> None:
    """She has not begun."""


def drafts(errand: Errand) -> None:
    errand.drafts(performed_on=errand.today)


def sends(errand: Errand) -> None:
    errand.sends()


def fulfils(errand: Errand) -> None:
    errand.fulfils()


def fulfilled_so_long_ago(days: int) -> Callable[[Errand], None]:
    def fulfilled(errand: Errand) -> None:
        errand.fulfils(on=errand.today - timedelta(days=days))

    return fulfilled


def is_declined(errand: Errand) -> None:
    errand.declines(errand.sends())


def marks_it_as_not_relevant(errand: Errand) -> None:
    actor = errand.hospital.actor(errand.nina)
    relevance.mark_requirement(
        errand.mine.public_id, errand.link.public_id, comment="Gjør ikke det", actor=actor, now=errand.hospital.now
    )


TABLE: list[tuple[Shown, str, str, str, Callable[[Errand], None], dict[str, object]]] = [
    (Shown.NOT_STARTED, "red", "white", "", nothing, {}),
    (Shown.STARTED, "yellow", "yellow", CLOCK, drafts, {}),
    (Shown.WAITING, "yellow", "yellow", WARNING, sends, {"requires_signing": True}),
    (Shown.FULFILLED, "green", "green", "checkmark", fulfils, {}),
    (Shown.FULFILLED, "green", "green", "checkmark", fulfilled_so_long_ago(9), {"validity_days": 40}),
    (Shown.EXPIRES_SOON, "yellow", "yellow", "hourglass", fulfilled_so_long_ago(10), {"validity_days": 40}),
    (Shown.EXPIRES_SOON, "yellow", "yellow", "hourglass", fulfilled_so_long_ago(40), {"validity_days": 40}),
    (Shown.DECLINED, "red", "red", FILLED, is_declined, {"requires_signing": True}),
    (Shown.EXPIRED, "red", "red", EXCLAMATION, fulfilled_so_long_ago(41), {"validity_days": 40}),
    (Shown.NOT_RELEVANT, "none", "white", STOP, marks_it_as_not_relevant, {}),
]
"""The status, the employee's colour, the cell's colour and its symbol, and how it comes about. Where the catalogue's
table has no symbol in a coloured cell there is one all the same, for nobody is to need the colours."""

OF_COMPONENTS = {"red": "danger", "yellow": "warning", "green": "success", "white": "neutral", "none": "neutral"}


@pytest.mark.req("KP-COLOUR-006", "KP-MATRIX-005", "KP-MATRIX-006", "KP-MATRIX-007", "KP-MATRIX-008")
@pytest.mark.req("KP-MATRIX-009", "KP-MATRIX-010", "KP-MATRIX-011", "KP-MATRIX-012")
@pytest.mark.parametrize(("status", "own", "cell", "symbol", "comes_about", "settings"), TABLE)
def test_each_status_has_its_colour_for_the_employee_and_its_cell_in_the_matrix(
    errand: Errand,
    status: Shown,
    own: str,
    cell: str,
    symbol: str,
    comes_about: Callable[[Errand], None],
    settings: dict[str, object],
) -> None:
    errand.begin("HLR", **settings)
    comes_about(errand)

    assert COLOURS[status] == Colour(own)
    assert tag_in(page(errand.hospital.browser("Nina"), "own_plan", errand.mine.public_id)) == (
        OF_COMPONENTS[own],
        str(STATUSES[status].label),
    )
    colour, found, words = cell_in(page(errand.hospital.browser("Astrid"), "status_matrix", errand.mine.plan.public_id))
    assert (colour, found) == (OF_COMPONENTS[cell], symbol)
    assert words == str(status.label)


def page(client: Client, view: str, *ids: object) -> str:
    answer = client.get(reverse(view, args=ids), headers={"accept-language": "nb"})
    assert answer.status_code == 200
    return unescape(answer.content.decode()).split("<main")[1]


def tag_in(text: str) -> tuple[str, str]:
    """The status beside the requirement in the employee's plan."""
    (colour, label), *_more = re.findall(r'<span class="ds-tag" data-color="(\w+)">.*?</svg>(.*?)</span>', text, re.S)[
        -1:
    ]
    return colour, label


def cell_in(text: str) -> tuple[str, str, str]:
    """The colour, the symbol and the words of the only cell, which are in its tooltip and read aloud."""
    ((attributes, link),) = re.findall(r'<td class="matrix-cell"(.*?)>(<a .*?</a>)</td>', text, re.S)
    colour = re.search(r'data-color="(\w+)"', attributes)
    symbol = re.search(r'#([\w-]+)"></use>|aria-hidden="true">(!)</b>', link)
    said, tooltip = re.search(r'<span class="ds-sr-only">(.*?)</span>', link), re.search(r'title="(.*?)"', link)
    assert said
    assert tooltip
    assert said[1] == tooltip[1]
    return colour[1] if colour else "neutral", (symbol[1] or symbol[2]) if symbol else "", said[1]


def test_no_two_kinds_of_cell_differ_by_their_colour_alone() -> None:
    assert set(LOOKS) == set(Shown)
    symbols = [look.icon or look.sign for look in LOOKS.values()]
    assert len(set(symbols)) == len(LOOKS)


@pytest.mark.req("KP-LCOL-001", "KP-LCOL-002", "KP-LCOL-003", "KP-LCOL-004")
@pytest.mark.parametrize(
    ("status", "leaders"),
    [
        *((Shown.EXPIRED, "danger"), (Shown.DECLINED, "danger")),
        *((Shown.WAITING, "warning"), (Shown.STARTED, "warning"), (Shown.FULFILLED, "success")),
    ],
)
def test_on_a_leaders_pages_red_is_to_be_done_yellow_is_begun_and_green_is_completed(
    errand: Errand, status: Shown, leaders: str
) -> None:
    """In the page of the employee's plan, which was there before the matrix, and in the matrix alike."""
    _status, _own, _cell, _symbol, comes_about, settings = next(one for one in TABLE if one[0] is status)
    errand.begin("HLR", **settings)
    comes_about(errand)
    client = errand.hospital.browser("Astrid")
    assert tag_in(page(client, "employee_plan", errand.mine.public_id)) == (leaders, str(status.label))
    assert cell_in(page(client, "status_matrix", errand.mine.plan.public_id))[0] == leaders


@pytest.mark.req("KP-LCOL-001")
def test_what_is_not_begun_is_red_where_the_employee_sees_it_and_white_in_the_matrix(errand: Errand) -> None:
    errand.begin("HLR")
    client = errand.hospital.browser("Astrid")
    assert tag_in(page(client, "employee_plan", errand.mine.public_id))[0] == "danger"
    assert cell_in(page(client, "status_matrix", errand.mine.plan.public_id))[0] == "neutral"


def statuses_in(text: str) -> list[tuple[str, str]]:
    return re.findall(r'<span class="ds-tag" data-color="(\w+)">.*?</svg>(.*?)</span>', text, re.S)


@pytest.mark.req("KP-LCOL-001", "KP-LCOL-002", "KP-LCOL-003")
def test_a_plan_that_waits_is_red_for_whoever_approves_it_and_yellow_for_others(errand: Errand) -> None:
    errand.begin("HLR")
    errand.fulfils()
    rita = errand.hospital.employ("Rita", "1020")
    grant(errand.hospital, rita, roles.SUPERUSER, "sykehuset")
    seen = {
        name: [
            statuses_in(page(errand.hospital.browser(name), view, one.public_id))[0]
            for view, one in (("employee_plans", errand.nina), ("employee_plan", errand.mine))
        ]
        for name in ("Astrid", "Rita")
    }
    waits = "Venter på godkjenning"
    assert seen == {"Astrid": [("danger", waits)] * 2, "Rita": [("warning", waits)] * 2}
    assert statuses_in(page(errand.hospital.browser("Nina"), "own_plans"))[0] == ("warning", waits)
    errand.hospital.browser("Astrid").post(reverse("approve_assignment", args=[errand.mine.public_id]))
    approved = page(errand.hospital.browser("Astrid"), "employee_plans", errand.nina.public_id)
    assert statuses_in(approved)[0] == ("success", "Godkjent")


@pytest.mark.req("KP-LCOL-002", "KP-LCOL-004")
def test_what_one_is_asked_to_sign_is_red_until_it_is_signed_and_then_green(errand: Errand) -> None:
    errand.begin("HLR", requires_signing=True)
    request = errand.sends()
    sven = errand.hospital.browser("Sven")
    assert statuses_in(page(sven, "signing"))[0][0] == "danger"
    errand.signs(request)
    everything = sven.get(reverse("signing"), {"f-state": "done"}, headers={"accept-language": "nb"}).content.decode()
    assert statuses_in(everything.split("<main")[1])[0][0] == "success"
