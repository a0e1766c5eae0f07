#!/usr/bin/python3
"""Hold every answer the HTTP tests got against the OpenAPI document.

Fails on a JSON answer outside its schema, on a status the document doesn't
know, and on a route that no test ever called. Pages and assets stand outside
the document. Usage: check_exchanges.py
EXCHANGES.jsonl OPENAPI.json; prints TAP."""
import collections
import json
import re
import sys

import jsonschema

document = json.load(open(sys.argv[2], encoding="utf-8"))
operations = []
for path, methods in document["paths"].items():
    pattern = re.compile("^" + re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path).replace(
        r"\{rest\}", ".+")) + "$")
    for method, operation in methods.items():
        if method in ("get", "post", "put", "patch", "delete", "head", "options"):
            operations.append((path.count("{"), method.upper(), path, pattern, operation))
operations.sort(key=lambda o: o[0])


def find(method, path):
    for _, m, name, pattern, operation in operations:
        if m == ("GET" if method == "HEAD" else method) and pattern.match(path):
            return name, operation
    return None, None


validators = {}


def validator(schema):
    key = json.dumps(schema, sort_keys=True)
    if key not in validators:
        whole = dict(schema, components=document.get("components", {}))
        validators[key] = jsonschema.Draft202012Validator(whole)
    return validators[key]


def response_of(operation, status):
    answers = operation.get("responses", {})
    got = answers.get(str(status)) or answers.get(f"{status // 100}XX") or answers.get("default")
    if got and "$ref" in got:
        got = document["components"]["responses"][got["$ref"].rsplit("/", 1)[1]]
    return got


seen, wrong = set(), collections.OrderedDict()
for line in open(sys.argv[1], encoding="utf-8"):
    x = json.loads(line)
    if x["method"] == "OPTIONS":             # answered by the door for every path
        continue
    path = x["path"].split("?")[0]
    name, operation = find(x["method"], path)
    if operation is None:
        if x["status"] < 400 and path.startswith(("/api/", "/data/", "/open/", "/record/v1/")):
            wrong[f"{x['method']} {path} answered {x['status']} and is in no route"] = 1
        continue
    seen.add((("GET" if x["method"] == "HEAD" else x["method"]), name))
    answer = response_of(operation, x["status"])
    if answer is None:
        wrong[f"{x['method']} {name}: status {x['status']} is not described"] = 1
        continue
    kind = x["type"].split(";")[0]
    schema = answer.get("content", {}).get(kind, {}).get("schema")
    if schema is None or x["body"] is None or x["method"] == "HEAD":
        continue
    try:
        body = json.loads(x["body"])
    except ValueError:
        wrong[f"{x['method']} {name}: {x['status']} is no JSON"] = 1
        continue
    for error in list(validator(schema).iter_errors(body))[:1]:
        where = "/".join(str(p) for p in error.absolute_path)
        wrong[f"{x['method']} {name} {x['status']} at {where}: {error.message[:160]}"] = 1

print("\n".join("# " + w for w in list(wrong)[:60]))
print(f"{'not ok' if wrong else 'ok'} 1 - every answer is what its schema says")
never = sorted(f"{m} {p}" for _, m, p, _, _ in operations if (m, p) not in seen)
print("\n".join("# never called: " + n for n in never))
print(f"{'not ok' if never else 'ok'} 2 - every route was called by a test")
print("1..2")
sys.exit(1 if wrong or never else 0)
