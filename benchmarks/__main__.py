"""``python -m benchmarks`` or ``./arbeidsrom bench``: all benchmarks, or those that are named, one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    there = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    if unknown := set(wanted) - set(there):
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(there)}.")
        return 2
    failed = []
    for name in wanted or there:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent).returncode:
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
