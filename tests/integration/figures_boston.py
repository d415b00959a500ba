#!/usr/bin/env python3
"""Boston's third quarter of 2011 through the importer, and every figure of it counted once more from the file.

    python3 tests/integration/figures_boston.py --gridhall build/release/gridhall --data FOLDER

Strategy: import the file into a fresh daemon; count with the csv module and local times of the city, knowing nothing of
the daemon's code; ask GET /figures, /series, /backlog and the exports the same, for the whole time, for a month and for
one department. Skipped, and said so, where the file is absent.
Invariants: every count and share is equal, and medians and 90th percentiles to the second.
"""

import argparse
import collections
import csv
import datetime
import io
import json
import math
import pathlib
import signal
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import zoneinfo

FILE = "boston_311_2011_jul_sep/requests.csv"
ZONE = zoneinfo.ZoneInfo("America/New_York")
NOW = datetime.datetime.now(datetime.timezone.utc)
Row = collections.namedtuple("Row", "key open closed due type department")


def instant(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE) if text else None


def read_rows(file):
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            row = {name: (value or "").strip() for name, value in row.items()}
            closed = instant(row["closed_dt"]) if row["case_status"] == "Closed" else None
            yield Row(row["case_enquiry_id"], instant(row["open_dt"]), closed, instant(row["target_dt"]), row["type"],
                      row["subject"])


def within(when, period):
    return when is not None and period[0] <= when.astimezone(ZONE).date() <= period[1]


def seconds(row):
    return max((row.closed.astimezone(datetime.timezone.utc) - row.open.astimezone(datetime.timezone.utc))
               // datetime.timedelta(seconds=1), 0)


def rank(values, share):
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)] if values else None


def mornings(period):
    """Nine o'clock of each day of the period."""
    day = period[0]
    while day <= period[1]:
        yield datetime.datetime.combine(day, datetime.time(9), ZONE)
        day += datetime.timedelta(days=1)


def judged(rows, period):
    """Each case open at each morning whose target was still ahead: (share of its time used, was it late)."""
    for morning in mornings(period):
        for row in rows:
            open_then = row.open <= morning and not (row.closed and row.closed <= morning)
            if not open_then or not row.due or row.due <= morning or row.due > NOW or row.due <= row.open:
                continue
            used = (morning.astimezone(datetime.timezone.utc) - row.open.astimezone(datetime.timezone.utc)).total_seconds()
            allowed = (row.due.astimezone(datetime.timezone.utc) - row.open.astimezone(datetime.timezone.utc)).total_seconds()
            yield used / allowed, not row.closed or row.closed > row.due


def counted(rows, period):
    """What the figures should say: name → (numerator, denominator)."""
    opened = [row for row in rows if within(row.open, period)]
    closed = [row for row in rows if within(row.closed, period)]
    due = [row for row in rows if within(row.due, period) and row.due <= NOW]
    in_time = [row for row in due if row.closed and row.closed <= row.due]
    times = [seconds(row) for row in closed]
    return {
        "reported": (len(opened), None),
        "closed": (len(closed), None),
        "due": (len(due), None),
        "closing_rate": (sum(1 for row in due if row.closed), len(due)),
        "closed_in_time": (len(in_time), len(due)),
        "overdue_share": (len(due) - len(in_time), len(due)),
        "response_rate": (sum(1 for row in opened if row.closed), len(opened)),
        "resolution_rate": (0, 0),
        "satisfaction_rate": (0, 0),
        "rework_rate": (0, len(closed)),
        "return_rate": (0, len(closed)),
        "reopen_rate": (0, len(closed)),
        "dispatched_in_time": (0, 0),
        "verified_in_time": (0, 0),
        "median_to_close": (rank(times, 0.5), len(times)),
        "p90_to_close": (rank(times, 0.9), len(times)),
    }


