"""The files of the checkout as the rules see them: tracked and new ones, not what .gitignore leaves out."""

import functools
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CPP_FOLDERS = ("store", "ingest", "dashboard", "tests")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


@functools.cache
def files():
    """Paths relative to the root, sorted, with forward slashes."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(path for path in set(out.split("\0")) if path and (ROOT / path).is_file())


@functools.cache
def text(path):
    """The file's text, or an empty string for one that is not UTF-8 (pictures, fonts)."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def cpp_files(*suffixes):
    return [path for path in files() if path.startswith(tuple(f + "/" for f in CPP_FOLDERS)) and path.endswith(suffixes)]


@functools.cache
def includes(path):
    """(line, kind, target) of each include; kind is '"' for our own files and '<' for others'."""
    return [(text(path).count("\n", 0, match.start(2)) + 1, match.group(1), match.group(2))
            for match in INCLUDE.finditer(text(path))]


def own_includes(path):
    """Our own files that `path` includes, as paths in the checkout."""
    known = set(files())
    return [target for _, kind, target in includes(path) if kind == '"' and target in known]


def reached_from(starts, step):
    """Everything that `step` leads to from `starts`, the starts included."""
    seen, todo = set(starts), list(starts)
    while todo:
        for target in step(todo.pop()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


CPP_NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.DOTALL)


@functools.cache
def code(path):
    """A C++ file with comments and strings blanked, lines kept."""
    return CPP_NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)), text(path))


def line_of(content, offset):
    return content.count("\n", 0, offset) + 1
