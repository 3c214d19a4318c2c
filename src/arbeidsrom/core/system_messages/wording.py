"""What is written in a system message as it is shown: marks become HTML, active code is cleaned away (KP-MSG-016)."""

from __future__ import annotations

import re
from html import unescape

import nh3
from markdown_it import MarkdownIt

from arbeidsrom.core.system_messages.rules import is_https

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "hr"}
UNSEEN = {"script", "style", "title", "iframe", "object", "template", "svg", "math"}
HEADING = re.compile(r"<(/?)h([1-6])\b")
TOP_HEADING = 3  # below the title of the message
LINK = re.compile(r'<a [^>]*?href="([^"]*)"')


class Marks(MarkdownIt):
    """CommonMark that leaves it to those who clean which addresses a link may have."""

    def validateLink(self, url: str) -> bool:
        return True


_marks = Marks("commonmark", {"html": True, "breaks": True, "linkify": True}).enable("linkify")
if _marks.linkify is not None:
    _marks.linkify.set({"fuzzy_link": False, "fuzzy_email": False})


def as_html(written: str) -> str:
    """The text as its recipient sees it: paragraphs, lists, headings, emphasis and https links, nothing else."""
    return nh3.clean(
        _with_low_headings(_marks.render(written.strip())),
        tags=TAGS,
        clean_content_tags=UNSEEN,
        attributes={"a": {"href"}},
        url_schemes={"https"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    ).strip()


def refused_links(written: str) -> list[str]:
    """The addresses of links in the text that are not https."""
    linked = nh3.clean(_marks.render(written.strip()), tags={"a"}, attributes={"a": {"href"}}, url_schemes=ANY_SCHEME)
    return [address for address in map(unescape, LINK.findall(linked)) if not is_https(address)]


ANY_SCHEME = {"https", "http", "ftp", "mailto", "tel", "javascript", "data", "file", "sms"}


def _with_low_headings(html: str) -> str:
    return HEADING.sub(lambda found: f"<{found[1]}h{TOP_HEADING if found[2] in '12' else 4}", html)


def says_something(html: str) -> bool:
    """Whether anything is left to read."""
    return bool(nh3.clean(html, tags=set()).strip())