class Daemon:
    def __init__(self, gridhall, folder):
        config = folder / "gridhall.toml"
        config.write_text('[city]\nname = "Boston"\ntime_zone = "America/New_York"\n', encoding="utf-8")
        self.process = subprocess.Popen(
            [gridhall, "serve", "--data", folder / "data", "--config", config, "--dev", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().split()[2].rstrip("/")
        self.key = self.process.stdout.readline().split()[1]

    def get(self, path, **query):
        asked = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.read()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gridhall", required=True, type=pathlib.Path)
    options.add_argument("--data", required=True, type=pathlib.Path)
    given = options.parse_args()
    file = given.data / FILE
    if not file.is_file():
        print(f"skipped: there is no {FILE} on this machine\n0 passed, 0 failed")
        return 0
    rows = list(read_rows(file))
    passed = failed = 0

    def check(name, shown, wanted):
        nonlocal passed, failed
        good = shown == wanted
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(f"FAIL {name}: the daemon says {shown}, the file {wanted}")

    def check_figures(where, said, wanted):
        figures = {figure["name"]: figure for figure in said}
        for name, (numerator, denominator) in wanted.items():
            figure = figures[name]
            if name.endswith("_to_close"):
                shown = None if figure["value"] is None else round(figure["value"] * 60)
                check(f"{where} {name}", (shown, figure["denominator"]), (numerator, denominator))
                continue
            check(f"{where} {name}", (figure["numerator"], figure["denominator"]), (numerator, denominator))
            if denominator:
                check(f"{where} {name} value", round(figure["value"], 9), round(numerator / denominator, 9))

    with tempfile.TemporaryDirectory(prefix="gridhall-figures-") as name:
        daemon = Daemon(given.gridhall.resolve(), pathlib.Path(name))
        try:
            subprocess.run([given.gridhall.resolve(), "import", "--to", daemon.url, "--key", daemon.key, "--format",
                            "boston311", file], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            day = datetime.date
            periods = {"all": (day(2011, 1, 1), day(2019, 12, 31)), "september": (day(2011, 9, 1), day(2011, 9, 30)),
                       "a day": (day(2011, 8, 17), day(2011, 8, 17)), "an empty day": (day(2009, 1, 1), day(2009, 1, 1))}
            department = collections.Counter(row.department for row in rows).most_common(1)[0][0]
            for where, period in periods.items():
                asked = {"from": period[0].isoformat(), "to": period[1].isoformat()}
                said = json.loads(daemon.get("figures", **asked))
                check(f"{where} period", (said["from"], said["to"]), (asked["from"], asked["to"]))
                check_figures(where, said["figures"], counted(rows, period))
                length = (period[1] - period[0]).days + 1
                before = (period[0] - datetime.timedelta(days=length), period[0] - datetime.timedelta(days=1))
                check_figures(where + ", before", [{**figure, **figure["previous"]} for figure in said["figures"]],
                              counted(rows, before))
                own = [row for row in rows if row.department == department]
                said = json.loads(daemon.get("figures", unit=department, **asked))
                check_figures(f"{where}, {department}", said["figures"], counted(own, period))

            period = periods["september"]
            said = json.loads(daemon.get("figures", by="class", **{"from": "2011-09-01", "to": "2011-09-30"}))
            # What a type is called here is the importer's business; how many of each there are is not.
            def reported(figures):
                return next(figure["numerator"] for figure in figures if figure["name"] == "reported")
            types = collections.Counter(row.type for row in rows if within(row.open, period))
            check("reported by class", sorted(value for group in said["groups"] if (value := reported(group["figures"]))),
                  sorted(types.values()))
            adjusted = [group["adjusted_in_time"] for group in said["groups"] if group["adjusted_in_time"]]
            check("classes with anything in time have an adjusted share", len(adjusted),
                  len({row.type for row in rows if within(row.due, period) and row.closed and row.closed <= row.due}))
            check("adjusted shares lie in their intervals", [share for share in adjusted if not
                  share["low"] <= share["value"] <= share["high"]], [])

            for step, length in (("day", 10), ("month", 7)):
                said = json.loads(daemon.get("series", step=step, **{"from": "2011-07-01", "to": "2012-06-30"}))
                opened = collections.Counter(row.open.date().isoformat()[:length] for row in rows)
                closed = collections.Counter(max(row.closed, row.open).date().isoformat()[:length]
                                             for row in rows if row.closed)
                shown = {datetime.datetime.fromtimestamp(row[0], ZONE).date().isoformat()[:length]: row[1:]
                         for row in said["rows"]}
                check(f"buckets by {step}", len(shown), 366 if step == "day" else 12)
                still = 0
                for bucket, (came, went, left) in shown.items():
                    still += opened[bucket] - closed[bucket]
                    check(f"{step} {bucket}", (came, went, left), (opened[bucket], closed[bucket], still))

            said = json.loads(daemon.get("rescue/calibration", **{"from": "2011-09-01", "to": "2011-09-30"}))
            points = list(judged(rows, periods["september"]))
            check("calibration: cases and how many were late", (said["points"], said["late"]),
                  (len(points), sum(late for _, late in points)))
            rule = sum(((share >= 0.8) - late) ** 2 for share, late in points) / len(points)
            check("calibration: the rule of four fifths", round(said["brier_of_rule"], 6), round(rule, 6))
            check("calibration: forecasts are better than the rule", said["brier"] < said["brier_of_rule"], True)
            check("calibration: and than the share of late cases alone", said["brier"] < said["brier_of_base_rate"], True)
            check("calibration: bins add up", sum(line["cases"] for line in said["reliability"]), len(points))
            print(f"measured: Brier score of September's forecasts {said['brier']:.4f}, of the rule {said['brier_of_rule']:.4f}, "
                  f"of the base rate {said['brier_of_base_rate']:.4f}; {said['points']} forecasts")
            for line in said["reliability"]:
                if line["cases"]:
                    print(f"measured: forecast {line['from']:.1f}-{line['to']:.1f}: {line['cases']} cases, mean "
                          f"{line['forecast']:.3f}, late {line['late']:.3f}")

            lines = list(csv.DictReader(io.StringIO(daemon.get("export.csv").decode("utf-8"), newline="")))
            check("CSV: every case once", sorted(line["subject"] for line in lines), sorted(row.key for row in rows))
            verdicts = {line["subject"]: line["in_time"] for line in lines}
            check("CSV: in time", [row.key for row in rows if row.closed and row.due and
                                   verdicts[row.key] != ("true" if row.closed <= row.due else "false")], [])
            whole = [json.loads(line) for line in daemon.get("export.ndjson", state="open").splitlines()]
            still_open = sum(1 for row in rows if not row.closed)
            check("NDJSON: open cases and the end", (len(whole) - 1, whole[-1]["end"], whole[-1]["count"]),
                  (still_open, True, still_open))
            matrix = json.loads(daemon.get("backlog", group="light"))["rows"]
            check("matrix: red", sum(row["v"][0] for row in matrix if row["key"] == ["red"]),
                  sum(1 for row in rows if not row.closed and row.due and row.due < NOW))
        finally:
            check("the daemon stops cleanly", daemon.stop(), 0)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
