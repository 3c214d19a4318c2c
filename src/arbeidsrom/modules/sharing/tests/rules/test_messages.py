import pytest
from django.utils import translation

from arbeidsrom.modules.sharing.rules import links
from arbeidsrom.modules.sharing.rules.messages import code_sms, link_mail

TOKEN = bytes(range(32))
LINK = links.link_address("https://deling.example", TOKEN)


def mail(**changes):
    fields = {
        "reference": "26-5283924-55",
        "link": LINK,
        "link_key": links.written(TOKEN),
        "sender": "Kari Nordmann",
        "organisation": "Klubben ved Storsykehuset",
        "until": "6. desember 2026 kl. 10.30",
        "to_forward": False,
    } | changes
    return link_mail(**fields)


@pytest.mark.req("KL-SHARE-003")
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("to_forward", [True, False])
def test_the_mail_has_link_reference_sender_organisation_and_expiry(language, to_forward):
    with translation.override(language):
        sent = mail(to_forward=to_forward)
    for needed in (LINK, "26-5283924-55", "Kari Nordmann", "Klubben ved Storsykehuset", "6.", "2026"):
        assert needed.rstrip(".") in sent.text
    assert "26-5283924-55" in sent.subject
    assert links.written(TOKEN) in sent.text.replace(LINK, "")


@pytest.mark.req("KL-SHARE-005")
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_sms_has_sender_title_code_and_reference_and_the_number_of_a_later_case(language):
    fields = {"sender": "Kari Nordmann", "title": "Oppsigelse datert 03.02.26", "code": "2345-6789-BCDF"}
    with translation.override(language):
        first = code_sms(**fields, reference="26-5283924-55")
        later = code_sms(**fields, reference="26-5283924-55", case_number="KS-2026-118")
    for needed in (*fields.values(), "26-5283924-55"):
        assert needed in first
        assert needed in later
    assert "KS-2026-118" in later
    assert len(later.splitlines()) == len(first.splitlines()) + 1
