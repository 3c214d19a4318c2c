"""What the documents promise is there: a README for each app, every setting in the table, every state explained."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.core.management import get_commands, load_command_class
from django.db.models import TextChoices

from arbeidsrom.config import reading
from arbeidsrom.core.operations import metrics
from arbeidsrom.launcher.main import PROGRAM_COMMANDS, parser

ROOT = Path(__file__).resolve().parents[2]
OF_ONE_COMMAND = {
    *("DATABASE_OWNER_URL", "DATABASE_APP_URL", "DATABASE_RECEIVER_URL"),
    *("ARBEIDSROM_TRANSIT_URL", "ARBEIDSROM_TRANSIT_KEY", "ARBEIDSROM_TRANSIT_TOKEN_FILE"),
}
"""Settings that the launcher, a command or the key service reads by itself."""
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


def pages() -> list[Path]:
    """What people read who run the program or change it."""
    found = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("src/**/README.md"),
        ROOT / "benchmarks/README.md",
    ]
    return [page for page in found if page.name != "CHANGELOG.md"]


def named(pattern: str) -> set[str]:
    """Whatever the pages say that looks like this."""
    return {found for page in pages() for found in re.findall(pattern, page.read_text())}


def test_every_command_that_the_documents_name_is_there() -> None:
    of_launcher = set(next(iter(parser()._subparsers._group_actions)).choices)  # type: ignore[union-attr, arg-type]
    of_program = set(get_commands())
    typed, managed = named(r"\./arbeidsrom ([a-z][a-z-]+)"), named(r"arbeidsrom manage ([a-z_]+)")
    run = named(r"python -m arbeidsrom ([a-z_]+)") | managed

    assert len(typed) > 6
    assert typed - of_launcher == set()
    assert len(run) > 4
    assert run - of_program == set()
    assert {program for program, _help in PROGRAM_COMMANDS.values() if program} - of_program == set()


def test_every_option_that_the_documents_name_is_one_of_its_command() -> None:
    known = {name: options_of(name) for name in ("rotate_keys", "verify_audit", "make_master_key", "backup", "restore")}
    for launched, (program, _help) in PROGRAM_COMMANDS.items():
        if program in known:
            known[launched] = known[program]
    written = named(rf"\b({'|'.join(known)})\b((?: (?:\[?--[a-z-]+|[^\s`-][^\s`]*))*)")
    told = {(name, option) for name, line in written for option in re.findall(r"--[a-z-]+", line)}

    assert {("rotate_keys", "--new-master"), ("verify-audit", "--checkpoints"), ("backup", "--keys")} <= told
    assert {(name, option) for name, option in told if option not in known[name]} == set()


def options_of(command: str) -> set[str]:
    """What can be given to one of the program's own commands."""
    made = load_command_class(get_commands()[command], command).create_parser("", command)
    return {option for action in made._actions for option in action.option_strings}


def test_every_setting_that_the_documents_name_is_one() -> None:
    known = reading._known | reading.READ_ELSEWHERE | OF_ONE_COMMAND
    assert named(r"\b(ARBEIDSROM_[A-Z0-9_]+[A-Z0-9]|DATABASE_[A-Z]+_?URL)\b") - known == set()


def test_every_number_that_the_documents_watch_is_measured() -> None:
    watched = named(r"`(arbeidsrom_[a-z_]+)`")
    measured = set(re.findall(r'"(arbeidsrom_[a-z_]+)"', Path(metrics.__file__).read_text()))

    assert len(watched) > 8
    assert {name.removesuffix("_total") for name in watched} == measured


def test_every_test_that_the_faults_name_is_there() -> None:
    page = (ROOT / "docs/operating/faults.md").read_text()
    places = re.findall(r"`((?:[\w/]+/)?(?:test_\w+\.py|kill/))`", page)

    assert len(places) > 8
    assert [place for place in places if not list(ROOT.rglob(place))] == []
