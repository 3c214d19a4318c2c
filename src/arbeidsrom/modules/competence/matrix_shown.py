"""How statuses look in the leader's matrix: other colours than in the employee's own plan (KP-MATRIX-006 to 012)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from arbeidsrom.modules.competence.rules.matrix import Cell
from arbeidsrom.modules.competence.rules.statuses import Shown
from arbeidsrom.web.components import icons
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.status import Colour, Status

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WHITE: Colour = "neutral"
MARK = "!"
"""The exclamation mark is written, not drawn."""


@dataclass(frozen=True, slots=True)
class Look:
    """A cell's colour and its symbol: an icon, a written sign, or none."""

    label: str | _StrPromise
    colour: Colour
    icon: str = ""
    sign: str = ""

    @property
    def symbol(self) -> SafeString:
        """As it is drawn; the words stand beside it for those who do not see it."""
        if self.sign:
            return SafeString(f'<b class="matrix-sign" aria-hidden="true">{self.sign}</b>')
        return icons.icon(self.icon) if self.icon else SafeString("")


LOOKS: dict[Shown, Look] = {
    Shown.FULFILLED: Look(Shown.FULFILLED.label, "success", "checkmark"),
    Shown.EXPIRES_SOON: Look(Shown.EXPIRES_SOON.label, "warning", "hourglass"),
    Shown.STARTED: Look(Shown.STARTED.label, "warning", "clock"),
    Shown.WAITING: Look(Shown.WAITING.label, "warning", "exclamationmark-triangle"),
    Shown.DECLINED: Look(Shown.DECLINED.label, "danger", "exclamationmark-triangle-fill"),
    Shown.EXPIRED: Look(Shown.EXPIRED.label, "danger", sign=MARK),
    Shown.NOT_RELEVANT: Look(Shown.NOT_RELEVANT.label, WHITE, "x-mark-octagon"),
    Shown.NOT_STARTED: Look(Shown.NOT_STARTED.label, WHITE),
}
"""In the order of the legend. Two triangles and two without a symbol would differ by colour alone: the one that is
declined is filled, and what is fulfilled has a check mark."""


def in_words(cell: Cell) -> str:
    """What the cell says: the status, and of what is repeated how many are done."""
    label = str(LOOKS[cell.shown].label)
    return f"{label}, {counted(cell)}" if cell.of else label


def counted(cell: Cell) -> str:
    """«2 av 5»."""
    return gettext("%(done)s of %(total)s") % {"done": number(cell.done), "total": number(cell.of)}


def in_excel(cell: Cell, *, counts: bool) -> Status:
    """The same in a file, which has colours and words but no symbols."""
    text = in_words(cell) if counts else str(LOOKS[cell.shown].label)
    return Status(text, LOOKS[cell.shown].colour)


@lru_cache(maxsize=512)
def parts(cell: Cell, language: str) -> tuple[str, str]:
    """The markup of a cell before and behind the address that it leads to: thousands are put together from a few."""
    look, words = LOOKS[cell.shown], escape(in_words(cell))
    colour = "" if look.colour == WHITE else f' data-color="{look.colour}"'
    written = f'<span aria-hidden="true">{escape(counted(cell))}</span>' if cell.of else ""
    return (
        f'<td class="matrix-cell"{colour}><a href="',
        f'" title="{words}">{look.symbol}{written}<span class="ds-sr-only">{words}</span></a></td>',
    )
