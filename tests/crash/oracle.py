"""What was acknowledged, remembered apart from the daemon, and the comparison with what it holds."""

import hashlib
import json
import os
import threading


def payload_hash(event):
    plain = {name: value for name, value in event.items() if name != "pos"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Oracle:
    """(source, id) → payload hash of each acknowledged event, on disk before the test relies on it."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.file = open(path, "a", encoding="utf-8")
        self.acknowledged = {}
        self.reports = set()
        self.seen = {}
        self.since = None

    def acknowledge(self, events):
        rows = [(event["source"], event["id"], payload_hash(event)) for event in events]
        with self.lock:
            self.file.writelines("\t".join(row) + "\n" for row in rows)
            self.file.flush()
            os.fsync(self.file.fileno())
            for source, name, payload in rows:
                self.acknowledged[source, name] = payload
            self.reports.update(event["id"] for event in events if event["type"] != "gridhall.case.updated.v1")

    def compare(self, events):
        """Findings, after `events`, the part of the log that was not read yet."""
        findings = []
        for event in events:
            key = event["source"], event["id"]
            if key in self.seen:
                findings.append(f"twice in the log: {key}")
            self.seen[key] = payload_hash(event)
        missing = [key for key in self.acknowledged if key not in self.seen]
        if missing:
            findings.append(f"{len(missing)} acknowledged events are missing, {missing[0]} among them")
        altered = [key for key, payload in self.acknowledged.items() if self.seen.get(key, payload) != payload]
        if altered:
            findings.append(f"{len(altered)} acknowledged events are altered, {altered[0]} among them")
        return findings
