"""«Kategorier» under «Global administrasjon», as those who administer meet it."""

from __future__ import annotations

import json
import re
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from arbeidsrom.core.audit.events import tell
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import roles
from arbeidsrom.modules.competence.access import categories as access
from arbeidsrom.modules.competence.actions import categories as actions
from arbeidsrom.modules.competence.models import Category, Requirement
from arbeidsrom.modules.competence.rules.categories import Held, why_kept
from arbeidsrom.modules.competence.tests.browsing import page, said_at, typed
from arbeidsrom.modules.competence.tests.staff import with_role
from arbeidsrom.modules.competence.tests.ward import Ward

pytestmark = pytest.mark.django_db

CHANGING = ("add_category", "edit_category", "delete_category")


@pytest.fixture
def ward(hospital: Hospital) -> Ward:
    return Ward(hospital)


@pytest.fixture
def turid(hospital: Hospital) -> Client:
    """The browser of the trust's administrator."""
    with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    return hospital.browser("Turid")


@pytest.fixture
def sindre(hospital: Hospital) -> Client:
    """The browser of the system operator."""
    with_role(hospital, "Sindre", roles.SYSTEM_OPERATOR, "region")
    return hospital.browser("Sindre")


def offered(text: str) -> list[str]:
    """The buttons of the tree that change something."""
    main = text[text.index("<main") : text.index("</main>")]
    return [word for word in ("Ny kategori", "Rediger kategori", "Slett kategorier") if f"{word}</a>" in main]


def way(browser: Client, node: UUID, button: str) -> str:
    """The address of a button, as it stands in the tree when the folder is marked."""
    text = page(browser, "mark_category", node)
    icon = "<svg[^>]*><use[^>]*></use></svg>"
    found = re.search(rf'<a class="ds-button" href="([^"]+)"[^>]*>{icon}{button}</a>', text)
    assert found, button
    return found.group(1)


def filled(browser: Client, address: str) -> dict[str, str]:
    """The form of a window as it opens."""
    text = browser.get(address).content.decode()
    given = dict(re.findall(r'<input type="(?:text|hidden)" name="(name|lock_version)" value="([^"]*)"', text))
    chosen = re.search(r'<option value="([^"]+)" selected', text)
    return given | ({"below": chosen.group(1)} if chosen else {})


def entries() -> list[tuple[str, dict[str, str]]]:
    """What the log holds of categories: the event and its details."""
    found = Entry.objects.filter(event__startswith="competence.category").order_by("id")
    return [(one.event, json.loads(one.detail.content)["details"]) for one in found]


def logged() -> list[tuple[str, str, str]]:
    """The events, each with what stood before and what stands after."""
    return [(event.rpartition(".")[2], said["before"], said["after"]) for event, said in entries()]


def told() -> list[str]:
    """The same as whoever reads the log is told it."""
    return [tell(event, said) for event, said in entries()]


@pytest.mark.req("KP-HF-027")
def test_the_tab_shows_the_whole_tree_and_the_regions_standard_is_there_for_every_trust(
    ward: Ward, turid: Client, sindre: Client, hospital: Hospital
) -> None:
    assert reverse("categories") in page(turid, "global_administration")
    ward.requirement("HLR")
    above = ward.category()
    Category.objects.create(unit=above.unit, parent=above, name="Traume")
    region = hospital.units["region"].public_id
    sindre.post(way(sindre, region, "Ny kategori"), {"name": "Regionale krav"})
    tree = page(turid, "categories")
    known = "Regionen|Regionale krav|Sykehuset|Akuttmedisin|Traume|Nabosykehuset"
    names = re.findall(rf">(?:<strong>)?({known})<", tree[tree.index("<main") :])
    assert names == ["Regionen", "Nabosykehuset", "Sykehuset", "Akuttmedisin", "Traume"], "the own is open"
    assert "Regionale krav" in page(turid, "mark_category", region)
    assert re.search(r"Akuttmedisin</a> <span[^>]*>1 ", tree), "how many items lie in it"

    for name, unit in (("Vigdis", "1010"), ("Nils", "2010")):
        with_role(hospital, name, roles.SUBJECT_A, unit, works_in=unit)
        assert "Regionale krav" in page(hospital.browser(name), "add_requirement")


