"""Tables: on a phone a wide one becomes cards, each value with its heading."""

from __future__ import annotations

import pytest
from django.template import engines

ROW = "<tr><th scope='row'>Kari</th><td>Leder</td><td class='number'>3</td><td>Slett</td></tr>"


def shown(headings: str, row: str = ROW) -> str:
    source = (
        "{% load arbeidsrom %}{% table 'People' %}<thead><tr>" + headings + "</tr></thead>"
        "<tbody>" + row + "</tbody>{% endtable %}"
    )
    return engines["django"].from_string(source).render({})


ACTION = "<th><span class='ds-sr-only'>Action</span></th>"
WIDE = f"<th>Name</th><th>Office</th><th class='number'>Cases &amp; more</th>{ACTION}"


@pytest.mark.req("PL-UI-004")
def test_every_cell_of_a_wide_table_carries_its_heading():
    table = shown(WIDE)
    assert "table-cards" in table
    assert '<td role="cell" data-label="Office">Leder</td>' in table
    assert '<td role="cell" data-label="Cases &amp; more" class=\'number\'>3</td>' in table
    assert '<td role="cell" data-label="">Slett</td>' in table


@pytest.mark.req("PL-UI-002")
def test_a_table_that_becomes_cards_is_still_a_table_to_a_screen_reader():
    table = shown(WIDE)
    assert 'role="table"' in table
    assert table.count('role="rowgroup"') == 2
    assert table.count('role="row"') == 2
    assert table.count('role="columnheader"') == 4
    assert 'role="rowheader"' in table


def test_a_narrow_table_stays_a_table():
    assert "table-cards" not in shown("<th>Name</th><th>Office</th>")
