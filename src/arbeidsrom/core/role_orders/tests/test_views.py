"""The pages of orders: for whom, the form with its faults, the owners' inbox, and two who answer at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.role_orders import queries
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import OrderState
from arbeidsrom.core.role_orders.tests.ward import SUBJECT_B, TRUST_ADMINISTRATOR, Ward

NOTHING_YET = "Ingen bestillinger ennå"


def filled(ward: Ward, **changes: str) -> dict[str, str]:
    given = {
        "role": SUBJECT_B,
        "unit": str(ward.hospital.units["1010"].public_id),
        "valid_from": ward.today.isoformat(),
        "reason": "Følger opp nyansatte",
    }
    return {**given, **changes}


def order_page(ward: Ward, name: str) -> str:
    return f"{reverse('order_role')}?position={ward.positions[name].public_id}"


@pytest.mark.req("PL-ORG-003")
def test_an_employee_orders_and_an_owner_approves_in_the_pages(ward: Ward) -> None:
    silje, turid = ward.hospital.browser("Silje"), ward.hospital.browser("Turid")
    assert NOTHING_YET in silje.get(reverse("role_orders")).content.decode()
    answer = silje.post(reverse("order_role"), filled(ward), follow=True)
    order = RoleOrder.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("role_order", args=[order.public_id])
    assert "Venter på svar" in silje.get(reverse("role_orders")).content.decode()

    inbox = turid.get(reverse("owned_role_orders")).content.decode()
    assert "Silje Berg" in inbox
    page = turid.get(reverse("role_order", args=[order.public_id])).content.decode()
    assert reverse("approve_order", args=[order.public_id]) in page
    approve(turid, order)
    order.refresh_from_db()
    assert order.state == OrderState.APPROVED
    assert "er godkjent for Silje Berg" in turid.get(reverse("owned_role_orders")).content.decode()
    assert "Silje Berg" not in turid.get(reverse("owned_role_orders")).content.decode()


def approve(browser: Client, order: RoleOrder) -> int:
    address = reverse("approve_order", args=[order.public_id])
    return browser.post(address, {"lock_version": order.lock_version}).status_code


def test_a_leader_chooses_for_whom_first(ward: Ward) -> None:
    astrid = ward.hospital.browser("Astrid")
    page = astrid.get(reverse("order_role")).content.decode()
    assert str(ward.positions["Silje"].public_id) in page
    assert str(ward.positions["Ole"].public_id) not in page
    assert astrid.get(order_page(ward, "Silje")).status_code == 200
    assert astrid.get(order_page(ward, "Ole")).status_code == 404
    assert astrid.get(f"{reverse('order_role')}?position=x").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"role": ""}, "role", "Velg en rolle."),
        ({"role": TRUST_ADMINISTRATOR}, "unit", "Rollen finnes ikke i en enhet av dette slaget"),
        ({"valid_from": "2026-01-01"}, "valid_from", "Rollen kan ikke begynne før i dag."),
        ({"last_day": "2026-01-01"}, "last_day", "Rollen kan ikke slutte før den begynner."),
        ({"reason": ""}, "reason", "Skriv hvorfor rollen trengs"),
        ({"role": "competence.plan_responsible"}, "covers", "Skriv hva rollen skal dekke"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(ward: Ward, changes: dict[str, str], field: str, sentence: str) -> None:
    silje = ward.hospital.browser("Silje")
    page = silje.post(reverse("order_role"), filled(ward, **changes)).content.decode()
    assert sentence in page
    assert f'id="id_{field}_error"' in page
    assert not RoleOrder.objects.exists()


def test_the_last_day_of_the_calendar_is_no_last_day(ward: Ward) -> None:
    ward.hospital.browser("Silje").post(reverse("order_role"), filled(ward, last_day="9999-12-31"))
    assert RoleOrder.objects.get().valid_to is None


def test_a_leader_of_many_finds_everybody_and_the_own_position_stands_first(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_POSITIONS", 2)
    for name in ("Aksel", "Birk"):
        ward.hospital.employ(name, "1010", led_by=ward.positions["Astrid"])
    astrid = ward.hospital.browser("Astrid")
    shown = astrid.get(reverse("order_role")).content.decode()
    assert "Deg selv" in shown
    assert "Silje Berg" not in shown
    assert 'name="name"' in shown
    assert "Silje Berg" in astrid.get(reverse("order_role"), {"name": "silj"}).content.decode()
    assert "Ingen du leder, har dette navnet" in astrid.get(reverse("order_role"), {"name": "Ole"}).content.decode()


def test_another_department_of_the_region_is_found_by_its_number(ward: Ward) -> None:
    silje = ward.hospital.browser("Silje")
    other = ward.hospital.units["2010"]
    assert str(other.public_id) not in silje.get(order_page(ward, "Silje")).content.decode()
    assert str(other.public_id) in silje.get(f"{order_page(ward, 'Silje')}&q=2010").content.decode()


def test_the_second_of_two_owners_reads_what_the_first_has_done(ward: Ward) -> None:
    order = ward.order()
    turid, sindre = ward.hospital.browser("Turid"), ward.hospital.browser("Sindre")
    approve(turid, order)
    late = sindre.post(
        reverse("refuse_order", args=[order.public_id]), {"answer": "Nei", "lock_version": order.lock_version}
    )
    assert late.status_code == 409
    assert "Turid Berg" in late.content.decode()


def test_a_refusal_needs_its_reason(ward: Ward) -> None:
    order = ward.order()
    turid = ward.hospital.browser("Turid")
    address = reverse("refuse_order", args=[order.public_id])
    page = turid.post(address, {"answer": " ", "lock_version": order.lock_version}).content.decode()
    assert "Skriv hvorfor bestillingen avslås." in page
    turid.post(address, {"answer": "Ikke nødvendig", "lock_version": order.lock_version})
    read = ward.hospital.browser("Silje").get(reverse("role_order", args=[order.public_id])).content.decode()
    assert "Ikke nødvendig" in read


def test_roles_to_be_reviewed_stand_in_their_tab_and_are_kept_or_ended(ward: Ward) -> None:
    order = ward.approved()
    RoleOrder.objects.filter(pk=order.pk).update(review_due=ward.today + timedelta(days=3))
    turid = ward.hospital.browser("Turid")
    tab = f"{reverse('owned_role_orders')}?view=due&f-state=due"
    assert "Silje Berg" in turid.get(tab).content.decode()
    turid.post(reverse("keep_role", args=[order.public_id]), {"lock_version": order.lock_version})
    assert "Silje Berg" not in turid.get(tab).content.decode()
    order.refresh_from_db()
    turid.post(reverse("end_role", args=[order.public_id]), {"note": "Ferdig", "lock_version": order.lock_version})
    order.refresh_from_db()
    assert order.state == OrderState.ENDED


def test_an_owner_who_may_not_review_reads_why(ward: Ward) -> None:
    Position.objects.filter(pk=ward.positions["Ole"].pk).update(leader=ward.positions["Turid"])
    order = ward.approve(ward.order(by="Turid", position="Ole"), by="Sindre")
    turid, address = ward.hospital.browser("Turid"), reverse("role_order", args=[order.public_id])
    why = "Du bestilte denne rollen. En annen eier må svare."
    assert why not in turid.get(address).content.decode()
    RoleOrder.objects.filter(pk=order.pk).update(review_due=ward.today + timedelta(days=3))
    shown = turid.get(address).content.decode()
    assert why in shown
    assert reverse("keep_role", args=[order.public_id]) not in shown


@pytest.mark.req("KP-ROLE-016")
def test_without_the_role_there_is_no_menu_item_and_an_address_tells_nothing(ward: Ward) -> None:
    order = ward.order()
    ole, turid = ward.hospital.browser("Ole"), ward.hospital.browser("Turid")
    inbox = reverse("owned_role_orders")
    assert inbox in turid.get("/").content.decode()
    assert inbox not in ole.get("/").content.decode()
    assert ole.get(inbox).status_code == 403
    for name in ("role_order", "refuse_order", "end_role"):
        unseen = ole.get(reverse(name, args=[order.public_id]))
        absent = ole.get(reverse(name, args=["00000000-0000-0000-0000-000000000404"]))
        assert unseen.status_code == absent.status_code == 404
        assert unseen.content.decode().count("Silje") == 0


def test_the_trust_next_door_sees_nothing_of_it(ward: Ward) -> None:
    order = ward.order()
    nora = ward.hospital.browser("Nora")
    assert "Silje" not in nora.get(reverse("owned_role_orders")).content.decode()
    assert nora.get(reverse("role_order", args=[order.public_id])).status_code == 404
    assert approve(nora, order) == 404
