#!/usr/bin/python3
"""The rules of STYLE.md that a machine can hold: each is a check here, prints
one TAP line, and names file and line of what breaks it."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
C_FILES = sorted(p for d in ("src", "test", "bench") for p in (ROOT / d).rglob("*.[ch]"))
SRC = [p for p in C_FILES if "src" in p.relative_to(ROOT).parts[:1]]
checks = []


def check(fn):
    checks.append(fn)
    return fn


def rel(path):
    return str(path.relative_to(ROOT))


def code_lines(path):
    """(number, line) without comments and string contents."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"'(?:\\.|[^'\\\n])'", "' '", text)
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)
    text = re.sub(r"//[^\n]*", "", text)
    return list(enumerate(text.splitlines(), 1))


@check
def files_stay_small():
    limits = dict(l.split(None, 2)[:2] for l in
                  (ROOT / "test/limits.txt").read_text().splitlines()
                  if l and not l.startswith("#"))
    for path in SRC:
        n = len(path.read_text(encoding="utf-8").splitlines())
        most = int(limits.get(rel(path), 250 if path.suffix == ".h" else 1000))
        if n > most:
            yield f"{rel(path)}: {n} lines, at most {most}"


@check
def functions_stay_short():
    for path in SRC:
        start = None
        for number, line in code_lines(path):
            if line.startswith("{"):
                start = number
            elif line.startswith("}") and start:
                if number - start > 100 and not line.startswith("};"):
                    yield f"{rel(path)}:{start}: {number - start} lines, at most 100"
                start = None


@check
def lines_stay_narrow():
    for path in C_FILES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if len(line.expandtabs(8)) > 110:
                yield f"{rel(path)}:{number}: {len(line.expandtabs(8))} columns, at most 110"


BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|rand|srand|"
                    r"gmtime|localtime|mktime|ctime|alloca|system|popen|tmpnam|goto|setjmp)\s*\(|"
                    r"\bgoto\b|(?<![\w.>])time\s*\(")


@check
def banned_calls_stay_out():
    for path in SRC:
        for number, line in code_lines(path):
            found = BANNED.search(line)
            if found:
                yield f"{rel(path)}:{number}: {found[0].strip()}"


SECRET = re.compile(r"\b(?:memcmp|strn?cmp|strn?casecmp)\s*\([^;]*"
                    r"\b\w*(?:secret|csrf|nonce|mac|pepper|seal_key|totp_code|signature)\b")


@check
def secrets_are_compared_in_one_time():
    """CRYPTO_memcmp, or a look-up by hash: a comparison that ends at the first
    wrong byte tells how many were right."""
    for path in SRC:
        if not rel(path).startswith(("src/account/", "src/sign/", "src/web/", "src/ops/")):
            continue
        for number, line in code_lines(path):
            if SECRET.search(line):
                yield f"{rel(path)}:{number}: {line.strip()[:80]}"


DOORS = ("src/base/", "src/store/", "src/web/", "src/rowsql/", "src/sys/", "src/ingest/",
         "src/record/", "src/ops/")


@check
def memory_is_asked_for_at_the_doors_alone():
    for path in SRC:
        if rel(path).startswith(DOORS):
            continue
        for number, line in code_lines(path):
            found = re.search(r"\b(malloc|calloc|realloc|free)\s*\(", line)
            if found:
                yield f"{rel(path)}:{number}: {found[0]}"


@check
def layers_point_downwards():
    """base <- core and pure feature files <- shell. Features do not include each
    other's stores or handlers."""
    pure = {rel(p) for p in SRC if rel(p).startswith(("src/base/", "src/core/"))
            or p.name.endswith("_law.c")}
    for path in SRC:
        me = rel(path)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = re.match(r'#include "([^"]+)"', line)
            if not found:
                continue
            what = found[1]
            folder = what.split("/")[0] if "/" in what else ""
            if me.startswith("src/base/") and folder not in ("", "base"):
                yield f"{me}:{number}: base includes {what}"
            elif me.startswith("src/core/") and folder not in ("", "base", "core"):
                yield f"{me}:{number}: core includes {what}"
            elif me in pure and folder in ("store", "web", "sys", "rowsql", "job"):
                yield f"{me}:{number}: a pure file includes {what}"
            elif what.endswith(("_store.h", "_http.h")) and \
                    folder and me.count("/") > 1 and not me.startswith(f"src/{folder}/"):
                yield f"{me}:{number}: reaches into {what}"


