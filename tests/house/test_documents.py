"""What the documents promise is there: a README for each app, every setting in the table, every state explained."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.db.models import TextChoices

from arbeidsrom.config import reading

ROOT = Path(__file__).resolve().parents[2]
OURS = [app for app in apps.get_app_configs() if app.name.startswith(("arbeidsrom.core.", "arbeidsrom.modules."))]


@pytest.mark.parametrize("app", OURS, ids=lambda app: app.label)
def test_every_app_tells_what_it_is_for(app: AppConfig) -> None:
    readme = Path(app.path) / "README.md"
    assert readme.exists(), f"{readme.relative_to(ROOT)} is missing: purpose, words, states, who may do what"
    assert len(readme.read_text().split()) > 50


def states() -> list[tuple[AppConfig, type[TextChoices]]]:
    """The choices in the apps' ``states`` modules."""
    return [
        (app, thing)
        for app in OURS
        if find_spec(f"{app.name}.states")
        for thing in vars(import_module(f"{app.name}.states")).values()
        if isinstance(thing, type) and issubclass(thing, TextChoices) and thing.__name__.endswith("State")
    ]


@pytest.mark.parametrize(("app", "choices"), states(), ids=lambda thing: getattr(thing, "__name__", ""))
def test_every_state_stands_in_the_readme(app: AppConfig, choices: type[TextChoices]) -> None:
    page = Path(app.path) / "README.md"
    readme = page.read_text() if page.exists() else ""
    missing = [str(state.value) for state in choices if not re.search(rf"\b{re.escape(str(state.value))}\b", readme)]
    assert not missing, f"{app.label}/README.md does not speak of {', '.join(missing)} of {choices.__name__}"


def test_every_setting_stands_in_the_table() -> None:
    table = (ROOT / "docs/operating/settings.md").read_text()
    short = {f"ARBEIDSROM_SMTP_{name}" for name in ("PORT", "USER", "PASSWORD")}
    missing = sorted(
        name for name in reading._known | reading.READ_ELSEWHERE if name not in table and name not in short
    )
    assert not missing


def test_every_link_in_the_documents_leads_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/README.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert not broken
