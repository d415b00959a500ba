"""Files that nothing reaches: no target compiles them, nothing but their own tests includes or imports them."""

import posixpath
import re

import tree

# Folders whose CMakeLists.txt takes in every .cpp by a pattern of its own, tests by their names.
LIBRARY = re.compile(r"gridhall_library\(\s*(\w+)\s+(\S+)")
TEST_SOURCES = re.compile(r"^tests/(?:source_tree\.cpp|unit/main\.cpp|(?:unit|integration)/.*_test\.cpp|integration/harness/.*\.cpp|"
                          r"fuzz/\w+_fuzz\.cpp|bench/\w+\.cpp|crash/\w+\.cpp)$")
TS_IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)['"]([^'"]+)['"]""")
TS_TEST = re.compile(r"\.(?:test|bench)\.tsx?$|/test_\w+\.tsx?$|\.d\.ts$|/testing/")


def target_folders():
    folders = set()
    for path in tree.files():
        if posixpath.basename(path) != "CMakeLists.txt":
            continue
        here = posixpath.dirname(path)
        content = tree.text(path)
        folders.update(posixpath.normpath(posixpath.join(here, folder)) for _, folder in LIBRARY.findall(content))
        if "add_executable" in content and not here.startswith("tests"):
            folders.add(here)
    return folders


def sources():
    folders = target_folders()
    for path in tree.cpp_files(".cpp"):
        if posixpath.dirname(path) not in folders and not TEST_SOURCES.match(path):
            yield f"{path}: no target compiles it"


def implements_interface(path):
    """True where the header's source gives the body to a header that has no source of its own (Store::open)."""
    known = set(tree.files())
    own = path[:-len(".hpp")] + ".cpp"
    return own in known and any(target[:-len(".hpp")] + ".cpp" not in known and posixpath.dirname(target) == posixpath.dirname(path)
                                for target in tree.own_includes(path))


def headers():
    """A header must be of use to another than the source of the same name and to tests."""
    users = {}
    for path in tree.cpp_files(".cpp", ".hpp"):
        for target in tree.own_includes(path):
            users.setdefault(target, set()).add(path)
    for path in tree.cpp_files(".hpp"):
        own = path[:-len(".hpp")] + ".cpp"
        others = {user for user in users.get(path, ()) if user != own and
                  (not user.startswith("tests/") or path.startswith("tests/"))}
        if not others and not implements_interface(path):
            yield f"{path}: {'only its own source and tests include it' if users.get(path) else 'nothing includes it'}"


def ts_targets(path):
    known = set(tree.files())
    here = posixpath.dirname(path)
    for name in TS_IMPORT.findall(tree.text(path)):
        name = name.split("?")[0]
        if not name.startswith((".", "/src/")):
            continue
        base = posixpath.normpath(posixpath.join(here, name)) if name.startswith(".") else "web" + name
        stem = re.sub(r"\.js$", "", base)
        for candidate in (base, stem + ".ts", stem + ".tsx", base + ".css", base + "/index.ts", base + "/index.tsx"):
            if candidate in known:
                yield candidate
                break


def modules():
    """A module of the browser application must be reachable from its page without the help of a test."""
    page = tree.text("web/index.html") if "web/index.html" in tree.files() else ""
    starts = ["web" + name for name in re.findall(r'src="(/src/[^"]+)"', page)]
    known = set(tree.files())
    for missing in set(starts) - known:
        yield f"web/index.html: {missing} does not exist"
    starts = [name for name in starts if name in known]
    if not starts:
        return
    reached = tree.reached_from(starts, ts_targets)
    for path in tree.files():
        if path.startswith("web/src/") and path.endswith((".ts", ".tsx", ".css")) and not TS_TEST.search(path):
            if path not in reached:
                yield f"{path}: the page does not reach it"
