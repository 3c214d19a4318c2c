"""What the pages of plans offer and say."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import models, roles
from arbeidsrom.modules.competence.actions.plans import describing, links
from arbeidsrom.modules.competence.actions.plans.describing import Described
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.tests.test_plan_content import hold
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    ward = Ward(hospital)
    ward.plan("Plan", "HLR")
    return ward


@pytest.fixture
def hanne(ward: Ward) -> Actor:
    return hold(ward.hospital, "Hanne", roles.SUBJECT_A, "1010")


def text_of(ward: Ward, name: str, *given: object, **asked: str) -> str:
    address = reverse(name, args=given)
    return unescape(ward.hospital.browser("Hanne").get(address, asked).content.decode())


def choices(text: str, field: str) -> list[str]:
    """What a drop-down offers."""
    found = re.search(rf'<select[^>]*name="{field}".*?</select>', text, re.S)
    assert found
    return [word for value, word in re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', found.group()) if value]


@pytest.mark.req("KP-ADM-147", "KP-ADM-148", "KP-ADM-154", "KP-ADM-155")
def test_the_list_has_its_columns_and_predefined_choices(ward: Ward, hanne: Actor) -> None:
    text = text_of(ward, "plans", view="all")
    headings = [re.sub("<.*?>", "", one).split("\n")[0] for one in re.findall(r"<th role=.*?</th>", text, re.S)]
    assert headings == ["Navn", "Type", "Beskrivelse", "Eier", "Status", "Tilgang", "Opprettet av"]
    assert choices(text, "f-kind") == ["Kompetanseplan", "Læringsmålplan", "Kompetansemålplan"]
    assert choices(text, "f-access") == ["Rediger", "Bare forhåndsvis"]
    four = ["Kladd – publisert", "Kladd – ikke publisert", "Publisert", "Ikke publisert"]
    assert choices(text, "f-status") == four
    owners = ["Egen avdeling", "Eget foretak", "Bare sentrale planer", "Hele regionen", "Mangler gyldig eier"]
    assert choices(text, "f-owner") == owners
    assert re.findall(r'type="checkbox" name="f-unit"[^>]*><label[^>]*>(.*?)</label>', text) == ["Avdeling A"]
    for column in ("kind", "status", "access"):
        assert f'popovertarget="list-menu-{column}"' in text


@pytest.mark.req("KP-ADM-152", "KP-ADM-153")
def test_a_column_is_sorted_by_and_the_name_within_it(ward: Ward, hanne: Actor) -> None:
    for name, owner in (("B", "1020"), ("A", "1020"), ("C", "1010")):
        ward.plan(name, owner=owner)

    def rows(sort: str) -> list[str]:
        text = text_of(ward, "plans", view="all", sort=sort)
        assert len(re.findall(r'aria-sort="(?:ascending|descending)"', text)) == 1
        return re.findall(r'aria-haspopup="dialog">(.*?)</a>', text)

    assert rows("owner") == ["C", "Plan", "A", "B"]
    assert rows("-owner") == ["A", "B", "C", "Plan"]
    assert 'aria-sort="descending"' in text_of(ward, "plans", view="all", sort="-owner")


@pytest.mark.req("KP-ADM-276")
def test_plans_whose_department_is_gone_are_listed_as_lacking_an_owner_and_stay(ward: Ward, hanne: Actor) -> None:
    ward.plan("Foreldreløs", owner="1020")
    Unit.objects.filter(code="1020").update(valid_to=ward.hospital.today)
    lacking = text_of(ward, "plans", **{"f-owner": "lacking"})
    assert "Foreldreløs" in lacking
    assert ">Plan</a>" not in lacking
    card = text_of(ward, "plan_card", ward.plans["Foreldreløs"].public_id)
    assert "finnes ikke lenger" in card


@pytest.mark.req("KP-ADM-281")
def test_an_empty_answer_says_so(ward: Ward, hanne: Actor) -> None:
    assert "Ingen treff" in text_of(ward, "plans", view="all", q="finnesikke")


@pytest.mark.req("KP-ADM-142")
def test_the_list_is_for_those_who_look_after_plans_also_the_responsible_for_plans(ward: Ward) -> None:
    hold(ward.hospital, "Ragna", roles.PLAN_RESPONSIBLE, "1010")
    ward.hospital.employ("Silje", "1010")
    answers = {name: ward.hospital.browser(name).get(reverse("plans")).status_code for name in ("Ragna", "Silje")}
    assert answers == {"Ragna": 200, "Silje": 403}
    menu = ward.hospital.browser("Ragna").get(reverse("local_administration")).content.decode()
    assert reverse("plans") in menu


@pytest.mark.req("KP-ADM-169", "KP-ADM-170", "KP-ADM-171", "KP-ADM-172", "KP-ADM-173", "KP-PLAN-008")
def test_a_new_plan_asks_for_what_it_says(ward: Ward, hanne: Actor) -> None:
    text = text_of(ward, "add_plan")
    described = text_of(ward, "describe_plan", ward.plans["Plan"].public_id)
    for named in (text, described):
        assert "Slik regionen navngir planer: HF-Klinikk-seksjon/avdeling" in named
        assert "hva planen inneholder og hvem den er for" in named
    for field in ("Tidsramme", "Litteratur", "Beskrivelse"):
        assert re.search(rf'{field} <span class="optional">\(valgfritt\)', text)
    for way in ("Godkjennes automatisk", "Sendes til leder for godkjenning"):
        assert way in text
    said = Described("Ny", "automatic", "Om planen", "Tre uker", "Håndboka")
    unit = ward.hospital.units["1010"].public_id
    plan = describing.create_plan(said, unit=unit, actor=hanne, now=ward.hospital.now)
    plan.refresh_from_db()
    assert (plan.time_frame, plan.literature, plan.description) == ("Tre uker", "Håndboka", "Om planen")


@pytest.mark.req("KP-ADM-174")
def test_only_competence_plans_have_a_way_of_completion(ward: Ward) -> None:
    for kind, completion in (("learning_goals", "leader"), ("competence", "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Plan.objects.filter(name="Plan").update(kind=kind, completion=completion)


@pytest.mark.req("KP-ADM-166", "KP-ADM-189")
def test_the_editor_has_its_tabs_and_the_archive_for_those_who_archive(ward: Ward, hanne: Actor) -> None:
    hold(ward.hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    plan = ward.plans["Plan"].public_id
    tabs = ["Rediger innhold", "Angi eier/ansvarlig", "Godkjenn LA/krav", "Publisering", "Versjonshistorikk"]
    for name, expected in (("Hanne", tabs), ("Turid", [*tabs, "Arkivering"])):
        text = ward.hospital.browser(name).get(reverse("edit_plan", args=[plan])).content.decode()
        row = re.search(r'<nav class="tab-links".*?</nav>', text, re.S)
        assert row
        assert re.findall(r"<a [^>]*>(.*?)</a>", row.group()) == expected


@pytest.mark.req("KP-ADM-190", "KP-ADM-193")
def test_fetching_searches_name_category_and_id_and_warns(ward: Ward, hanne: Actor) -> None:
    brann, smitte = ward.requirement("Brann"), ward.requirement("Smitte")
    other = ward.category("Hygiene")
    models.Requirement.objects.filter(pk=smitte.pk).update(category=other)
    given = (ward.plans["Plan"].public_id, ward.sections["Generelt"].public_id)

    def found(text: str) -> set[str]:
        page = text_of(ward, "fetch_requirements", *given, q=text)
        assert "gjelder i alle planer" in page
        return {one.name for one in (brann, smitte) if str(one.public_id) in page}

    assert found("") == {"Brann", "Smitte"}
    assert found("bran") == {"Brann"}
    assert found("hygiene") == {"Smitte"}
    assert found(str(smitte.pk)) == {"Smitte"}
    ids = [str(one.public_id) for one in (brann, smitte)]
    ward.hospital.browser("Hanne").post(reverse("fetch_requirements", args=given), {"requirements": ids})
    assert ward.plans["Plan"].links.filter(state=LinkState.INACTIVE).count() == 2


@pytest.mark.req("KP-ADM-179")
def test_a_sub_plan_is_ticked_as_one_that_may_be_not_relevant(ward: Ward, hanne: Actor) -> None:
    plan, section = ward.plans["Plan"], ward.sections["Generelt"]
    address = reverse("rename_section", args=[plan.public_id, section.public_id])
    said = {"name": "Generelt", "may_be_not_relevant": "on", "lock_version": plan.lock_version}
    assert ward.hospital.browser("Hanne").post(address, said).status_code == 302
    section.refresh_from_db()
    assert section.may_be_not_relevant
    assert "Kan markeres som ikke relevant" in text_of(ward, "edit_plan", plan.public_id)


@pytest.mark.req("KP-ADM-087", "KP-ADM-088", "KP-ADM-089", "KP-ADM-090", "KP-ADM-091", "KP-ADM-255")
def test_the_validity_is_adapted_on_a_page_that_shows_the_original(ward: Ward, hanne: Actor) -> None:
    ward.requirement("Sentralt", central=True, validity_days=400, allows_adaptation=True, description="Slik er det")
    plan = ward.plans["Plan"]
    assert "Tilpass gyldigheten" not in text_of(ward, "edit_plan", plan.public_id)
    ward.link("Plan", "Generelt", "Sentralt")
    link = plan.links.get(requirement__name="Sentralt")
    address = reverse("adapt_validity", args=[plan.public_id, link.public_id])
    assert address in text_of(ward, "edit_plan", plan.public_id)
    page = text_of(ward, "adapt_validity", plan.public_id, link.public_id)
    assert "Slik er det" in page
    assert re.search(r"Opprinnelig gyldighet i dager</dt><dd>400", page)
    browser = ward.hospital.browser("Hanne")
    for days in ("0", "-3", "1.5", "tolv", ""):
        refused = browser.post(address, {"validity_days": days, "reason": "Fordi"}).content.decode()
        assert "ds-validation-message" in refused, days
    browser.post(address, {"validity_days": "30", "reason": "Vi øver oftere"})
    text = text_of(ward, "edit_plan", plan.public_id)
    assert "30 dager her, opprinnelig 400 dager: Vi øver oftere" in text
    local = plan.links.get(requirement__name="HLR")
    local_address = reverse("adapt_validity", args=[plan.public_id, local.public_id])
    assert browser.get(local_address).status_code == 403


@pytest.mark.req("KP-ADM-165", "KP-ADM-224")
def test_a_preview_shows_checklists_and_links_and_a_link_to_itself(ward: Ward, hanne: Actor) -> None:
    from uuid import uuid4

    from arbeidsrom.modules.competence.rules import settings

    ward.requirement(
        "Pumpe",
        links=(settings.Link("Brukerveiledning", "https://pumpe.example/"),),
        checklist=(settings.CheckPoint(uuid4(), "Bytte sprøyte"),),
    )
    ward.link("Plan", "Generelt", "Pumpe")
    plan = ward.plans["Plan"].public_id
    text = text_of(ward, "preview_plan", plan)
    for said in ("Pumpe", 'href="https://pumpe.example/"', "Brukerveiledning", "Bytte sprøyte"):
        assert said in text
    assert "Lenke til denne forhåndsvisningen" in text
    assert f'value="http://testserver{reverse("preview_plan", args=[plan])}"' in text
    assert 'data-copies="preview-link"' in text


@pytest.mark.req("KP-ADM-104", "KP-ADM-105", "KP-ADM-188")
def test_what_one_edits_has_a_pencil_and_what_one_does_not_has_an_eye(ward: Ward, hanne: Actor) -> None:
    ward.requirement("Fremmed", owner="1020")
    ward.link("Plan", "Generelt", "Fremmed")
    text = text_of(ward, "edit_plan", ward.plans["Plan"].public_id)
    own, other = (ward.requirements[name].public_id for name in ("HLR", "Fremmed"))
    assert f'href="{reverse("edit_requirement", args=[own])}"' in text
    assert f'href="{reverse("edit_requirement", args=[other])}"' not in text
    assert f'href="{reverse("requirement", args=[other])}"' in text


def test_a_link_that_is_too_old_to_delete_offers_deactivation_instead(ward: Ward, hanne: Actor) -> None:
    from datetime import timedelta

    plan = ward.plans["Plan"]
    ward.assign("Plan", ward.hospital.employ("Nina", "1010"))
    models.Link.objects.update(linked_at=ward.hospital.now - timedelta(days=300))
    text = text_of(ward, "edit_plan", plan.public_id)
    assert "Slett fra planen" not in text
    assert "Deaktiver" in text
    link = plan.links.get()
    links.deactivate_link(plan.public_id, link.public_id, reason="Utgått", actor=hanne, now=ward.hospital.now)
    assert "Utgått" in text_of(ward, "edit_plan", plan.public_id)
