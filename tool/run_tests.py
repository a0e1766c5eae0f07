#!/usr/bin/python3
"""Run suites that speak TAP, show what failed, end with `N passed, N failed`.

Usage: run_tests.py NAME=COMMAND … [--two-at-a-time NAME=COMMAND …]; a suite that
exits non-zero without naming a failed test counts as one failure, so does one that
ran nothing. What stands behind the word runs two at a time, those that wait for
disks and servers beside those that compute."""
from concurrent.futures import ThreadPoolExecutor
import re
import subprocess
import sys
import time

LINE = re.compile(r"^(not )?ok\b(.*)$")


def run_suite(name, command):
    passed, failed, notes = 0, 0, []
    began = time.monotonic()
    proc = subprocess.Popen(command, shell=True, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, errors="replace")
    for line in proc.stdout:
        line = line.rstrip("\n")
        got = LINE.match(line)
        if not got:
            notes.append(line)
            notes = notes[-25:]
            continue
        if got[1]:
            failed += 1
            print("\n".join(["    " + n for n in notes] + [f"  FAILED {name}:{got[2]}"]), flush=True)
        else:
            passed += 1
        notes = []
    code = proc.wait()
    if (code != 0 and not failed) or passed + failed == 0:
        failed += 1
        print("\n".join(["    " + n for n in notes] +
                        [f"  FAILED {name}: ended with {code} after {passed} tests"]), flush=True)
    print(f"{name}: {passed} passed, {failed} failed in {time.monotonic() - began:.0f} s",
          flush=True)
    return passed, failed


def run_all(args, at_a_time):
    """How many passed and how many failed, of all."""
    with ThreadPoolExecutor(at_a_time) as crew:
        counts = list(crew.map(lambda arg: run_suite(*arg.split("=", 1)), args))
    return sum(p for p, _ in counts), sum(f for _, f in counts)


def main():
    args = sys.argv[1:]
    cut = args.index("--two-at-a-time") if "--two-at-a-time" in args else len(args)
    passed, failed = run_all(args[:cut], 1)
    p, f = run_all(args[cut + 1:], 2)
    print(f"{passed + p} passed, {failed + f} failed")
    sys.exit(1 if failed + f else 0)


main()
