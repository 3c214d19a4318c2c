"""Templates of goal plans as files: what is wrong is told, and nothing is half loaded."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.rules.goal_templates import UnreadableTemplate, read_template
from arbeidsrom.modules.competence.tests.goal_world import FOR_APPRENTICES, TEMPLATE

Change = Callable[[dict[str, Any]], None]


def _set(*way: Any, to: Any) -> Change:
    def change(said: dict[str, Any]) -> None:
        place: Any = said
        for key in way[:-1]:
            place = place[key]
        place[way[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_set("kind", to="plan"), "kind is one of"),
        (_set("name", to="  "), "name is a text"),
        (_set("name", to="a" * 121), "at most 120"),
        (_set("themes", to={}), "themes is a list"),
        (_set("themes", to=[]), "no goals"),
        (_set("activities", to=["a"]), "activities is a list of objects"),
        (_set("activities", 0, "level", to="local"), "level is one of national, regional"),
        (_set("activities", 0, "repetitions", to=1), "from 2 to 999"),
        (_set("activities", 0, "repetitions", to=True), "from 2 to 999"),
        (_set("activities", 0, "learning_form", to="dream"), "learning_form is one of"),
        (_set("activities", 0, "requires_signing", to=True), "exactly when"),
        (_set("activities", 0, "must_be_done", to="yes"), "true or false"),
        (_set("activities", 1, "key", to="a"), "the key 'a' stands twice"),
        (_set("activities", 1, "name", to="Intubering"), "the activity 'Intubering' stands twice"),
        (_set("themes", 0, "goals", 0, "activities", to=["a", "a"]), "'a' stands twice"),
        (_set("themes", 0, "goals", 0, "activities", to=["x"]), "no activity 'x'"),
        (_set("themes", 0, "goals", 0, "activities", to="a"), "list of keys"),
        (_set("themes", 0, "goals", 1, "code", to="ANE-001"), "the code 'ANE-001' stands twice"),
        (_set("themes", 0, "goals", 1, "activities", to=[]), "stands under no goal"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_where_it_is(change: Change, told: str) -> None:
    said = deepcopy(TEMPLATE)
    change(said)
    with pytest.raises(UnreadableTemplate) as refused:
        read_template(json.dumps(said))
    assert any(told in fault for fault in refused.value.faults), refused.value.faults


@pytest.mark.parametrize("text", ["", "[]", "{", '"a"', "null"])
def test_what_is_no_template_at_all_is_refused(text: str) -> None:
    with pytest.raises(UnreadableTemplate):
        read_template(text)


@pytest.mark.django_db
def test_files_are_loaded_all_or_none(hospital: Hospital, tmp_path: Path) -> None:
    good, bad = tmp_path / "god.json", tmp_path / "feil.json"
    good.write_text(json.dumps(TEMPLATE), encoding="utf-8")
    bad.write_text(json.dumps(FOR_APPRENTICES | {"kind": "x"}), encoding="utf-8")
    for wrong in (bad, tmp_path / "finnes-ikke.json"):
        with pytest.raises(CommandError, match=wrong.name):
            call_command("load_goal_template", str(good), str(wrong))
        assert not models.Plan.objects.exists()
        assert not models.Requirement.objects.exists()
    call_command("load_goal_template", str(good))
    template = models.Plan.objects.get()
    assert (template.is_template, template.owner, template.sections.count()) == (True, hospital.units["region"], 5)
    assert Entry.objects.filter(event="competence.template.loaded", thing=template.public_id).count() == 1
    with pytest.raises(CommandError, match="finnes allerede"):
        call_command("load_goal_template", str(good))
    with pytest.raises(CommandError, match="which region"):
        call_command("load_goal_template", str(good), region="ukjent")
    assert models.Plan.objects.count() == 1


@pytest.mark.django_db
def test_a_category_of_requirements_is_not_taken_for_activities(hospital: Hospital, tmp_path: Path) -> None:
    models.Category.objects.create(unit=hospital.units["region"], name="Anestesiologi")
    file = tmp_path / "mal.json"
    file.write_text(json.dumps(TEMPLATE), encoding="utf-8")
    with pytest.raises(CommandError, match="kategori"):
        call_command("load_goal_template", str(file))
    assert not models.Plan.objects.exists()
