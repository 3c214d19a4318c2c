"""Titles of documents: what is proposed and what is warned about."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from arbeidsrom.modules.workspace.rules import titles
from arbeidsrom.modules.workspace.rules.titles import title_proposals


@pytest.mark.req("KL-DOC-003")
def test_the_proposals_carry_the_documents_date():
    proposals = {proposal.key: proposal for proposal in title_proposals()}
    with override("nb"):
        day = date(2026, 2, 3)
        assert proposals["dismissal"].on(day) == "Oppsigelse datert 03.02.26"
        assert proposals["minutes_discussion"].on(day) == "Ref. fra drøftingsmøte AML 15-1 datert 03.02.26"
        assert proposals["case_statement"].on(None) == "Saksfremstillingsskjema"
    assert {"case_statement", "dismissal", "minutes_discussion", "written_warning", "note_member"} <= set(proposals)


def test_documents_of_the_same_title_are_told_apart_by_a_number():
    assert titles.told_apart("Oppsigelse", ["Notat"]) == "Oppsigelse"
    assert titles.told_apart("Oppsigelse", ["Oppsigelse"]) == "Oppsigelse (2)"
    assert titles.told_apart("Oppsigelse", ["Oppsigelse", "Oppsigelse (2)"]) == "Oppsigelse (3)"
