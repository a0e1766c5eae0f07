#!/usr/bin/python3
"""What a signature costs the platform: authorised, masked, recorded single-row calls that
are signed (RFC 9421) by each kind of key, beside the same by a token, from the same caller.

    bench/bench_signed.py sqlite|postgresql [seconds [connections]]

PostgreSQL: run it under tool/with_pg. Build first: ninja -C build gongshu
bench/signed_calls. The caller signs as it asks and shares the cores, so it is the
server's processor time for a call that compares; all are measured in turn, three times
each, and medians taken."""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from bench_call import ROOT, cpu, database_cpu, gongshu, prepare  # noqa: E402

ROWS = 100000
KEYS = {"ed25519": ["-algorithm", "ed25519"],
        "ecdsa-p256-sha256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
        "sm2-sm3": ["-algorithm", "SM2"]}


def openssl(*args):
    return subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True, text=True).stdout


def registered(site, folder, algorithm):
    """Its file, and the id by which calls name it: two persons agreed."""
    consumer, path = site.as_("steward", 1), folder / f"{algorithm}.pem"
    openssl("genpkey", *KEYS[algorithm], "-out", path)
    case = consumer.post("/api/v1/keys", {
        "org": consumer.user["org"], "name": f"前置机 {algorithm}", "algorithm": algorithm,
        "public_key": openssl("pkey", "-in", path, "-pubout")}).want(201).json
    site.as_("operator").act(case, "agree").want(200)
    return [str(path), case["id"]]


def drive(site, who, rest):
    """(calls a second, processor microseconds a call of the server, and of the database)"""
    before, store_before = cpu(site.process.pid), database_cpu(site)
    out = subprocess.run([str(ROOT / "build/bench/signed_calls"), str(site.port), *who, *rest],
                         capture_output=True, text=True)
    words = out.stdout.split()
    if len(words) != 3 or int(words[2]) or not int(words[1]):
        sys.exit("signed_calls: " + out.stdout + out.stderr)
    calls = int(words[1])
    return (calls / int(rest[3]), (cpu(site.process.pid) - before) * 1e6 / calls,
            (database_cpu(site) - store_before) * 1e6 / calls)


def main(store, seconds="4", connections="32"):
    sites = gongshu.Sites(store)
    with sites.site("bench") as site, tempfile.TemporaryDirectory() as tmp:
        resource, grant = prepare(site, ROWS)
        rest = [grant["purpose_code"], "/data/v1/" + urllib.parse.quote(resource["code"]), str(ROWS),
                seconds, connections]
        who = {"token": ["token", site.system(1).token]}
        who |= {a: ["key", *registered(site, pathlib.Path(tmp), a)] for a in KEYS}
        got = {name: [] for name in who}
        drive(site, who["token"], rest)
        for _ in range(3):
            for name, args in who.items():
                got[name].append(drive(site, args, rest))
        mid = {k: [statistics.median(r[i] for r in v) for i in range(3)] for k, v in got.items()}
        for name, (rate, us, db) in mid.items():
            print(f"{store} {name:18} {rate:8.0f} calls/s   {us:.1f} us of processor a call"
                  + (f" + {db:.1f} of the database's" * (db > 0)) + f"   {us / mid['token'][1]:.2f} of a token's")
    sites.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
