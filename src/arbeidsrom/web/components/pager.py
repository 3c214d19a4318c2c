"""Going from page to page, and from section to section, by links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from arbeidsrom.web.components.formats import number


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a list; ``url(n)`` is the address of page n."""

    current: int
    total: int
    url: Callable[[int], str]

    def shown(self) -> list[int | None]:
        """First, last and the two around the current one; None stands for a gap."""
        near = {1, self.total, *range(self.current - 1, self.current + 2)}
        numbers = sorted(page for page in near if 1 <= page <= self.total)
        result: list[int | None] = []
        for page in numbers:
            last = result[-1] if result else None
            if last is not None and page - last == 2:
                result.append(page - 1)
            elif last is not None and page - last > 2:
                result.append(None)
            result.append(page)
        return result

    def window(self, size: int) -> slice:
        """The rows of the current page."""
        return slice((self.current - 1) * size, self.current * size)


def pages_asked_for(asked: QueryDict, count: int, size: int) -> Pages:
    """The page that the address asks for, or the last one; whatever else stands there is carried along."""
    total = max(1, -(-count // size))
    current = min(page_number(asked), total)

    def url(page: int) -> str:
        carried = asked.copy()
        carried["page"] = str(page)
        return f"?{carried.urlencode()}"

    return Pages(current, total, url)


def page_number(asked: QueryDict) -> int:
    """The page that the address or the form names, the first where it names none."""
    number = asked.get("page", "")
    return max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1


def navigation(pages: Pages) -> SafeString | str:
    """The row of page links; nothing when all fits on one page."""
    if pages.total < 2:
        return ""
    items = [
        _step(pages, pages.current - 1, gettext("Previous")),
        *(_number(pages, page) for page in pages.shown()),
        _step(pages, pages.current + 1, gettext("Next")),
    ]
    return format_html(
        '<nav class="ds-pagination" aria-label="{}"><ul>{}</ul></nav>',
        gettext("Pages"),
        format_html_join("", "<li>{}</li>", ((item,) for item in items)),
    )


def _step(pages: Pages, page: int, word: str) -> SafeString:
    if not 1 <= page <= pages.total:
        return format_html('<span class="ds-button" data-variant="tertiary" aria-hidden="true">{}</span>', word)
    return format_html('<a class="ds-button" data-variant="tertiary" href="{}">{}</a>', pages.url(page), word)


def _number(pages: Pages, page: int | None) -> SafeString | str:
    if page is None:
        return ""
    current = (
        format_html(' aria-current="{}" data-variant="primary"', "true")
        if page == pages.current
        else format_html(' data-variant="{}"', "tertiary")
    )
    return format_html(
        '<a class="ds-button" href="{}" aria-label="{}"{}>{}</a>',
        pages.url(page),
        gettext("Page %(page)s") % {"page": page},
        current,
        number(page),
    )


def tab_links(links: Iterable[tuple[str, str, bool]], label: str = "") -> SafeString:
    """Sections as a row of links, the current one marked."""
    return format_html(
        '<nav class="tab-links" aria-label="{}"><ul>{}</ul></nav>',
        label or gettext("Sections"),
        format_html_join(
            "",
            "<li>{}</li>",
            ((format_html('<a href="{}"{}>{}</a>', url, _current(here), word),) for word, url, here in links),
        ),
    )


def _current(here: bool) -> SafeString | str:
    return format_html(' aria-current="{}"', "page") if here else ""
