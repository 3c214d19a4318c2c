import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsrom.lib.titles import TitleFault, faults

NAMES = ["Kari Nordmann", "Ola Åsgård-Lie"]


@pytest.mark.req("KL-DOC-003")
@pytest.mark.parametrize(
    "title",
    [
        "scan001.pdf",
        "Scan 001",
        "IMG_2034.jpg",
        "image.png",
        "dokument (2).docx",
        "20261103",
        "Vedlegg 1.pdf",
        "DSC00012",
        "kopi",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301.pdf",
        "brev.pdf",
        "Skannet",
        "untitled",
        "kopi.pdf",
        "x",
        "",
    ],
)
def test_a_title_made_by_a_machine_says_nothing(title):
    assert TitleFault.SAYS_NOTHING in faults(title)


@pytest.mark.req("KL-DOC-003")
@pytest.mark.parametrize(
    "title",
    [
        "Oppsigelse datert 03.02.26",
        "Ref. fra drøftingsmøte AML 15-1 datert 12.11.2026",
        "Skriftlig advarsel datert 2026-11-03",
        "Notat fra samtale med medlemmet 3. november 2026",
        "Brev til arbeidsgiver 1/2-26 datert 01/02/26",
        "Oppsigelse datert 3. februar 2026",
    ],
)
def test_a_title_from_the_list_with_its_date_has_no_fault(title):
    assert faults(title, NAMES) == []


@pytest.mark.req("KL-DOC-003")
@pytest.mark.parametrize("title", ["Oppsigelse", "Saksfremstillingsskjema", "Advarsel nr. 2", "Avtale § 15-1"])
def test_a_title_without_a_date_is_noticed_where_a_date_belongs(title):
    assert faults(title) == [TitleFault.NO_DATE]
    assert faults(title, dated=False) == []


@pytest.mark.parametrize(
    "title",
    [
        "Oppsigelse av Kari datert 03.02.26",
        "Nordmanns sak",
        "NORDMANN",
        "sak for Åsgård-Lie",
        "Lie mot kommunen",
        "Olas lønn",
    ],
)
def test_a_title_that_names_somebody_is_noticed(title):
    assert TitleFault.NAMES_SOMEBODY in faults(title, NAMES, dated=False)


@pytest.mark.parametrize("title", ["Karin på vakt", "Lien på huset", "Olavs gate 3", "Nordmannsdalen"])
def test_a_name_inside_another_word_is_not_that_name(title):
    assert TitleFault.NAMES_SOMEBODY not in faults(title, NAMES)


def test_an_identity_number_is_noticed():
    assert TitleFault.IDENTITY_NUMBER in faults("Sak 018190 12345 om lønn")


@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=3))
def test_any_title_can_be_looked_at(title, names):
    assert set(faults(title, names)) <= set(TitleFault)
