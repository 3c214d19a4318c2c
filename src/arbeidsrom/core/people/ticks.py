"""What can be done with the ticked employees of the overview: the modules above say what (KP-ASSIGN-001)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from django.urls import reverse
from django.utils.translation import gettext_lazy

from arbeidsrom.web.lists import TickAction

SEND_EMAIL = TickAction(
    "send_email", gettext_lazy("Send e-mail"), lambda: reverse("write_to_employees"), icon="envelope-closed"
)

_actions: dict[str, TickAction] = {}


def register(action: TickAction) -> None:
    """Let something be done with ticked employees; the same key replaces the former."""
    _actions[action.key] = action


class Registered(Sequence[TickAction]):
    """The actions as they are when the list is shown: modules add theirs after the list is declared."""

    @overload
    def __getitem__(self, place: int) -> TickAction: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[TickAction]: ...

    def __getitem__(self, place: int | slice) -> TickAction | Sequence[TickAction]:
        return [*_actions.values()][place]

    def __iter__(self) -> Iterator[TickAction]:
        return iter([*_actions.values()])

    def __len__(self) -> int:
        return len(_actions)
