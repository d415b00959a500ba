"""Which folder may include which: the arrows of the architecture, as data."""

import tree

# A folder's code sees itself and these. The longest matching folder counts. Nobody else sees ingest/daemon.
MAY_SEE = {
    "store/model": [],
    "store/geo": ["store/model"],
    "store": ["store/model", "store/geo"],
    "ingest/protocol": ["store/model", "store/geo"],
    "ingest/tables": ["store/model"],
    "ingest/net": ["store/model"],
    "ingest": ["ingest/protocol", "ingest/net", "store", "store/model", "store/geo"],
    "ingest/client": ["ingest/net", "store/model"],
    "ingest/import": ["ingest/client", "store/model", "store/geo"],
    "ingest/simulate": ["ingest/client", "store/model", "store/geo"],
    "dashboard": ["ingest/net", "store", "store/model", "store/geo"],
}
# The composition root and the tests see everything.
SEES_ALL = ("ingest/daemon", "tests")

# Foreign headers that whoever includes ours must not pay for. A folder's own sources may share them in a header.
HEAVY = ("boost/asio.hpp", "boost/beast.hpp", "boost/beast/http.hpp", "boost/beast/websocket", "rocksdb/", "s2/", "simdjson")
# The store knows nothing of the network, in its sources as little as in its headers.
NEVER = {"store": ("boost/asio", "boost/beast")}


def folder_of(path):
    """The layer that a file belongs to: the longest known folder above it."""
    known = [folder for folder in (*MAY_SEE, *SEES_ALL) if path.startswith(folder + "/")]
    return max(known, key=len) if known else None


def arrows():
    for path in tree.cpp_files(".cpp", ".hpp"):
        folder = folder_of(path)
        if folder is None or folder.startswith(SEES_ALL):
            continue
        for line, kind, target in tree.includes(path):
            if kind != '"':
                continue
            above = folder_of(target)
            if above is None:
                yield f"{path}:{line}: includes {target}, which is no file of ours: use <> or the path from the root"
            elif above != folder and above not in MAY_SEE[folder]:
                yield f"{path}:{line}: {folder} must not see {above} ({target})"


def heavy_headers():
    heavy = {path: [target for _, _, target in tree.includes(path) if target.startswith(HEAVY)]
             for path in tree.cpp_files(".hpp")}
    for path in tree.cpp_files(".cpp", ".hpp"):
        folder = folder_of(path)
        for line, _, target in tree.includes(path):
            if target.startswith(NEVER.get(path.split("/")[0], ())):
                yield f"{path}:{line}: {target} does not belong in {path.split('/')[0]}/"
        if folder in SEES_ALL:
            continue
        for seen in sorted(tree.reached_from(tree.own_includes(path), tree.own_includes)):
            if heavy.get(seen) and folder_of(seen) != folder:
                yield f"{path}: gets {heavy[seen][0]} from {seen}: forward declare there, include it in the .cpp"


def cycles():
    """Two headers that include each other, however far round."""
    state = {}

    def visit(path, trail):
        state[path] = "open"
        for target in tree.own_includes(path):
            if state.get(target) == "open":
                yield f"{path}: includes itself by way of {' → '.join(trail[trail.index(target):] + [target])}"
            elif target not in state:
                yield from visit(target, trail + [target])
        state[path] = "done"

    for path in tree.cpp_files(".hpp"):
        if path not in state:
            yield from visit(path, [path])
