"""Text and page pictures of PDF files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pypdfium2
import pypdfium2.raw

from .limits import MAX_PAGES, Full, Gathered, Outcome, Unreadable

WIDTH = 1100
MAX_HEIGHT = 2200


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, or why it cannot be opened."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in {pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY}
        raise Unreadable(Outcome.ENCRYPTED if locked else Outcome.BROKEN) from error
    try:
        yield document
    finally:
        document.close()


def text(data: bytes, into: Gathered) -> None:
    """The text of the pages, up to the number of pages that are read."""
    with opened(data) as document:
        for number in range(len(document)):
            if number >= MAX_PAGES:
                raise Full
            page = document[number]
            into.add(page.get_textpage().get_text_bounded() + "\n")
            page.close()


def pictures(data: bytes, *, first: int, count: int) -> tuple[int, list[tuple[bytes, int, int]]]:
    """How many pages there are, and pictures (JPEG, width, height) of some of them, counted from one."""
    with opened(data) as document:
        total = len(document)
        return total, [_picture(document, number - 1) for number in range(first, min(first + count, total + 1))]


def _picture(document: pypdfium2.PdfDocument, index: int) -> tuple[bytes, int, int]:
    """One page as the reader sees it, of readable width; forms and scripts in it are not run."""
    page = document[index]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), MAX_HEIGHT / max(height, 1))
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    page.close()
    out = BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue(), picture.width, picture.height
