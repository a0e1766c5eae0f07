#!/usr/bin/python3
"""Make decoders from the *.schema.json files: one header a feature, one table.

For src/share/share.schema.json this writes share_schema.h with, for each entry
of its $defs, a `struct <name>_in` and `extern const struct schema schema_<name>`;
schemas.c holds the tables that src/web/decode.c reads and the texts that the
OpenAPI document prints. tool/README.md describes the subset of JSON Schema.
Usage: schemagen.py OUT_C OUT_H … -- FILE.schema.json … (headers in file order)"""
import json
import os
import re
import sys

C_WORDS = set("""auto break case char const continue default do double else enum extern
float for goto if inline int long register restrict return short signed sizeof static
struct switch typedef union unsigned void volatile while bool true false""".split())
KNOWN = {"type", "properties", "required", "enum", "const", "minLength", "maxLength", "pattern",
         "format", "minimum", "maximum", "items", "minItems", "maxItems", "$ref",
         "additionalProperties", "description", "title", "examples", "x-reply", "$comment"}
TEXT_MOST, LIST_MOST, INT_MOST = 4096, 1000, 2**63 - 1
ATOM = r"(?:\[\^?(?:\\.|[^\]\\])+\]|\\[d./\-+]|[A-Za-z0-9_ :;,/@#=~-])(?:\{\d+(?:,\d*)?\}|[*+?])?"
PATTERN = re.compile(r"\^(?:" + ATOM + r")*\$\Z")


class Wrong(Exception):
    pass


def c_name(name):
    name = re.sub(r"[^A-Za-z0-9_]", "_", name)
    return name + "_" if name in C_WORDS else name


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def target(ref):
    if not ref.startswith("#/$defs/"):
        raise Wrong(f"$ref {ref}: want #/$defs/name (names are shared by all files)")
    return ref[8:]


def kind_of(where, s, defs):
    """(kind, nullable) of one value; kind is text, day, ms, int, number, bool, json
    or ("object", name)."""
    unknown = set(s) - KNOWN
    if unknown:
        raise Wrong(f"{where}: {', '.join(sorted(unknown))} is not in the subset")
    if "$ref" in s:
        name = target(s["$ref"])
        if name not in defs:
            raise Wrong(f"{where}: no $defs entry {name} in any file")
        if "properties" in defs[name] or defs[name].get("type") == "object":
            return ("object", name) if "properties" in defs[name] else "json", False
        return kind_of(where, defs[name], defs)
    types = s.get("type", [])
    types = [types] if isinstance(types, str) else list(types)
    nullable = "null" in types
    types = [t for t in types if t != "null"]
    if not types:
        return "json", nullable
    if len(types) > 1:
        return "json", nullable
    t = types[0]
    if t == "object":
        if "properties" in s:
            raise Wrong(f"{where}: give this object a name in $defs and use $ref")
        return "json", nullable
    if t == "string":
        formats = {"date": "day", "date-time": "ms"}
        return formats.get(s.get("format"), "text"), nullable
    return {"integer": "int", "number": "number", "boolean": "bool",
            "array": "array"}[t], nullable


def resolved(s, defs):
    while "$ref" in s:
        s = defs[target(s["$ref"])]
    return s


C_TYPE = {"text": "const char *", "day": "day_t ", "ms": "ms_t ", "int": "int64_t ",
          "number": "double ", "bool": "bool ", "json": "json_t *"}


