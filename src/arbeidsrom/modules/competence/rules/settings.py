"""What a requirement says: one immutable record of all its settings, as in a draft or a published revision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LearningForm(models.TextChoices):
    """How the employee acquires the knowledge («læringsform», KP-ADM-013, KP-REQ-002)."""

    CLINICAL_SERVICE = "clinical_service", _("Clinical service")
    COURSE = "course", _("Course")
    E_LEARNING = "e_learning", _("E-learning/digital learning")
    GROUP_SUPERVISION = "group_supervision", _("Group supervision")
    IN_HOUSE_TEACHING = "in_house_teaching", _("In-house teaching")
    MEETING = "meeting", _("Meeting")
    SUPERVISION = "supervision", _("Supervision")
    PLACEMENT = "placement", _("Placement")
    THEORY = "theory", _("Teaching of theory")
    PRACTICAL_TRAINING = "practical_training", _("Practical training")
    PROCEDURE_LIST = "procedure_list", _("Procedure list")
    PROJECT = "project", _("Project")
    REFLECTION = "reflection", _("Reflection note")
    SELF_STUDY = "self_study", _("Self-study")
    SIMULATION = "simulation", _("Simulation")
    SKILLS_TRAINING = "skills_training", _("Skills training")
    OTHER = "other", pgettext_lazy("learning form", "Other")


class DocumentationForm(models.TextChoices):
    """How completion is documented («dokumentasjonsform», KP-ADM-014, KP-REQ-003, 004)."""

    ATTACHMENT = "attachment", _("Attachment")
    CERTIFICATE = "certificate", _("Course certificate")
    COURSE_PORTAL = "course_portal", _("Confirmation from the course portal")
    OWN_REGISTRATION = "own_registration", _("Own registration")
    SIGNATURE = "signature", pgettext_lazy("documentation", "Signature")
    SIGNATURE_BOARD = "signature_board", _("Signature (evaluation board)")
    SIGNATURE_SUPERVISOR = "signature_supervisor", _("Signature (supervisor)")
    SIGNATURE_MENTOR = "signature_mentor", _("Signature (mentor)")


SIGNATURES = frozenset(one.value for one in DocumentationForm if one.value.startswith("signature"))
FOR_ACTIVITIES_ONLY = SIGNATURES - {DocumentationForm.SIGNATURE.value}
"""Documentation forms that only learning activities use (KP-ADM-015)."""


@dataclass(frozen=True, slots=True)
class Link:
    """Something to be read in order to fulfil the requirement (KP-ADM-022)."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course of the learning portal: its ID there, and what it is called (KP-LMS-016, 020)."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """One of the points that must each be performed; ``id`` stays when it is renamed (KP-ADM-033 to 037)."""

    id: UUID
    name: str
    url: str = ""
    mandatory: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a requirement or learning activity (KP-ADM-005).

    ``owner`` and ``category`` are the ids of a unit and a category, ``dependencies`` of requirements, ``files`` the
    public ids of files of the requirement. ``validity_days`` counts from the day it was fulfilled; ``repetitions`` is
    how many times it must be done, at least two. Nothing means that the setting is not used.
    """

    name: str
    owner: int
    category: int | None = None
    learning_form: str = ""
    documentation_form: str = ""
    description: str = ""
    links: tuple[Link, ...] = ()
    files: tuple[UUID, ...] = ()
    validity_days: int | None = None
    requires_signing: bool = False
    repetitions: int | None = None
    checklist: tuple[CheckPoint, ...] = ()
    has_comment: bool = False
    has_manual_expiry: bool = False
    allows_attachments: bool = False
    dependencies: tuple[int, ...] = ()
    recertified_after_absence: bool = False
    must_be_done: bool = False
    allows_adaptation: bool = False
    courses: tuple[Course, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The form in which it is stored."""
        stored = asdict(self)
        stored["files"] = [str(one) for one in self.files]
        stored["checklist"] = [asdict(point) | {"id": str(point.id)} for point in self.checklist]
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Settings:
        """As it was stored; what a later version of the program has added stands at its default."""
        said: dict[str, Any] = {name: stored[name] for name in NAMES if name in stored}
        said["links"] = tuple(Link(**one) for one in said.get("links", ()))
        said["files"] = tuple(UUID(one) for one in said.get("files", ()))
        said["courses"] = tuple(Course(**one) for one in said.get("courses", ()))
        points = said.get("checklist", ())
        said["checklist"] = tuple(CheckPoint(**point | {"id": UUID(point["id"])}) for point in points)
        said["dependencies"] = tuple(said.get("dependencies", ()))
        return cls(**said)

    @property
    def is_linked_to_course(self) -> bool:
        """Whether passing a course fulfils it, so that it is never reset (KP-ADM-126, KP-LMS-034)."""
        return bool(self.courses)

    @property
    def is_tied_to_course(self) -> bool:
        """Whether only the learning portal can say that it is fulfilled (KP-EIMP-045, KP-LMS-043)."""
        return self.is_linked_to_course and self.documentation_form == DocumentationForm.COURSE_PORTAL


