"""Numbers have thin spaces where people read them, and none where a program does: in attributes."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from arbeidsrom.web.components.formats import THIN_SPACE
from tests.house.world import World

SOURCE = Path(__file__).resolve().parents[2] / "src" / "arbeidsrom"
FOR_PEOPLE = {"alt", "aria-label", "aria-description", "data-say", "placeholder", "title"}
IN_ATTRIBUTE = re.compile(r"""([\w:-]+)="([^"]*)\"""")
FORMATTED = re.compile(r"\|\s*(?:number|file_size|floatformat|intcomma|localize)\b")
SEPARATED = re.compile(rf"\d[{THIN_SPACE}\u00a0]\d")


def formatted_attributes(source: str) -> list[str]:
    """The attributes of a template that are given a number as people read it."""
    markup: list[str] = []

    def hide(found: re.Match[str]) -> str:
        markup.append(found[0])
        return f"⟦{len(markup) - 1}⟧"

    hidden = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", hide, source, flags=re.S)
    return [
        f"{name}={markup[int(place)]}"
        for element in re.findall(r"<[a-z][^<>]*>", hidden)
        for name, value in IN_ATTRIBUTE.findall(element)
        for place in re.findall(r"⟦(\d+)⟧", value)
        if name not in FOR_PEOPLE and FORMATTED.search(markup[int(place)])
    ]


def test_a_separated_number_in_an_attribute_is_found() -> None:
    assert formatted_attributes('<meter class="a" max="{{ total|number }}" aria-label="{{ total|number }}">') == [
        "max={{ total|number }}"
    ]


@pytest.mark.parametrize("template", sorted(SOURCE.glob("**/templates/**/*.html")), ids=lambda file: file.name)
def test_no_attribute_of_a_template_is_given_a_number_as_people_read_it(template: Path) -> None:
    assert not formatted_attributes(template.read_text())


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_number_by_itself_stays_as_programs_read_it(language: str) -> None:
    with translation.override(language):
        assert Template('<input value="{{ n }}">').render(Context({"n": 1234567})) == '<input value="1234567">'


@pytest.mark.django_db
def test_no_component_puts_a_separated_number_into_an_attribute(world: World) -> None:
    page = world.browser("kari").get(reverse("web_components")).content.decode()
    assert SEPARATED.search(page), "the page of components shows no large number"
    separated: list[tuple[str, str]] = []

    class Attributes(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            found = [(name, value or "") for name, value in attributes if name not in FOR_PEOPLE]
            separated.extend(pair for pair in found if SEPARATED.search(pair[1]))

    Attributes().feed(page)
    assert not separated
