"""Letters are made from Word templates and the case's data; a template can name fields and do nothing else."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest

from arbeidsrom.core.vault.tests import files
from arbeidsrom.lib.tests.test_papers import words_of_word
from arbeidsrom.modules.workspace.letters import catalogue, make_templates
from arbeidsrom.modules.workspace.letters.fields import BY_NAME, TO_FILL_IN
from arbeidsrom.modules.workspace.letters.merging import FaultyTemplate, check, merge

from .case_facts import FACTS, KARI

NOW = datetime(2026, 2, 8, 12, tzinfo=UTC)
ANSWERS = {
    "dato": date(2026, 2, 8),
    "mottaker": "Nordfjell kommune v/ Per Leder",
    "møte.dag": date(2026, 2, 12),
    "møte.tid": "kl. 10.00",
    "møte.sted": "Rådhuset, møterom 2",
    "møte.gjelder": "Grunnlaget for oppsigelsen",
    "hendelse.dag": date(2026, 2, 3),
    "tekst": "Første linje.\nAndre linje.",
    "fullmakt.omfang": "Forhandlinger etter § 17-3.",
    "fullmakt.gyldig_til": date(2026, 12, 31),
}
ELSEWHERE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://x.example/x.dotm" TargetMode="External"/>'
    b"</Relationships>"
)


def template(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return files.saved(document)


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("key", [one.key for one in catalogue.TEMPLATES])
def test_every_shipped_template_becomes_a_letter_with_the_cases_data(key, language):
    checked = catalogue.shipped(key, language)
    words = words_of_word(merge(checked.content, FACTS, ANSWERS, language=language, now=NOW))
    for expected in ("Klubben ved Sørlia sykehjem", "2026/14", "Kari Åsen"):
        assert expected in words
    for field in checked.asked:
        if field.name in ANSWERS and field.name not in {"dato", "møte.dag", "hendelse.dag", "fullmakt.gyldig_til"}:
            assert " ".join(str(ANSWERS[field.name]).split()) in words
    assert "{{" not in words
    assert "{%" not in words


def test_the_statements_five_kinds_of_text_are_among_the_templates():
    assert {"summons", "minutes_discussion", "protocol_negotiation", "reply_to_warning", "power_of_attorney"} <= set(
        catalogue.BY_KEY
    )


def test_days_are_written_in_the_language_of_the_letter():
    for language, day in (("nb", "torsdag 12. februar 2026"), ("nn", "torsdag 12. februar 2026")):
        made = merge(catalogue.shipped("summons", language).content, FACTS, ANSWERS, language=language, now=NOW)
        assert day in words_of_word(made)


def test_what_nobody_knows_is_a_line_to_write_on():
    made = merge(catalogue.shipped("summons", "nb").content, FACTS, {}, language="nb", now=NOW)
    assert TO_FILL_IN in words_of_word(made)


def test_the_committed_templates_are_what_the_script_makes():
    for language, texts in make_templates.TEXTS.items():
        for key, text in texts.items():
            committed = (catalogue.SHIPPED / f"{key}.{language}.docx").read_bytes()
            assert words_of_word(make_templates.template_of(text, language)) == words_of_word(committed)


def test_a_list_is_repeated_line_by_line():
    made = merge(catalogue.shipped("note_member", "nb").content, FACTS, ANSWERS, language="nb", now=NOW)
    words = words_of_word(made)
    assert "Hun vil stå i stillingen." in words
    assert words.index("Drøftingsmøte – Ingen enighet.") < words.index("Telefon med Kari")
    assert "Saken ble satt på vent." not in words


def test_what_people_are_called_is_never_read_as_a_field_or_as_markup():
    odd = replace(FACTS, members=(replace(KARI, name='Kari {{ 7*7 }} {% raw %} <w:b/> & "Åsen" \x07'),))
    words = words_of_word(merge(template("Hei {{ medlem.navn }}!"), odd, {}, language="nb", now=NOW))
    assert words == 'Hei Kari {{ 7*7 }} {% raw %} <w:b/> & "Åsen" !'


def test_a_union_can_bring_a_template_of_its_own():
    checked = check(template("Til {{ arbeidsgiver.navn }}", "{% if møte.sted %}Sted: {{ møte.sted }}{% endif %}"))
    assert [field.name for field in checked.asked] == ["møte.sted"]
    assert checked.names == {"arbeidsgiver.navn", "møte.sted"}


@pytest.mark.parametrize(
    "harm",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ medlem.navn.__class__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ medlem['navn'] }}",
        "{{ medlem.navn | upper }}",
        "{{ 7 * 7 }}",
        "{{ 'a' * 1000000000 }}",
        "{% set x = 1 %}",
        "{% include '/etc/passwd' %}",
        "{% macro m() %}{% endmacro %}",
        "{% for a in range(1000000) %}x{% endfor %}",
        "{% for a in hendelser %}{% for b in hendelser %}x{% endfor %}{% endfor %}",
        "{% for a in hendelser %}{{ a.forfatter }}{% endfor %}",
        "{{ medlem.fødselsnummer }}",
        "{{ medlem.navn",
        "{% for a in hendelser %}",
    ],
)
def test_a_template_that_wants_more_than_fields_is_refused(harm):
    with pytest.raises(FaultyTemplate):
        check(template("Hei", harm))


def test_harm_in_a_header_is_refused_as_well():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ 7*7 }}"
    with pytest.raises(FaultyTemplate):
        check(files.saved(document))


@pytest.mark.parametrize(
    "content",
    [
        b"not a document",
        files.pdf(),
        files.sheet(),
        files.bomb(files.word()),
        files.laughing_word(),
        files.with_part(files.word(), "word/vbaProject.bin", b"x"),
        files.with_part(
            files.word(),
            "word/_rels/settings.xml.rels",
            ELSEWHERE,
        ),
        files.with_part(files.word(), "word/_rels/settings.xml.rels", ELSEWHERE.replace(b'"External"', b"'External'")),
        files.with_part(files.word(), "word/_rels/settings.xml.rels", ELSEWHERE.replace(b"x.dotm", b"hyperlink")),
        files.with_part(files.word(), "word/_rels/settings.xml.rels", ELSEWHERE.replace(b"ship Id", b"ship\nId")),
        files.with_part(files.word(), "word/_rels/settings.xml.RELS", ELSEWHERE),
        bytes(3 * 1024**2),
    ],
)
def test_a_file_that_is_no_honest_word_document_is_refused(content):
    with pytest.raises(FaultyTemplate):
        check(content)


def test_the_letter_is_a_word_document_that_can_be_edited():
    made = merge(catalogue.shipped("summons", "nb").content, FACTS, ANSWERS, language="nb", now=NOW)
    document = docx.Document(io.BytesIO(made))
    document.paragraphs[0].add_run(" endret")
    assert "endret" in words_of_word(files.saved(document))
    assert document.core_properties.created.date() == date(2026, 2, 8)


def test_every_field_has_a_name_of_its_own_in_forms():
    assert len({field.form_name for field in BY_NAME.values()}) == len(BY_NAME)
