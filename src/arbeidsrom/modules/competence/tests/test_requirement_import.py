"""Requirements from a spreadsheet: what is read, what is wrong and where, and what is made, once."""

from __future__ import annotations

import io
from datetime import date, timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.core.vault.readers.limits import Outcome
from arbeidsrom.core.vault.table import Cell, Table, TableRow
from arbeidsrom.core.vault.tests import files
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.actions.requirements import drafting
from arbeidsrom.modules.competence.actions.requirements.importing import drop_old_sheets
from arbeidsrom.modules.competence.forms import requirement_sheets
from arbeidsrom.modules.competence.forms.requirement_sheets import JudgedSheet, judged, placed
from arbeidsrom.modules.competence.models import Category, Requirement, RequirementSheet
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

HEADINGS = ["Navn *", "Kategori *"]
TOO_MUCH = {Outcome.PARTLY, Outcome.TOO_LARGE, Outcome.GAVE_UP, Outcome.HOSTILE}


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    made = Ward(hospital)
    made.category()
    return made


@pytest.fixture
def vigdis(hospital: Hospital, ward: Ward) -> Client:
    """The browser of somebody responsible for the subject in department A."""
    with_role(hospital, "Vigdis", roles.SUBJECT_A, "1010")
    return hospital.browser("Vigdis")


def book(headings: list[str], *rows: list[Any]) -> bytes:
    made = openpyxl.Workbook()
    for row in (headings, *rows):
        made.active.append(row)
    return files.saved(made)


