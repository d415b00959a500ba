"""Names, places and sizes."""

import posixpath
import re

import tree

TOP = {".ci", ".clang-format", ".clang-tidy", ".editorconfig", ".gitattributes", ".gitignore", "CMakeLists.txt",
       "CMakePresets.json", "LICENSE", "README.md", "dashboard", "deploy", "ingest", "store", "tests", "web"}
SNAKE = re.compile(r"^[a-z0-9]+(?:_[a-z0-9]+)*(?:\.(?:test|bench|config|d|spec))*\.(?:cpp|hpp|py|sh|ts|tsx|js|css)$")
VAGUE = {"util", "utils", "common", "helper", "helpers", "impl", "ng", "misc"}
TEST_CASE = re.compile(r'\b(?:TEST_CASE|SCENARIO)\(\s*"((?:\\.|[^"\\])*)"((?:\s*"(?:\\.|[^"\\])*")*)')
LINES_MAX = 500


def top_level():
    for entry in sorted({path.split("/")[0] for path in tree.files()} - TOP):
        yield f"{entry}: not among the entries of the top level"


def names():
    for path in tree.files():
        name = posixpath.basename(path)
        if path.endswith((".cpp", ".hpp", ".py", ".sh", ".ts", ".tsx", ".js", ".css")) and not SNAKE.match(name):
            yield f"{path}: file names are snake_case"
        for part in path.split("/"):
            if part.split(".")[0] in VAGUE:
                yield f"{path}: '{part.split('.')[0]}' says nothing: name it for what it does, keep it with its first user"
                break


def pragma_once():
    for path in tree.cpp_files(".hpp"):
        if "#pragma once" not in tree.text(path):
            yield f"{path}: no #pragma once"


def test_names():
    """A case is run by its name: the only one of that name in its program, without what a shell or Catch would take."""
    seen = {}
    for path in tree.cpp_files("_test.cpp"):
        content = tree.text(path)
        for match in TEST_CASE.finditer(content):
            name = match.group(1) + "".join(re.findall(r'"((?:\\.|[^"\\])*)"', match.group(2)))
            where = f"{path}:{tree.line_of(content, match.start())}"
            if re.search(r'[;\\]', name):
                yield f"{where}: the test's name has ; or a backslash or a quote"
            if not name.strip():
                yield f"{where}: the test has no name"
            program = path.split("/")[1]
            if (program, name) in seen:
                yield f"{where}: '{name}' is the name of a test at {seen[program, name]} too"
            seen[program, name] = where


def mirror():
    """A unit test stands where its source stands: tests/unit/a/b_test.cpp tests a/b.cpp or a/b.hpp."""
    known = set(tree.files())
    for path in tree.cpp_files("_test.cpp"):
        if not path.startswith("tests/unit/"):
            continue
        source = path[len("tests/unit/"):-len("_test.cpp")]
        folder = posixpath.dirname(source)
        if not any(name.startswith(folder + "/") for name in known):
            yield f"{path}: there is no folder {folder}/"


def long_files():
    """Not a failure: where to start asking whether a file holds more than one idea."""
    for path in tree.files():
        if path.endswith((".cpp", ".hpp", ".py", ".sh", ".ts", ".tsx")):
            lines = tree.text(path).count("\n")
            if lines > LINES_MAX:
                yield f"{path}: {lines} lines"
