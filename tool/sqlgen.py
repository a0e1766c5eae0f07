#!/usr/bin/python3
"""Make sql.h and sql_text.c from the *.sql files: the closed set of statements.

    -- :name CASE_BY_ID  reads case_file
    -- :in   id text, now int
    -- What it is for. `scan ok: why` where a full scan is meant.
    SELECT … WHERE id = :id;

Parameters are declared with their types (int, text, blob), which PostgreSQL
needs. Where the stores differ, `-- :only sqlite` and `-- :only postgres` each
begin lines of their own, and `-- :both` ends them. What several statements of a file say alike stands once, as
`-- :part NAME` above the first of them, and `-- :take NAME` puts it in a statement's
place; its parameters are declared by each that takes it. Tables of one shape have one text: SEARCH_DROP_{A,B} is two
statements, and {a,b} in what it reads, writes and says is a in the first, b in the
second. Fails on SELECT *, on a statement without a name, on one
that doesn't say what it reads or writes, on an undeclared or unused parameter.
Usage: sqlgen.py OUT_H OUT_C FILE.sql …"""
import re
import sys

NAME = re.compile(r"^-- :name\s+([A-Z][A-Z0-9_]*(?:\{[A-Z0-9_,]+\})?[A-Z0-9_]*)"
                  r"((?:\s+(?:reads|writes)\s+[\w, {}]+?)+)\s*$")
EACH = re.compile(r"\{(\w+(?:,\w+)+)\}")
STORES = ["sqlite", "postgres"]
OIDS = {"int": 20, "text": 25, "blob": 17}
WORD = re.compile(r"'(?:[^']|'')*'|(?<![:\w]):([a-z_][a-z0-9_]*)")


def statements(path):
    current, only, parts, into = None, None, {}, None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        at = f"{path}:{number}"
        if line.startswith("-- :name"):
            head = NAME.match(line.rstrip())
            if not head:
                sys.exit(f"{at}: want -- :name NAME reads|writes table, …")
            if current:
                yield current
            into = None
            current = {"id": head[1], "in": [], "at": at, "sqlite": "", "postgres": "",
                       "writes": " writes " in head[2] + " "}
            only = STORES
        elif line.startswith("-- :part"):
            if current:
                yield current
            current, into = None, line.split()[2]
            if into in parts:
                sys.exit(f"{at}: part {into} stands twice")
            parts[into] = ""
        elif line.startswith("-- :take"):
            if current is None or line.split()[2] not in parts:
                sys.exit(f"{at}: nothing to take, or nothing that takes it")
            for store in only:
                current[store] += parts[line.split()[2]]
        elif line.startswith("-- :in"):
            for part in line[6:].split(","):
                name, kind = part.split()
                if kind not in OIDS:
                    sys.exit(f"{at}: {name} is {kind}; want int, text or blob")
                current["in"].append((name, kind))
        elif into and line.startswith(("-- :only", "-- :both", "-- :in")):
            sys.exit(f"{at}: a part reads alike in both stores and declares nothing")
        elif line.startswith("-- :only"):
            only = [line.split()[2]]
        elif line.startswith("-- :both"):
            only = STORES
        elif line.startswith("--") or not line.strip():
            continue
        elif into:
            parts[into] += line
        elif current is None:
            sys.exit(f"{at}: a statement without a name")
        else:
            for store in only:
                current[store] += line
    if current:
        yield current


def each(st):
    """The statements that one text stands for."""
    many = EACH.search(st["id"])
    if not many:
        return [st]
    n = len(many[1].split(","))
    made = []
    for i in range(n):
        def pick(m):
            if m[1].count(",") + 1 != n:
                sys.exit(f"{st['at']}: {m[0]} in {st['id']}, which is {n}")
            return m[1].split(",")[i]
        made.append({k: EACH.sub(pick, v) if k in ("id", *STORES) else v
                     for k, v in st.items()})
    return made


def check(st):
    text = st["sqlite"] + st["postgres"]
    if not text.strip():
        sys.exit(f"{st['at']}: {st['id']} has no text")
    if re.search(r"select\s+\*", text, re.I):
        sys.exit(f"{st['at']}: {st['id']} selects *")
    used = {m[1] for m in WORD.finditer(text) if m[1]}
    declared = {n for n, _ in st["in"]}
    if used != declared:
        sys.exit(f"{st['at']}: {st['id']} uses {sorted(used)}, declares {sorted(declared)}")


def numbered(text, names):
    def swap(m):
        return "$%d" % (names.index(m[1]) + 1) if m[1] else m[0]
    return WORD.sub(swap, text)


def c_string(text):
    text = " ".join(text.split()).rstrip("; ").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text + '"'


def main(out_h, out_c, files):
    seen, all_statements = {}, []
    for path in files:
        for st in (one for told in statements(path) for one in each(told)):
            if st["id"] in seen:
                sys.exit(f"{st['at']}: {st['id']} stands at {seen[st['id']]} too")
            seen[st["id"]] = st["at"]
            check(st)
            all_statements.append(st)
    with open(out_h, "w", encoding="utf-8") as h:
        h.write("/* Generated by tool/sqlgen.py. */\n#ifndef SQL_H\n#define SQL_H\n"
                "enum sql {\n")
        h.writelines(f"\tSQL_{st['id']},\n" for st in all_statements)
        h.write("\tSQL_MAX_\n};\n#endif\n")
    with open(out_c, "w", encoding="utf-8") as c:
        c.write("/* Generated by tool/sqlgen.py. */\n#include \"store/text.h\"\n\n"
                "const struct sql_text sql_texts[] = {\n")
        for st in all_statements:
            names = [n for n, _ in st["in"]]
            params = ", ".join(f"{{ \":{n}\", {OIDS[k]} }}" for n, k in st["in"])
            params = f"{{ {params} }}" if params else "{ { 0, 0 } }"
            c.write(f"\t{{ \"{st['id']}\", {int(st['writes'])}, {len(names)},\n\t\t{params},\n"
                    f"\t\t{c_string(st['sqlite'])},\n"
                    f"\t\t{c_string(numbered(st['postgres'], names))} }},\n")
        c.write("};\nconst int sql_texts_n = SQL_MAX_;\n")


main(sys.argv[1], sys.argv[2], sys.argv[3:])
