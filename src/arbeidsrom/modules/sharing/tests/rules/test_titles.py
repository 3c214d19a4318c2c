from arbeidsrom.lib.titles import TitleFault
from arbeidsrom.modules.sharing.rules import titles


def test_each_fault_has_its_warning():
    assert set(titles.WARNINGS) == set(TitleFault)