class Field:
    def __init__(self, owner, name, s, required, defs):
        where = f"{owner}.{name}"
        self.name, self.c, self.required = name, c_name(name), required
        self.kind, self.nullable = kind_of(where, s, defs)
        self.list = self.kind == "array"
        self.lists = (0, 0)
        rules = resolved(s, defs)
        if self.list:
            self.lists = (rules.get("minItems", 0), rules.get("maxItems", LIST_MOST))
            rules = rules.get("items", {})
            self.kind, _ = kind_of(where + "[]", rules, defs)
            if self.kind in ("array", "json"):
                self.list, self.kind, self.lists = False, "json", (0, 0)
                self.array = True
            rules = resolved(rules, defs)
        self.json_type = rules.get("type") if isinstance(rules.get("type"), str) else None
        if getattr(self, "array", False):
            self.json_type = "array"
        self.has = not required or self.nullable
        self.words = rules.get("enum", [rules["const"]] if "const" in rules else [])
        self.words = [w for w in self.words if w is not None]
        if self.words and self.kind != "text":
            raise Wrong(f"{where}: enum is for strings")
        self.pattern = rules.get("pattern")
        if self.pattern and not PATTERN.match(self.pattern):
            raise Wrong(f"{where}: pattern {self.pattern} is outside the subset: ^ and $, "
                        "characters and [classes], each with {{m,n}} * + ?")
        if self.kind == "text":
            self.range = (rules.get("minLength", 0), rules.get("maxLength", TEXT_MOST))
        else:
            self.range = (rules.get("minimum", -INT_MOST), rules.get("maximum", INT_MOST))

    def members(self):
        if isinstance(self.kind, tuple):
            base = f"const struct {c_name(self.kind[1])}_in *"
        else:
            base = C_TYPE[self.kind]
        if self.list and isinstance(self.kind, tuple):
            yield f"{base}{self.c};   /* the first of n{self.c} */"
        elif self.list:
            yield f"const char *const *{self.c};" if self.kind == "text" else \
                f"const {base}*{self.c};"
        else:
            yield f"{base}{self.c};"
        if self.list:
            yield f"size_t n{self.c};"
        if self.has:
            yield f"bool has_{self.c};"

    def row(self, struct):
        kinds = {"text": "TEXT", "day": "DAY", "ms": "MS", "int": "INT", "number": "NUMBER",
                 "bool": "BOOL", "json": "JSON"}
        obj = isinstance(self.kind, tuple)
        parts = [f'.name = "{self.name}"', f".kind = FIELD_{'OBJECT' if obj else kinds[self.kind]}",
                 f".at = offsetof({struct}, {self.c})"]
        if self.list:
            parts += [f".at_n = offsetof({struct}, n{self.c})", ".list = true",
                      f".list_least = {self.lists[0]}", f".list_most = {self.lists[1]}"]
        if self.has:
            parts += [f".at_has = offsetof({struct}, has_{self.c})", ".has = true"]
        if self.required:
            parts.append(".required = true")
        if self.nullable:
            parts.append(".nullable = true")
        if obj:
            parts.append(f".sub = &schema_{c_name(self.kind[1])}")
        if self.kind == "json" and self.json_type in ("object", "array"):
            parts.append(f".json = JSON_{self.json_type.upper()}")
            parts.append(".json_only = true")
        if self.kind in ("text", "int", "number"):
            parts.append(f".least = {self.range[0]}")
            parts.append(f".most = {self.range[1]}")
        if self.words:
            listed = ", ".join(c_string(w) for w in self.words)
            parts.append(f".words = (const char *const []){{ {listed}, NULL }}")
        if self.pattern:
            parts.append(f".pattern = {c_string(self.pattern)}")
        return "\t{ " + ",\n\t  ".join(parts) + " },\n"


def as_component(s):
    """The text for OpenAPI: references point at components, bodies are closed."""
    if isinstance(s, list):
        return [as_component(x) for x in s]
    if not isinstance(s, dict):
        return s
    out = {}
    for key, value in s.items():
        if key == "$ref" and isinstance(value, str):
            out[key] = "#/components/schemas/" + target(value)
        elif key not in ("x-reply", "$comment"):
            out[key] = as_component(value)
    return out


def closed(s):
    if isinstance(s, dict) and "properties" in s:
        s.setdefault("additionalProperties", False)
    return s


def write_if_changed(path, text):
    if os.path.exists(path) and open(path, encoding="utf-8").read() == text:
        return
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def in_order(names, fields):
    """Structs that others point at may come later: pointers need no order."""
    return [n for n in names if n in fields]