def upload(browser: Client, content: bytes, name: str = "krav.xlsx", *, to: str = "upload_requirements") -> str:
    """The page that comes when the file is sent: what would be made, or what is wrong with the file."""
    answer = browser.post(reverse(to), {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == 200, answer.status_code
    assert not Requirement.objects.exclude(name="Har fra før").exists()
    return " ".join(unescape(answer.content.decode()).split())


def judged_by(sheet: RequirementSheet, hospital: Hospital) -> JudgedSheet:
    """The rows as whoever uploaded them is told of them."""
    actor = hospital.actor(Position.objects.get(person=sheet.uploaded_by))
    with override("nb"):
        return judged(sheet, actor=actor, today=hospital.today)


def confirm(browser: Client, mark: str = "") -> Any:
    """Send what the page of the last sheet holds."""
    sheet = RequirementSheet.objects.latest("id")
    address = reverse("import_requirements", args=[sheet.public_id])
    return browser.post(address, {"mark": mark or mark_on(browser, address)}, follow=True)


def mark_on(browser: Client, address: str) -> str:
    text = browser.get(address).content.decode()
    return text.partition('name="mark" value="')[2].partition('"')[0]


def test_every_setting_but_the_files_is_made_of_a_row_as_the_form_makes_it(
    ward: Ward, vigdis: Client, hospital: Hospital
) -> None:
    needed = ward.requirement("Har fra før")
    shown = upload(
        vigdis,
        book(
            [
                *HEADINGS,
                *("Eier", "Type", "Beskrivelse", "Læringsform", "Dokumentasjonsform", "Krever signering"),
                *("Gyldighet i dager", "Manuell utløpsdato", "Kommentarfelt", "Tillat filvedlegg", "Må utføres"),
                *("Resertifisering etter fravær", "Sjekkliste", "Relevante lenker", "Avhengigheter"),
            ],
            [
                *("  Blåtoneøvelse på sengepost ", "Akuttmedisin", "1010 Avdeling A", "Krav", "Øv på dukke."),
                *("Simulering", "Signatur", "ja", "365,0", "Nei", "x", True, "", "1"),
                *("Frie luftveier\nTilkall hjelp | https://example.org/hjelp", "Prosedyre | https://example.org"),
                needed.pk,
            ],
        ),
    )
    assert "1 rad kan bli en kladd" in shown
    for value in ("Blåtoneøvelse på sengepost", "Øv på dukke.", "365", f"{needed.pk} Har fra før", "Simulering"):
        assert value in shown, value
    assert "1 krav er laget som kladd" in unescape(confirm(vigdis).content.decode())
    made = Requirement.objects.get(name="Blåtoneøvelse på sengepost")
    settings = made.draft.settings
    assert (made.owner.code, made.category, made.kind) == ("1010", ward.category(), "requirement")
    assert not made.is_published
    assert settings.validity_days == 365
    assert settings.requires_signing
    assert settings.has_comment
    assert settings.allows_attachments
    assert settings.recertified_after_absence
    assert [settings.has_manual_expiry, settings.must_be_done, settings.allows_adaptation] == [False] * 3
    assert [(point.name, point.url, point.mandatory) for point in settings.checklist] == [
        ("Frie luftveier", "", True),
        ("Tilkall hjelp", "https://example.org/hjelp", True),
    ]
    assert [(link.title, link.url) for link in settings.links] == [("Prosedyre", "https://example.org")]
    assert settings.dependencies == (needed.pk,)
    assert (settings.learning_form, settings.documentation_form) == ("simulation", "signature")
    assert [sharing.unit.code for sharing in made.sharings.all()] == ["1010"]


def test_each_requirement_leaves_an_entry_in_the_log_as_if_made_by_hand(vigdis: Client) -> None:
    upload(vigdis, book(HEADINGS, ["HLR", "Akuttmedisin"], ["Brannvern", "Akuttmedisin"]))
    confirm(vigdis)
    assert Entry.objects.filter(event="competence.requirement.created").count() == 2


def test_nothing_is_made_before_it_is_confirmed_and_a_second_confirmation_makes_nothing_twice(vigdis: Client) -> None:
    upload(vigdis, book(HEADINGS, ["HLR", "Akuttmedisin"]))
    address = reverse("import_requirements", args=[RequirementSheet.objects.get().public_id])
    mark = mark_on(vigdis, address)
    confirm(vigdis, mark)
    again = unescape(confirm(vigdis, mark).content.decode())
    assert "Ingenting ble laget to ganger" in again
    assert "Ingenting ble laget to ganger" in unescape(vigdis.get(address, follow=True).content.decode())
    assert Requirement.objects.count() == 1
    assert RequirementSheet.objects.get().rows == [], "what was read is not kept"


def test_each_fault_is_told_with_its_row_its_column_and_what_to_do(vigdis: Client, ward: Ward) -> None:
    shown = upload(
        vigdis,
        book(
            [*HEADINGS, "Eier", "Gyldighet i dager", "Krever signering"],
            ["HLR", "Akuttmedisin"],
            [],
            ["", "Akutmedisin", "9999", "et år", "kanskje"],
        ),
    )
    assert "1 rad kan bli en kladd. 1 rad må rettes." in shown
    for column, what in (
        ("A Navn", "Gi det et navn."),
        ("C Eier", "Du administrerer ikke krav"),
        ("D Gyldighet i dager", "helt antall dager"),
        ("E Krever signering", "Skriv Ja eller Nei"),
    ):
        assert f">{column}</td>" in shown, column
        assert what in shown, what
    assert ">Rad 4</th>" in shown, "the number of the row in the sheet"


def test_the_sound_rows_can_be_taken_although_others_have_faults(vigdis: Client) -> None:
    upload(vigdis, book(HEADINGS, ["HLR", "Akuttmedisin"], ["Brannvern", "Finnes ikke"]))
    confirm(vigdis)
    assert [one.name for one in Requirement.objects.all()] == ["HLR"]


def test_numbers_are_read_as_people_write_them(vigdis: Client) -> None:
    written = {365: 365, " 366,0 ": 366, "367": 367, 368.0: 368, "9 999": 9999, "1\xa0095": 1095, "": None}
    upload(vigdis, book([*HEADINGS, "Gyldighet i dager"], *[[f"Krav {one}", "Akuttmedisin", one] for one in written]))
    confirm(vigdis)
    assert [one.validity_days for one in Requirement.objects.order_by("pk")] == list(written.values())


REFUSED = [
    *[("Gyldighet i dager", one, "Gyldigheten er et helt antall dager, fra 1.") for one in (0, -1, 365.5, "365,5")],
    *[
        ("Gyldighet i dager", one, "Gyldigheten er et helt antall dager, fra 1.")
        for one in ("et år", "³", "1.000", 100_001, True)
    ],
    ("Gyldighet i dager", date(2026, 12, 1), "Excel har gjort tallet om til en dato"),
    ("Beskrivelse", "=1+1", "Dette er en formel"),
    ("Beskrivelse", "#REF!", "Excel viser en feil her"),
    ("Dokumentasjonsform", "Signatur (veileder)", "bare for læringsaktiviteter"),
    ("Dokumentasjonsform", "Bekreftelse fra kursportal", "Bare et sentralt krav bekreftes av kursportalen"),
    ("Læringsform", "Kurrs", "E-læring"),
    ("Antall ganger", 1, "Antall repetisjoner er et helt tall, fra 2."),
    ("Relevante lenker", "Prosedyre | javascript:alert(1)", "http://"),
    ("Relevante lenker", "Prosedyre", "http://"),
    ("Avhengigheter", "HLR", "Skriv ID-ene"),
    ("Avhengigheter", "99999999", "99999999"),
    ("Avhengigheter", "1204 1377", "Skriv ID-ene"),
    ("Avhengigheter", True, "Skriv ID-ene"),
    ("Avhengigheter", 1204.1377, "celleformatet «Tekst»"),
    ("Avhengigheter", ",".join(map(str, range(1, 300))), "høyst 200"),
    ("Sjekkliste", "Punkt\n" * 300, "høyst 200"),
    ("Tillat tilpasning", "Ja", "Bare et sentralt krav"),
    ("Krever signering", "kanskje", "Skriv Ja eller Nei"),
    ("Type", "Kurs", "Læringsaktivitet"),
    ("Eier", "2010", "Du administrerer ikke krav"),
]


def test_what_the_form_would_refuse_is_refused_at_its_cell(vigdis: Client, hospital: Hospital) -> None:
    headings = list(dict.fromkeys(heading for heading, _written, _said in REFUSED))
    rows = [
        ["HLR", "Akuttmedisin", *(one if heading == of else None for of in headings)] for heading, one, _s in REFUSED
    ]
    both = ["HLR", "Akuttmedisin", *({"Antall ganger": 3, "Sjekkliste": "Punkt"}.get(of) for of in headings)]
    upload(vigdis, book([*HEADINGS, *headings], *rows, both))
    sheet = RequirementSheet.objects.get()
    judged = judged_by(sheet, hospital)
    assert judged.sound == []
    told = [[(fault.heading, fault.sentence) for fault in one.faults] for one in judged.rows]
    for (heading, written, said), faults in zip(REFUSED, told, strict=False):
        assert [one for one, _sentence in faults] == [heading], (written, faults)
        assert said in faults[0][1], (written, faults)
    assert told[-1][0][0] == "Sjekkliste"
    assert "gjentas" in told[-1][0][1]


def test_a_sheet_of_central_requirements_says_where_a_course_is_linked(ward: Ward, hospital: Hospital) -> None:
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    content = book(
        [*HEADINGS, "Dokumentasjonsform"],
        ["HLR", "Akuttmedisin", "Bekreftelse fra kursportal"],
        ["Brannvern", "Akuttmedisin", "Kursportal"],
    )
    shown = upload(hospital.browser("Turid"), content, to="upload_central_requirements")
    assert "koble det til et kurs i kladden" in shown
    assert "Ikke en av verdiene som kan velges: Vedlegg, Kursbevis, Egenregistrering" in shown


def test_the_longest_name_can_be_imported_and_a_longer_one_not(vigdis: Client) -> None:
    shown = upload(vigdis, book(HEADINGS, ["å" * 250, "Akuttmedisin"], ["ø" * 251, "Akuttmedisin"]))
    assert "1 rad kan bli en kladd. 1 rad må rettes." in shown


def test_headings_are_known_in_every_language_and_however_they_are_written(vigdis: Client) -> None:
    assert "1 rad kan bli en kladd" in upload(vigdis, book([" NAME ", "kategori"], ["HLR", "Akuttmedisin"]))


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (["Navn", "Kategori", "Merknad"], "Kolonne C: «Merknad»"),
        (["Navn", "Kategori", "Gyldigheit i dagane"], "Mente du «Gyldighet i dager»?"),
        (["Navn", "Kategori", "namn *"], "både i kolonne A og i kolonne C"),
        (["Navn", "Beskrivelse", "Eier"], "Disse mangler: Kategori"),
        (["Navn", "Kategori", ""], "Kolonne C har ingen overskrift, men det står noe der i rad 2"),
        (["Navn", "Kategori", "Gyldigheit i dagar"], ""),
    ],
)
def test_headings_that_are_not_understood_are_told_and_nothing_is_guessed(headings: list[str], said: str) -> None:
    cells = {place: Cell("text", text) for place, text in enumerate(headings, start=1) if text}
    with override("nb"):
        _columns, faults = placed(TableRow(1, cells), [TableRow(2, {3: Cell("text", "1")})], [])
    assert len(faults) == (1 if said else 0), faults
    assert said in "".join(faults)