@pytest.mark.req("KP-HF-031")
def test_a_new_category_lies_below_the_level_that_was_marked(ward: Ward, turid: Client, hospital: Hospital) -> None:
    trust = hospital.units["sykehuset"]
    assert offered(page(turid, "categories")) == [], "nothing is marked"
    assert offered(page(turid, "mark_category", trust.public_id)) == ["Ny kategori"]
    window = way(turid, trust.public_id, "Ny kategori")
    assert "Under Sykehuset" in turid.get(window).content.decode()
    answer = turid.post(window, {"name": " Akutt  medisin "})
    top = Category.objects.get()
    assert (top.name, top.unit, top.parent, top.for_activities) == ("Akutt medisin", trust, None, False)
    assert answer.headers["Location"] == f"{reverse('mark_category', args=[top.public_id])}#node-{top.public_id}"

    turid.post(way(turid, top.public_id, "Ny kategori"), {"name": "Traume"})
    assert Category.objects.get(parent=top).name == "Traume"
    turid.post(window, {"name": "Kirurgi", "for_activities": "on"})
    for_activities = Category.objects.get(name="Kirurgi")
    turid.post(way(turid, for_activities.public_id, "Ny kategori"), {"name": "Del 2"})
    assert Category.objects.get(name="Del 2").for_activities, "as what it lies below"
    ways = ("Akutt medisin", "Akutt medisin > Traume", "Kirurgi", "Kirurgi > Del 2")
    assert logged() == [("added", "", f"Sykehuset > {way}") for way in ways]
    assert told()[1] == "Kategorien «Sykehuset > Akutt medisin > Traume», for krav, ble lagt til."
    assert told()[3] == "Kategorien «Sykehuset > Kirurgi > Del 2», for læringsaktiviteter, ble lagt til."
    assert set(Entry.objects.filter(event="competence.category.added").values_list("unit", flat=True)) == {trust.pk}


@pytest.mark.req("KP-HF-030", "KP-HF-038")
def test_a_renamed_category_follows_its_items(ward: Ward, turid: Client) -> None:
    hlr, category = ward.requirement("HLR"), ward.category()
    window = way(turid, category.public_id, "Rediger kategori")
    assert filled(turid, window)["name"] == "Akuttmedisin"
    turid.post(window, filled(turid, window) | {"name": "Akutt og ambulanse"})
    category.refresh_from_db()
    assert category.name == "Akutt og ambulanse"
    assert Requirement.objects.get(pk=hlr.pk).category == category
    assert "Akutt og ambulanse" in page(turid, "requirement", hlr.public_id)
    listed = page(turid, "requirements", **{"f-category": str(category.public_id)})
    assert "HLR" in listed
    assert "Akutt og ambulanse" in listed
    assert "Akuttmedisin" not in listed
    assert hlr.revisions.count() == 1, "the requirement is as it was"
    assert logged() == [("renamed", "Akuttmedisin", "Akutt og ambulanse")]


