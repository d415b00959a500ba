"""Words that have one home, or none."""

import re

import tree

# pattern, in code (comments and strings blanked) of these files, homes where it may stand, what to do instead
CODE = [
    (r"\bstd::j?thread\b(?!::)", "cpp", ("ingest/net/", "store/committer", "store/indexer", "store/outcome_keeper", "store/rocks_store", "tests/"),
     "a thread outside the server and the store: post to an executor"),
    (r"\bpthread_create\b|\bstd::async\b", "cpp", ("tests/",), "a thread of its own: post to an executor"),
    (r"\basio::detached\b|[^\w:]detached\b", "cpp", ("ingest/net/task_group",), "detached: spawn through the task group"),
    (r"\busing namespace std\s*;", "cpp", (), "using namespace std"),
    (r"\bsleep_for\b|\busleep\b", "cpp", ("tests/integration/harness/", "tests/bench/"),
     "a sleep as synchronisation: wait for the event, with a deadline"),
    (r"\[[^\]\n]*[&=\w][^\]\n]*\]\s*(?:\([^)]*\))?\s*(?:mutable\s*)?->\s*(?:boost::)?(?:asio|net)::awaitable<[^;{]*\{", "cpp", (),
     "a capturing lambda coroutine: its captures die before it does; use a named function"),
]
# pattern in the whole text of any file
TEXT = [
    (r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b", "unfinished work: finish it or describe it as it is"),
    (r"(?<![\w.~/])/(?:ho" r"me|wo" r"rk|ro" r"ot|Us" r"ers)/[\w.]+", "a path of one machine"),
    (r"(?:registry\.npm" r"js|deb\.deb" r"ian|npm" r"mirror|py" r"pi\.org|files\.python" r"hosted|crates\." r"io)", "a registry's host"),
    (r"^(?:<{7}|={7}|>{7})(?: |$)", "the mark of an unfinished merge"),
]
NOLINT = re.compile(r"NOLINT(?:NEXTLINE|BEGIN)?\b(?!\([\w.,*-]+\): )")
PLAIN = (".cpp", ".hpp", ".py", ".sh", ".ts", ".tsx", ".js", ".css", ".html", ".md", ".json", ".toml", ".cmake", ".txt",
         ".yml", ".yaml", ".in", ".service", "run", "Dockerfile", ".npmrc")


def homes():
    for pattern, _, allowed, advice in CODE:
        expression = re.compile(pattern)
        for path in tree.cpp_files(".cpp", ".hpp"):
            if path.startswith(allowed):
                continue
            content = tree.code(path)
            for match in expression.finditer(content):
                yield f"{path}:{tree.line_of(content, match.start())}: {advice}"


def banned():
    for pattern, advice in TEXT:
        expression = re.compile(pattern, re.MULTILINE)
        for path in tree.files():
            if not path.endswith(PLAIN):
                continue
            content = tree.text(path)
            for match in expression.finditer(content):
                yield f"{path}:{tree.line_of(content, match.start())}: {advice}: {match.group(0).strip()}"


def reasons():
    """A check is switched off by name and with its reason: // NOLINT(check-name): why."""
    for path in tree.cpp_files(".cpp", ".hpp"):
        content = tree.text(path)
        for match in NOLINT.finditer(content):
            yield f"{path}:{tree.line_of(content, match.start())}: NOLINT without the check's name and a reason"
