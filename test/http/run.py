#!/usr/bin/python3
"""Run the HTTP tests on one store: run.py sqlite|postgresql [module …] [-k word] [-j n].

Prints TAP. Each module test_*.py gets a server of its own on a copy of the
demo city; a test is a function `test_…(site)`. A module may name FLAGS for its
server, and the time at which its city was MADE_AT. Modules run beside each other,
`n` at once, one more than there are cores, for much of the time one waits."""
import concurrent.futures
import importlib
import multiprocessing
import os
import pathlib
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE)]
import gongshu  # noqa: E402

SITES = None            # made once; a module's process has it by birth


def keep_document(site):
    """The OpenAPI document beside the log of exchanges, for check_exchanges.py."""
    log = os.environ.get("GONGSHU_EXCHANGES")
    if log:
        kept = pathlib.Path(log).with_name("openapi.json")
        made = kept.with_suffix(f".{os.getpid()}")
        made.write_bytes(site.nobody().get("/api/openapi.json").want(200).body)
        made.replace(kept)


def notes(lines):
    return ["# " + line for line in lines]


def run_test(site, module, name, test):
    began = time.monotonic()
    said, state = [], "ok"
    try:
        test(site)
    except Exception:                       # noqa: BLE001: a test may fail any way
        state = "not ok"
        said += notes(traceback.format_exc().splitlines()[-14:])
    took = time.monotonic() - began
    said.append((state, f"{module.__name__}.{name} [{SITES.store}]"
                 + (f" # {took:.1f} s" if took > 2 else "")))
    if site.process is None or site.process.poll() is not None:
        said += ["# the server is gone:"]
        said += notes((site.dir / "server.log").read_text().splitlines()[-8:])
        site.stop() if site.process else None
        site.start(*getattr(module, "FLAGS", ()))
    return said


def run_module(name, word):
    """What to print: notes as text, results as (state, what)."""
    module, said = importlib.import_module(name), []
    tests = [(k, v) for k, v in vars(module).items() if k.startswith("test_") and callable(v)
             and (not word or word in k)]
    if not tests:
        return said
    try:
        with SITES.site(name, *getattr(module, "FLAGS", ()),
                        made_at=getattr(module, "MADE_AT", None)) as site:
            keep_document(site)
            for test_name, test in tests:
                said += run_test(site, module, test_name, test)
    except Exception:                       # noqa: BLE001: no server for this module
        said += notes(traceback.format_exc().splitlines()[-8:])
        said.append(("not ok", f"{name} could not be run [{SITES.store}]"))
    return said


class Told:
    """TAP, numbered as modules end."""
    count = bad = 0

    def tell(self, said):
        for line in said:
            if isinstance(line, tuple):
                self.count += 1
                self.bad += line[0] != "ok"
                line = f"{line[0]} {self.count} - {line[1]}"
            print(line, flush=True)


def run_all(names, word, at_once):
    told = Told()
    cities = {}                             # before others are born
    for module in map(importlib.import_module, names):
        cities.setdefault(getattr(module, "MADE_AT", None), []).append(module)
    for made_at, modules in cities.items():
        SITES.master(made_at)
        if len(modules) > 4:              # else it costs more than it spares
            SITES.sign_in_all(made_at, modules[0].FLAGS if made_at else ())
    fork = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(at_once, mp_context=fork) as pool:
        running = {pool.submit(run_module, name, word): name for name in names}
        for done in concurrent.futures.as_completed(running):
            try:
                told.tell(done.result())
            except concurrent.futures.BrokenExecutor as e:
                told.tell([f"# {e}", ("not ok", f"{running[done]} was cut [{SITES.store}]")])
    return told


def option(args, name, default):
    if name not in args:
        return default
    at = args.index(name)
    value = args[at + 1]
    del args[at:at + 2]
    return value


def main():
    global SITES
    args = sys.argv[1:]
    word = option(args, "-k", None)
    at_once = int(option(args, "-j", (os.cpu_count() or 1) + 1))
    SITES = gongshu.Sites(args[0])
    try:
        told = run_all(args[1:] or sorted(p.stem for p in HERE.glob("test_*.py")), word, at_once)
    finally:
        SITES.close()
    print(f"1..{told.count}")
    sys.exit(1 if told.bad or not told.count else 0)


main()
