"""The form of a requirement: added, drafted, marked and published, as people meet it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.models import Requirement, RequirementDraft
from arbeidsrom.modules.competence.queries.requirements import standing_of
from arbeidsrom.modules.competence.queries.shown import TICKS
from arbeidsrom.modules.competence.tests.browsing import marked, page, said_at, sent_by, typed
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    return Ward(hospital)


@pytest.fixture
def vigdis(hospital: Hospital) -> Client:
    """The browser of somebody responsible for the subject in department A."""
    with_role(hospital, "Vigdis", roles.SUBJECT_A, "1010")
    return hospital.browser("Vigdis")


@pytest.fixture
def marte(hospital: Hospital) -> Client:
    """The browser of somebody who administers the learning-goal plans of the trust (KP-ADM-079)."""
    with_role(hospital, "Marte", roles.REGISTRAR_ADMINISTRATOR, "sykehuset")
    return hospital.browser("Marte")


@pytest.fixture
def turid(hospital: Hospital) -> Client:
    """The browser of the trust's administrator."""
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    return hospital.browser("Turid")


@pytest.mark.req("KP-ADM-007", "KP-ADM-008", "KP-ADM-009", "KP-ADM-106", "KP-ADM-112")
def test_a_requirement_is_added_drafted_and_published_in_the_pages(ward: Ward, vigdis: Client) -> None:
    category = ward.category()
    address = reverse("add_requirement")
    given = typed(vigdis, address) | {"name": ["HLR"], "category": [str(category.pk)], "act": ["save"]}
    vigdis.post(address, given)
    made = Requirement.objects.get()
    assert made.owner.code == "1010"
    edit = reverse("edit_requirement", args=[made.public_id])
    text = page(vigdis, "edit_requirement", made.public_id)
    assert f"ID {made.pk}" in text
    assert "name" in marked(text)
    answer = vigdis.post(reverse("publish_requirement", args=[made.public_id]), typed(vigdis, edit), follow=True)
    assert "Versjon 1" in unescape(answer.content.decode())
    made.refresh_from_db()
    assert made.is_published


LONG_NAME, LONG_ADDRESS = "Æ" * 251, f"https://veileder.example/{'a' * 980}"


