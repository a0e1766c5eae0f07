#!/usr/bin/python3
"""Run the HTTP tests on one store: run.py sqlite|postgresql [module …] [-k word].

Prints TAP. Each module test_*.py gets a server of its own on a copy of the
demo city; a test is a function `test_…(site)`. A module may name FLAGS for its
server, and the time at which its city was MADE_AT."""
import importlib
import os
import pathlib
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE)]
import gongshu  # noqa: E402


def keep_document(site):
    """The OpenAPI document beside the log of exchanges, for check_exchanges.py."""
    log = os.environ.get("GONGSHU_EXCHANGES")
    if log:
        pathlib.Path(log).with_name("openapi.json").write_bytes(
            site.nobody().get("/api/openapi.json").want(200).body)


def run_module(sites, name, word, count):
    module = importlib.import_module(name)
    tests = [(k, v) for k, v in vars(module).items() if k.startswith("test_") and callable(v)
             and (not word or word in k)]
    if not tests:
        return 0
    bad = 0
    with sites.site(name, *getattr(module, "FLAGS", ()),
                    made_at=getattr(module, "MADE_AT", None)) as site:
        keep_document(site)
        for test_name, test in tests:
            count[0] += 1
            began = time.monotonic()
            try:
                test(site)
                state = "ok"
            except Exception:                       # noqa: BLE001: a test may fail any way
                bad += 1
                state = "not ok"
                for line in traceback.format_exc().splitlines()[-14:]:
                    print("# " + line)
            took = time.monotonic() - began
            print(f"{state} {count[0]} - {name}.{test_name} [{sites.store}]"
                  + (f" # {took:.1f} s" if took > 2 else ""), flush=True)
            if site.process is None or site.process.poll() is not None:
                print("# the server is gone:")
                for line in (site.dir / "server.log").read_text().splitlines()[-8:]:
                    print("# " + line)
                site.stop() if site.process else None
                site.start(*getattr(module, "FLAGS", ()))
    return bad


def main():
    args, word = sys.argv[1:], None
    if "-k" in args:
        at = args.index("-k")
        word = args[at + 1]
        del args[at:at + 2]
    names = args[1:] or sorted(p.stem for p in HERE.glob("test_*.py"))
    sites, count, bad = gongshu.Sites(args[0]), [0], 0
    try:
        for name in names:
            try:
                bad += run_module(sites, name, word, count)
            except Exception:                       # noqa: BLE001: no server for this module
                count[0] += 1
                bad += 1
                for line in traceback.format_exc().splitlines()[-8:]:
                    print("# " + line)
                print(f"not ok {count[0]} - {name} could not be run [{sites.store}]", flush=True)
    finally:
        sites.close()
    print(f"1..{count[0]}")
    sys.exit(1 if bad else 0)


main()
