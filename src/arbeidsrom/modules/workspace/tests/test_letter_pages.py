"""Letters are made in the case and stored as documents; clubs and unions bring templates (KL-CASE-013)."""

from __future__ import annotations

import io
import re

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.core.vault.tests import files
from arbeidsrom.lib.tests.test_papers import words_of_pdf, words_of_word
from arbeidsrom.modules.workspace.letters.catalogue import TEMPLATES
from arbeidsrom.modules.workspace.models import Case, CaseDocument, LetterTemplate
from arbeidsrom.modules.workspace.queries import documents
from arbeidsrom.modules.workspace.tests.factories import a_case, a_member
from arbeidsrom.modules.workspace.tests.test_letters import template
from arbeidsrom.modules.workspace.tests.test_views import signed_in
from arbeidsrom.modules.workspace.views import letters as views
from tests.cast import Cast


@pytest.fixture
def case(cast: Cast) -> Case:
    return a_case(cast, member=a_member(cast.hospital_club, "Anne", "Ås"))


def make(cast: Cast, case: Case, name: str, data: dict[str, str] | None = None):
    url = reverse("make_letter", args=[case.public_id, name])
    return signed_in(cast, "kari").post(url, {"dato": "2026-11-20", **(data or {})})


def bring(cast: Cast, who: str, unit, content: bytes, name: str = "Vårt brev"):
    file = SimpleUploadedFile("mal.docx", content)
    data = {"unit": str(unit.public_id), "name": name, "language": "nb", "file": file}
    return signed_in(cast, who).post(reverse("letter_templates"), data)


@pytest.mark.req("KL-CASE-013")
@pytest.mark.parametrize("name", [one.key for one in TEMPLATES])
def test_every_letter_is_made_from_the_case_and_stored_in_it(cast: Cast, case: Case, name: str):
    client = signed_in(cast, "kari")
    chosen = reverse("make_letter", args=[case.public_id, name])
    assert chosen in client.get(reverse("choose_letter", args=[case.public_id])).content.decode()
    assert client.get(chosen).status_code == 200
    sent = make(cast, case, name, {"møte__sted": "Rådhuset", "tekst": "Egne ord"})
    (row,) = documents.documents_of(case, actor=cast.kari)
    assert sent["Location"] == reverse("document", args=[case.public_id, row.public_id])
    assert row.title.endswith("datert 20.11.26")
    assert row.faults == ()
    assert row.latest.file_name.endswith(".docx")
    content = b"".join(vault.open_stream(vault.get_version(row.latest.public_id)))
    words = words_of_word(content)
    assert "Anne Ås" in words
    assert case.label in words
    assert docx.Document(io.BytesIO(content)).paragraphs  # opens as a document to go on writing in


@pytest.mark.req("KL-CASE-013", "KL-DOC-006")
def test_a_letter_that_is_begun_waits_until_it_is_made_each_kind_by_itself(cast: Cast, case: Case):
    client = signed_in(cast, "kari")
    url, other = (reverse("make_letter", args=[case.public_id, name]) for name in ("summons", "note_member"))
    draft = re.search(r'name="draft" value="([^"]+)"', client.get(url).content.decode())
    client.post(reverse("keep_draft"), {"draft": draft and draft[1], "møte__sted": "Rådhuset", "dato": "2026-11-19"})
    page = client.get(url).content.decode()
    assert 'value="Rådhuset"' in page
    assert 'value="2026-11-19"' in page
    assert "Rådhuset" not in client.get(other).content.decode()

    client.post(url, {"draft": draft and draft[1], "møte__sted": "Rådhuset", "dato": "2026-11-19"})
    assert "Rådhuset" not in client.get(url).content.decode()


def test_a_letter_is_shown_and_downloaded_from_the_case(cast: Cast, case: Case):
    page = signed_in(cast, "kari").get(make(cast, case, "summons", {"møte__sted": "Rådhuset"})["Location"])
    assert "Rådhuset" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_a_template_that_does_not_exist_is_404(cast: Cast, case: Case):
    for name in ("nothing", "00000000-0000-0000-0000-000000000000"):
        assert make(cast, case, name).status_code == 404


@pytest.mark.req("KL-CASE-013")
def test_a_club_brings_a_template_of_its_own_and_uses_it(cast: Cast, case: Case):
    content = template("Hei {{ medlem.navn }}, vi ses på {{ møte.sted }}.")
    assert bring(cast, "kari", cast.hospital_club, content).status_code == 302
    own = LetterTemplate.objects.get()
    assert "Vårt brev" in signed_in(cast, "kari").get(reverse("choose_letter", args=[case.public_id])).content.decode()
    make(cast, case, str(own.public_id), {"møte__sted": "kontoret"})
    (row,) = documents.documents_of(case, actor=cast.kari)
    content = b"".join(vault.open_stream(vault.get_version(row.latest.public_id)))
    assert words_of_word(content) == "Hei Anne Ås, vi ses på kontoret."
    assert Entry.objects.filter(event="workspace.template.added").exists()


