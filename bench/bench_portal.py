#!/usr/bin/python3
"""The portal's dataset page and an open download beside nginx serving the same
bytes, and how long a server takes to be ready. Prints both figures and the
ratio; the two servers take turns, the median of the rounds is told."""
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test" / "lib"))
import gongshu  # noqa: E402

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 32
NGINX = """daemon off; master_process off; pid %(dir)s/pid; error_log /dev/null;
worker_processes 1; events { worker_connections 512; }
http { access_log off; types { text/html html; text/csv csv; } keepalive_requests 1000000;
client_body_temp_path %(dir)s/b; proxy_temp_path %(dir)s/p; fastcgi_temp_path %(dir)s/f;
uwsgi_temp_path %(dir)s/u; scgi_temp_path %(dir)s/s;
server { listen 127.0.0.1:%(port)d; root %(dir)s; } }
"""


ANEW = """local n = 0
request = function() n = n + 1; return wrk.format("GET", wrk.path .. "?made=" .. n) end
"""


def rate(url, *more):
    out = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", *more, url],
                         capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx.*: (\d+)", out)
    assert not bad, out
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


def ready_after(site):
    began = time.monotonic()
    site.start()
    took = time.monotonic() - began
    rss = int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(
        f"/proc/{site.process.pid}/status").read_text())[1]) / 1024
    return took, rss


def main():
    sites = gongshu.Sites("sqlite")
    with sites.site("portal") as site, tempfile.TemporaryDirectory() as folder:
        site.stop()
        took, rss = ready_after(site)
        count = site.nobody().get("/open/v1/datasets?limit=1").json["total"]
        print(f"start to ready, demo city ({count} open datasets): {took * 1000:.0f} ms, "
              f"{rss:.0f} MiB resident")
        public = site.nobody()
        code = next(d["code"] for d in public.get("/open/v1/datasets?limit=100").json["items"]
                    if public.get(f"/open/v1/datasets/{d['code']}/download?format=csv").status == 200)
        paths = {"dataset page": (f"/datasets/{code}", "page.html"),
                 "open download": (f"/open/v1/datasets/{code}/download?format=csv", "data.csv")}
        port = gongshu.free_port()
        conf = pathlib.Path(folder) / "nginx.conf"
        conf.write_text(NGINX % {"dir": folder, "port": port})
        for path, name in paths.values():
            (pathlib.Path(folder) / name).write_bytes(public.get(path).want(200).body)
        pathlib.Path(folder).chmod(0o755)
        nginx = subprocess.Popen(["nginx", "-c", str(conf), "-g", "user root;"],
                                 stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        try:
            for what, (path, name) in paths.items():
                size = (pathlib.Path(folder) / name).stat().st_size
                ours, theirs = [], []
                for _ in range(ROUNDS):
                    theirs.append(rate(f"http://127.0.0.1:{port}/{name}"))
                    ours.append(rate(f"http://127.0.0.1:{site.port}{path}"))
                mine, ref = statistics.median(ours), statistics.median(theirs)
                print(f"{what} ({size} bytes): {mine:,.0f}/s, nginx with the same bytes "
                      f"{ref:,.0f}/s: ratio {mine / ref:.2f} (goal 0.5)")
            script = pathlib.Path(folder) / "anew.lua"
            script.write_text(ANEW)
            anew = rate(f"http://127.0.0.1:{site.port}/datasets/{code}", "-s", str(script))
            print(f"dataset page when none lies ready, each made anew: {anew:,.0f}/s")
        finally:
            nginx.terminate()
            nginx.wait()
    sites.close()


main()