@pytest.mark.req("KP-ADM-259")
@pytest.mark.parametrize(
    ("rows", "fault", "field"),
    [
        ({"link_name": [LONG_NAME], "link_url": ["https://veileder.example"]}, "link-fault-0", "link_name"),
        ({"link_name": ["Veileder"], "link_url": [LONG_ADDRESS]}, "link-fault-0", "link_url"),
        ({"link_name": ["Veileder"], "link_url": ["veileder"]}, "link-fault-0", "link_url"),
        ({"link_name": [""], "link_url": ["https://veileder.example"]}, "link-fault-0", "link_name"),
        ({"point_name": [LONG_NAME], "point_url": [""]}, "point-fault-0", "point_name"),
        ({"point_name": ["Vask"], "point_url": [LONG_ADDRESS]}, "point-fault-0", "point_url"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_at_its_field_and_nothing_is_cut(
    ward: Ward, vigdis: Client, rows: dict[str, list[str]], fault: str, field: str
) -> None:
    given = {"category": [str(ward.category().pk)], "name": ["HLR"], "act": ["save"], **rows}
    address = reverse("add_requirement")
    text = unescape(vigdis.post(address, typed(vigdis, address) | given).content.decode())
    assert f'id="{fault}"' in text
    faulty = [tag for tag in re.findall(r"<input[^>]*>", text) if f'aria-describedby="{fault}"' in tag]
    assert [re.search(r'name="(\w+)"', tag).group(1) for tag in faulty] == [field]  # type: ignore[union-attr]
    for name, values in rows.items():
        assert [one for one in sent_by(text)[name] if one] == [one for one in values if one]


@pytest.mark.req("KP-ADM-254", "KP-ADM-255", "KP-ADM-256", "KP-ADM-257", "KP-ADM-259")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        *(({"name": [" "]}, "name"),),
        *(({"validity_days": [days]}, "validity_days") for days in ("0", "-3", "1.5", "1,5", "ti", "٣", "100001")),
        *(
            ({"is_repeated": ["on"], "repetitions": [times]}, "repetitions")
            for times in ("", "1", "0", "2.5", "to", "32768")
        ),
        ({"is_repeated": ["on"], "repetitions": ["3"], "point_name": ["Vask"]}, "part-checklist"),
        ({"link_name": ["Veileder"], "link_url": ["javascript:alert(1)"]}, "link-fault-0"),
        ({"link_name": [""], "link_url": ["https://veileder.example"]}, "link-fault-0"),
        ({"point_name": ["Vask"], "point_url": ["veileder"]}, "point-fault-0"),
        ({"category": [""]}, "category-fault"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_and_nothing_typed_is_lost(
    ward: Ward, vigdis: Client, changes: dict[str, list[str]], field: str
) -> None:
    given = {"category": [str(ward.category().pk)], "name": ["HLR"], "act": ["save"], **changes}
    address = reverse("add_requirement")
    kept = {"description": ["Hjertelungeredning for voksne"]}
    text = unescape(vigdis.post(address, typed(vigdis, address) | kept | given).content.decode())
    assert not Requirement.objects.exists()
    assert said_at(text, field) or f'id="{field}"' in text
    assert "Hjertelungeredning for voksne" in text
    for words in (*changes.get("link_url", ()), *changes.get("point_name", ()), *changes.get("validity_days", ())):
        assert f'value="{words}"' in text


@pytest.mark.req("KP-ADM-022", "KP-ADM-033", "KP-ADM-035", "KP-ADM-036")
def test_links_and_check_points_are_added_and_removed_without_script(ward: Ward, vigdis: Client) -> None:
    hlr = ward.requirement("HLR")
    edit = reverse("edit_requirement", args=[hlr.public_id])
    rows = {
        "link_name": ["Veileder", "Artikkel"],
        "link_url": ["https://veileder.example/a", "http://artikkel.example"],
        "point_name": ["Vask", "Hansker"],
        "point_url": ["", "https://hansker.example"],
        "point_id": ["", ""],
    }
    text = unescape(vigdis.post(edit, typed(vigdis, edit) | rows | {"act": ["more"]}).content.decode())
    assert text.count('name="link_name"') == 3
    assert not RequirementDraft.objects.exists()
    vigdis.post(edit, typed(vigdis, edit) | rows | {"point_mandatory": ["0"], "act": ["save"]})
    drafted = standing_of(hlr).settings
    assert [link.url for link in drafted.links] == rows["link_url"]
    assert [(point.name, point.mandatory) for point in drafted.checklist] == [("Vask", True), ("Hansker", False)]

    before = typed(vigdis, edit)
    for act, mandatory in (("all_mandatory", 3), ("none_mandatory", 0)):
        text = vigdis.post(edit, before | {"act": [act]}).content.decode()
        assert len(re.findall(r'name="point_mandatory"[^>]* checked', text)) == mandatory
    text = vigdis.post(edit, before | {"act": ["remove_point_0"]}).content.decode()
    assert "Hansker" in text
    assert 'value="Vask"' not in text
    renamed = before | {"point_name": ["Håndvask", *before["point_name"][1:]], "act": ["save"]}
    vigdis.post(edit, renamed)
    after = standing_of(hlr).settings
    assert [point.id for point in after.checklist] == [point.id for point in drafted.checklist]


@pytest.mark.req("KP-ADM-036")
def test_a_new_check_point_must_be_performed_unless_the_tick_is_taken_away(ward: Ward, vigdis: Client) -> None:
    hlr = ward.requirement("HLR")
    text = page(vigdis, "edit_requirement", hlr.public_id)
    assert re.search(r'name="point_mandatory" value="0"[^>]* checked', text)


@pytest.mark.req("KP-ADM-048", "KP-ADM-051")
def test_dependencies_are_searched_moved_over_and_taken_away(ward: Ward, vigdis: Client) -> None:
    hlr = ward.requirement("HLR")
    intro, fire = ward.requirement("Intro"), ward.requirement("Intro brann", owner="1020")
    edit = reverse("edit_requirement", args=[hlr.public_id])
    before = typed(vigdis, edit)
    for asked, found, left in (
        ({"find_needed": ["intro"], "of_owner": [""]}, (intro, fire), ()),
        ({"find_needed": ["intro"], "of_owner": ["1020"]}, (fire,), (intro,)),
        ({"find_needed": [str(intro.pk)], "of_owner": [""]}, (intro,), (fire,)),
        ({"find_needed": ["akutt"], "of_owner": [""]}, (intro, fire), (hlr,)),
    ):
        text = vigdis.post(edit, before | asked | {"act": ["find_needed"]}).content.decode()
        for one in found:
            assert f'value="need_{one.pk}"' in text, asked
        for one in left:
            assert f'value="need_{one.pk}"' not in text, asked
    asked = before | {"find_needed": ["intro"], "act": [f"need_{intro.pk}"]}
    moved = sent_by(vigdis.post(edit, asked).content.decode())
    assert moved["dependencies"] == [str(intro.pk)]
    answer = vigdis.post(edit, moved | {"act": [f"need_{fire.pk}"]}).content.decode()
    assert marked(answer) == {"dependencies"}
    assert standing_of(hlr).drafted is None
    vigdis.post(edit, sent_by(answer) | {"act": ["save"]})
    assert set(standing_of(hlr).settings.dependencies) == {intro.pk, fire.pk}
    fewer = vigdis.post(edit, typed(vigdis, edit) | {"act": [f"unneed_{intro.pk}"]}).content.decode()
    vigdis.post(edit, sent_by(fewer) | {"act": ["save"]})
    assert standing_of(hlr).settings.dependencies == (fire.pk,)


@pytest.mark.req("KP-ADM-127")
def test_another_owner_is_searched_and_chosen(ward: Ward, turid: Client) -> None:
    hlr = ward.requirement("HLR")
    edit = reverse("edit_requirement", args=[hlr.public_id])
    before = typed(turid, edit)
    other, outside = ward.hospital.units["1020"], ward.hospital.units["2010"]
    text = turid.post(edit, before | {"find_owner": ["avdeling"], "act": ["find_owner"]}).content.decode()
    assert f'id="owner-{other.pk}"' in text
    assert f'id="owner-{outside.pk}"' not in text
    turid.post(edit, before | {"owner": [str(other.pk)], "act": ["save"]})
    assert standing_of(hlr).settings.owner == other.pk
    refused = turid.post(edit, typed(turid, edit) | {"owner": [str(outside.pk)], "act": ["save"]}).content.decode()
    assert 'id="owner-fault"' in refused


@pytest.mark.req("KP-ADM-109", "KP-ADM-107", "KP-ADM-108", "KP-ADM-111")
def test_what_differs_from_what_is_published_is_marked_until_the_draft_is_discarded(ward: Ward, vigdis: Client) -> None:
    hlr = ward.requirement("HLR")
    edit = reverse("edit_requirement", args=[hlr.public_id])
    assert not marked(page(vigdis, "edit_requirement", hlr.public_id))
    changes = {"name": ["HLR for voksne"], "must_be_done": ["on"], "act": ["save"]}
    vigdis.post(edit, typed(vigdis, edit) | changes)
    text = page(vigdis, "edit_requirement", hlr.public_id)
    assert marked(text) == {"name", "must_be_done"}
    assert "HLR for voksne" in text
    published = page(vigdis, "requirement", hlr.public_id)
    assert "HLR for voksne" not in published
    version = standing_of(hlr).lock_version
    vigdis.post(reverse("discard_requirement_draft", args=[hlr.public_id]), {"lock_version": version})
    text = page(vigdis, "edit_requirement", hlr.public_id)
    assert not marked(text)
    assert "HLR for voksne" not in text


@pytest.mark.req("KP-ADM-112")
def test_what_was_only_typed_is_not_published(ward: Ward, vigdis: Client) -> None:
    hlr = ward.requirement("HLR")
    edit, publish = (reverse(name, args=[hlr.public_id]) for name in ("edit_requirement", "publish_requirement"))
    assert re.search(r"<button[^>]*\bdisabled\b[^>]*>\s*Publiser", page(vigdis, "edit_requirement", hlr.public_id))
    assert vigdis.post(publish, typed(vigdis, edit)).status_code == 409
    vigdis.post(edit, typed(vigdis, edit) | {"must_be_done": ["on"], "act": ["save"]})
    answer = vigdis.post(publish, typed(vigdis, edit) | {"name": ["HLR 2"]})
    assert "Lagre kladden før du publiserer" in unescape(answer.content.decode())
    assert 'value="HLR 2"' in answer.content.decode()
    assert hlr.revisions.count() == 1
    vigdis.post(publish, typed(vigdis, edit))
    assert hlr.revisions.count() == 2


@pytest.mark.req("KP-ADM-263")
def test_the_second_of_two_reads_who_changed_what_and_keeps_what_was_typed(
    ward: Ward, vigdis: Client, hospital: Hospital
) -> None:
    with_role(hospital, "Hanne", roles.SUBJECT_B, "1010")
    hanne, hlr = hospital.browser("Hanne"), ward.requirement("HLR")
    edit = reverse("edit_requirement", args=[hlr.public_id])
    opened = typed(hanne, edit)
    vigdis.post(edit, typed(vigdis, edit) | {"validity_days": ["365"], "act": ["save"]})
    answer = hanne.post(edit, opened | {"description": ["Hannes tekst"], "act": ["save"]})
    text = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Vigdis Berg lagret kladden" in text
    assert "Endret i mellomtiden: Gyldighet i dager" in text
    assert "Hannes tekst" in text
    assert standing_of(hlr).settings.description == ""


@pytest.mark.req("KP-ADM-016", "KP-ADM-019")
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"documentation_form": ["attachment"]}, "vedlegg"),
        ({"documentation_form": ["signature"]}, "Krever signering"),
        ({"documentation_form": ["own_registration"], "requires_signing": ["on"]}, "signatur"),
    ],
)
def test_what_hardly_means_what_it_says_is_warned_of_and_saved(
    ward: Ward, vigdis: Client, changes: dict[str, list[str]], told: str
) -> None:
    hlr = ward.requirement("HLR")
    edit = reverse("edit_requirement", args=[hlr.public_id])
    answer = vigdis.post(edit, typed(vigdis, edit) | changes | {"act": ["save"]}, follow=True)
    flashes = re.findall(r'data-color="warning"[^>]*>(.*?)</div>', unescape(answer.content.decode()), re.S)
    assert any(told in flash for flash in flashes)
    assert standing_of(hlr).drafted is not None


