"""A goal plan from the trust's administrator to the doctor in training: without a mouse, without script, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, violations, wider_than_window
from tests.journeys.keyboard import go_to, press

Window = Callable[..., Page]
ADMINISTRATOR, REGISTRAR = "Marte Grøndahl", "Lars Nærbø"


def clean(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.wait_for_load_state()
    assert violations(page) == ""
    assert wider_than_window(page) == 0


def as_administrator(window: Window, **said: object) -> Page:
    """In the position where she administers goal plans."""
    page = window(name=ADMINISTRATOR, **said)
    page.goto("/choose-position/")
    page.get_by_text("Avdeling A 1").first.click()
    page.wait_for_load_state()
    return page


@pytest.mark.req("KP-ADM-185", "KP-ADM-188", "KP-ADM-204", "KP-ADM-209")
def test_by_keyboard_alone_an_activity_is_deactivated_under_its_goal_and_activated_again(window: Window) -> None:
    page = as_administrator(window)
    page.goto("/plans/")
    press(page, "Ny plan", exact=True)
    clean(page, "Ny læringsmålplan")
    page.goto("/plans/?f-access=edit&view=editable&q=anestesi")
    go_to(page, "Rediger", exact=True)
    while "/edit/" not in (page.evaluate("document.activeElement.getAttribute('href')") or ""):
        go_to(page, "Rediger", exact=True)
    page.keyboard.press("Enter")
    clean(page, "Anestesiologi")
    goal = page.locator("article.goal-row").first.get_by_role("heading").inner_text()
    press(page, f"Rediger {goal}")
    clean(page, goal)
    press(page, "Deaktiver ")
    clean(page, "Deaktiver i planen")
    page.get_by_label("Begrunnelse").fill("Ny rutine")
    press(page, "Deaktiver", exact=True)
    clean(page, goal)
    expect(page.get_by_role("heading", name="Deaktiverte læringsaktiviteter")).to_be_visible()
    press(page, "Reaktiver")
    clean(page, goal)
    expect(page.get_by_role("heading", name="Deaktiverte læringsaktiviteter")).to_have_count(0)


@pytest.mark.req("KP-ADM-002")
def test_on_a_phone_a_new_activity_is_made_under_a_goal(window: Window) -> None:
    page = as_administrator(window, width=PHONE)
    page.goto("/plans/?f-access=edit&view=editable&q=anestesi")
    page.locator("a[href$='/edit/']").first.click()
    clean(page, "Anestesiologi")
    page.locator("article.goal-row a").nth(2).click()
    page.get_by_role("link", name="Lag ny aktivitet").click()
    clean(page, "Ny læringsaktivitet")
    page.get_by_role("button", name="Lagre kladd").click()
    expect(page.locator("#id_name_error")).to_be_visible()
    clean(page, "Ny læringsaktivitet")


@pytest.mark.req("KP-PLAN-002", "KP-GOAL-001", "KP-REPEAT-006")
@pytest.mark.parametrize(("width", "script"), [(1280, True), (PHONE, True), (1280, False)])
def test_a_doctor_in_training_reads_goals_and_registers_procedures(window: Window, width: int, *, script: bool) -> None:
    page = window(name=REGISTRAR, width=width, script=script)
    page.goto("/own-plans/")
    page.get_by_role("link", name="Anestesiologi").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Anestesiologi")
    assert wider_than_window(page) == 0
    if script:
        clean(page, "Anestesiologi")
    page.get_by_role("link", name="Åpne prosedyreliste").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prosedyreliste")
    before = page.locator(".procedures__count").all_inner_texts()
    page.locator(".procedures__row form button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prosedyreliste")
    expect(page.locator(".procedures__count").first).to_be_visible()
    after = page.locator(".procedures__count").all_inner_texts()
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    assert wider_than_window(page) == 0
    if script:
        clean(page, "Prosedyreliste")
    procedure = page.locator(".procedures__what a").first
    name = procedure.inner_text()
    procedure.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    if script:
        assert violations(page) == ""
    assert wider_than_window(page) == 0
