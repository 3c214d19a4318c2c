from __future__ import annotations

import pytest

from arbeidsrom.core.system_messages.wording import as_html, refused_links, says_something


def test_simple_marks_become_paragraphs_lists_headings_and_links() -> None:
    html = as_html("# Hei\n\nLes **dette** på [intranettet](https://intranett.example).\n\n- én\n- to")

    assert "<h3>Hei</h3>" in html
    assert "<strong>dette</strong>" in html
    assert '<a href="https://intranett.example"' in html
    assert "<li>én</li>" in html


def test_an_address_alone_becomes_a_link() -> None:
    assert 'href="https://kurs.example/a?b=1&amp;c=2"' in as_html("Se https://kurs.example/a?b=1&c=2 i dag")


@pytest.mark.req("KP-MSG-016")
@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "Hei <img src=x onerror=alert(1)> der",
        '<a href="javascript:alert(1)">her</a>',
        "[her](javascript:alert(1))",
        "[her](data:text/html;base64,PHNjcmlwdD4=)",
        '<p onclick="alert(1)" style="position:fixed">Hei</p>',
        '<iframe src="https://ondt.example"></iframe>',
        "<svg onload=alert(1)></svg>",
        '<form action="https://ondt.example"><input name="passord"></form>',
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    ],
)
def test_active_code_is_cleaned_away(hostile: str) -> None:
    html = as_html(f"Før\n\n{hostile}\n\nEtter")

    words = ("<script", "onerror=", "onclick", "onload", 'href="javascript', 'href="data', "<iframe", "<form", "<svg")
    for word in (*words, "<img", "style=", "<style", "<input"):
        assert word not in html, html
    assert "<p>Før</p>" in html
    assert "<p>Etter</p>" in html


@pytest.mark.req("KP-MSG-016")
@pytest.mark.parametrize(
    "written",
    ["Se http://intranett.example", "[her](http://x.example)", "[her](/hjem)", "<a href='mailto:a@b.example'>a</a>",
     "[her](javascript:alert(1))", "<ftp://filer.example>"],
)  # fmt: skip
def test_a_link_that_is_not_https_is_refused_by_its_address(written: str) -> None:
    assert len(refused_links(written)) == 1
    assert refused_links("Se https://intranett.example og [her](https://x.example)") == []


def test_what_is_only_active_code_says_nothing() -> None:
    assert not says_something(as_html("<script>alert(1)</script>"))
    assert says_something(as_html("Hei"))
