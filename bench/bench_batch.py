#!/usr/bin/python3
"""What a key costs in a batch of up to 1,000, beside a call of its own, in one run.

    bench/bench_batch.py sqlite|postgresql [seconds [rows]]
    bench/bench_batch.py instructions [calls]

The first drives one path after the other with wrk, three times each in turn, and
compares medians. The second counts instructions of the handler, from plan to leaf, under
callgrind (SQLite): of single calls and of batches, between two readings of the counter.
GONGSHU_BINARY counts another build, for before and after."""
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from bench_call import SCRIPT, drive, gongshu, prepare  # noqa: E402

KEYS = 1000
BATCH = """
local n, keys = %d, %d
wrk.headers["Authorization"] = "Bearer %s"
wrk.headers["Gongshu-Purpose"] = "%s"
wrk.headers["Content-Type"] = "application/json"
request = function()
    local t, from, step = {}, math.random(0, n - 1), math.random(1, math.max(1, n // keys))
    for i = 1, keys do t[i] = string.format('"P-%%07d"', (from + i * step) %% n) end
    return wrk.format("POST", "%s/query", nil, '{"keys":[' .. table.concat(t, ",") .. ']}')
end
done = function(summary, latency, requests)
    io.write(string.format("RESULT %%.0f %%d %%.2f %%.2f\\n", summary.requests / summary.duration
        * 1e6, summary.errors.status, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
""".replace("n // keys", "math.floor(n / keys)")


def speed(store, seconds=5, n=100000):
    sites = gongshu.Sites(store)
    with sites.site("bench") as site, tempfile.TemporaryDirectory() as tmp:
        resource, grant = prepare(site, int(n))
        token, purpose = site.system(1).token, grant["purpose_code"]
        path = "/data/v1/" + urllib.parse.quote(resource["code"])
        one, many = pathlib.Path(tmp, "one.lua"), pathlib.Path(tmp, "many.lua")
        one.write_text(SCRIPT % (int(n), token, purpose, path))
        many.write_text(BATCH % (int(n), KEYS, token, purpose, path))
        got = {one: [], many: []}
        for _ in range(3):
            for script, runs in got.items():
                runs.append(drive(site, site.port, str(script), int(seconds), site.process.pid))
        for script, keys in ((one, 1), (many, KEYS)):
            a, p50, p99, us, db = (statistics.median(r[i] for r in got[script]) for i in range(5))
            print(f"{store} {keys:5} a call {a * keys:9.0f} keys/s   p50 {p50:.2f} ms   "
                  f"p99 {p99:.2f} ms   {(us + db) / keys:.2f} us of processor a key")
    sites.close()


def control(pid, *flags):
    subprocess.run(["callgrind_control", *flags, str(pid)], check=True, capture_output=True)


def between(pid, folder, work):
    """Instructions of the handlers of /data/v1 while `work` is done."""
    control(pid, "-z")
    work()
    before = set(folder.iterdir())
    control(pid, "-d")
    dump = max(set(folder.iterdir()) - before, key=lambda p: p.stat().st_mtime)
    total = [x for x in dump.read_text().splitlines() if x.startswith(("totals:", "summary:"))]
    return int(total[-1].split()[1])


def counted(pid, folder, calls, call):
    """Instructions for each of so many calls."""
    for _ in range(20):
        call()
    return between(pid, folder, lambda: [call() for _ in range(calls)]) / calls


def instructions(calls=200):
    binary, n = gongshu.BINARY, 2000
    with tempfile.TemporaryDirectory() as tmp:
        wrapped = pathlib.Path(tmp, "wrapped")
        out = pathlib.Path(tmp, "out")
        out.mkdir()
        wrapped.write_text(f"#!/bin/sh\n[ \"$1\" = serve ] || exec {binary} \"$@\"\nexec valgrind -q "
                           f"--tool=callgrind --toggle-collect=data_call --callgrind-out-file={out}/%p {binary} \"$@\"\n")
        wrapped.chmod(0o755)
        gongshu.BINARY = str(wrapped)
        sites = gongshu.Sites("sqlite")
        with sites.site("bench", "--loops", "1", "--workers", "2") as site:
            resource, grant = prepare(site, n)
            system, path = site.system(1), f"/data/v1/{resource['code']}"
            head, chance = {"Gongshu-Purpose": grant["purpose_code"]}, random.Random(1)

            def key():
                return f"P-{chance.randrange(n):07d}"

            def batch():
                system.post(path + "/query", {"keys": [key() for _ in range(KEYS)]}, **head).want(200)

            def single():
                system.get(f"{path}?permit_no={key()}", **head).want(200)

            alone = counted(site.process.pid, out, int(calls), single)
            among = counted(site.process.pid, out, int(calls) // 4, batch)
            print(json.dumps({"single_call": round(alone), "batch_of_1000": round(among),
                              "key_in_batch": round(among / KEYS)}))
        sites.close()


if __name__ == "__main__":
    os.environ.setdefault("GONGSHU_PASSWORD_DAYS", "100000")
    if sys.argv[1] == "instructions":
        instructions(*sys.argv[2:])
    else:
        speed(sys.argv[1], *sys.argv[2:])
