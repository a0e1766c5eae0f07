#!/usr/bin/python3
"""How many authorised, masked, recorded single-row calls a second, beside a bare
server with the same library doing the same lookup (call_reference.c).

    bench/bench_call.py sqlite|postgresql [seconds [rows]]

PostgreSQL: run it under tool/with_pg. Build first: ninja -C build gongshu
bench/call_reference. wrk drives 64 kept connections from 2 threads; the two
servers are measured in turn, three times each, and the medians compared. On
PostgreSQL its own processes' time is told beside the server's."""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test" / "lib"))
import gongshu  # noqa: E402

COLUMNS = 7


def rows(n):
    head = "permit_no,holder,id_no,mobile,issued_on,fee,active\n"
    return (head + "".join(
        f"P-{i:07d},王{'甲乙丙丁'[i % 4]},,{13800000000 + i % 99999999},"
        f"2026-01-{i % 28 + 1:02d},{i}.{i % 100:02d},true\n" for i in range(n))).encode()


def prepare(site, n):
    """A loaded, conditional table and a grant of it with two masks."""
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    resource = gongshu.publish(site, steward, gongshu.entry(**gongshu.SHARED))
    steward.load(resource["id"], rows(n))
    case = consumer.case("share-request", {"resource": resource["id"]}, **gongshu.COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    steward.act(case, "agree", conditions={"masks": {"holder": "name", "mobile": "mobile"}}).want(200)
    return resource, gongshu.newest_grant(consumer, resource)


SCRIPT = """
local n = %d
wrk.headers["Authorization"] = "Bearer %s"
wrk.headers["Gongshu-Purpose"] = "%s"
request = function()
    return wrk.format("GET", string.format("%s?permit_no=P-%%07d", math.random(0, n - 1)))
end
done = function(summary, latency, requests)
    io.write(string.format("RESULT %%.0f %%d %%.2f %%.2f\\n", summary.requests / summary.duration
        * 1e6, summary.errors.status, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


def cpu(pid):
    """Seconds of processor time a process has had."""
    f = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(f[11]) + int(f[12])) / os.sysconf("SC_CLK_TCK")


def database_cpu(site):
    """The same of all processes of PostgreSQL, those that have ended too; 0 on SQLite."""
    if site.store == "sqlite":
        return 0
    if not hasattr(site, "postmaster"):
        site.postmaster = asked(site, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")
    all_of = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            f = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if f[1] == site.postmaster:
            all_of += int(f[11]) + int(f[12])
        elif stat.parent.name == site.postmaster:
            all_of += sum(int(n) for n in f[11:15])
    return all_of / os.sysconf("SC_CLK_TCK")


def drive(site, port, script, seconds, pid):
    """(calls a second, p50 ms, p99 ms, processor microseconds a call of the
    server, and of the database)"""
    before, store_before = cpu(pid), database_cpu(site)
    out = subprocess.run(["wrk", "-t2", "-c64", f"-d{seconds}s", "-s", script,
                          f"http://127.0.0.1:{port}/"], capture_output=True, text=True)
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+)", out.stdout)
    if not found:
        sys.exit("wrk: " + out.stdout + out.stderr)
    if int(found[2]):
        sys.exit(f"{found[2]} answers were no 200")
    calls = max(1, int(found[1]) * seconds)
    return (int(found[1]), float(found[3]), float(found[4]), (cpu(pid) - before) * 1e6 / calls,
            (database_cpu(site) - store_before) * 1e6 / calls)


def reference(site, number):
    columns = ",".join(f"c{i + 1}" for i in range(COLUMNS))
    if site.store == "sqlite":
        args = ["sqlite", str(site.dir / f"rows/r{number}/v1.db"), columns]
    else:
        args = ["postgresql", site.dsn, columns, f"r{number}_v1"]
    return subprocess.Popen([str(ROOT / "build/bench/call_reference"), *args],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def asked(site, question):
    return subprocess.run(["psql", "-qtAX", site.dsn, "-c", question], capture_output=True,
                          text=True, check=True).stdout.strip()


def resource_number(site):
    if site.store == "sqlite":
        return max(int(p.name[1:]) for p in (site.dir / "rows").iterdir())
    return int(asked(site, "SELECT max(no) FROM resource r "
                           "JOIN dataset d ON d.resource_no = r.no AND d.version > 0"))


def main(store, seconds=5, n=100000):
    sites = gongshu.Sites(store)
    with sites.site("bench") as site, tempfile.TemporaryDirectory() as tmp:
        resource, grant = prepare(site, int(n))
        ref = reference(site, resource_number(site))
        port = int(ref.stdout.readline().split()[1])
        ours, bare = pathlib.Path(tmp, "ours.lua"), pathlib.Path(tmp, "bare.lua")
        token = site.system(1).token
        path = "/data/v1/" + urllib.parse.quote(resource["code"])
        ours.write_text(SCRIPT % (int(n), token, grant["purpose_code"], path))
        bare.write_text(SCRIPT % (int(n), token, grant["purpose_code"], "/look"))
        drive(site, site.port, str(ours), 1, site.process.pid)
        drive(site, port, str(bare), 1, ref.pid)
        got = {"reference": [], "gongshu": []}
        for _ in range(3):
            got["reference"].append(drive(site, port, str(bare), seconds, ref.pid))
            got["gongshu"].append(drive(site, site.port, str(ours), seconds, site.process.pid))
        ref.stdin.close()
        ref.wait()
        mid = {k: statistics.median(r[0] for r in v) for k, v in got.items()}
        for k, v in got.items():
            p50, p99, us, db = (statistics.median(r[i] for r in v) for i in (1, 2, 3, 4))
            print(f"{store} {k:9} {mid[k]:8.0f} calls/s   p50 {p50:.2f} ms   p99 {p99:.2f} ms   "
                  f"{us:.1f} us of processor a call" + (f" + {db:.1f} us of the database's" * (db > 0)))
        used = site.as_("steward").get(f"/api/v1/grants/{grant['id']}").want(200).json["used"]
        print(f"{store} ratio     {mid['gongshu'] / mid['reference']:8.2f}   "
              f"({used['calls']} calls charged and recorded)")
    sites.close()


if __name__ == "__main__":
    os.environ.setdefault("GONGSHU_PASSWORD_DAYS", "100000")
    main(sys.argv[1], *(int(a) for a in sys.argv[2:]))