NAMES = tuple(field.name for field in fields(Settings))


def changed(published: Settings | None, drafted: Settings) -> frozenset[str]:
    """The settings that the draft says otherwise; each is marked «KLADD» (KP-ADM-109). Of a first draft, all."""
    if published is None:
        return frozenset(NAMES)
    return frozenset(name for name in NAMES if getattr(published, name) != getattr(drafted, name))


def locked_changes(published: Settings, drafted: Settings) -> frozenset[str]:
    """What the draft changes although it may not once somebody has started (KP-ADM-117 to 121).

    Signing and the manual expiry date can be asked for, not dropped; repeating can be neither, but the number may
    change while it stays repeating.
    """
    locked = set()
    if published.requires_signing and not drafted.requires_signing:
        locked.add("requires_signing")
    if published.has_manual_expiry and not drafted.has_manual_expiry:
        locked.add("has_manual_expiry")
    if (published.repetitions is None) != (drafted.repetitions is None):
        locked.add("repetitions")
    return frozenset(locked)


class Contradiction(models.TextChoices):
    """Settings that cannot stand together, or are of no use alone."""

    NO_NAME = "no_name", _("Give it a name.")
    NO_CATEGORY = "no_category", _("Choose a category.")
    VALIDITY = "validity", _("The validity is a whole number of days, from 1.")
    REPETITIONS = "repetitions", _("The number of repetitions is a whole number, from 2.")
    CHECKLIST_AND_REPETITIONS = (
        "checklist_and_repetitions",
        _("A requirement that is repeated has no checklist. Choose one of them."),
    )
    FOR_ACTIVITIES_ONLY = "for_activities_only", _("This form of documentation is used for learning activities only.")
    ADAPTATION = "adaptation", _("Only a central requirement can let its validity be adapted.")
    COURSES = "courses", _("Only a central requirement can be linked to courses.")
    FOR_CENTRAL_ONLY = (
        "for_central_only",
        _("Only a central requirement is confirmed by the course portal. Choose another form of documentation."),
    )
    NO_COURSE = "no_course", _("This form of documentation needs a course. Add one to the course list.")
    COURSE_KEY = (
        "course_key",
        _("Every course needs its ID and a name of 250 characters at most, and stands in the list once."),
    )
    MANY_COURSES = "many_courses", _("It can be linked to 20 courses at most. Take some out.")
    DEPENDS_ON_ITSELF = "depends_on_itself", _("A requirement cannot depend on itself.")


COURSE_ID = r"^[\w.:-]{0,59}\w$"
"""The ID of a course in the learning portal; it stands in the address of the course too."""
COURSE_KEY = re.compile(COURSE_ID.replace("$", r"\Z"))
LONGEST_COURSE_NAME = 250
MOST_COURSES = 20
LONGEST_VALIDITY = 100_000
MOST_REPETITIONS = 999


