"""Sharing: choosing the receiver, then documents and everything else (KL-SHARE-001)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.forms.contacts import EmailField, MobileField
from arbeidsrom.modules.sharing.models import ReceiverAddress
from arbeidsrom.modules.sharing.queries import desk, orders
from arbeidsrom.modules.sharing.queries.orders import Proposal
from arbeidsrom.modules.sharing.rules.categories import Category, CategoryRule, Demand, LegalGround
from arbeidsrom.modules.sharing.rules.contacts import shown_mobile
from arbeidsrom.modules.sharing.rules.members import ConcernedMember, look_at_member, mobile_or_nothing
from arbeidsrom.modules.sharing.rules.orders import Order, Receiver, problems
from arbeidsrom.modules.sharing.states import Way
from arbeidsrom.modules.sharing.subjects import Subject
from arbeidsrom.web.inputs import offer
from arbeidsrom.web.unfinished import Begun

NEW_RECEIVERS = [(key, label) for key, label in Category.choices if key != Category.COMPETENCE_CENTRE]
"""Competence centres are kept centrally: nobody writes their address by hand."""

NOT_IN_THE_ENTRY = {
    "receiver_email": _("The entry in the address book has no e-mail address. Add it there, or choose the other way."),
    "receiver_mobile": _(
        "The entry in the address book has no mobile number that can get an SMS. Add it there, or choose the other way."
    ),
}
"""What is said beside the way when the direct one cannot reach somebody in the address book."""


class ReceiverForm(forms.Form):
    """The first step, as the address says it: somebody in the address book, or somebody new of a category."""

    address = forms.ChoiceField(required=False)
    category = forms.ChoiceField(required=False, choices=NEW_RECEIVERS)
    member = forms.ChoiceField(required=False)

    def __init__(
        self,
        *args: Any,
        addresses: Sequence[ReceiverAddress] = (),
        members: Sequence[ConcernedMember] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.members = {str(member.id): member for member in members}
        offer(self, "address", [(str(entry.public_id), entry.name) for entry in addresses])
        offer(self, "member", [(key, member.name) for key, member in self.members.items()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("address")) == bool(cleaned.get("category")):
            raise forms.ValidationError(_("Choose one receiver: from the address book, or a category for a new one."))
        return cleaned

    def concerned_member(self) -> ConcernedMember | None:
        """Which of the members it goes to: the one that was chosen, or the only one there is."""
        if self.cleaned_data["category"] != Category.MEMBER:
            return None
        only = next(iter(self.members.values())) if len(self.members) == 1 else None
        return self.members.get(self.cleaned_data["member"], only)


class ShareForm(forms.Form):
    """The second step; which fields there are depends on what the receiver's category demands."""

    shipment = forms.UUIDField(widget=forms.HiddenInput)
    documents = forms.MultipleChoiceField(label=_("Documents"), required=False, widget=forms.CheckboxSelectMultiple)
    receiver_name = forms.CharField(label=_("Name of the receiver"), max_length=120)
    receiver_email = EmailField()
    receiver_mobile = MobileField(help_text=_("The code is sent here on the direct way."))
    language = forms.ChoiceField(label=_("Language of the mail and the SMS"), choices=settings.LANGUAGES)
    keep_address = forms.BooleanField(label=_("Keep the receiver in the club's address book"), required=False)
    title = forms.CharField(
        label=_("Title of the submitted case"),
        max_length=120,
        help_text=_("It stands in the SMS. Say what it is about, and name nobody."),
    )
    message = forms.CharField(
        label=_("Message to the receiver"), max_length=5000, required=False, widget=forms.Textarea
    )
    case_number = forms.CharField(
        label=_("The receiver's case number"),
        max_length=40,
        required=False,
        help_text=_("It goes into the SMS. Left empty, the club's own number stands there."),
    )
    reason = forms.CharField(label=_("Why this receiver needs it"), max_length=1000, widget=forms.Textarea)
    legal_ground = forms.ChoiceField(
        label=_("Legal ground"), choices=LegalGround.choices, widget=forms.RadioSelect, required=False
    )
    consent = forms.ChoiceField(label=_("Recorded consent"), required=False)
    way = forms.ChoiceField(label=_("How it is sent"), choices=Way.choices, widget=forms.RadioSelect)
    days_open = forms.IntegerField(label=_("Open for how many days"), min_value=1, max_value=30)
    max_openings = forms.IntegerField(
        label=_("How many times the code can be used"), min_value=1, max_value=99, required=False
    )
    is_strict = forms.BooleanField(label=_("Strict: the code works once, and for four hours"), required=False)
    seen_warnings = forms.BooleanField(label=_("I have looked at the warnings and want to share all the same"))

    def __init__(
        self,
        posted: QueryDict | None,
        *,
        subject: Subject,
        rule: CategoryRule,
        proposal: Proposal,
        address: ReceiverAddress | None,
        member: ConcernedMember | None,
        actor: Actor,
        today: date,
        begun: Begun,
    ) -> None:
        self.member, self.today = member, today
        self.subject, self.rule, self.proposal, self.address, self.actor = subject, rule, proposal, address, actor
        self.posted = posted
        self.given_number = desk.case_number(address.desk if address else None, subject.about)
        super().__init__(posted, initial={**self._proposed(), **_kept(begun, proposal)})
        offer(self, "documents", [(str(choice.offered.version), choice.offered.title) for choice in proposal.choices])
        offer(
            self,
            "consent",
            [
                ("", "–"),
                *((str(consent.id), consent.label) for consent in subject.consents),
            ],
        )
        self.fields["days_open"].max_value = rule.longest_days  # type: ignore[attr-defined]
        if self.given_number:
            self.fields["case_number"].help_text = _(
                "It goes into the SMS. Left empty, the number that the centre has given the case stands there."
            )
        for name in self._not_asked():
            del self.fields[name]

    def _proposed(self) -> dict[str, Any]:
        return {
            "shipment": uuid4(),
            "documents": [str(choice.offered.version) for choice in self.proposal.choices if choice.ticked],
            "title": self.subject.title,
            "way": Way.CLASSIC,
            "days_open": min(14, self.rule.longest_days),
            "language": "nb",
            "case_number": self.given_number or self.proposal.case_number,
            "legal_ground": LegalGround.CONSENT if self.subject.consents else "",
            "consent": str(self.subject.consents[0].id) if self.subject.consents else "",
            **self._member_as_registered(),
        }

    def _member_as_registered(self) -> dict[str, str]:
        """The member's name, mail and mobile as the register has them."""
        member = self.member
        if member is None:
            return {}
        mobile = shown_mobile(mobile_or_nothing(member.mobile))
        return {"receiver_name": member.name, "receiver_email": member.email, "receiver_mobile": mobile}

    def _not_asked(self) -> set[str]:
        left_out: set[str] = set()
        if self.address is not None:
            left_out |= {"receiver_name", "receiver_email", "receiver_mobile", "language", "keep_address"}
        elif not access.may_keep_addresses(self.actor, self.subject.club, is_central=False):
            left_out.add("keep_address")
        if not {Demand.LEGAL_GROUND, Demand.CONSENT} & self.rule.demands:
            left_out |= {"legal_ground", "consent"}
        if Demand.REASON not in self.rule.demands:
            left_out.add("reason")
        if self.proposal.last_sent_at is None and not self.given_number:
            left_out.add("case_number")
        if not self._warnings():
            left_out.add("seen_warnings")
        return left_out

    def _warnings(self) -> list[str]:
        """What to look at in titles and receiver; nothing before the form has been sent once."""
        if self.posted is None:
            return []
        ticked = set(self.posted.getlist("documents"))
        found = list(orders.title_warnings(self.posted.get("title", ""), self.subject.names))
        for choice in self.proposal.choices:
            if str(choice.offered.version) in ticked:
                found += [f"«{choice.offered.title}»: {warning}" for warning in choice.warnings]
        return [*found, *self._warnings_of_receiver(self.posted)]

    def _warnings_of_receiver(self, posted: QueryDict) -> list[str]:
        found = []
        if self.address is not None and self.address.verified_date is None and posted.get("way") == Way.DIRECT:
            found.append(gettext("Nobody has checked the e-mail address and the mobile number of this receiver."))
        if self.rule.category == Category.MEMBER and self.subject.members:
            found += [str(warning) for warning in look_at_member(self._written_receiver(posted), self.subject.members)]
        return found

    def _written_receiver(self, posted: QueryDict) -> Receiver:
        """Whom it goes to as it stands in the form, mended or not."""
        if self.address is not None:
            return Receiver(self.address.name, self.address.email, self.address.mobile)
        name, email, mobile = (posted.get(f"receiver_{field}", "") for field in ("name", "email", "mobile"))
        return Receiver(name, email, mobile)

    @property
    def warnings(self) -> list[str]:
        """The warnings the page shows."""
        return self._warnings()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        order = self.order()
        known = orders.circumstances(self.subject, order, actor=self.actor, today=self.today)
        for name, sentence in problems(order, self.rule, known).items():
            if self.address is not None and name in NOT_IN_THE_ENTRY:
                self.add_error("way", NOT_IN_THE_ENTRY[name])
            else:
                self.add_error(name if name in self.fields else None, str(sentence))
        return cleaned

    @property
    def lacks_approver(self) -> bool:
        """Whether somebody else must approve the shipment, and there is nobody else."""
        needs = Demand.APPROVAL in self.rule.demands
        return needs and not orders.others_can_approve(self.subject, actor=self.actor, today=self.today)

    def shown_number(self) -> str:
        """The case number as the SMS will have it, while the form is being filled in."""
        if "case_number" not in self.fields:
            return ""
        return str(self["case_number"].value() or "").strip() or self.given_number or self.subject.number

    def order(self) -> Order:
        """What the steward asks for."""
        said = self.cleaned_data
        return Order(
            shipment=said["shipment"],
            versions=frozenset(UUID(version) for version in said["documents"]),
            category=self.rule.category,
            receiver=self._receiver(),
            title=said["title"],
            way=said["way"],
            message=said["message"],
            days_open=said["days_open"],
            max_openings=said["max_openings"],
            is_strict=said["is_strict"],
            legal_ground=said.get("legal_ground", ""),
            consent=self._consent(),
            reason=said.get("reason", ""),
            case_number=said.get("case_number", ""),
        )

    def _consent(self) -> UUID | None:
        chosen = self.cleaned_data.get("consent", "")
        on_consent = self.cleaned_data.get("legal_ground") == LegalGround.CONSENT
        return UUID(chosen) if chosen and on_consent else None

    def _receiver(self) -> Receiver:
        if self.address is not None:
            entry = self.address
            return Receiver(entry.name, entry.email, entry.mobile, entry.language, entry.public_id)
        said = self.cleaned_data
        return Receiver(said["receiver_name"], said["receiver_email"], said["receiver_mobile"], said["language"])


def _kept(begun: Begun, proposal: Proposal) -> dict[str, Any]:
    """What was written before; it is a new shipment all the same.

    Documents are ticked as they were, but never one that is left out; what has come since is ticked as proposed.
    """
    if begun.draft is None:
        return {}
    written = {name: value for name, value in begun.initial.items() if name not in {"shipment", "seen_warnings"}}
    ticked = set(begun.draft.content.get("documents", []))
    came = [each for each in proposal.choices if each.offered.stored_at > begun.draft.saved_at]
    ticked |= {str(each.offered.version) for each in came if each.ticked}
    return {**written, "documents": sorted(ticked - proposal.left_out)}


class DecisionForm(forms.Form):
    """Approving or rejecting somebody else's shipment."""

    note = forms.CharField(
        label=_("Note to the sender"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Needed when you do not approve."),
    )


class CaseNumberForm(forms.Form):
    """The centre's own number for a case."""

    case_number = forms.CharField(label=_("Case number"), max_length=40)
    before = forms.CharField(required=False, widget=forms.HiddenInput)
