"""What the club workspace hangs up in the apps below it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.home import cards as home_cards
from arbeidsrom.core.membership import needs, panels
from arbeidsrom.core.notifications import types as notification_types
from arbeidsrom.core.organisation import mergers
from arbeidsrom.core.privacy import collectors
from arbeidsrom.core.roles import ending, explainers
from arbeidsrom.core.vault import alarms, destinations
from arbeidsrom.core.vault.destinations import Destination
from arbeidsrom.modules.sharing import subjects
from arbeidsrom.modules.workspace import (
    access,
    cards,
    data_of_outsiders,
    data_of_stewards,
    data_subject,
    events,
    notices,
    roles,
)
from arbeidsrom.modules.workspace.actions import documents
from arbeidsrom.modules.workspace.actions.mergers import take_over_cases
from arbeidsrom.modules.workspace.actions.notices import tell_of_malware
from arbeidsrom.modules.workspace.actions.offers import drop_offers_to_removed
from arbeidsrom.modules.workspace.explaining import ExplainedCases
from arbeidsrom.modules.workspace.member_cases import CasesOfMembers
from arbeidsrom.modules.workspace.queries import members
from arbeidsrom.modules.workspace.sharing_source import SharedCases
from arbeidsrom.modules.workspace.views.listing import CASES
from arbeidsrom.web import navigation
from arbeidsrom.web.lists import long
from arbeidsrom.web.navigation import Item, Place


def connect() -> None:
    """Called once at start."""
    roles.declare()
    long.offer(CASES)
    audit_events.declare(*events.EVENTS)
    collectors.register("5.cases", data_subject.of_member)
    collectors.register("5.work", data_of_stewards.of_person)
    collectors.register("5.parties", data_of_outsiders.of_outsider)
    for kind in notices.TYPES:
        notification_types.register(kind)
    destinations.register(Destination("workspace-case", documents.holder_for_upload, documents.keep_upload))
    alarms.register("workspace", tell_of_malware)
    home_cards.register("workspace", cards.cards)
    explainers.register("case", ExplainedCases())
    ending.register("cases", cards.open_cases_of)
    panels.use(CasesOfMembers())
    mergers.register("cases", take_over_cases)
    mergers.register_removal("offers", drop_offers_to_removed)
    needs.register("workspace", members.members_in_cases)
    everywhere = navigation.Search(
        _("Search your cases"), "cases", (access.HANDLE, access.RECEIVE), (("f-which", "all"), ("view", "all"))
    )
    navigation.register_search("workspace", everywhere)
    subjects.register(SharedCases())
    _hang_up_pages()


def _hang_up_pages() -> None:
    cases = (access.HANDLE, access.RECEIVE)
    counts = (access.HANDLE, access.OVERSEE, access.SEE_STATISTICS)
    old_cases = (access.CONFIRM_DELETION, access.MANAGE_CLUB)
    templates, administration = _("Letter templates"), Place.ADMINISTRATION
    for item in (
        Item("cases", _("Cases"), "cases", "folder", cases, 10),
        Item("overview", _("Clubs and stewards"), "union_overview", "buildings-3", access.OVERSEE, 20),
        Item("statistics", _("Statistics"), "case_statistics", "bar-chart", counts, 60),
        Item("retention", _("Old cases"), "retention", "file-shredder", old_cases, 70),
        Item("club_settings", _("The club's settings"), "own_club_settings", "cog", access.MANAGE_CLUB, 80),
        Item("club_templates", templates, "letter_templates", "file-word", access.MANAGE_CLUB, 81),
        Item(
            "case_types",
            _("Case types"),
            "case_types",
            "tag",
            access.SEE_STATISTICS,
            40,
            place=administration,
        ),
        Item(
            "deadline_rules",
            _("Deadline rules"),
            "deadline_rules",
            "calendar",
            access.SEE_STATISTICS,
            41,
            place=administration,
        ),
        Item(
            "templates",
            templates,
            "letter_templates",
            "file-word",
            access.MANAGE_SETTINGS,
            42,
            place=administration,
        ),
    ):
        navigation.register(item)
