#!/usr/bin/python3
"""Run suites that speak TAP, show what failed, end with `N passed, N failed`.

Usage: run_tests.py NAME=COMMAND …; a suite that exits non-zero without naming
a failed test counts as one failure, so does one that ran nothing."""
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
            print("\n".join("    " + n for n in notes))
            print(f"  FAILED {name}:{got[2]}", flush=True)
        else:
            passed += 1
        notes = []
    code = proc.wait()
    if (code != 0 and not failed) or passed + failed == 0:
        failed += 1
        print("\n".join("    " + n for n in notes))
        print(f"  FAILED {name}: ended with {code} after {passed} tests")
    print(f"{name}: {passed} passed, {failed} failed in {time.monotonic() - began:.0f} s",
          flush=True)
    return passed, failed


def main():
    passed = failed = 0
    for arg in sys.argv[1:]:
        name, command = arg.split("=", 1)
        p, f = run_suite(name, command)
        passed, failed = passed + p, failed + f
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
