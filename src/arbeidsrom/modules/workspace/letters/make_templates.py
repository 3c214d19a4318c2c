"""Makes the Word templates that ship with the program, as ``python -m …letters.make_templates``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from arbeidsrom.lib.papers.content import Language, Paper
from arbeidsrom.lib.papers.word import as_word
from arbeidsrom.modules.workspace.letters.texts import nb, nn
from arbeidsrom.modules.workspace.letters.texts.parts import Text

SHIPPED = Path(__file__).parent / "shipped"
MADE_ON = date(2026, 11, 1)
TEXTS: dict[Language, dict[str, Text]] = {"nb": nb.TEXTS, "nn": nn.TEXTS}
PAGE_WORDS: dict[Language, tuple[str, str]] = {"nb": ("Side", "av"), "nn": ("Side", "av")}


def template_of(text: Text, language: Language) -> bytes:
    """One template as a Word document with its fields."""
    return as_word(
        Paper(
            kind=text.kind,
            title=text.title,
            sender="{{ klubb }} · {{ fagforening }}",
            dated=MADE_ON,
            dated_words="{{ dato }}",
            page_words=PAGE_WORDS[language],
            facts=text.facts,
            sections=text.sections,
            signatures=text.signatures,
            place_words=text.place,
            language=language,
            numbered=False,
        )
    )


def main() -> None:
    """Write every template anew."""
    SHIPPED.mkdir(exist_ok=True)
    for language, texts in TEXTS.items():
        for key, text in texts.items():
            (SHIPPED / f"{key}.{language}.docx").write_bytes(template_of(text, language))


if __name__ == "__main__":
    main()
