"""How large a demonstration is."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of a demonstration; ``local_unions`` and ``clubs`` include the named ones.

    ``employees`` is the size of the health region beside the union: a department, a hospital or a whole region.
    """

    key: str
    local_unions: int
    clubs: int
    members: int
    cases: int
    employees: str = "department"


EMPLOYEES = ("department", "hospital", "region")
SMALL = Size("small", local_unions=6, clubs=12, members=5_000, cases=80)
ORGANISATION = Size("organisation", local_unions=380, clubs=4_000, members=400_000, cases=60_000)
SIZES = {size.key: size for size in (SMALL, ORGANISATION)}


class UnknownSize(ValueError):
    """There is no demonstration of that size."""


def parse_size(text: str) -> Size:
    """«small», «workspace=organisation» or «competence=region»; several, parted by commas, name one module each."""
    chosen = SMALL
    employees = SMALL.employees
    for part in filter(None, text.split(",")):
        module, _, key = part.rpartition("=")
        if module in ("", "workspace"):
            if key not in SIZES:
                raise UnknownSize(f"unknown size {key!r}: choose one of {', '.join(SIZES)}")
            chosen = SIZES[key]
        if module == "competence":
            if key not in EMPLOYEES:
                raise UnknownSize(f"unknown size {key!r}: choose one of {', '.join(EMPLOYEES)}")
            employees = key
    return chosen if employees == chosen.employees else replace(chosen, employees=employees)
