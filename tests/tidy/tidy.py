#!/usr/bin/env python3
"""The rules of the tree that no compiler knows. One line a finding, then how many rules hold.

    python3 tests/tidy/tidy.py
"""

import sys

sys.dont_write_bytecode = True

import alone
import layers
import reach
import shape
import words

RULES = [
    ("folders include only what lies below them", layers.arrows),
    ("heavy foreign headers stay in sources", layers.heavy_headers),
    ("headers do not include each other in a ring", layers.cycles),
    ("words with one home stand only there", words.homes),
    ("no unfinished work, machine paths or registry hosts", words.banned),
    ("a check is switched off by name and with a reason", words.reasons),
    ("every source is compiled", reach.sources),
    ("every header has a user", reach.headers),
    ("every browser module is reached from the page", reach.modules),
    ("the top level holds what belongs there", shape.top_level),
    ("files and folders are named for what they do", shape.names),
    ("every header guards itself", shape.pragma_once),
    ("test names are unique and usable by ctest", shape.test_names),
    ("unit tests mirror the tree", shape.mirror),
    ("every header compiles by itself", alone.self_contained),
]


def main():
    failed = 0
    for name, rule in RULES:
        findings = list(rule())
        for finding in findings:
            print(finding)
        if findings:
            failed += 1
            print(f"-- does not hold: {name} ({len(findings)})")
    for note in shape.long_files():
        print(f"note: {note}")
    print(f"{len(RULES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