def test_merged_cells_are_told_at_their_row_and_in_the_headings_for_the_whole_file(vigdis: Client) -> None:
    made = openpyxl.Workbook()
    for cells in ([*HEADINGS, "Beskrivelse"], ["HLR", "Akuttmedisin"], ["Brannvern", "Akuttmedisin", "Øvelse"]):
        made.active.append(cells)
    made.active.merge_cells("C3:C4")
    shown = upload(vigdis, files.saved(made))
    assert "Cellene i denne raden er slått sammen" in shown
    assert "1 rad kan bli en kladd. 1 rad må rettes." in shown
    made.active.merge_cells("A1:B1")
    assert "Celler i raden med overskrifter er slått sammen" in upload(vigdis, files.saved(made))


def test_files_that_cannot_be_used_are_told_so_in_words(vigdis: Client) -> None:
    assert "ikke en Excel-arbeidsbok" in upload(vigdis, b"navn;kategori", "krav.csv")
    assert "makroer" in upload(vigdis, files.sheet(), "krav.xlsm")
    assert "makroer" in upload(vigdis, files.with_part(files.sheet(), "xl/vbaProject.bin", b"kode"))
    assert "passord" in upload(vigdis, files.locked_office_file())
    assert "Det står ingen krav under overskriftene" in upload(vigdis, book(HEADINGS))
    assert "flere enn 500 krav" in upload(vigdis, book(HEADINGS, *[["HLR", "Akuttmedisin"]] * 501))
    assert not RequirementSheet.objects.exists()


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.READ])
def test_every_way_in_which_a_file_cannot_be_read_has_its_sentence(
    vigdis: Client, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requirement_sheets, "read_table", lambda *given, **options: Table(outcome))
    shown = upload(vigdis, b"PK")
    assert 'aria-invalid="true"' in shown
    assert "Excel" in shown.partition('id="id_file_error"')[2][:300] or outcome in {Outcome.EMPTY, *TOO_MUCH}


