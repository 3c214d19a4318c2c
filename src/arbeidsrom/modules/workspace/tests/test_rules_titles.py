"""Titles of documents: what is proposed and what is warned about."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from arbeidsrom.modules.workspace.rules.titles import TitleFault, faults, names_somebody, title_proposals


@pytest.mark.req("KL-DOC-003")
def test_the_proposals_carry_the_documents_date():
    proposals = {proposal.key: proposal for proposal in title_proposals()}
    with override("nb"):
        day = date(2026, 2, 3)
        assert proposals["dismissal"].on(day) == "Oppsigelse datert 03.02.26"
        assert proposals["minutes_discussion"].on(day) == "Ref. fra drøftingsmøte AML 15-1 datert 03.02.26"
        assert proposals["case_statement"].on(None) == "Saksfremstillingsskjema"
    assert {"case_statement", "dismissal", "minutes_discussion", "written_warning", "note_member"} <= set(proposals)


@pytest.mark.req("KL-DOC-003")
@pytest.mark.parametrize(
    "title",
    [
        "scan001.pdf",
        "Scan 001",
        "IMG_2034.jpg",
        "dokument (2).docx",
        "Skannet",
        "20260203",
        "kopi.pdf",
        "untitled",
    ],
)
def test_a_title_that_says_nothing_is_warned_about(title):
    assert TitleFault.MEANINGLESS in faults(title)


@pytest.mark.req("KL-DOC-003")
@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Oppsigelse datert 03.02.26", []),
        ("Oppsigelse datert 3. februar 2026", []),
        ("Oppsigelse 2026-02-03", []),
        ("Oppsigelse", [TitleFault.NO_DATE]),
        ("Oppsigelse.pdf", [TitleFault.FILE_NAME, TitleFault.NO_DATE]),
        ("", [TitleFault.EMPTY]),
        ("Lønnsslipp 15047912345 datert 03.02.26", [TitleFault.IDENTITY_NUMBER]),
    ],
)
def test_a_title_without_a_date_is_warned_about(title, expected):
    assert faults(title) == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Oppsigelse av Bjørnstad datert 03.02.26", True),
        ("Kari Bjørnstad", True),
        ("Oppsigelse datert 03.02.26", False),
        ("Bjørnstadmoen avdeling", False),
    ],
)
def test_a_name_in_a_title_is_found(text, named):
    assert names_somebody(text, ["Kari Bjørnstad"]) is named
