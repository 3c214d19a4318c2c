"""The texts of the program in their languages: gathered from the code, kept per app, complete (PL-UI-001).

The files hold neither line numbers nor dates, so that they change only when a text does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polib
from django.utils.translation.template import templatize

LANGUAGES = ("nb", "nn")
KEYWORDS: dict[str, tuple[int, ...] | None] = dict.fromkeys(
    [
        *("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
        *("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"),
    ]
)
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]")
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"


@dataclass(frozen=True, order=True)
class Text:
    """One text of the program as the code has it; with a context where the same words mean two things."""

    words: str
    plural: str = ""
    context: str = ""


def texts_of(folder: Path) -> list[Text]:
    """All texts in the Python files and templates below a folder, tests left out."""
    found: dict[tuple[str, str], Text] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".py", ".html", ".txt", ".js"} and not {"tests", "migrations", "static"} & set(file.parts):
            for text in _texts_in(file):
                key = (text.words, text.context)
                found[key] = max(found.get(key, text), text)
    return sorted(found.values())


def _texts_in(file: Path) -> Iterator[Text]:
    from babel.messages.extract import extract_python  # a tool of those who build the program, not needed to run it

    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        if "templates" not in file.parts:
            return
        source = "\n".join(line.strip() for line in templatize(source, origin=str(file)).splitlines())
    for _line, function, words, _comments in extract_python(BytesIO(source.encode()), KEYWORDS, (), {}):
        text = _text(str(function), [words] if isinstance(words, str) else list(words))
        if text:
            yield text


def _text(function: str, words: list[str]) -> Text | None:
    """The text of one call; nothing where the words are not written out in the call."""
    has_context = function.startswith(("pgettext", "npgettext"))
    context = (words.pop(0) or "") if has_context and words else ""
    if not words or not words[0] or (has_context and not context):
        return None
    plural = words[1] if "ngettext" in function and len(words) > 1 else ""
    return Text(words[0], plural or "", context)


def catalogue_path(app: Path, language: str) -> Path:
    """Where an app keeps its texts in a language."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def catalogue(app: Path, language: str, texts: Iterable[Text]) -> polib.POFile:
    """The app's texts with the translations it has; what is no longer said is dropped."""
    path = catalogue_path(app, language)
    had = {(one.msgid, one.msgctxt or ""): one for one in polib.pofile(str(path))} if path.exists() else {}
    file = polib.POFile(wrapwidth=110)
    file.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS,
    }
    for text in texts:
        file.append(_entry(text, had.get((text.words, text.context))))
    return file


def _entry(text: Text, had: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.words, msgctxt=text.context or None)
    if PLACEHOLDER.search(text.words + text.plural):
        entry.flags.append("python-format")
    if had and had.fuzzy:
        entry.flags.append("fuzzy")
    if text.plural:
        entry.msgid_plural = text.plural
        entry.msgstr_plural = dict(had.msgstr_plural) if had and had.msgstr_plural else {0: "", 1: ""}
    else:
        entry.msgstr = had.msgstr if had else ""
    return entry


def faults_of(entry: polib.POEntry) -> list[str]:
    """What is wrong with one translation: missing, uncertain, or with other placeholders than the text."""
    translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(translations):
        return ["is not translated"]
    faults = ["is marked fuzzy"] if entry.fuzzy else []
    allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    needed = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    if set(PLACEHOLDER.findall(translations[-1])) != needed:
        faults.append("has other placeholders than its text")
    elif any(set(PLACEHOLDER.findall(one)) - allowed for one in translations):
        faults.append("has a placeholder that its text does not have")
    return faults


def places(source: Path) -> list[Path]:
    """The folders that keep texts of their own: the apps, and the plain library."""
    apps = [path.parent for path in source.rglob("apps.py")]
    return sorted([*apps, source / "lib"])


def disagreements(source: Path, language: str) -> list[str]:
    """Texts that two apps translate differently: only one of them would be shown."""
    said: dict[tuple[str, str], tuple[str, Path]] = {}
    faults = []
    for place in places(source):
        path = catalogue_path(place, language)
        for entry in polib.pofile(str(path)) if path.exists() else ():
            key = (entry.msgid, entry.msgctxt or "")
            words = entry.msgstr or "|".join(entry.msgstr_plural.values())
            other = said.setdefault(key, (words, place))
            if other[0] != words:
                faults.append(
                    f"{language}: {entry.msgid!r} is {other[0]!r} in {other[1].name}, {words!r} in {place.name}"
                )
    return faults
