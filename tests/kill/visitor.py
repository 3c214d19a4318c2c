"""Somebody at the program with nothing but HTTP: sends the forms of its pages, and tries again as a person does."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import requests
from lxml import html

PATIENCE = 90  # seconds until a killed program must answer again
PAUSE = 0.2


class Gone(Exception):
    """The program did not answer, or answered that it could not; nothing is known of what it did."""


class Visitor:
    """A browser with its cookies."""

    def __init__(self, address: str) -> None:
        self.address, self.web = address, requests.Session()
        self.web.headers.update({"Accept-Language": "nb", "Sec-Fetch-Site": "same-origin", "Referer": f"{address}/"})

    def ask(self, method: str, where: str, **what: object) -> requests.Response:
        """One request; ``Gone`` when there is no answer of the program's own."""
        url = where if where.startswith("http") else self.address + where
        try:
            answer = self.web.request(method, url, timeout=60, allow_redirects=False, **what)  # type: ignore[arg-type]
        except requests.RequestException as error:
            raise Gone(type(error).__name__) from error
        if answer.status_code >= 500:
            raise Gone(str(answer.status_code))
        return answer

    def page(self, where: str) -> html.HtmlElement:
        """A page, asked for until it comes."""
        answer = self.surely(lambda: self.ask("GET", where))
        assert answer.status_code == 200, (where, answer.status_code, answer.headers.get("Location"))
        return html.fromstring(answer.text)

    def send(self, where: str, form: html.FormElement, values: Mapping[str, object]) -> requests.Response:
        """The very same form until it is answered, as when somebody loads the page again."""
        filled = dict(form.form_values()) | dict(values)
        return self.surely(lambda: self.ask("POST", where, data=filled))

    def surely(self, act: Callable[[], requests.Response]) -> requests.Response:
        """Again and again while the program is being started."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return act()
            except Gone:
                if time.monotonic() > until:
                    raise
                time.sleep(PAUSE)


def form_with(page: html.HtmlElement, field: str) -> html.FormElement:
    """The form of the page that has the field."""
    found = [form for form in page.forms if field in form.fields or form.xpath(f".//*[@name='{field}']")]
    assert found, f"no form with {field} in «{page.findtext('.//title')}»"
    return found[0]