EVERYTHING = {
    "name": ["Blodtransfusjon"],
    "description": ["Identitetskontroll ved to personer"],
    "learning_form": ["practical_training"],
    "documentation_form": ["signature"],
    "validity_days": ["730"],
    "link_name": ["Veileder"],
    "link_url": ["https://veileder.example"],
    "point_name": ["Kontroll", "Oppstart"],
    "point_url": ["", "https://oppstart.example"],
    "point_id": ["", ""],
    "point_mandatory": ["0"],
    **{name: ["on"] for name in TICKS if name != "allows_adaptation"},
}


@pytest.mark.req("KP-ADM-005", "KP-ADM-012", "KP-ADM-029", "KP-ADM-030")
def test_all_settings_are_combined_in_one_requirement_and_read_on_its_page(ward: Ward, turid: Client) -> None:
    intro, category = ward.requirement("Intro"), ward.category("Blod")
    central = ward.requirement("Sentralt krav", central=True)
    edit = reverse("edit_requirement", args=[central.public_id])
    chosen = {"category": [str(category.pk)], "dependencies": [str(intro.pk)], "allows_adaptation": ["on"]}
    turid.post(edit, typed(turid, edit) | EVERYTHING | chosen | {"act": ["save"]})
    turid.post(reverse("publish_requirement", args=[central.public_id]), typed(turid, edit))
    text = page(turid, "requirement", central.public_id)
    for label, value in (
        *(("Navn", "Blodtransfusjon"), ("Eier", "1010 Avdeling A"), ("Kategori", "Blod")),
        *(
            ("Læringsform", "Praktisk opplæring"),
            ("Dokumentasjonsform", "Signatur"),
            ("Gyldighet i dager", "730 dager"),
        ),
        *((tick, "Ja") for tick in ("Krever signering", "Kommentarfelt", "Manuell utløpsdato", "Tillat filvedlegg")),
        *((tick, "Ja") for tick in ("Resertifisering etter fravær", "Må utføres", "Tillat tilpasning")),
        ("Repeterende aktivitet", "Nei"),
    ):
        assert re.search(rf"<dt>{label}</dt><dd>\s*{value}\s*</dd>", text), label
    for told in ("Identitetskontroll", "https://veileder.example", "https://oppstart.example", "Intro"):
        assert told in text
    assert text.count("trenger ikke utføres") == 1


