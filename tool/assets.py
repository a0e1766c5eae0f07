#!/usr/bin/env python3
"""assets.py - build the web pages and put them into the program.

    assets.py --web DIR --work DIR --dep FILE [--none] OUT.S OUT.c SCHEMA …

Runs `npm ci` and `npm run build` in a copy of the workspace under --work. The
types of the interface are made there from the schemas that the server answers by
(tsgen.py), and pages that read anything else don't pass vue-tsc. Then it compresses every file (brotli and gzip) and writes an assembler file that takes
the bytes in with .incbin and a C table of struct asset (web/assets.h). What was
built is kept under ~/.cache/gongshu by the hash of all sources, so that another
build tree of the same sources needs no npm. With --none the table is empty and
the pages say that this build has none.
"""
import argparse
import base64
import gzip
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".html": "text/html; charset=utf-8",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
}
SKIP = {"node_modules", "dist", "test", "dev"}
TYPES_FILE = pathlib.Path("src/api/types.ts")
TSGEN = pathlib.Path(__file__).with_name("tsgen.py")
KEPT_BUILDS = 12


def sources(web):
    """Every file and folder the build reads; a folder's time tells of new files."""
    files, folders = [], []
    for here, dirs, names in os.walk(web):
        dirs[:] = sorted(d for d in dirs if d not in SKIP)
        folders.append(pathlib.Path(here))
        files += [pathlib.Path(here) / n for n in sorted(names)]
    return [f for f in files if f != web / TYPES_FILE], folders


def hash_of(files):
    total = hashlib.sha256()
    for path in files:
        total.update("/".join(path.parts[-2:]).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:24]


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(base) / "gongshu"


def run(command, where):
    done = subprocess.run(command, cwd=where, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit("%s failed:\n%s" % (" ".join(map(str, command)), done.stdout[-4000:]))


def copy_sources(web, files, place):
    shutil.rmtree(place / "src", ignore_errors=True)
    for path in files:
        to = place / path.relative_to(web)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)


def build_pages(place):
    """The pages, and beside it the check of their types: both must pass."""
    check = subprocess.Popen(["npx", "vue-tsc", "--noEmit"], cwd=place, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        run(["npm", "run", "build"], place)
    except SystemExit:
        check.kill()
        raise
    said, _ = check.communicate()
    if check.returncode != 0:
        sys.exit("the pages' types don't fit the interface:\n" + said[-4000:])


def npm_build(web, files, schemas, work):
    """The folder with the built files, by the quickest way there is."""
    kept = cache_folder() / ("web-" + hash_of(files + schemas + [TSGEN]))
    if kept.is_dir():
        os.utime(kept)
        return kept
    place = work / "tree"
    copy_sources(web, files, place)
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    stamp = place / "node_modules" / ".lock-hash"
    if not stamp.is_file() or stamp.read_text() != lock:
        run(["npm", "ci", "--no-audit", "--no-fund", "--prefer-offline"], place)
        stamp.write_text(lock)
    run([sys.executable, TSGEN, place / TYPES_FILE, *schemas], place)
    build_pages(place)
    keep(place / "dist", kept)
    return place / "dist"


def keep(dist, kept):
    """Two builds may finish at once: each renames its own copy into place."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = tempfile.mkdtemp(dir=kept.parent)
        shutil.copytree(dist, fresh, dirs_exist_ok=True)
        os.rename(fresh, kept)
        builds = sorted(kept.parent.glob("web-*"), key=os.path.getmtime)
        for old in builds[:-KEPT_BUILDS]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError:
        pass                            # a cache that can't be written is no loss


def brotli(data):
    try:
        done = subprocess.run(["brotli", "-q", "11", "-c"], input=data,
                              stdout=subprocess.PIPE, check=True)
        return done.stdout
    except (OSError, subprocess.CalledProcessError):
        return b""


def asset_list(dist):
    """(path on the server, bytes) of every built file; pages come as /*.html."""
    found = []
    for path in sorted(dist.rglob("*"), key=lambda p: p.as_posix()):
        if path.is_file():
            found.append(("/" + path.relative_to(dist).as_posix(), path.read_bytes()))
    return found


def write_form(into, name, data, lines):
    """One form of one asset: a file beside the assembler text and its label."""
    (into / name).write_bytes(data)
    label = name.replace(".", "_")
    lines.append("\t.globl %s\n%s:\n\t.incbin \"%s\"\n\t.byte 0\n"
                 % (label, label, into / name))
    return label


def write_table(assets, into, out_s, out_c):
    lines, rows, names = ["\t.section .rodata\n"], [], []
    for number, (path, data) in enumerate(assets):
        kind = TYPES.get(os.path.splitext(path)[1], "application/octet-stream")
        forms = []
        packed = [("raw", data), ("br", brotli(data)), ("gz", gzip.compress(data, 9, mtime=0))]
        for form, some in packed:
            if form != "raw" and (path.endswith(".html") or not some or len(some) >= len(data)):
                forms.append("{ 0, 0 }")
                continue
            label = write_form(into, "asset_%d.%s" % (number, form), some, lines)
            names.append(label)
            forms.append("{ %s, %d }" % (label, len(some)))
        tag = base64.urlsafe_b64encode(hashlib.sha256(data).digest())[:16].decode()
        rows.append("\t{ \"%s\", \"%s\", \"\\\"%s\\\"\",\n\t  { %s } },\n"
                    % (path, kind, tag, ", ".join(forms)))
    lines.append("\t.section .note.GNU-stack,\"\",%progbits\n")
    out_s.write_text("".join(lines))
    out_c.write_text(
        "/* Made by tool/assets.py. */\n#include \"web/assets.h\"\n"
        + "".join("extern const unsigned char %s[];\n" % n for n in names)
        + "const struct asset assets[] = {\n" + "".join(rows)
        + "\t{ 0, 0, 0, { { 0, 0 }, { 0, 0 }, { 0, 0 } } },\n};\n"
        + "const size_t n_assets = %d;\n" % len(assets))


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--web", type=pathlib.Path, required=True)
    ask.add_argument("--work", type=pathlib.Path, required=True)
    ask.add_argument("--dep", type=pathlib.Path, required=True)
    ask.add_argument("--none", action="store_true")
    ask.add_argument("out_s", type=pathlib.Path)
    ask.add_argument("out_c", type=pathlib.Path)
    ask.add_argument("schemas", type=pathlib.Path, nargs="*")
    given = ask.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    work = given.work.resolve()
    files, folders = sources(given.web)
    schemas = [p.resolve() for p in given.schemas]
    assets = [] if given.none else asset_list(npm_build(given.web, files, schemas, work))
    write_table(assets, work, given.out_s, given.out_c)
    needs = [] if given.none else [str(p) for p in files + folders]
    given.dep.write_text("%s: %s\n" % (given.out_s, " ".join(needs)))


if __name__ == "__main__":
    main()
