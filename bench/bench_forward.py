#!/usr/bin/python3
"""What the way through the platform costs: authorised, masked, recorded calls that a
provider's own interface answers, beside calls straight to the same provider
(forward_provider.c) with the question it is sent.

    bench/bench_forward.py sqlite|postgresql [seconds]

PostgreSQL: run it under tool/with_pg. Build first: ninja -C build gongshu gongshu-fetch
bench/forward_provider. wrk drives 64 kept connections, then one, from one thread; the two
are measured in turn, three times each, and the medians compared."""
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test" / "lib"))
sys.path.insert(0, str(ROOT / "bench"))
import gongshu  # noqa: E402
from bench_call import cpu  # noqa: E402

SCRIPT = """
wrk.headers["Authorization"] = "Bearer %s"
wrk.headers["Gongshu-Purpose"] = "%s"
wrk.headers["Content-Type"] = "application/json"
local question = %s
request = function()
    local key = string.format("P-%%07d", math.random(0, 99999))
    if question then
        return wrk.format("POST", "/ask", nil, (string.gsub(question, "P%%-0000000", key)))
    end
    return wrk.format("GET", "%s?permit_no=" .. key)
end
done = function(summary, latency, requests)
    io.write(string.format("RESULT %%.0f %%d %%.3f %%.3f\\n", summary.requests / summary.duration
        * 1e6, summary.errors.status, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


def mounted(site, port):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    resource = gongshu.publish(site, steward, gongshu.entry(form="api", **gongshu.SHARED))
    system = steward.post("/api/v1/systems", {"name": "许可接口", "holds": "许可", "hosting": "cloud",
                                              "cloud_on": "2024-05-01"}).want(201).json
    steward.put(f"/api/v1/resources/{resource['id']}/interface", {
        "system": system["id"], "url": f"http://127.0.0.1:{port}/ask", "header": "X-Key", "key": "k"}).want(200)
    case = consumer.case("share-request", {"resource": resource["id"]}, **gongshu.COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    steward.act(case, "agree", conditions={"masks": {"holder": "name", "mobile": "mobile"}}).want(200)
    return resource, gongshu.newest_grant(consumer, resource)


def helpers(site):
    out = subprocess.run(["ps", "-o", "pid,args", "--ppid", str(site.process.pid)], capture_output=True,
                         text=True).stdout
    return [int(x.split()[0]) for x in out.splitlines() if "gongshu-fetch" in x]


def drive(port, script, connections, seconds, pids):
    before = [sum(cpu(p) for p in group) for group in pids]
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script,
                          f"http://127.0.0.1:{port}/"], capture_output=True, text=True)
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+)", out.stdout)
    if not found or int(found[2]):
        sys.exit("wrk: " + out.stdout + out.stderr)
    calls = max(1, int(found[1]) * seconds)
    return (int(found[1]), float(found[3]), float(found[4]),
            *((sum(cpu(p) for p in g) - b) * 1e6 / calls for g, b in zip(pids, before)))


def measure(site, port, through, straight, provider, connections, seconds):
    ours = [[site.process.pid], helpers(site)]
    got = {"straight": [], "through": []}
    for _ in range(3):
        got["straight"].append(drive(port, straight, connections, seconds, [[provider.pid]]))
        got["through"].append(drive(site.port, through, connections, seconds, ours))
    mid = {k: [statistics.median(r[i] for r in v) for i in range(len(v[0]))] for k, v in got.items()}
    for k, m in mid.items():
        print(f"{site.store} {connections:2} connections {k:8} {m[0]:7.0f} calls/s   p50 {m[1]:.3f} ms   p99 {m[2]:.3f} ms   "
              + (f"{m[3]:.1f} us of the provider's processor" if k == "straight" else
                 f"{m[3]:.1f} us of the server's processor + {m[4]:.1f} of gongshu-fetch's"))
    print(f"{site.store} {connections:2} connections ratio    {mid['through'][0] / mid['straight'][0]:7.2f}   "
          f"p50 {mid['through'][1] - mid['straight'][1]:+.3f} ms")


def main(store, seconds=5):
    sites = gongshu.Sites(store)
    provider = subprocess.Popen([str(ROOT / "build/bench/forward_provider")], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)
    port = int(provider.stdout.readline().split()[1])
    with sites.site("bench", "--forward-networks", "127.0.0.1/32", "--forward-tls", "plain") as site, \
            tempfile.TemporaryDirectory() as tmp:
        resource, grant = mounted(site, port)
        question = json.dumps({"resource": resource["code"], "fields": [i["code"] for i in gongshu.entry()["items"]],
                               "where": {"item": "permit_no", "op": "eq", "value": "P-0000000"}, "limit": 100,
                               "cursor": None}, separators=(",", ":"))
        token, path = site.system(1).token, "/data/v1/" + urllib.parse.quote(resource["code"])
        through, straight = pathlib.Path(tmp, "through.lua"), pathlib.Path(tmp, "straight.lua")
        through.write_text(SCRIPT % (token, grant["purpose_code"], "nil", path))
        straight.write_text(SCRIPT % (token, grant["purpose_code"], f"[[{question}]]", path))
        drive(site.port, str(through), 48, 1, [])
        for connections in (48, 1):
            measure(site, port, str(through), str(straight), provider, connections, int(seconds))
        used = site.as_("steward").get(f"/api/v1/grants/{grant['id']}").want(200).json["used"]
        print(f"{store} {used['calls']} calls charged and recorded, {used['rows']} rows")
    provider.stdin.close()
    provider.wait()
    sites.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
