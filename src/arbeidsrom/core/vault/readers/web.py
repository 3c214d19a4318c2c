"""Text of web pages, drawings, rich text and plain text; nothing in them is run or fetched."""

from __future__ import annotations

import re

import lxml.html
from lxml import etree

from .archive import local_name
from .limits import Gathered

UNSEEN = {"script", "style", "template", "noscript", "head", "iframe", "object", "svg"}
BLOCKS = {"p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section"}
RICH_TEXT_SKIPPED = re.compile(
    r"\{\\\*?\\?(?:fonttbl|colortbl|stylesheet|info|pict|themedata|datastore)\b[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
)


def decoded(data: bytes) -> str:
    """Text in the encodings that Norwegian offices have used."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def plain(data: bytes, into: Gathered) -> None:
    """The text as it stands."""
    into.add(decoded(data))


def web_page(data: bytes, into: Gathered) -> None:
    """What a reader would see of a web page; scripts, styles and hidden parts left out."""
    text = re.sub(r"<\?xml[^>]*\?>", "", decoded(data))
    if not text.strip():
        return
    try:
        root = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(no_network=True, huge_tree=False))
    except etree.ParserError:
        return
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local_name(element)
        if event == "start":
            into.add("\n" if name in BLOCKS else "")
            into.add((element.text or "") if name and not _is_unseen(element) else "")
        elif (parent := element.getparent()) is not None and not _is_unseen(parent):
            into.add(element.tail or "")


def _is_unseen(element: etree._Element) -> bool:
    """Whether the element, or one around it, is not shown to readers."""
    return local_name(element) in UNSEEN or any(local_name(above) in UNSEEN for above in element.iterancestors())


def drawing(data: bytes, into: Gathered) -> None:
    """The words in a vector drawing; the drawing itself is a program and is never shown as one."""
    text = re.sub(r"(?s)<(script|style)\b.*?</\1\s*>", " ", decoded(data))
    into.add(re.sub(r"<[^>]*>", " ", text))


def rich_text(data: bytes, into: Gathered) -> None:
    """The words of an RTF file, without its control words."""
    text = data.decode("cp1252", "replace")
    text = RICH_TEXT_SKIPPED.sub("", text)
    text = re.sub(r"\\'([0-9a-fA-F]{2})", lambda found: bytes([int(found[1], 16)]).decode("cp1252", "replace"), text)
    text = re.sub(r"\\u(-?\d+) ?\??", lambda found: chr(int(found[1]) % 65536), text)
    text = re.sub(r"\\(par|line|row)\b ?", "\n", text)
    text = re.sub(r"\\[a-z]+-?\d* ?|[{}]", "", text)
    into.add(text)