@pytest.mark.req("KP-HF-038")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Gi kategorien et navn."),
        ("   ", "Gi kategorien et navn."),
        ("Traume", "Det finnes allerede en kategori med dette navnet på samme sted."),
        ("traume ", "Det finnes allerede en kategori med dette navnet på samme sted."),
    ],
)
def test_a_name_is_unique_below_the_same_node_and_not_empty(
    ward: Ward, turid: Client, hospital: Hospital, name: str, said: str
) -> None:
    above, trust = ward.category(), hospital.units["sykehuset"]
    for parent in (None, above):
        Category.objects.create(unit=trust, parent=parent, name="Traume")
        other = Category.objects.create(unit=trust, parent=parent, name="Ambulanse")
        node = parent.public_id if parent else trust.public_id
        text = turid.post(way(turid, node, "Ny kategori"), {"name": name}).content.decode()
        assert said_at(text, "name").endswith(said)
        window = way(turid, other.public_id, "Rediger kategori")
        text = turid.post(window, filled(turid, window) | {"name": name}).content.decode()
        assert said_at(text, "name").endswith(said)
        other.refresh_from_db()
        assert other.name == "Ambulanse"
    assert Category.objects.filter(unit=trust).count() == 5, "the same name below two nodes, and nothing was added"
    Category.objects.create(unit=hospital.units["nabo"], name="Traume")
    assert logged() == []


@pytest.mark.req("KP-HF-029", "KP-HF-037")
def test_a_category_is_deleted_when_what_lies_in_it_has_been_moved(ward: Ward, turid: Client) -> None:
    hlr, brann = ward.requirement("HLR"), ward.requirement("Brannvern")
    full, other = ward.category(), ward.category("Smittevern")
    below = Category.objects.create(unit=full.unit, parent=full, name="Traume")

    window = way(turid, full.public_id, "Slett kategorier")
    why = (
        "Kategorien kan ikke slettes før den er tom."
        " 2 krav eller læringsaktiviteter ligger i den. 1 underkategori ligger i den."
    )
    asked = turid.get(window).content.decode()
    assert why in asked
    assert f'action="{window}"' not in asked, "nothing to press"
    refused = turid.post(window)
    assert refused.status_code == 409
    assert why in refused.content.decode()

    for one in (hlr, brann):
        edit = reverse("edit_requirement", args=[one.public_id])
        turid.post(edit, typed(turid, edit) | {"category": [str(other.pk)], "act": ["save"]})
        turid.post(reverse("publish_requirement", args=[one.public_id]), typed(turid, edit))
    move = way(turid, below.public_id, "Rediger kategori")
    turid.post(move, filled(turid, move) | {"below": str(other.public_id)})
    below.refresh_from_db()
    assert below.parent == other
    assert not Requirement.objects.filter(category=full).exists()

    window = way(turid, full.public_id, "Slett kategorier")
    assert turid.get(window).status_code == 200
    assert Category.objects.filter(pk=full.pk).exists(), "opening the window deletes nothing"
    assert turid.post(window).status_code == 302
    assert not Category.objects.filter(pk=full.pk).exists()
    assert str(full.public_id) not in page(turid, "categories")
    assert logged() == [
        ("moved", "Sykehuset > Akuttmedisin", "Sykehuset > Smittevern"),
        ("deleted", "Sykehuset > Akuttmedisin", ""),
    ]
    assert told() == [
        "Kategorien «Traume» ble flyttet fra «Sykehuset > Akuttmedisin» til «Sykehuset > Smittevern».",
        "Kategorien «Sykehuset > Akuttmedisin», for krav, ble slettet.",
    ]


