#!/usr/bin/python3
"""From exec to ready, and what a server that does nothing holds in memory:
bench_start.py ENTRIES [DIR]. The catalogue is bench_search's; with DIR it is kept
there, or found there again. On PostgreSQL under tool/with_pg.

The first start has no file with the lists' table and reads all entries behind; the
next ones have it. Anonymous memory is the process's own; pages of files belong to
the system, which takes them back when it needs them."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
STARTS, IDLE_SECONDS = 5, 3


def memory(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return {k: int(re.search(rf"{k}:\s+(\d+)", text)[1]) / 1024
            for k in ("VmRSS", "RssAnon", "RssFile")}


def start(at, store):
    began = time.monotonic()
    server = subprocess.Popen(
        [ROOT / "build/gongshu", "serve", "--data", at, "--listen", "127.0.0.1:0",
         "--origin", "bench", *store], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = server.stdout.readline()
    ready = time.monotonic() - began
    address = line.split()[1]
    with urllib.request.urlopen(f"{address}/open/v1/datasets?limit=1", timeout=600) as got:
        assert got.status == 200
    return server, ready, time.monotonic() - began


def stop(server):
    server.send_signal(signal.SIGTERM)
    server.wait()


def main():
    entries = sys.argv[1] if len(sys.argv) > 1 else "20000"
    pg = os.environ.get("GONGSHU_TEST_PG")
    store = ["--store", pg] if pg else []
    with tempfile.TemporaryDirectory(prefix="gongshu-start.") as made:
        at = sys.argv[2] if len(sys.argv) > 2 else made
        subprocess.run([ROOT / "build/bench/bench_search", entries, "0", at], check=True,
                       stdout=subprocess.DEVNULL)
        pathlib.Path(at, ".listing").unlink(missing_ok=True)
        server, ready, answered = start(at, store)
        print(f"first start: ready after {ready * 1000:.0f} ms, first list after "
              f"{answered * 1000:.0f} ms")
        stop(server)
        times = []
        for _ in range(STARTS):
            server, ready, answered = start(at, store)
            times.append((ready, answered))
            if len(times) < STARTS:
                stop(server)
        time.sleep(IDLE_SECONDS)
        m = memory(server.pid)
        stop(server)
        ready, answered = sorted(times)[STARTS // 2]
        print(f"{entries} entries: ready after {ready * 1000:.0f} ms, first list after "
              f"{answered * 1000:.0f} ms (median of {STARTS}); idle {m['VmRSS']:.0f} MiB resident, "
              f"of it {m['RssAnon']:.0f} anonymous, {m['RssFile']:.0f} pages of files")


main()