def test_no_file_at_all_is_told_at_the_field(vigdis: Client) -> None:
    answer = vigdis.post(reverse("upload_requirements"), {})
    assert "Velg en Excel-fil" in unescape(answer.content.decode())


def test_what_has_changed_since_it_was_shown_is_found_when_it_is_confirmed(vigdis: Client, ward: Ward) -> None:
    ward.category("Kirurgi")
    upload(vigdis, book(HEADINGS, ["HLR", "Akuttmedisin"], ["Suturering", "Kirurgi"]))
    mark = mark_on(vigdis, reverse("import_requirements", args=[RequirementSheet.objects.get().public_id]))
    Category.objects.get(name="Kirurgi").delete()
    answer = confirm(vigdis, mark)
    assert answer.status_code == 409
    assert "Noe har endret seg" in unescape(answer.content.decode())
    assert not Requirement.objects.exists()
    confirm(vigdis)
    assert [one.name for one in Requirement.objects.all()] == ["HLR"]


def test_whoever_has_lost_the_department_makes_nothing_there(vigdis: Client, ward: Ward, hospital: Hospital) -> None:
    upload(vigdis, book(HEADINGS, ["HLR", "Akuttmedisin"]))
    address = reverse("import_requirements", args=[RequirementSheet.objects.get().public_id])
    mark = mark_on(vigdis, address)
    RoleGrant.objects.filter(role=roles.SUBJECT_A).update(unit=hospital.units["2010"])
    hospital.browser("Vigdis")
    answer = vigdis.post(address, {"mark": mark})
    assert answer.status_code in (403, 409)
    assert not Requirement.objects.exists()


