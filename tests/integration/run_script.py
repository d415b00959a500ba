#!/usr/bin/env python3
"""deploy/run.sh as people use it: started, its programs killed under it, stopped, started again.

    python3 tests/integration/run_script.py

Strategy: run the script on a free port with a data directory of its own, ask the daemon that it started. Invariants: the
city stays one city, with as many cases as before and those that come with the minutes, whatever ended and was started
again; the simulator lives on while its daemon is restarted; its key is readable by its owner only and never shown.
"""

import http.client
import json
import os
import pathlib
import queue
import re
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "run.sh"
BUILD_S = 1800    # the first start may build
DEADLINE_S = 90
NEW_CASES = 150   # minutes of the city's own pace; another warm start would bring 1,500


class Failed(Exception):
    """Something that was waited for did not come."""


class City:
    def __init__(self, data):
        self.data = data
        self.script = subprocess.Popen(["bash", str(SCRIPT), "--listen", "127.0.0.1:0", "--data", str(data)],
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.shown, self.lines = "", queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        try:
            self.host = self.expect(r"Gridhall is running:\s+http://(\S+?)/?$", BUILD_S).group(1)
        except Failed:
            self.end()
            raise

    def _read(self):
        for line in self.script.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def expect(self, pattern, deadline=DEADLINE_S):
        until = time.monotonic() + deadline
        while True:
            try:
                line = self.lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise Failed(f"run.sh did not say '{pattern}':\n{self.shown[-3000:]}")
            self.shown += line
            if found := re.search(pattern, line.rstrip("\n")):
                return found

    def child(self, word):
        for entry in pathlib.Path("/proc").iterdir():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                if parent == self.script.pid and word.encode() in (entry / "cmdline").read_bytes().split(b"\0"):
                    return int(entry.name)
            except (OSError, ValueError, IndexError):
                continue
        raise Failed(f"run.sh has no child '{word}'")

    def get(self, target):
        connection = http.client.HTTPConnection(self.host, timeout=DEADLINE_S)
        try:
            connection.request("GET", target)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def seq(self):
        return self.get("/api/v1/cases?limit=1")["as_of"]["seq"]

    def cases(self, query=""):
        count, cursor = 0, ""
        while cursor is not None:
            page = self.get(f"/api/v1/cases?limit=1000{query}" + (f"&cursor={cursor}" if cursor else ""))
            count, cursor = count + len(page["cases"]), page["next"]
        return count

    def wait(self, what, condition):
        until = time.monotonic() + DEADLINE_S
        while not condition():
            if time.monotonic() > until:
                raise Failed(f"{what}: not within {DEADLINE_S} s; cases {self.cases()}, seq {self.seq()}")
            time.sleep(0.2)  # the grain of asking, not what makes it true

    def keeps_pace(self):
        """Events come as they happen, one a second, and no longer as fast as they can be stored."""
        before = self.seq()
        time.sleep(1)
        return self.seq() - before <= 10

    def goes_on(self, seq):
        self.wait("the stream goes on", lambda: self.seq() > seq and self.keeps_pace())

    def end(self):
        if self.script.poll() is None:
            self.script.send_signal(signal.SIGTERM)
        return self.script.wait(DEADLINE_S)

    def stop(self):
        status = self.end()
        while (line := self.lines.get()) is not None:
            self.shown += line
        return status


def main():
    passed = failed = 0

    def check(name, good, shown=""):
        nonlocal passed, failed
        passed, failed = passed + bool(good), failed + (not good)
        print(f"{'ok  ' if good else 'FAIL'} {name}" + ("" if good else f": {shown}"), flush=True)

    city = None
    with tempfile.TemporaryDirectory(prefix="gridhall-run-") as folder:
        data = pathlib.Path(folder) / "data"
        try:
            city = City(data)
            city.wait("the warm start", lambda: city.cases("&state=open") > 850 and city.keeps_pace())
            key = (data / "simulate.key").read_text().strip()
            check("the simulator's key lasts and is its owner's", stat.S_IMODE(os.stat(data / "simulate.key").st_mode) == 0o600)

            before, simulator = city.cases(), city.child("simulate")
            os.kill(city.child("serve"), signal.SIGKILL)
            city.expect(r"the daemon is back at http://")
            seq = city.seq()
            city.goes_on(seq)
            check("a daemon that died comes back to its simulator", city.child("simulate") == simulator)
            check("and to its city", before <= city.cases() < before + NEW_CASES, f"{before} then {city.cases()} cases")

            before = city.cases()
            os.kill(simulator, signal.SIGKILL)
            city.expect(r"the simulator ended with status 137")
            seq = city.seq()
            city.goes_on(seq)
            check("a simulator that died goes on with its city", before <= city.cases() < before + NEW_CASES,
                  f"{before} then {city.cases()} cases")
            before, seq = city.cases(), city.seq()
            check("SIGTERM stops everything with 0", (status := city.stop()) == 0, status)
            shown = city.shown

            city = City(data)
            check("the second run begins where the first ended", city.seq() >= seq, f"{seq} then {city.seq()}")
            city.goes_on(city.seq())
            check("and doubles nothing", before <= city.cases() < before + NEW_CASES, f"{before} then {city.cases()} cases")
            check("with the same key", (data / "simulate.key").read_text().strip() == key)
            check("and stops with 0 too", (status := city.stop()) == 0, status)
            logs = shown + city.shown + "".join(log.read_text() for log in data.glob("*.log"))
            check("the key stands in no log", key not in logs)
            check("nothing of the stream was refused", "refused " not in (data / "simulate.log").read_text())
        except Failed as reason:
            check("run.sh", False, reason)
        finally:
            if city:
                city.end()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
