"""What goal plans are made from, as a file says it: themes, goals and the activities under each (KP-ADM-183, 184).

The format is told in ``docs/how-to/load-goal-templates.md``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from arbeidsrom.modules.competence.rules.settings import (
    MOST_REPETITIONS,
    SIGNATURES,
    DocumentationForm,
    LearningForm,
)

KINDS = ("learning_goals", "competence_goals")
LEVELS = ("national", "regional")
LONGEST_NAME, LONGEST_ACTIVITY, LONGEST_GOAL, LONGEST_CODE = 120, 250, 1000, 30
TICKS = ("requires_signing", "has_comment", "allows_attachments", "must_be_done")


class UnreadableTemplate(ValueError):
    """The file cannot be used; ``faults`` says where and why, a sentence each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class TemplateActivity:
    """A learning activity that comes with the template; ``said`` are its settings beside name and category."""

    key: str
    level: str
    name: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TemplateGoal:
    """A goal as laid down, with the keys of its activities in their order."""

    code: str
    name: str
    description: str
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateTheme:
    """Goals on one topic (KP-GOAL-003)."""

    name: str
    goals: tuple[TemplateGoal, ...]


@dataclass(frozen=True, slots=True)
class GoalTemplate:
    """A whole template."""

    kind: str
    name: str
    description: str = ""
    time_frame: str = ""
    themes: tuple[TemplateTheme, ...] = ()
    activities: Mapping[str, TemplateActivity] = field(default_factory=dict)


def read_template(text: str) -> GoalTemplate:
    """The template that the text says, or ``UnreadableTemplate`` with all that is wrong."""
    try:
        said = json.loads(text)
    except ValueError as fault:
        raise UnreadableTemplate([f"The file is not JSON: {fault}"]) from None
    reading = _Reading()
    if not isinstance(said, dict):
        raise UnreadableTemplate(["The file holds no object."])
    found = reading.template(said)
    if reading.faults:
        raise UnreadableTemplate(reading.faults)
    return found


class _Reading:
    """Takes the parts out one by one and remembers what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def template(self, said: Mapping[str, Any]) -> GoalTemplate:
        kind = self._one_of(said, "kind", KINDS, "the template")
        listed = [self._activity(one, number) for number, one in enumerate(self._parts(said, "activities", "the file"))]
        activities = {one.key: one for one in listed}
        self._twice((one.key for one in listed), "the key")
        self._twice((one.name for one in listed), "the activity")
        themes = tuple(self._theme(one, activities) for one in self._parts(said, "themes", "the file"))
        goals = [goal for theme in themes for goal in theme.goals]
        self._twice((goal.code for goal in goals), "the code")
        used = {key for goal in goals for key in goal.activities}
        self.faults += [f"{one.name!r} stands under no goal." for one in listed if one.key not in used]
        if not goals:
            self.faults.append("There are no goals.")
        return GoalTemplate(
            kind,
            self._text(said, "name", LONGEST_NAME, "the template"),
            self._text(said, "description", None, "the template", needed=False),
            self._text(said, "time_frame", 200, "the template", needed=False),
            themes,
            activities,
        )

    def _theme(self, said: Mapping[str, Any], activities: Mapping[str, TemplateActivity]) -> TemplateTheme:
        name = self._text(said, "name", LONGEST_ACTIVITY, "a theme")
        return TemplateTheme(name, tuple(self._goal(one, activities) for one in self._parts(said, "goals", name)))

    def _goal(self, said: Mapping[str, Any], activities: Mapping[str, TemplateActivity]) -> TemplateGoal:
        code = self._text(said, "code", LONGEST_CODE, "a goal")
        keys = said.get("activities", [])
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            self.faults.append(f"{code}: the activities are a list of keys.")
            keys = []
        self.faults += [f"{code}: there is no activity {key!r}." for key in keys if key not in activities]
        self._twice(keys, f"{code}: the activity")
        name = self._text(said, "name", LONGEST_GOAL, code)
        return TemplateGoal(code, name, self._text(said, "description", None, code, needed=False), tuple(keys))

    def _activity(self, said: Mapping[str, Any], number: int) -> TemplateActivity:
        place = f"activity {number + 1}"
        key, name = self._text(said, "key", LONGEST_CODE, place), self._text(said, "name", LONGEST_ACTIVITY, place)
        documentation = self._one_of(said, "documentation_form", DocumentationForm.values, place)
        settings: dict[str, Any] = {
            "description": self._text(said, "description", None, place, needed=False),
            "learning_form": self._one_of(said, "learning_form", LearningForm.values, place),
            "documentation_form": documentation,
            "repetitions": self._repetitions(said, place),
        }
        for tick in TICKS:
            settings[tick] = said.get(tick, False)
            if not isinstance(settings[tick], bool):
                self.faults.append(f"{place}: {tick} is true or false.")
        if settings["requires_signing"] is not (documentation in SIGNATURES):
            self.faults.append(f"{place}: it requires signing exactly when it is documented by signature.")
        return TemplateActivity(key, self._one_of(said, "level", LEVELS, place), name, settings)

    def _repetitions(self, said: Mapping[str, Any], place: str) -> int | None:
        times = said.get("repetitions")
        if times is None or (type(times) is int and 2 <= times <= MOST_REPETITIONS):
            return times
        self.faults.append(f"{place}: the repetitions are a whole number from 2 to {MOST_REPETITIONS}.")
        return None

    def _text(self, said: Mapping[str, Any], key: str, longest: int | None, place: str, *, needed: bool = True) -> str:
        text = said.get(key, "")
        if not isinstance(text, str) or (needed and not text.strip()) or (longest and len(text) > longest):
            self.faults.append(f"{place}: {key} is a text" + (f" of at most {longest} characters." if longest else "."))
            return ""
        return text.strip()

    def _one_of(self, said: Mapping[str, Any], key: str, words: Iterable[str], place: str) -> str:
        word = said.get(key)
        if word not in tuple(words):
            self.faults.append(f"{place}: {key} is one of {', '.join(words)}.")
            return ""
        return str(word)

    def _parts(self, said: Mapping[str, Any], key: str, place: str) -> list[Mapping[str, Any]]:
        parts = said.get(key)
        if not isinstance(parts, list) or not all(isinstance(one, dict) for one in parts):
            self.faults.append(f"{place}: {key} is a list of objects.")
            return []
        return parts

    def _twice(self, words: Iterable[str], what: str) -> None:
        self.faults += [f"{what} {word!r} stands twice." for word, count in Counter(words).items() if count > 1]