@pytest.mark.req("KP-HF-037")
def test_what_a_draft_would_move_there_and_what_is_archived_hold_a_category_too(
    ward: Ward, turid: Client, hospital: Hospital
) -> None:
    hlr, gone = ward.requirement("HLR"), ward.requirement("Utgått")
    empty = ward.category("Smittevern")
    edit = reverse("edit_requirement", args=[hlr.public_id])
    turid.post(edit, typed(turid, edit) | {"category": [str(empty.pk)], "act": ["save"]})
    asked = turid.get(reverse("delete_category", args=[empty.public_id])).content.decode()
    assert "1 kladd flytter et krav eller en læringsaktivitet hit når den publiseres." in asked
    assert "ligger i den" not in asked, "not yet"
    assert "Kladder står under «Med kladd»" in asked
    assert "Filteret «Kategori»" not in asked, "which finds no draft"
    assert turid.post(reverse("delete_category", args=[empty.public_id])).status_code == 409
    listed = page(turid, "requirements", **{"view": "draft", "f-state": "draft"})
    assert "HLR" in listed, "where the advice leads"

    Requirement.objects.filter(pk=gone.pk).update(archived_at=hospital.now, archive_reason="Utgått")
    asked = turid.get(reverse("delete_category", args=[ward.category().public_id])).content.decode()
    assert "2 krav eller læringsaktiviteter ligger i den." in asked
    assert "1 av dem er arkivert og kan ikke flyttes" in asked
    assert "lokale under «Lokal administrasjon», sentrale under «Global administrasjon»" in asked


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (Held(items=1), "1 requirement or learning activity lies in it."),
        (Held(items=2), "2 requirements or learning activities lie in it."),
        (Held(drafts=1), "1 draft would move a requirement or learning activity to it."),
        (Held(parts=1), "1 sub-category lies in it."),
        (
            Held(items=3, archived=1, parts=2),
            "3 requirements or learning activities lie in it."
            " 1 of them is archived and cannot be moved, so the category stays. 2 sub-categories lie in it.",
        ),
    ],
)
def test_what_keeps_a_category_is_told_in_whole_sentences(held: Held, said: str) -> None:
    with translation.override("en"):
        assert why_kept(held) == f"The category cannot be deleted before it is empty. {said}"
        assert why_kept(Held()) == ""


def tops(browser: Client, *marked: UUID) -> dict[str, str]:
    """What somebody who only listens is told of the region and each trust, as part of the link."""
    text = page(browser, "mark_category" if marked else "categories", *marked)
    found = re.findall(r'<strong>(\w+)</strong><span class="ds-sr-only">, ([^<]+)</span></a>', text)
    return dict(found)


def test_whoever_only_listens_hears_how_many_categories_a_trust_has_and_whether_it_is_open(
    ward: Ward, turid: Client, hospital: Hospital
) -> None:
    Category.objects.create(unit=hospital.units["sykehuset"], parent=ward.category(), name="Traume")
    ward.category("Felles", unit="region")
    assert tops(turid) == {
        "Regionen": "1 kategori, lukket",
        "Nabosykehuset": "0 kategorier, lukket",
        "Sykehuset": "2 kategorier, åpnet",
    }
    assert tops(turid, hospital.units["region"].public_id)["Regionen"] == "1 kategori, åpnet"


def test_a_version_says_that_its_category_has_been_deleted_since(ward: Ward, turid: Client, hospital: Hospital) -> None:
    hlr, before, after = ward.requirement("HLR"), ward.category(), ward.category("Smittevern")
    edit = reverse("edit_requirement", args=[hlr.public_id])
    turid.post(edit, typed(turid, edit) | {"category": [str(after.pk)], "act": ["save"]})
    turid.post(reverse("publish_requirement", args=[hlr.public_id]), typed(turid, edit))
    assert "Akuttmedisin" in page(turid, "requirement_revision", hlr.public_id, 1)
    turid.post(reverse("delete_category", args=[before.public_id]))
    first, second = (page(turid, "requirement_revision", hlr.public_id, number) for number in (1, 2))
    assert "Slettet kategori" in first
    assert "Slettet kategori" not in second
    assert "Smittevern" in second


