#!/usr/bin/env python3
"""kill -9 under load, again and again: nothing acknowledged is lost, doubled or altered.

    python3 tests/crash/kill_test.py --gridhall BINARY --failpoints BINARY [--kills N] [--point-kills N] [--seed S]

Strategy: producers with sequence numbers send as fast as they are acknowledged; each acknowledgement goes to the oracle,
synced, before it counts. At a random moment the daemon is killed. It must be accepting again within five seconds; then
the log since the last look, the index families (gridhall verify) and at the end every case are compared with the oracle.
Producers resume from the settled position they are told and send the rest again.

A random moment hits the steps around the sync too rarely. So a build with failpoints kills itself there, before a group's
write and between its sync and the acknowledgements, in a group that is drawn anew at each start.

Negative control: the same with a daemon whose write-ahead log stays in the process (GRIDHALL_TEST_SYNC=off) must lose
something, or this test could not have found a loss.
"""

import argparse
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True

from oracle import Oracle
from wire import Closed, WebSocket, get_json

PRODUCERS = 4
IN_FLIGHT = 1500          # unacknowledged events a producer
ROUND_EVENTS = 1_000_000  # more than a round can take: every kill hits producers at work
LOAD_MAX = 0.6            # seconds of load before a kill; all that is stored is looked at again after each
BACK_WITHIN = 5.0         # seconds
POINTS = ("before_sync", "after_sync")
POINT_GROUP_MAX = 12      # the daemon dies in a group up to this; the first is the probe's
POINT_IN_FLIGHT = 100     # what counts at a point is the group, not how much is in it


class Daemon:
    def __init__(self, binary, data, environment):
        self.started = time.monotonic()
        self.errors = open(f"{data}.log", "a", encoding="utf-8")
        self.process = subprocess.Popen([binary, "serve", "--data", data, "--listen", "127.0.0.1:0", "--dev"],
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True,
                                        env={**os.environ, **environment})
        self.port = self.key = None
        while not (self.port and self.key):
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError(f"the daemon does not start; see {data}.log:\n" +
                                   pathlib.Path(f"{data}.log").read_text(encoding="utf-8")[-2000:])
            if line.startswith("gridhall ready "):
                self.port = int(line.rstrip("/\n").rsplit(":", 1)[1])
            elif line.startswith("key "):
                self.key = line.split()[1]

    def connect(self):
        return WebSocket("127.0.0.1", self.port, "/api/v1/ingest",
                         {"Authorization": f"Bearer {self.key}", "Sec-WebSocket-Protocol": "gridhall.ingest.v1"})

    def kill(self):
        self.process.kill()
        self.reap()

    def dies(self):
        """Waits until it kills itself; a finding when it does not."""
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
            return ["the daemon did not reach its failpoint"]
        self.reap()
        return [] if status == -signal.SIGKILL else [f"the daemon ended with {status} and not at its failpoint"]

    def reap(self):
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()


def report(name, source, text):
    return {"specversion": "1.0", "type": "gridhall.request.reported.v1", "source": source, "id": name, "subject": name,
            "time": "2026-05-01T10:00:00Z",
            "data": {"service_code": "noise.street", "lat": 40.7, "long": -73.9, "description": text}}


class Producer(threading.Thread):
    """One connection's work in one round: resume, send again what was not settled, go on until the line breaks."""

    def __init__(self, daemon, name, outbox, oracle, seed, in_flight):
        super().__init__(daemon=True)
        self.in_flight = in_flight
        self.server, self.name_, self.outbox, self.oracle = daemon, name, outbox, oracle
        self.random = random.Random(seed)
        self.failure = None

    def run(self):
        try:
            self.work(self.server.connect())
        except Closed:
            pass
        except Exception as error:  # reported by the main thread, which would not see it otherwise
            self.failure = error

    def make(self, seq):
        name, text = f"{self.name_}-{seq}", "x" * self.random.randint(0, 400)
        if self.random.random() < 0.7:
            return report(name, f"/crash/{self.name_}", text)
        return {**report(name, f"/crash/{self.name_}", text), "type": "gridhall.case.updated.v1",
                "subject": f"{self.name_}-{seq - self.random.randint(1, 20)}",
                "data": {"status": self.random.choice(["open", "closed"]), "description": text}}

    def work(self, line):
        line.receive()
        line.send({"op": "hello", "producer": self.name_, "agent": "crash/1"})
        settled = line.receive()["resume"]["settled"]
        self.settle(settled)
        sent = settled
        last = settled + ROUND_EVENTS
        while settled < last:
            while sent < last and sent - settled < self.in_flight:
                end = min(sent + self.random.randint(1, 200), last, settled + self.in_flight)
                batch = []
                for seq in range(sent + 1, end + 1):
                    if seq not in self.outbox:
                        self.outbox[seq] = self.make(seq)
                    batch.append(self.outbox[seq])
                line.send({"op": "pub", "seq": sent + 1, "events": batch})
                sent = end
            answer = line.receive()
            if answer["op"] == "ack":
                settled = answer["settled"]
                self.settle(settled)
            elif answer["op"] in ("nack", "bye"):
                raise RuntimeError(f"unexpected: {answer}")
        line.receive()

    def settle(self, settled):
        """What the daemon says is settled is acknowledged, even when the ack itself was lost."""
        done = [seq for seq in self.outbox if seq <= settled]
        self.oracle.acknowledge([self.outbox[seq] for seq in done])
        for seq in done:
            del self.outbox[seq]


