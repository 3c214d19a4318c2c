"""Nothing personal is stored without a purpose and an end: every field of every model declares what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.utils.translation import override

from arbeidsrom.core.keys.fields import SealedField
from arbeidsrom.core.membership import privacy as membership
from arbeidsrom.core.membership.tests.factories import member_of
from arbeidsrom.core.privacy import collectors, register
from arbeidsrom.core.privacy.collectors import DataSubject
from arbeidsrom.core.privacy.queries import outsider_subject
from arbeidsrom.lib.personal_data import Category, NotPersonal, special
from tests.cast import Cast


@pytest.mark.req("PL-AUD-004")
def test_every_field_of_every_model_declares_what_it_holds_about_people() -> None:
    assert register.faults() == []


@pytest.fixture
def new_model() -> Iterator[type[models.Model]]:
    """A model that somebody has just added, with a field that nobody has thought about."""

    class Diary(models.Model):
        secret = models.TextField()

        class Meta:
            app_label = "membership"

    yield Diary
    del apps.all_models["membership"]["diary"]
    apps.clear_cache()


@pytest.mark.req("PL-AUD-004")
def test_a_new_field_that_declares_nothing_is_found(new_model: type[models.Model]) -> None:
    diary = [fault for fault in register.faults() if "Diary" in fault]
    assert diary == ["membership.Diary.id declares nothing", "membership.Diary.secret declares nothing"]
    with pytest.raises(register.Undeclared):
        register.personal_fields()


@pytest.mark.req("PL-AUD-004")
def test_every_personal_field_has_a_category_a_purpose_and_a_retention() -> None:
    rows = register.personal_fields()

    assert len(rows) > 100
    for row in rows:
        assert row.category in Category
        assert str(row.activity.purpose).endswith(".")
        assert row.retention.endswith(".")


@pytest.mark.req("PL-AUD-004")
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_personal_field_is_told_of_in_plain_words(language: str) -> None:
    with override(language):
        rows = register.personal_fields()

    assert [row.place for row in rows if not row.words or "_" in row.words or row.words == row.field] == []
    by_table = Counter((row.app, row.model, row.words) for row in rows)
    assert [told for told, count in by_table.items() if count > 1] == []  # two fields that a reader cannot tell apart


@pytest.mark.req("PL-AUD-004")
@pytest.mark.parametrize("words", ["", " ", "content"])
def test_a_declared_field_without_plain_words_is_found(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {**membership.MODELS["MemberMessage"], **special(membership.REGISTER, {"content": words})}
    monkeypatch.setitem(membership.MODELS, "MemberMessage", fields)

    assert register.faults() == ["membership.MemberMessage.content is not said in plain words"]


def test_what_is_sealed_is_declared_as_personal() -> None:
    """Whatever was worth sealing is about somebody, but for the keys of uploads."""
    declared = register.fields_by_model()
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in register.stored_models()
        for field in register.stored_fields(model)
        if isinstance(field, SealedField) and isinstance(declared[model._meta.label][field.name], NotPersonal)
    ]

    assert plain == ["vault.Upload.key"]


TOLD = {
    "accounts.account": (
        *("account.EmailAddress", "accounts.Account", "accounts.Subject", "mfa.Authenticator"),
        "usersessions.UserSession",
    ),
    "audit.looked": ("audit.Detail", "audit.Entry", "audit.Subject"),
    "audit.done": (
        *("audit.Verification", "imports.ImportRun", "sharing.DeskCase", "sharing.DeskEntry", "sharing.Generation"),
        *("system_messages.SystemMessage", "workspace.CaseStep", "workspace.DeadlineRule"),
        *("competence.Requirement", "competence.RequirementDraft", "competence.RequirementRevision"),
        *("competence.Sharing", "competence.RequirementFile", "competence.Plan", "competence.Link"),
        *("competence.Publication", "competence.PlanResponsible", "competence.PlanRevision", "competence.Spreading"),
    ),
    "competence.own": (
        *("competence.Assignment", "competence.AssignmentEvent", "competence.NotRelevant", "competence.Attachment"),
        *("competence.PointNotRelevant", "competence.Progress", "competence.Performance", "competence.ProgressEvent"),
        *("competence.RequirementDeadline", "competence.RequirementStatus", "competence.RecentRequirement"),
        *("competence.EndedMark", "competence.CourseResult"),
    ),
    "exports.own": ("exports.Export",),
    "membership.member": ("membership.Member",),
    "membership.notes": ("membership.MemberNote",),
    "membership.transfers": ("membership.Transfer",),
    "notifications.choices": ("notifications.Choice", "notifications.WithoutMail"),
    "notifications.digests": ("notifications.DigestReceipt",),
    "notifications.inbox": ("notifications.Notification",),
    "organisation.employments": (
        *("organisation.Absence", "organisation.Employment", "organisation.PastLeader", "organisation.PositionSpan"),
    ),
    "organisation.person": ("organisation.Person",),
    "organisation.positions": ("organisation.Position", "roles.RoleGrant"),
    "preferences.own": (
        *("preferences.ChosenColumns", "preferences.Draft", "preferences.KeptForm", "preferences.Preferences"),
        "preferences.SavedView",
    ),
    "roles.support": ("roles.SupportAccess",),
    "roles.standing_in": ("roles.Deputy", "roles.Delegate"),
    "role_orders.orders": ("role_orders.RoleOrder",),
    "people.loans": ("people.Loan", "people.Activation"),
    "sharing.shipments": ("sharing.Answer", "sharing.AnswerDocument", "sharing.Shipment"),
    "system_messages.received": ("system_messages.ChosenPerson", "system_messages.Delivery"),
    "workspace.cases": (
        *("vault.Document", "vault.DocumentVersion", "workspace.Case", "workspace.CaseDocument", "workspace.CaseEvent"),
        *("workspace.CaseParty", "workspace.Consent", "workspace.Deadline"),
    ),
    "workspace.conflicts": ("workspace.Conflict",),
    "workspace.work": ("workspace.CaseOffer", "workspace.CaseSteward", "workspace.HandOver"),
}
"""In which section of the answer somebody is told what a table holds about them."""

TOLD_OUTSIDE = {
    "audit.looked": (),
    "sharing.addresses": ("sharing.ReceiverAddress",),
    "sharing.received": (),
    "workspace.parties": (),
}
"""In which section somebody outside the union is told, and of what they alone are told."""

NOT_TOLD = {
    "competence.RequirementSheet": "A spreadsheet that is looked through, a day at most; what is made of it is told.",
    "api_clients.ApiClient": "Whom to call about another system, typed by hand; making it is among what one has done.",
    "api_clients.ClientToken": "That one made a token for another system is among what one has done.",
    "api_clients.StoredAnswer": "The number of a delivery and how it went, told once more to the system that sent it.",
    "provisioning.GroupMember": "Who is in a group of an identity system; what it gives is told with the positions.",
    "provisioning.GroupGrant": "That a role follows from a group; the role itself is told with the position.",
    "provisioning.ProvisionedUser": "What an identity system says of its user; told as the person and the account.",
    "account.EmailConfirmation": "A link on its way to an address that is told of with the account.",
    "accounts.FailedSignIns": "Tries under an address that may be nobody's; forgotten within a day.",
    "accounts.ProviderSession": "The same sessions, by their names at the provider; told of with the account.",
    "imports.AnnouncedChange": "A move that will come with the HR system's file; told as a position when it has.",
    "imports.GoneEmployment": "What HR says no longer, until the import is applied; told as the employment.",
    "imports.PersonBefore": "The row as it was before an import that can still be undone.",
    "imports.PositionChange": "What an import did to a position; told as the position and its earlier periods.",
    "imports.StagedAbsence": "A line of the HR system's file while it is read.",
    "imports.StagedEmployment": "A line of the HR system's file while it is read.",
    "imports.ImportPart": "The file of the register while it is read; each member's line is told.",
    "imports.MemberBefore": "The line as it was before an import that can still be undone.",
    "imports.StagedLine": "A line of the register's file while it is read.",
    "imports.StagedMember": "A line of the register's file while it is read.",
    "membership.MemberMessage": "One message to a whole club; it is about nobody, and whom it went to is not kept.",
    "notifications.CalendarEntry": "An appointment, which everybody invited has in their own calendar.",
    "notifications.OutgoingMessage": "On its way to the person themselves; erased when it has arrived.",
    "preferences.SentForm": "The mark of a form that was sent, without what stood in it; forgotten within days.",
    "sessions.Session": "The same sessions as those told of with the account, in the web framework's own form.",
    "vault.Upload": "A file on its way in; told of with the case when it has arrived.",
    "workspace.Deletion": "Whether a closed case is to be deleted; told of with the case while there is one.",
    "workspace.Employer": "A company; its name is told with the case.",
    "workspace.LetterTemplate": "A club's template; that it was added is among what the person has done.",
    "workspace.Signer": "Who signs minutes and what they answered stands in the timeline, which is told with the case.",
    "workspace.StatementDraft": "A steward's work in progress; the finished statement is a document of the case.",
}
"""What nobody is told of by itself, and why."""


@pytest.mark.req("PL-AUD-003")
def test_whatever_is_stored_about_somebody_is_told_to_them_or_there_is_a_reason(cast: Cast) -> None:
    personal = {f"{row.app}.{row.model}" for row in register.personal_fields()}
    told = [table for tables in (*TOLD.values(), *TOLD_OUTSIDE.values()) for table in tables]
    within, outside = somebody_within(cast), somebody_outside()

    assert sorted([*told, *NOT_TOLD]) == sorted(personal)
    assert set(TOLD) <= {section.key for section in collectors.collect(within, cast.kari)}
    assert set(TOLD_OUTSIDE) == {section.key for section in collectors.collect(outside, cast.per)}


def somebody_within(cast: Cast) -> DataSubject:
    """Somebody who holds an office and is a member."""
    member = member_of(cast.hospital_club, "Kari Ødegård")
    return DataSubject("Kari", person=cast.people["kari"].public_id, member=member.public_id)


def somebody_outside() -> DataSubject:
    """A receiver who is neither."""
    return outsider_subject("Berit", email="berit@kommunen.example", phone="")


@pytest.mark.req("PL-AUD-003")
def test_every_part_of_the_answer_says_how_it_is_put_right_or_why_it_is_not_erased(cast: Cast) -> None:
    sections = [
        *collectors.collect(somebody_within(cast), cast.kari),
        *collectors.collect(somebody_outside(), cast.per),
    ]

    for section in sections:
        assert section.correction or section.erasure is not None, section.key
        if section.erasure is not None and not section.erasure:
            assert section.erasure.reason, section.key
        elif section.erasure:
            assert collectors.eraser_of(section.key), section.key