@check
def headers_begin_with_what_they_are():
    for path in SRC:
        first = path.read_text(encoding="utf-8").lstrip().splitlines()[0]
        if path.suffix == ".h" and not re.match(r"/\* [\w.]+\.h - ", first):
            yield f"{rel(path)}:1: want /* {path.name} - what it is"


@check
def sentences_stand_in_say_files_not_in_code():
    for path in SRC:
        if path.name in ("who.c", "ini.c") or "/core/" in rel(path):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            stripped = re.sub(r"/\*.*?\*/|^\s*\*.*|/\*.*", "", line)
            if re.search(r'fail\(cx, ERR_\w+, "', stripped):
                yield f"{rel(path)}:{number}: a sentence in code"


@check
def nothing_is_left_behind():
    for path in [p for p in ROOT.rglob("*") if p.suffix in
                 (".c", ".h", ".py", ".sql", ".ts", ".vue", ".mjs", ".css", ".say")]:
        parts = path.relative_to(ROOT).parts
        if any(x in ("node_modules", "dist", ".git") or x.startswith("build") for x in parts):
            continue
        if path.name == "check_style.py":
            continue
        for number, line in enumerate(
                path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
                yield f"{rel(path)}:{number}: {line.strip()[:80]}"


@check
def no_mutable_globals_beyond_the_listed():
    allowed = set((ROOT / "test/globals.txt").read_text().split())
    for lib in ("libcore.a", "libbase.a"):
        path = ROOT / "build/src" / lib
        if not path.exists():
            continue
        out = subprocess.run(["objdump", "-t", str(path)], capture_output=True, text=True).stdout
        for line in out.splitlines():
            found = re.match(r"[0-9a-f]{16} \w\s+O (\.data|\.bss)\S*\s+[0-9a-f]+\s+(\S+)", line)
            if found and not line.split()[3].startswith(".data.rel.ro") and \
                    found[2].split(".")[0] not in allowed:
                yield f"{lib}: {found[2]} is a mutable global"


@check
def the_core_reaches_for_no_clock_file_or_chance():
    path = ROOT / "build/src/libcore.a"
    if not path.exists():
        return
    out = subprocess.run(["nm", "-u", str(path)], capture_output=True, text=True).stdout
    bad = {"open", "open64", "fopen", "fopen64", "time", "clock_gettime", "getenv", "rand",
           "getrandom", "socket", "connect", "read", "write", "sqlite3_step", "PQexec"}
    for line in out.splitlines():
        name = line.split()[-1].split("@")[0] if line.split() else ""
        if name in bad:
            yield f"libcore.a needs {name}"


@check
def migrations_are_numbered_once():
    seen = {}
    for path in sorted((ROOT / "src/store/migration").glob("*.sql")):
        number = path.name[:4]
        if number in seen:
            yield f"{rel(path)}: {number} is {seen[number]}'s number"
        seen[number] = path.name


@check
def decisions_are_numbered_once():
    seen = {}
    for path in sorted((ROOT / "doc/adr").glob("*.md")):
        number = path.name[:4]
        if not number.isdigit():
            yield f"{rel(path)}: begins with no number"
        elif number in seen:
            yield f"{rel(path)}: {number} is {seen[number]}'s number"
        seen[number] = path.name


@check
def every_requirement_of_this_release_stands_in_a_test_name():
    """test/requirements.txt lists the ids that are claimed; each must be in the
    name of a test, written R20_3 or R20.3."""
    names = "\n".join(p.read_text(encoding="utf-8", errors="replace")
                      for d in ("test/unit", "test/http", "test/browser")
                      for p in (ROOT / d).rglob("*") if p.suffix in (".c", ".py", ".mjs", ".tsv"))
    for line in (ROOT / "test/requirements.txt").read_text().splitlines():
        want = line.split("#")[0].strip()
        if want and not re.search(want.replace(".", "[._]") + r"(?!\d)", names):
            yield f"{want} stands in no test"


@check
def the_lock_file_names_no_registry():
    for path in ROOT.glob("web/package-lock.json"):
        if '"resolved"' in path.read_text():
            yield f"{rel(path)}: records download addresses"


def main():
    bad = 0
    for n, fn in enumerate(checks, 1):
        found = list(fn())
        for line in found[:20]:
            print("# " + line)
        if len(found) > 20:
            print(f"# … and {len(found) - 20} more")
        print(f"{'not ok' if found else 'ok'} {n} - {fn.__name__}")
        bad += bool(found)
    print(f"1..{len(checks)}")
    sys.exit(1 if bad else 0)


main()
