"""Reads the figures of an evaluation as JSON from standard input and fails below the floors. Floors only rise."""

import json
import sys
from pathlib import Path

floors = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))
figures = json.load(sys.stdin)
below = [
    f"{kind}: {name} {figures.get(kind, {}).get(name)} is below {floor}"
    for kind, names in floors.items()
    for name, floor in names.items()
    if (figures.get(kind, {}).get(name) or 0) < floor - 1e-9
]
missing = figures["documents missing"]
print("\n".join([*below, *(f"no document for {stem}" for stem in missing)]) or "no figure is below its floor")
sys.exit(bool(below or missing))