def test_a_template_with_more_than_fields_is_refused_at_the_field(cast: Cast):
    page = bring(cast, "kari", cast.hospital_club, template("{{ ''.__class__ }}"))
    assert page.status_code == 200
    assert "ds-error-summary" in page.content.decode()
    assert bring(cast, "kari", cast.hospital_club, files.pdf()).status_code == 200
    assert not LetterTemplate.objects.exists()


def test_a_template_that_is_removed_is_offered_no_more_and_its_letters_stay(cast: Cast, case: Case):
    bring(cast, "kari", cast.hospital_club, template("Hei {{ medlem.navn }}"))
    own = LetterTemplate.objects.get()
    make(cast, case, str(own.public_id))
    assert signed_in(cast, "ola").post(reverse("remove_template", args=[own.public_id])).status_code == 404
    assert signed_in(cast, "kari").post(reverse("remove_template", args=[own.public_id])).status_code == 302
    assert make(cast, case, str(own.public_id)).status_code == 404
    assert CaseDocument.objects.count() == 1


def test_stewards_who_do_not_lead_the_club_cannot_bring_templates(cast: Cast):
    assert signed_in(cast, "ola").get(reverse("letter_templates")).status_code == 403
    bring(cast, "ola", cast.hospital_club, template("Hei"))
    assert not LetterTemplate.objects.exists()


@pytest.mark.req("KL-CASE-004")
def test_the_case_report_is_a_pdf_that_is_kept_by_nobody_on_the_way(cast: Cast, case: Case):
    url = reverse("case_report", args=[case.public_id])
    assert signed_in(cast, "kari").get(url).url.startswith(reverse("account_reauthenticate"))
    response = cast.browser("kari").get(url)
    words = words_of_pdf(response.content)
    assert response["Cache-Control"] == "no-store"
    assert f"saksrapport-{case.year}-{case.number}.pdf" in response["Content-Disposition"]
    for expected in ("Anne Ås", case.title, "Sykehuset Innland", case.label):
        assert expected in words
    assert Entry.objects.filter(event="workspace.report.made", thing=case.public_id).exists()
    filtered = words_of_pdf(cast.browser("kari").get(url, {"kind": "meeting"}).content)
    assert len(filtered) < len(words)
    timeline = signed_in(cast, "kari").get(reverse("case_timeline", args=[case.public_id])).content.decode()
    assert f'formaction="{url}"' in timeline  # what is chosen to be shown is what is printed


def offered(page: HttpResponse) -> list[str]:
    """The units that a template can be added for."""
    select = re.search(r'<select[^>]*name="unit".*?</select>', page.content.decode(), re.DOTALL)
    return re.findall(r"<option[^>]*value=\"[^\"]+\"[^>]*>\s*([^<]+?)\s*</option>", select[0]) if select else []


def test_of_many_units_some_are_offered_and_the_others_are_searched_for(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    url, client = reverse("letter_templates"), signed_in(cast, "admin")
    everything = offered(client.get(url))
    assert 'type="search" id="q"' not in client.get(url).content.decode()

    monkeypatch.setattr(views, "UNITS", 2)
    page = client.get(url)
    assert offered(page) == everything[:2]
    assert "Søk ovenfor for å finne de andre" in page.content.decode()
    assert len(everything) > 2
    assert cast.hospital_club.name not in offered(page)
    assert offered(client.get(url, {"q": " sykehusklubb "})) == [cast.hospital_club.name]
    nothing = client.get(url, {"q": "finnes ikke"}).content.decode()
    assert "Ingen enhet med det navnet har egne maler." in nothing
    assert 'enctype="multipart/form-data"' not in nothing


def test_a_unit_that_was_searched_for_gets_its_template_and_another_ones_unit_is_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(views, "UNITS", 1)
    for unit in (cast.hospital_club, cast.school_club):
        assert bring(cast, "admin", unit, template("Hei")).status_code == 302
    assert bring(cast, "kari", cast.school_club, template("Hei")).status_code == 200
    assert list(LetterTemplate.objects.order_by("id").values_list("unit", flat=True)) == [
        cast.hospital_club.pk,
        cast.school_club.pk,
    ]


def test_the_templates_come_page_by_page_and_the_search_is_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    for unit, name in ((cast.hospital_club, "Brev A"), (cast.hospital_club, "Brev B"), (cast.school_club, "Brev C")):
        bring(cast, "admin", unit, template("Hei"), name)
    monkeypatch.setattr(views, "TEMPLATES", 1)
    asked = [{"q": "sykehus", "page": number} for number in (1, 2)]
    first, second = (signed_in(cast, "admin").get(reverse("letter_templates"), one).content.decode() for one in asked)
    assert [name in first for name in ("Brev A", "Brev B", "Brev C")] == [True, False, False]
    assert [name in second for name in ("Brev A", "Brev B", "Brev C")] == [False, True, False]
    assert 'href="?q=sykehus&amp;page=2"' in first