@pytest.mark.req("KP-HF-039")
def test_the_categories_of_others_are_seen_and_not_changed(
    ward: Ward, turid: Client, sindre: Client, hospital: Hospital
) -> None:
    theirs = {unit: ward.category(f"{unit} sin", unit=unit) for unit in ("nabo", "region")}
    own = ward.category()
    for unit, category in theirs.items():
        for node in (hospital.units[unit].public_id, category.public_id):
            text = page(turid, "mark_category", node)
            assert category.name in text
            assert offered(text) == []
        refused = {name: turid.post(reverse(name, args=[category.public_id]), {"name": "Ny"}) for name in CHANGING}
        refused["below the unit"] = turid.post(
            reverse("add_category", args=[hospital.units[unit].public_id]), {"name": "Ny"}
        )
        assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(refused, 403)
    assert "et annet foretak" in page(turid, "mark_category", theirs["nabo"].public_id)
    assert "Systemansvarlig endrer dem" in page(turid, "mark_category", theirs["region"].public_id)
    assert set(Category.objects.values_list("name", "lock_version")) == {
        ("nabo sin", 0), ("region sin", 0), ("Akuttmedisin", 0),
    }  # fmt: skip
    move = reverse("edit_category", args=[own.public_id])
    said = filled(turid, move) | {"below": str(theirs["nabo"].public_id)}
    assert said_at(turid.post(move, said).content.decode(), "below"), "only below the own trust"
    assert logged() == []
    for category in (*theirs.values(), own):
        assert len(offered(page(sindre, "mark_category", category.public_id))) == 3


def test_a_category_moves_neither_below_itself_nor_among_those_of_another_kind(ward: Ward, turid: Client) -> None:
    top = ward.category()
    below = Category.objects.create(unit=top.unit, parent=top, name="Traume")
    other_kind = Category.objects.create(unit=top.unit, name="Kirurgi", for_activities=True)
    window = reverse("edit_category", args=[top.public_id])
    for node in (top, below, other_kind):
        text = turid.post(window, filled(turid, window) | {"below": str(node.public_id)}).content.decode()
        assert said_at(text, "below")
    top.refresh_from_db()
    assert top.parent is None


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over(ward: Ward, turid: Client) -> None:
    category = ward.category()
    window = reverse("edit_category", args=[category.public_id])
    opened = filled(turid, window)
    turid.post(window, opened | {"name": "Først"})
    text = turid.post(window, opened | {"name": "Sist"}).content.decode()
    assert "Noen har endret kategorien" in text
    category.refresh_from_db()
    assert category.name == "Først"


def test_each_change_has_a_window_that_opens_beside_the_tree(ward: Ward, turid: Client) -> None:
    category = ward.category()
    text = page(turid, "mark_category", category.public_id)
    for name in CHANGING:
        address = reverse(name, args=[category.public_id])
        assert f'hx-get="{address}"' in text
        window = turid.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in window
        assert f'action="{address}"' in window
        assert "data-close-panel" in window


def test_the_tree_and_a_single_category_agree_on_who_may_what(ward: Ward, hospital: Hospital) -> None:
    turid = with_role(hospital, "Turid", roles.TRUST_ADMINISTRATOR, "sykehuset")
    vigdis = with_role(hospital, "Vigdis", roles.SUBJECT_A, "1010")
    category = ward.category()
    assert list(access.visible_categories(turid)) == [category]
    assert list(access.visible_categories(vigdis)) == []
    said = {"now": hospital.now, "actor": vigdis}
    with pytest.raises(Category.DoesNotExist):
        actions.delete_category(category.public_id, **said)
    theirs = ward.category(unit="nabo")
    with pytest.raises(PermissionDenied):
        actions.delete_category(theirs.public_id, now=hospital.now, actor=turid)


def test_whoever_does_not_administer_finds_no_categories(ward: Ward, hospital: Hospital) -> None:
    category = ward.category()
    with_role(hospital, "Vigdis", roles.SUBJECT_A, "1010")
    browser = hospital.browser("Vigdis")
    assert browser.get(reverse("categories")).status_code == 404
    assert browser.get(reverse("mark_category", args=[category.public_id])).status_code == 404
    for name in CHANGING:
        assert browser.get(reverse(name, args=[category.public_id])).status_code == 404
        assert browser.post(reverse(name, args=[category.public_id]), {"name": "Ny"}).status_code == 404
    assert list(Category.objects.values_list("name", flat=True)) == ["Akuttmedisin"]
