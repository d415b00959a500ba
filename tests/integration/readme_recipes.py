#!/usr/bin/env python3
"""Runs the README's first-event recipes as they stand there: its commands, its program, its event.

    python3 tests/integration/readme_recipes.py --gridhall build/release/gridhall --wscat tests/e2e/node_modules/.bin/wscat

Strategy: cut the code blocks out of the README, start a daemon in an empty folder that looks like a checkout after
`deploy/run.sh`, and run each block with a shell, Python or a terminal. The port is the only thing that is replaced; the
key goes from the first block to the others in $KEY, as in the terminal of whoever follows them.
Invariants: the key works at once, each recipe gets `stored`, and what it stored is read back.
"""

import argparse
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
HEADING = "## Your first event in five minutes"
DEADLINE_S = 30


def blocks():
    """The section's fenced blocks, by their order."""
    section = README.read_text(encoding="utf-8").split(HEADING, 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    found = re.findall(r"^```(\w*)\n(.*?)^```$", section, re.M | re.S)
    if [language for language, _ in found] != ["", "json", "", "python", ""]:
        sys.exit(f"the section '{HEADING}' has other blocks than the recipes: {[lang for lang, _ in found]}")
    create_key, event, wscat, program, curl = (text for _, text in found)
    return {"key": create_key.strip(), "event": event, "wscat": wscat, "python": program, "curl": curl.strip()}


class Daemon:
    def __init__(self, folder, address):
        self.process = subprocess.Popen(
            ["build/release/gridhall", "serve", "--data", "data/store", "--dev", "--listen", address],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready = self.process.stdout.readline()
        if not ready.startswith("gridhall ready http://"):
            sys.exit(f"the daemon is not ready: {ready!r}")
        self.host = ready.split()[2].removeprefix("http://").rstrip("/")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DEADLINE_S)


def run_wscat(block, wscat, folder, environment):
    """Types the block's `>` line at wscat's prompt and returns all that the terminal showed."""
    command, typed, _ = block.strip().split("\n", 2)
    environment = {**environment, "PATH": f"{wscat.parent}:{environment['PATH']}"}
    master, slave = pty.openpty()
    shell = subprocess.Popen(["sh", "-c", command], cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave,
                             close_fds=True)
    os.close(slave)
    shown, sent = "", False
    deadline = time.monotonic() + DEADLINE_S
    try:
        while time.monotonic() < deadline and '"op":"ack"' not in shown:
            readable, _, _ = select.select([master], [], [], 1)
            if readable:
                shown += os.read(master, 65536).decode("utf-8", "replace")
            if not sent and '"op":"welcome"' in shown:
                os.write(master, typed.removeprefix("> ").encode() + b"\n")
                sent = True
    except OSError as gone:
        shown += f"\n(the terminal closed: {gone})"
    finally:
        shell.terminate()
        shell.wait(DEADLINE_S)
        os.close(master)
    return shown


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gridhall", required=True, type=pathlib.Path)
    options.add_argument("--wscat", required=True, type=pathlib.Path)
    given = options.parse_args()
    recipes = blocks()
    passed = failed = 0

    def check(name, good, shown):
        nonlocal passed, failed
        passed, failed = passed + bool(good), failed + (not good)
        print(f"{'ok  ' if good else 'FAIL'} {name}" + ("" if good else f"\n{shown}"))

    folder = pathlib.Path(tempfile.mkdtemp(prefix="gridhall-readme-"))
    (folder / "build/release").mkdir(parents=True)
    (folder / "build/release/gridhall").symlink_to(given.gridhall.resolve())
    daemon = Daemon(folder, "127.0.0.1:0")
    try:
        def here(text):
            return text.replace("127.0.0.1:8311", daemon.host)

        def shell(command):
            return subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True,
                                  timeout=DEADLINE_S)

        environment = dict(os.environ)
        created = shell(recipes["key"] + '\nprintf %s "$KEY"')
        check("the command makes a key and shows nothing", re.fullmatch(r"ghk_live_\w+", created.stdout), created)
        environment["KEY"] = created.stdout
        (folder / "event.json").write_text(recipes["event"], encoding="utf-8")

        shown = run_wscat(here(recipes["wscat"]), given.wscat.resolve(), folder, environment)
        check("wscat gets an acknowledgement", '"results":["stored"]' in shown, shown)

        # Debian's interpreter: the module comes from Debian's package.
        program = subprocess.run(["/usr/bin/python3", "-c", here(recipes["python"])], cwd=folder, env=environment,
                                 capture_output=True, text=True, timeout=DEADLINE_S)
        check("the Python program stores an event", '"results":["stored"]' in program.stdout, program)

        read = shell(here(recipes["curl"]))
        check("curl reads the case back", '"subject":"sr-1"' in read.stdout, read)
    finally:
        status = daemon.stop()
        shutil.rmtree(folder, ignore_errors=True)
    check("the daemon stops with 0", status == 0, status)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
