from pathlib import Path

from arbeidsrom.core.operations.rules import reason_of
from arbeidsrom.lib import decisions


def fault_of(act) -> BaseException:
    try:
        act()
    except Exception as error:
        return error
    raise AssertionError("nothing failed")


def test_a_reason_names_the_kind_and_the_place_and_never_the_message() -> None:
    reason = reason_of(fault_of(lambda: decisions.denied("Kari Nordmann").or_refuse()))
    assert reason.startswith("PermissionDenied, lib/decisions.py:")
    assert "or_refuse" in reason
    assert "Kari" not in reason


def test_what_lies_behind_a_fault_is_named_too() -> None:
    def act() -> None:
        try:
            Path("/nowhere/at/all").read_text()
        except OSError as error:
            raise RuntimeError("secret") from error

    assert reason_of(fault_of(act)).startswith("RuntimeError ← FileNotFoundError")