def header(feature, names, fields):
    guard = f"{feature.upper()}_SCHEMA_H"
    out = [f"/* Generated by tool/schemagen.py from {feature}.schema.json. */\n",
           f"#ifndef {guard}\n#define {guard}\n#include \"base/unit.h\"\n",
           "#include <jansson.h>\n\nstruct schema;\n"]
    for name in names:
        c = c_name(name)
        if name in fields:
            out.append(f"\nstruct {c}_in {{\n")
            for f in fields[name]:
                out += [f"\t{m}\n" for m in f.members()]
            if not fields[name]:
                out.append("\tchar nothing_;\n")
            out.append("};\n")
        out.append(f"extern const struct schema schema_{c};\n")
    return "".join(out) + "#endif\n"


def tables(files, defs, fields):
    out = ["/* Generated by tool/schemagen.py. */\n#include \"web/schema.h\"\n",
           "#include <stddef.h>\n"]
    out += [f"#include \"{feature}_schema.h\"\n" for feature, _ in files]
    for _, names in files:
        for name in names:
            c = c_name(name)
            if name in fields and fields[name]:
                rows = "".join(f.row(f"struct {c}_in") for f in fields[name])
                out.append(f"\nstatic const struct field fields_{c}[] = {{\n{rows}}};\n")
                body = (f".fields = fields_{c}, .n = {len(fields[name])}, "
                        f".size = sizeof(struct {c}_in)")
            else:
                body = f".size = sizeof(struct {c}_in)" if name in fields else ".reply = true"
            if name in fields and defs[name].get("additionalProperties", False) is not False:
                body += ", .open = true"
            out.append(f"const struct schema schema_{c} = {{ .name = \"{name}\", {body} }};\n")
    texts = []
    for _, names in files:
        for name in names:
            text = as_component(defs[name])
            if name in fields:
                text = closed(text)
            raw = json.dumps(text, ensure_ascii=False, separators=(",", ":")).encode()
            numbers = ",".join(str(b if b < 128 else b - 256) for b in raw)
            out.append(f"static const char text_{c_name(name)}[] = {{{numbers},0}};\n")
            texts.append(f"\t{{ \"{name}\", text_{c_name(name)} }},\n")
    out.append("const char *const schema_texts[][2] = {\n" + "".join(texts) +
               "\t{ NULL, NULL }\n};\n")
    return "".join(out)


def main(out_c, headers, paths):
    defs, files = {}, []
    for path in paths:
        text = json.load(open(path, encoding="utf-8"))
        feature = os.path.basename(path).split(".")[0]
        for name in text["$defs"]:
            if name in defs:
                raise Wrong(f"{path}: {name} stands in another file too")
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                raise Wrong(f"{path}: {name}: names are snake_case")
        defs.update(text["$defs"])
        files.append((feature, list(text["$defs"])))
    fields = {}
    for feature, names in files:
        for name in names:
            s = defs[name]
            if s.get("x-reply") or "properties" not in s and s.get("type") != "object":
                continue
            if "properties" not in s:
                continue
            required = set(s.get("required", []))
            missing = required - set(s["properties"])
            if missing:
                raise Wrong(f"{feature}: {name} requires {sorted(missing)}, which it lacks")
            fields[name] = [Field(name, p, v, p in required, defs)
                            for p, v in s["properties"].items()]
    for name, rows in fields.items():
        for f in rows:
            if isinstance(f.kind, tuple) and f.kind[1] not in fields:
                raise Wrong(f"{name}.{f.name}: {f.kind[1]} is a reply, not a body")
    for (feature, names), path in zip(files, headers):
        write_if_changed(path, header(feature, names, fields))
    write_if_changed(out_c, tables(files, defs, fields))


if __name__ == "__main__":
    cut = sys.argv.index("--")
    try:
        main(sys.argv[1], sys.argv[2:cut], sys.argv[cut + 1:])
    except Wrong as e:
        sys.exit(f"schemagen: {e}")
