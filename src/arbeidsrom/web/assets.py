"""The static files that come from the front-end packages, gathered where the web server finds them."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import django_htmx

from arbeidsrom.web.components.icons import CHOSEN, file_name

HERE = Path(__file__).parent
THEME = HERE / "static" / "arbeidsrom" / "theme.css"
STYLES = ("fonts", "base", "frame", "lists", "documents", "messages", "administration", "print")
FONTS = ("inter-latin-wght-normal.woff2", "inter-latin-ext-wght-normal.woff2")


def build(node_modules: Path, target: Path) -> list[Path]:
    """Everything a page loads, in ``target``; returns the files written."""
    target.mkdir(parents=True, exist_ok=True)
    return [
        _write(target / "arbeidsrom.css", stylesheet(node_modules)),
        _write(target / "icons.svg", sprite(node_modules / "@navikt/aksel-icons/dist/svg")),
        _write(target / "designsystemet.js", script(node_modules)),
        _copy(Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js", target / "htmx.js"),
        *(_copy(node_modules / "@fontsource-variable/inter/files" / font, target / font) for font in FONTS),
    ]


def stylesheet(node_modules: Path) -> str:
    """Designsystemet, our theme and our own rules as one file: one request on a slow line."""
    parts = [
        (node_modules / "@digdir/designsystemet-css/dist/src/index.css").read_text(encoding="utf-8"),
        THEME.read_text(encoding="utf-8").removeprefix('@charset "UTF-8";'),
        *((HERE / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES),
    ]
    return "\n".join(parts)


def script(node_modules: Path) -> str:
    """Designsystemet's web components, without the reference to a map file that is not served."""
    source = (node_modules / "@digdir/designsystemet-web/dist/umd/index.js").read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=.*", "", source)


def sprite(drawings: Path) -> str:
    """The chosen icons as symbols of one file."""
    symbols = "".join(
        _symbol(name, (drawings / file_name(name)).read_text(encoding="utf-8")) for name in sorted(CHOSEN)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def _symbol(name: str, drawing: str) -> str:
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", drawing, flags=re.DOTALL).strip()
    inner = re.sub(r' fill="(?!none)[^"]*"', "", inner)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>\n'


def build_theme(node_modules: Path) -> str:
    """The theme's CSS as Designsystemet's own tool makes it from our configuration."""
    tool = node_modules / "@digdir/designsystemet/dist/bin/designsystemet.js"
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        shutil.copy(HERE / "theme" / "designsystemet.config.json", here)
        for step in (
            ["create", "--config", "designsystemet.config.json"],
            ["build", "--tokens", "./design-tokens", "--out-dir", "./built"],
        ):
            subprocess.run(["node", str(tool), "tokens", *step], cwd=here, check=True, capture_output=True)
        return (here / "built" / "arbeidsrom.css").read_text(encoding="utf-8")


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _copy(source: Path, path: Path) -> Path:
    shutil.copyfile(source, path)
    return path