def read_log(daemon, since):
    events = []
    while True:
        page = get_json("127.0.0.1", daemon.port, f"/api/v1/events?limit=1000&since={since}")
        if not page["events"]:
            return events, page["next"]
        events += page["events"]
        since = page["next"]


def verify(binary, data, environment):
    result = subprocess.run([binary, "verify", "--data", data], capture_output=True, text=True, check=False,
                            env={**os.environ, **environment})
    return [] if result.returncode == 0 else [f"verify: {result.stdout.strip()} {result.stderr.strip()}"[-1500:]]


def cases_of(daemon):
    subjects, cursor = [], ""
    while cursor is not None:
        page = get_json("127.0.0.1", daemon.port, "/api/v1/cases?limit=1000" + (f"&cursor={cursor}" if cursor else ""))
        subjects += [case["subject"] for case in page["cases"]]
        cursor = page["next"]
    return subjects


def campaign(binary, kills, seed, environment, back_within, point=None):
    """(findings of the first round that had any, kills done, events acknowledged, slowest return)"""
    chance = random.Random(seed)

    def start():
        if point is None:
            return Daemon(binary, data, environment)
        turn = {"GRIDHALL_FAILPOINT": point, "GRIDHALL_FAILPOINT_TURN": str(chance.randint(2, POINT_GROUP_MAX))}
        return Daemon(binary, data, {**environment, **turn})

    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="gridhall-crash-") as folder:
        data = os.path.join(folder, "data")
        oracle = Oracle(os.path.join(folder, "acknowledged.tsv"))
        outboxes = [{} for _ in range(PRODUCERS)]
        daemon = start()
        since = get_json("127.0.0.1", daemon.port, "/api/v1/cases?limit=1")["as_of"]["epoch"] + ":0"
        for number in range(1, kills + 1):
            producers = [Producer(daemon, f"p{i}", outboxes[i], oracle, chance.random(),
                                  IN_FLIGHT if point is None else POINT_IN_FLIGHT) for i in range(PRODUCERS)]
            for producer in producers:
                producer.start()
            findings = []
            if point is None:
                time.sleep(chance.uniform(0.1, LOAD_MAX))
                daemon.kill()
            else:
                findings += daemon.dies()
            for producer in producers:
                producer.join(30)
            findings += [f"producer: {producer.failure}" for producer in producers if producer.failure]
            findings += verify(binary, data, environment)
            daemon = start()
            try:
                probe = daemon.connect()
                probe.receive()
                probe.send({"op": "pub", "ref": "probe", "events": [report(f"probe-{number}", "/crash/probe", "")]})
                while (answer := probe.receive()).get("op") != "ack":
                    findings.append(f"the probe was answered with {answer}")
            except Closed as closed:
                findings.append(f"the restarted daemon does not accept: {closed}")
            back = time.monotonic() - daemon.started
            slowest = max(slowest, back)
            if back > back_within:
                findings.append(f"accepting again after {back:.1f} s only")
            events, since = read_log(daemon, since)
            findings += oracle.compare(events)
            if findings:
                daemon.kill()
                return findings, number, len(oracle.acknowledged), slowest
        subjects = cases_of(daemon)
        daemon.kill()
        if len(subjects) != len(set(subjects)):
            findings.append("a case is listed twice")
        without = oracle.reports - set(subjects)
        if without:
            findings.append(f"{len(without)} acknowledged reports have no case, {min(without)} among them")
        return findings, kills, len(oracle.acknowledged), slowest


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gridhall", required=True)
    parser.add_argument("--failpoints", required=True, help="a binary with failpoints, for the points and the control")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--point-kills", type=int, default=5, help="at each failpoint")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    passed = failed = 0

    plans = [("at random", options.gridhall, options.kills, BACK_WITHIN, None)]
    # A sanitizer's daemon has no pace of its own to hold.
    plans += [(point, options.failpoints, options.point_kills, 60.0, point) for point in POINTS]
    for name, binary, wanted, back_within, point in plans:
        began = time.monotonic()
        findings, kills, events, slowest = campaign(binary, wanted, options.seed, {}, back_within, point)
        for finding in findings:
            print(finding)
        if findings:
            failed += 1
            print(f"FAILED after {kills} kills {name} (seed {options.seed})")
        else:
            passed += 1
            print(f"measured: {kills} kills {name}, {events} events acknowledged, 0 lost, back within {slowest:.2f} s, "
                  f"{time.monotonic() - began:.0f} s in all", flush=True)

    findings, kills, events, _ = campaign(options.failpoints, 25, options.seed, {"GRIDHALL_TEST_SYNC": "off"}, 60.0)
    if any("missing" in finding for finding in findings):
        passed += 1
        print(f"control: without sync the loss is found after {kills} kills")
    else:
        failed += 1
        print(f"FAILED: without sync nothing was found missing in {kills} kills, {events} events: {findings}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