def test_all_are_made_or_none(vigdis: Client, ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last row becomes impossible while the others are being made."""
    upload(vigdis, book(HEADINGS, ["HLR", "Akuttmedisin"], ["Brannvern", "Akuttmedisin"]))
    judge = drafting.refuse_faults

    def late(requirement: Requirement, settings: Any, **given: Any) -> None:
        if settings.name == "Brannvern":
            Category.objects.filter(name="Akuttmedisin").update(for_activities=True)
        judge(requirement, settings, **given)

    monkeypatch.setattr(drafting, "refuse_faults", late)
    answer = confirm(vigdis)
    assert answer.status_code == 409
    assert "Rad 3 kan ikke lages lenger" in unescape(answer.content.decode())
    assert not Requirement.objects.exists()


def test_the_like_of_what_is_there_is_told_and_can_be_made_all_the_same(vigdis: Client, ward: Ward) -> None:
    ward.requirement("Har fra før")
    shown = upload(
        vigdis,
        book(HEADINGS, ["har  fra før", "Akuttmedisin"], ["Har fra før", "Akuttmedisin"]),
    )
    assert "2 rader kan bli kladder" in shown
    assert "Avdelingen har allerede et krav med dette navnet" in shown
    assert "Samme navn står også i rad 2" in shown


def test_a_category_within_another_is_named_by_the_whole_way_where_its_name_stands_twice(
    vigdis: Client, ward: Ward, hospital: Hospital
) -> None:
    trust = hospital.units["sykehuset"]
    for parent in ("Akuttmedisin", "Kirurgi"):
        Category.objects.create(unit=trust, parent=ward.category(parent), name="Utstyr")
    shown = upload(vigdis, book(HEADINGS, ["Sug", "Utstyr"], ["Defibrillator", "akuttmedisin > utstyr"]))
    assert "Flere kategorier heter dette" in shown
    confirm(vigdis)
    made = Requirement.objects.get()
    assert made.category is not None
    assert made.category.parent == ward.category()


def test_a_sheet_is_seen_by_whoever_uploaded_it_alone(vigdis: Client, hospital: Hospital, ward: Ward) -> None:
    upload(vigdis, book(HEADINGS, ["HLR", "Akuttmedisin"]))
    with_role(hospital, "Hanne", roles.SUBJECT_A, "1010")
    address = reverse("import_requirements", args=[RequirementSheet.objects.get().public_id])
    assert hospital.browser("Hanne").get(address).status_code == 404


def test_those_who_make_no_requirements_import_none(hospital: Hospital, ward: Ward) -> None:
    hospital.employ("Silje", "1010")
    silje = hospital.browser("Silje")
    for name in ("upload_requirements", "requirement_template"):
        assert silje.get(reverse(name)).status_code == 403, name
    for name in ("upload_central_requirements", "central_requirement_template"):
        assert silje.get(reverse(name)).status_code == 404, name


def test_central_requirements_are_imported_by_those_who_edit_them(hospital: Hospital, ward: Ward) -> None:
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    turid = hospital.browser("Turid")
    content = book([*HEADINGS, "Gyldighet i dager", "Tillat tilpasning"], ["HLR", "Akuttmedisin", 365, "Ja"])
    upload(turid, content, to="upload_central_requirements")
    confirm(turid)
    made = Requirement.objects.get()
    assert made.central
    assert made.draft.settings.allows_adaptation


def test_sheets_that_nobody_imported_are_gone_after_a_day(vigdis: Client, hospital: Hospital) -> None:
    upload(vigdis, book(HEADINGS, ["HLR", "Akuttmedisin"]))
    uploaded = RequirementSheet.objects.get().uploaded_at
    drop_old_sheets(now=uploaded + timedelta(hours=22))
    assert RequirementSheet.objects.exists()
    drop_old_sheets(now=uploaded + timedelta(hours=24))
    assert not RequirementSheet.objects.exists()


def template(browser: Client, name: str = "requirement_template") -> openpyxl.Workbook:
    answer = browser.get(reverse(name))
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]


def test_the_template_is_understood_when_it_comes_back(vigdis: Client, ward: Ward) -> None:
    made = template(vigdis)
    assert [sheet.title for sheet in made.worksheets] == ["Krav", "Forklaring", "Lister"]
    sheet = made.worksheets[0]
    assert "Tillat tilpasning" not in [cell.value for cell in sheet[1]], "of central requirements alone"
    sheet["A2"], sheet["B2"] = "HLR", "Akuttmedisin"
    assert "1 rad kan bli en kladd" in upload(vigdis, files.saved(made))


def test_the_template_offers_lists_and_explains_every_column(vigdis: Client, ward: Ward) -> None:
    made = template(vigdis)
    sheet, explained, lists = made.worksheets
    headings = [cell.value for cell in sheet[1]]
    validated = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    assert validated["B2:B501"].formula1 == "'Lister'!$A$2:$A$2"
    assert {one.type for one in validated.values()} == {"list", "whole"}
    offered = {cell.value for row in lists.iter_rows() for cell in row}
    assert "Egenregistrering" in offered
    assert "Bekreftelse fra kursportal" not in offered, "no sheet has courses"
    told = [row[0].value for row in explained.iter_rows(min_row=2, max_row=len(headings) + 1)]
    assert told == headings
    assert all(row[1].value for row in explained.iter_rows(min_row=2, max_row=len(headings) + 1))


def test_what_looks_like_a_formula_is_a_text_in_the_template_and_when_it_is_made(vigdis: Client, ward: Ward) -> None:
    ward.category("=1+1")
    cell = next(cell for cell in template(vigdis).worksheets[2]["A"] if cell.value == "=1+1")
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_the_preview_asks_as_often_for_many_rows_as_for_few(
    vigdis: Client, ward: Ward, django_assert_max_num_queries: Any
) -> None:
    upload(vigdis, book(HEADINGS, *[[f"Krav {line}", "Akuttmedisin"] for line in range(200)]))
    address = reverse("import_requirements", args=[RequirementSheet.objects.get().public_id])
    with django_assert_max_num_queries(30):
        vigdis.get(address)


def test_whoever_cancels_comes_back_to_the_list(vigdis: Client, ward: Ward) -> None:
    upload(vigdis, book(HEADINGS, ["HLR", "Akuttmedisin"]))
    sheet = RequirementSheet.objects.get()
    for address in (
        reverse("add_requirement"),
        reverse("upload_requirements"),
        reverse("import_requirements", args=[sheet.public_id]),
    ):
        leads_back(vigdis, address, to="requirements")


def test_whoever_cancels_a_central_one_comes_back_to_the_central_ones(hospital: Hospital, ward: Ward) -> None:
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    turid = hospital.browser("Turid")
    upload(turid, book(HEADINGS, ["HLR", "Akuttmedisin"]), to="upload_central_requirements")
    sheet = RequirementSheet.objects.get()
    for address in (
        reverse("add_central_requirement"),
        reverse("upload_central_requirements"),
        reverse("import_requirements", args=[sheet.public_id]),
    ):
        leads_back(turid, address, to="central_requirements")


def leads_back(browser: Client, address: str, *, to: str) -> None:
    """The page has one link in its content to the list it belongs to."""
    text = browser.get(address).content.decode()
    assert 'href=""' not in text, address
    assert text.partition('<main id="main"')[2].count(f'href="{reverse(to)}"') == 1, address