def contradictions(
    settings: Settings, *, own_id: int | None, activity: bool, central: bool
) -> dict[str, Contradiction]:
    """What keeps the settings from being published, by the setting where somebody looks for it."""
    found: dict[str, Contradiction] = {}
    if not settings.name.strip():
        found["name"] = Contradiction.NO_NAME
    if settings.category is None:
        found["category"] = Contradiction.NO_CATEGORY
    if settings.validity_days is not None and not 1 <= settings.validity_days <= LONGEST_VALIDITY:
        found["validity_days"] = Contradiction.VALIDITY
    if settings.repetitions is not None and not 2 <= settings.repetitions <= MOST_REPETITIONS:
        found["repetitions"] = Contradiction.REPETITIONS
    if settings.repetitions is not None and settings.checklist:
        found["checklist"] = Contradiction.CHECKLIST_AND_REPETITIONS
    if settings.documentation_form in FOR_ACTIVITIES_ONLY and not activity:
        found["documentation_form"] = Contradiction.FOR_ACTIVITIES_ONLY
    if settings.allows_adaptation and not central:
        found["allows_adaptation"] = Contradiction.ADAPTATION
    found |= _of_courses(settings) if central else _of_courses_elsewhere(settings)
    if own_id is not None and own_id in settings.dependencies:
        found["dependencies"] = Contradiction.DEPENDS_ON_ITSELF
    return found


def _of_courses(settings: Settings) -> dict[str, Contradiction]:
    """What is wrong with the courses of a central requirement."""
    found = {}
    if not _courses_are_sound(settings.courses):
        found["courses"] = Contradiction.COURSE_KEY
    elif len(settings.courses) > MOST_COURSES:
        found["courses"] = Contradiction.MANY_COURSES
    if settings.documentation_form == DocumentationForm.COURSE_PORTAL and not settings.courses:
        found["documentation_form"] = Contradiction.NO_COURSE
    return found


def _of_courses_elsewhere(settings: Settings) -> dict[str, Contradiction]:
    """Any other has none, and nothing that they alone can confirm."""
    found = {}
    if settings.courses:
        found["courses"] = Contradiction.COURSES
    if settings.documentation_form == DocumentationForm.COURSE_PORTAL:
        found["documentation_form"] = Contradiction.FOR_CENTRAL_ONLY
    return found


def _courses_are_sound(courses: tuple[Course, ...]) -> bool:
    keys = [one.key for one in courses]
    return len(set(keys)) == len(keys) and all(map(_is_sound, courses))


def _is_sound(course: Course) -> bool:
    return bool(COURSE_KEY.match(course.key) and course.name.strip()) and len(course.name) <= LONGEST_COURSE_NAME


class Advice(models.TextChoices):
    """What somebody should think of before saving; nothing is refused (notes of KP-ADM-016, 019)."""

    ALLOW_ATTACHMENTS = "allow_attachments", _("Nobody can upload the document unless attachments are allowed as well.")
    REQUIRE_SIGNING = "require_signing", _("Nobody is asked to sign unless “Requires signing” is ticked as well.")
    SAY_COURSE_PORTAL = (
        "say_course_portal",
        _("It is linked to a course, but the form of documentation is another: it can be marked as fulfilled by hand."),
    )
    GIVE_VALIDITY = (
        "give_validity",
        _("Nobody sets the date of expiry where a course fulfils it: it is valid for its validity in days."),
    )
    SAY_SIGNATURE = "say_signature", _("It requires signing, but the form of documentation is another than signature.")


def advice(settings: Settings) -> tuple[Advice, ...]:
    """Settings that work and hardly mean what they say together."""
    found = []
    asks_for_file = settings.documentation_form in (DocumentationForm.ATTACHMENT, DocumentationForm.CERTIFICATE)
    if asks_for_file and not settings.allows_attachments:
        found.append(Advice.ALLOW_ATTACHMENTS)
    is_signature = settings.documentation_form in SIGNATURES
    if is_signature and not settings.requires_signing:
        found.append(Advice.REQUIRE_SIGNING)
    if settings.requires_signing and settings.documentation_form and not is_signature:
        found.append(Advice.SAY_SIGNATURE)
    if settings.is_linked_to_course and not settings.is_tied_to_course:
        found.append(Advice.SAY_COURSE_PORTAL)
    if settings.is_linked_to_course and settings.has_manual_expiry:
        found.append(Advice.GIVE_VALIDITY)
    return tuple(found)
