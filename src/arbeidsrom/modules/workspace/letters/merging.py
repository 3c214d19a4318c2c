"""Checks Word templates and fills them. A template is somebody's file: it can name fields, and do nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from arbeidsrom.core.vault.readers.archive import Archive
from arbeidsrom.core.vault.readers.limits import Unreadable
from arbeidsrom.lib.papers.content import Language
from arbeidsrom.lib.papers.word import reproducible
from arbeidsrom.modules.workspace.facts import CaseFacts
from arbeidsrom.modules.workspace.letters.fields import BY_NAME, LISTS, Field, values_for

MAX_SIZE = 2 * 1024**2
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Const,
    nodes.Not,
)


class FaultyTemplate(ValueError):
    """A Word file that cannot be used as a template, with a sentence for whoever brought it."""


@dataclass(frozen=True, slots=True)
class CheckedTemplate:
    """A template that names only known fields."""

    content: bytes
    names: frozenset[str]

    @property
    def asked(self) -> list[Field]:
        """The fields that the steward is asked for."""
        return [field for field in BY_NAME.values() if field.asked and field.name in self.names]


def check(content: bytes) -> CheckedTemplate:
    """The template, or ``FaultyTemplate`` with what is wrong."""
    if len(content) > MAX_SIZE:
        raise FaultyTemplate(_("The template is larger than 2 MB."))
    _check_file(content)
    names: set[str] = set()
    for source in _sources(content):
        try:
            parsed = _environment().parse(source)
        except TemplateSyntaxError as error:
            raise FaultyTemplate(_("A field is not written correctly: %(why)s") % {"why": error.message}) from error
        names |= _names(parsed, {}, depth=0)
    return CheckedTemplate(content, frozenset(names))


def merge(content: bytes, facts: CaseFacts, answers: Mapping[str, Any], *, language: Language, now: datetime) -> bytes:
    """The template filled with the case's data and the steward's answers, as a Word document to go on writing in."""
    checked = check(content)
    with override(language):
        values = values_for(facts, answers)
    template = DocxTemplate(BytesIO(checked.content))
    template.render(values, jinja_env=_environment(), autoescape=True)
    about = template.docx.core_properties
    about.created = about.modified = now.replace(microsecond=0)
    return reproducible(template)


def _check_file(content: bytes) -> None:
    """A Word document without programs, and without anything to be fetched from elsewhere."""
    try:
        archive = Archive(content)
        archive.check_all_xml()
    except Unreadable as unreadable:
        raise FaultyTemplate(_("The file is not a Word document (.docx) that can be used.")) from unreadable
    if "word/document.xml" not in archive.names:
        raise FaultyTemplate(_("The file is not a Word document (.docx) that can be used."))
    if archive.has_macros:
        raise FaultyTemplate(_("The template contains program code (macros). Save it without them."))
    for name in archive.names:
        if name.lower().endswith(".rels") and _fetches_something(archive, name):
            raise FaultyTemplate(
                _("The template fetches something from outside itself. Put pictures into the document.")
            )


def _fetches_something(archive: Archive, name: str) -> bool:
    """Whether a part points outside the document by more than a link to click on."""
    try:
        return any(
            element.get("TargetMode", "").strip().lower() == "external"
            and not element.get("Type", "").strip().endswith("/hyperlink")
            for element in archive.elements(name, forget="Relationship")
        )
    except etree.XMLSyntaxError:
        return True


def _sources(content: bytes) -> Iterator[str]:
    """The text of the document, its headers and its footers, as the filling reads it."""
    try:
        template = DocxTemplate(BytesIO(content))
        template.init_docx()
        yield template.patch_xml(template.get_xml())
        for uri in (template.HEADER_URI, template.FOOTER_URI):
            for _relation, part in template.get_headers_footers(uri):
                yield template.patch_xml(template.get_part_xml(part))
    except (KeyError, ValueError) as broken:
        raise FaultyTemplate(_("The file is not a Word document (.docx) that can be used.")) from broken


def _environment() -> ImmutableSandboxedEnvironment:
    """Jinja without functions, filters, tests and globals."""
    environment = ImmutableSandboxedEnvironment(autoescape=True)
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    return environment


def _names(node: nodes.Node, loops: Mapping[str, str], *, depth: int) -> set[str]:
    """The fields named below a node; anything but fields, conditions and simple repetition is refused."""
    if not isinstance(node, ALLOWED):
        raise FaultyTemplate(_("The template does something that fields cannot do. Use only the fields in the list."))
    if isinstance(node, nodes.For):
        return _repeated(node, loops, depth)
    if isinstance(node, nodes.Name | nodes.Getattr):
        return {_known(_dotted(node), loops)}
    return {name for child in node.iter_child_nodes() for name in _names(child, loops, depth=depth)}


def _repeated(node: nodes.For, loops: Mapping[str, str], depth: int) -> set[str]:
    """One of the known lists, repeated once: repetition inside repetition could grow without end."""
    source = node.iter.name if isinstance(node.iter, nodes.Name) else ""
    if (
        depth
        or source not in LISTS
        or not isinstance(node.target, nodes.Name)
        or node.test
        or node.else_
        or node.recursive
    ):
        raise FaultyTemplate(
            _("Only these lists can be repeated, and not inside each other: %(lists)s.") % {"lists": ", ".join(LISTS)}
        )
    inside = {**loops, node.target.name: source}
    return {name for child in node.body for name in _names(child, inside, depth=depth + 1)} | {source}


def _dotted(node: nodes.Node) -> str:
    """The name as it was typed, such as «medlem.navn»."""
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    if isinstance(node, nodes.Name):
        return node.name
    raise FaultyTemplate(_("The template does something that fields cannot do. Use only the fields in the list."))


def _known(name: str, loops: Mapping[str, str]) -> str:
    """The name, if there is such a field."""
    first, _dot, rest = name.partition(".")
    if first in loops and rest in LISTS[loops[first]]:
        return loops[first]
    if name in BY_NAME or name in LISTS:
        return name
    raise FaultyTemplate(_("There is no field called “%(name)s”.") % {"name": name})