@pytest.mark.req("KP-ADM-015")
def test_the_signatures_of_specialist_training_are_offered_for_learning_activities_only(
    ward: Ward, vigdis: Client, marte: Client
) -> None:
    address = reverse("add_requirement")
    forms = ("Signatur (evalueringskollegium)", "Signatur (supervisør)", "Signatur (veileder)")
    requirement, activity = page(vigdis, "add_requirement"), page(marte, "add_requirement", kind="activity")
    for form in forms:
        assert form not in requirement
        assert form in activity
    for text in (requirement, activity):
        assert '<option value="signature">Signatur</option>' in text
    given = {"name": ["HLR"], "category": [str(ward.category().pk)], "documentation_form": ["signature_mentor"]}
    answer = vigdis.post(address, typed(vigdis, address) | given | {"act": ["save"]})
    assert 'id="id_documentation_form_error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("words", "central"),
    [
        pytest.param(("merarbeid for instruktører", "endelige godkjenning", "sjekkliste i ett krav"), False,
                     marks=pytest.mark.req("KP-ADM-021")),
        pytest.param(("Anbefales ikke i læringsmålplaner",), False, marks=pytest.mark.req("KP-ADM-027")),
        pytest.param(("heller relevante lenker når lesing av en lenke ikke skal krysses av",), False,
                     marks=pytest.mark.req("KP-ADM-038")),
        pytest.param(("Anbefales bare når kravet skal signeres", "egen bruk og ikke leses av andre"), False,
                     marks=pytest.mark.req("KP-ADM-042")),
        pytest.param(("Brukes bare når det er nødvendig",), False, marks=pytest.mark.req("KP-ADM-045")),
        pytest.param(("brukes 9999 dager", "reell gyldighet, aldri 9999"), True,
                     marks=pytest.mark.req("KP-ADM-085", "KP-ADM-086")),
    ],
)  # fmt: skip
def test_the_form_says_what_each_setting_is_for(
    ward: Ward, turid: Client, words: tuple[str, ...], central: bool
) -> None:
    made = ward.requirement("HLR", central=central)
    text = page(turid, "edit_requirement", made.public_id)
    for each in words:
        assert each in text


@pytest.mark.req("KP-ADM-027")
def test_an_activity_may_have_a_validity_all_the_same(ward: Ward, marte: Client) -> None:
    special = ward.category("Indremedisin")
    special.for_activities = True
    special.save()
    address = f"{reverse('add_requirement')}?kind=activity"
    given = {"name": ["Vakt"], "category": [str(special.pk)], "validity_days": ["365"], "act": ["save"]}
    marte.post(address, typed(marte, address) | given)
    assert Requirement.objects.get().validity_days == 365
