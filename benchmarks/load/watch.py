#!/usr/bin/python3
"""What it costs a run that a page watches it: one long run, watched and not watched in turn, and its speed in each stretch.

    benchmarks/load/watch.py [--experiment brunel] [--partitions 1] [--cycles 8] [--set NAME=VALUE ...] -- snncluster

Starts `snncluster dashboard` with a run of its own, and reads the events of that run as a page does, as fast as they come. Who
watches holds for 5 s after the page has gone, so the first seconds of each stretch are not counted. The results are two ratios, watched to not
watched, of stretches next to each other: of the time of a step, and of the processor time that the thread of a partition takes for it,
which other programs disturb less. Needs no package beyond Python's own, and Linux.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request

SETTLE = 6.0


class Dashboard:
    def __init__(self, command, folder):
        self.process = subprocess.Popen(
            [*command, "dashboard", folder, "--listen", "127.0.0.1:0", "--allow-control"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address, self.token = re.match(r"ready (http://[^/]+)/\?token=(\S+)", self.process.stdout.readline()).groups()

    def open(self, path, body=None):
        headers = {"Authorization": f"Bearer {self.token}", "X-SnnCluster-Control": "1", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        return urllib.request.urlopen(urllib.request.Request(self.address + path, data=data, headers=headers), timeout=60)

    def status(self, run):
        """Steps of the slowest partition, and when that was."""
        with self.open("/api/events") as events:
            name = b""
            for line in events:
                if line.startswith(b"event: "):
                    name = line[7:].strip()
                elif line.startswith(b"data: ") and name == b"status":
                    for one in json.loads(line[6:]).get("runs", []):
                        if one["run"] == run:
                            return one["state"], min((p["step"] for p in one["partitions"]), default=0), time.monotonic()
        raise SystemExit("the dashboard tells no status")

    def thread_seconds(self):
        """Processor time of each thread [s]."""
        tick, seconds = os.sysconf("SC_CLK_TCK"), {}
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            try:
                with open(f"/proc/{self.process.pid}/task/{task}/stat") as stat:
                    fields = stat.read().rsplit(")", 1)[1].split()
                    seconds[task] = (int(fields[11]) + int(fields[12])) / tick
            except OSError:
                pass
        return seconds

    def close(self):
        self.process.terminate()
        self.process.wait()


class Watcher(threading.Thread):
    """Reads the events of a run until it is told to end."""

    def __init__(self, dashboard, run):
        super().__init__(daemon=True)
        self.dashboard, self.run_id, self.ends, self.bytes = dashboard, run, False, 0

    def run(self):
        with self.dashboard.open(f"/api/events?run={self.run_id}") as events:
            for line in events:
                self.bytes += len(line)
                if self.ends:
                    return


def costs(dashboard, run, seconds):
    """Time of a step, and processor time of the busiest thread for it [s], over so many seconds, after it has settled."""
    time.sleep(SETTLE)
    _, first, began = dashboard.status(run)
    before = dashboard.thread_seconds()
    time.sleep(seconds)
    state, last, ended = dashboard.status(run)
    busiest = max(after - before.get(task, 0) for task, after in dashboard.thread_seconds().items())
    if state != "running":
        raise SystemExit(f"the run is {state}: give it a longer duration")
    return (ended - began) / (last - first), busiest / (last - first)


def summary(ratios):
    low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else 3 * ratios
    return f"{middle:.4f} (quartiles {low:.4f}-{high:.4f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--experiment", default="brunel")
    parser.add_argument("--partitions", type=int, default=1)
    parser.add_argument("--cycles", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dashboard = Dashboard(arguments.command, folder)
        try:
            with dashboard.open("/api/runs", {
                "experiment": arguments.experiment, "partitions": arguments.partitions, "durationMs": 1e8, "set": dict(one.split("=", 1) for one in arguments.set),
            }) as answer:
                run = json.load(answer)["run"]
            while dashboard.status(run)[0] != "running":
                time.sleep(0.5)
            wall, processor, read = [], [], 0
            for cycle in range(arguments.cycles):
                pair = {}
                for watched in ((True, False) if cycle % 2 else (False, True)):
                    watcher = Watcher(dashboard, run) if watched else None
                    if watcher:
                        watcher.start()
                    pair[watched] = costs(dashboard, run, arguments.seconds)
                    if watcher:
                        watcher.ends = True
                        watcher.join()
                        read += watcher.bytes
                wall.append(pair[True][0] / pair[False][0])
                processor.append(pair[True][1] / pair[False][1])
                print(f"a step takes {1e6 * pair[False][0]:.1f} us, watched {1e6 * pair[True][0]:.1f} us, ratio {wall[-1]:.4f}; "
                      f"of the processor {1e6 * pair[False][1]:.1f} us, watched {1e6 * pair[True][1]:.1f} us, ratio {processor[-1]:.4f}", flush=True)
            with dashboard.open("/api/cancel", {"run": run}):
                pass
            print(f"{arguments.experiment}, {arguments.partitions} partitions, {len(wall)} pairs: time of a step {summary(wall)}, "
                  f"of the processor {summary(processor)}; {read / 1e6:.1f} MB read")
        finally:
            dashboard.close()


if __name__ == "__main__":
    main()
