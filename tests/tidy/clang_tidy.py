#!/usr/bin/env python3
"""clang-tidy over every source of a build, skipping what has not changed since it was last found clean.

    python3 tests/tidy/clang_tidy.py --build build/lint [-j N] [PATH…]

A source's key is the hash of its preprocessed text, its flags, each .clang-tidy above it and the tool's version, so a
change in any header that it sees brings it back and a rebuild in another folder does not. Preprocessing costs a second a
file, the checks up to a minute.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

sys.dont_write_bytecode = True

import alone
import tree

# For gcc alone: precompiled headers (clang can't read them), the linker, what clang does not know.
DROP = re.compile(r"^(?:-fpch-preprocess|-fsanitize=.*|-fno-sanitize-recover=.*|-Wno-maybe-uninitialized|-Wno-restrict|"
                  r"-Winvalid-pch|-ffile-prefix-map=.*|-M[DMPG]*)$")


# The analyzer of clang 14 knows nothing of coroutine frames: after each co_await it takes the promise for memory that
# nobody has set, and says so of Asio's headers. Both checks stay on for everything else.
COROUTINE = re.compile(r"\bco_(?:await|return|yield)\b")
COROUTINE_CHECKS = "--checks=-clang-analyzer-core.CallAndMessage,-clang-analyzer-core.NullDereference"


def options_for(source):
    """What clang-tidy is told besides the configuration."""
    text = pathlib.Path(source).read_text(encoding="utf-8")
    return [COROUTINE_CHECKS] if COROUTINE.search(text) else []


def arguments(entry):
    """The compile command as clang takes it: without launcher, output and precompiled header."""
    words = shlex.split(entry["command"]) if "command" in entry else list(entry["arguments"])
    source = entry["file"]
    flags, skip = [], 0
    for index, word in enumerate(words):
        if skip:
            skip -= 1
        elif word in ("-o", "-MF", "-MT", "-MQ"):
            skip = 1
        elif word == "-include" and "cmake_pch" in words[index + 1]:
            skip = 1
        elif word.startswith("-") and word != "-c" and word != "-E" and not DROP.match(word):
            flags.append(word)
            if word in ("-isystem", "-I", "-D", "-include"):
                flags.append(words[index + 1])
                skip = 1
    return flags, source


def pch_include(entry):
    """The precompiled header's text: sources may lean on it, so clang must see it as plain text."""
    words = shlex.split(entry.get("command", ""))
    for index, word in enumerate(words):
        if word == "-include" and "cmake_pch" in words[index + 1]:
            return ["-include", words[index + 1]]
    return []


def configuration(name):
    """Every .clang-tidy from the root down to the source's folder: the nearest one counts, and it inherits."""
    above = reversed(pathlib.PurePath(name).parents)
    return "\0".join(path.read_text(encoding="utf-8") for path in (tree.ROOT / folder / ".clang-tidy" for folder in above)
                     if path.is_file())


class Checker:
    def __init__(self, version):
        self.cache = alone.cache_folder("clang-tidy")
        self.version = version

    def key(self, entry, flags, source):
        text = subprocess.run(["clang++", "-E", "-P", *flags, source], cwd=entry["directory"], capture_output=True,
                              check=False)
        if text.returncode != 0:
            return None
        digest = hashlib.sha256(self.version.encode())
        digest.update(configuration(os.path.relpath(source, tree.ROOT)).encode())
        digest.update("".join(options_for(source)).encode())
        digest.update("\0".join(flag for flag in flags if not os.path.isabs(flag.removeprefix("-I"))).encode())
        # Comments are gone from the text, and NOLINT stands in comments.
        digest.update(pathlib.Path(source).read_bytes())
        digest.update(text.stdout)
        return digest.hexdigest()

    def check(self, entry):
        """(source, findings, was it cached)"""
        flags, source = arguments(entry)
        flags += pch_include(entry)
        name = os.path.relpath(source, tree.ROOT)
        key = self.key(entry, flags, source)
        mark = self.cache / key if key else None
        if mark and mark.exists():
            return name, "", True
        result = subprocess.run(["clang-tidy", "--quiet", *options_for(source), source, "--", *flags, "-Wno-unknown-warning-option"],
                                cwd=tree.ROOT, capture_output=True, text=True, check=False)
        if result.returncode == 0:
            if mark:
                mark.touch()
            return name, "", False
        # A killed one says nothing at all.
        return name, result.stdout + result.stderr or f"{name}: clang-tidy ended with {result.returncode}", False


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True, help="folder with compile_commands.json")
    parser.add_argument("-j", type=int, default=os.cpu_count())
    parser.add_argument("path", nargs="*", help="only sources whose path begins with one of these")
    options = parser.parse_args()
    database = json.loads((pathlib.Path(options.build) / "compile_commands.json").read_text(encoding="utf-8"))
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, text=True, check=True).stdout
    entries = {}
    for entry in database:
        name = os.path.relpath(entry["file"], tree.ROOT)
        if name in tree.files() and name.endswith(".cpp") and (not options.path or name.startswith(tuple(options.path))):
            entries.setdefault(name, entry)
    checker = Checker(version)
    failed = cached = 0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        for _, findings, was_cached in pool.map(checker.check, entries.values()):
            cached += was_cached
            if findings:
                failed += 1
                print(findings, flush=True)
    print(f"clang-tidy: {len(entries) - failed} of {len(entries)} sources clean, {cached} of them known from before")
    return 1 if failed or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
