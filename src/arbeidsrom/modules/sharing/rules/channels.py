"""Link and code go by two ways: no code ever leaves by e-mail, and no link key by SMS. The last look before sending."""

from __future__ import annotations

import re
from collections.abc import Callable

from arbeidsrom.modules.sharing.rules import codes, links

_CODE = re.compile(rf"(?<![\w-])[{codes.ALPHABET}]{{4}}(?:-[{codes.ALPHABET}]{{4}}){{2}}(?![\w-])")
_LINK_KEY = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])", re.ASCII)


def holds_code(text: str) -> bool:
    """Whether a code stands in the text as codes are written; what only looks like one has a wrong check symbol."""
    return any(_is(codes.read_code, found, codes.MistypedCode) for found in _CODE.findall(text))


def holds_link_key(text: str) -> bool:
    """Whether a link, or its key alone («lenkenøkkel»), stands in the text."""
    return any(_is(links.read_token, found, links.MistypedLinkKey) for found in _LINK_KEY.findall(text))


def _is(read: Callable[[str], object], text: str, mistyped: type[ValueError]) -> bool:
    try:
        read(text)
    except mistyped:
        return False
    return True
