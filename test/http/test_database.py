"""Agencies' databases through ODBC (R12.1): a connection of a registered system, its
tables, and items from one. A real PostgreSQL stands for the agency's, on both stores."""
import json
import os
import pathlib
import subprocess
import threading
import time

from agency import Agency, Plain, Rogue
from gongshu import BINARY, entry
from test_itsystem import register

FLAGS = ("--database-networks", "127.0.0.1/32, 10.99.0.0/16", "--database-drivers", "PostgreSQL Unicode, Nowhere Driver",
         "--tap-seconds", "3", "--database-tls", "off")
TAP = pathlib.Path(BINARY).with_name("gongshu-tap")
made = {}


def agency():
    """One for all tests of this process."""
    if not made:
        made["it"] = Agency().start()
        made["it"].rows(40)
    return made["it"]


def connected(site, **over):
    steward = site.as_("steward")
    system = register(steward).want(201).json
    path = f"/api/v1/systems/{system['id']}/database"
    steward.put(path, agency().connection(**over)).want(200)
    return steward, path


def refused(answer, status, code):
    got = answer.want(status).json
    assert got["code"] == code, got
    return got["detail"]


def acts(site, system):
    found = site.as_("auditor").get("/api/v1/record?kind=catalogue-change&limit=200").want(200).json
    return [x["act"] for x in found["items"] if x.get("object") == system][::-1]


def running(site):
    """The process numbers of this server's readers of databases."""
    out = subprocess.run(["ps", "-o", "pid,args", "--ppid", str(site.process.pid)], capture_output=True,
                         text=True).stdout
    return [x.split()[0] for x in out.splitlines() if str(TAP) in x]


def test_R12_1_a_connection_is_kept_tried_and_answered_without_its_password(site):
    steward, path = connected(site)
    kept = steward.get(path).want(200).json
    assert kept["set"] and kept["database"] == "permits" and kept["user"] == "reader", kept
    assert kept["drivers"] == ["PostgreSQL Unicode", "Nowhere Driver"], kept
    assert "password" not in kept and Agency.password not in json.dumps(kept, ensure_ascii=False), kept
    assert steward.post(path + "/test", {}).want(200).json == {"tables": 4}
    listed = steward.post(path + "/tables", {}).want(200).json
    assert listed["whole"] and {(t["schema"], t["name"], t["kind"]) for t in listed["items"]} == {
        ("permits", "licence", "table"), ("permits", "current", "view"), ("permits", 'odd "name%', "table"),
        ("permits", "secret", "table")}, listed
    steward.delete(path).want(204)
    assert steward.get(path).want(200).json["set"] is False
    refused(steward.post(path + "/test", {}), 409, "database-none")


def test_R12_1_items_are_proposed_from_a_table_with_types_lengths_and_titles(site):
    steward, path = connected(site)
    got = steward.post(path + "/proposal", {"schema": "permits", "table": "licence"}).want(200).json
    items = {i["code"]: i for i in got["items"]}
    assert list(items) == ["licence_no", "holder", "id_no", "area", "seats", "valid", "issued", "changed_at",
                           "notes"], "all but the bytes, in their order"
    shapes = {c: (i["type"], i["length"], i["precision"], i["key"], i["nullable"]) for c, i in items.items()}
    assert shapes == {
        "licence_no": ("string", 20, None, True, False), "holder": ("string", 60, None, False, False),
        "id_no": ("string", 18, None, False, True), "area": ("decimal", 10, 2, False, True),
        "seats": ("integer", None, None, False, True), "valid": ("boolean", None, None, False, True),
        "issued": ("date", None, None, False, False), "changed_at": ("datetime", None, None, False, False),
        "notes": ("text", None, None, False, True)}, shapes
    assert (items["licence_no"]["name"], items["holder"]["name"], items["seats"]["name"]) == (
        "许可证编号", "持证单位名称", "seats"), items
    assert (items["id_no"]["format"], items["id_no"]["mask"]) == ("resident_id", "id_number"), items["id_no"]
    assert got["rows_looked_at"] == 40, got
    odd = steward.post(path + "/proposal", {"schema": "permits", "table": 'odd "name%'}).want(200).json
    assert [i["code"] for i in odd["items"]] == ["a"] and odd["rows_looked_at"] == 0, odd


def test_R12_1_what_is_proposed_makes_an_entry(site):
    steward, path = connected(site)
    got = steward.post(path + "/proposal", {"schema": "permits", "table": "licence"}).want(200).json
    keep = ("code", "name", "type", "length", "precision", "key", "nullable", "format", "mask")
    items = [{k: i[k] for k in keep if i[k] is not None} for i in got["items"]]
    made = steward.post("/api/v1/resources", entry(items=items)).want(201).json
    kept = steward.get(f"/api/v1/resources/{made['id']}").want(200).json["items"]
    assert [i["code"] for i in kept] == [i["code"] for i in items], kept


def test_R12_1_a_database_that_says_no_is_told_of_in_a_sentence(site):
    steward, path = connected(site, password="falsch")
    assert "reader" in refused(steward.post(path + "/test", {}), 400, "tap-sign-in")
    steward, path = connected(site, database="nix")
    refused(steward.post(path + "/test", {}), 400, "tap-no-database")
    steward, path = connected(site, port=1)
    refused(steward.post(path + "/tables", {}), 400, "tap-no-connection")
    steward, path = connected(site, driver="Nowhere Driver")
    refused(steward.post(path + "/test", {}), 400, "tap-no-driver")
    steward, path = connected(site)
    refused(steward.post(path + "/proposal", {"schema": "permits", "table": "gone"}), 400, "tap-no-table")
    refused(steward.post(path + "/proposal", {"schema": "permits", "table": "licenc_"}), 400, "tap-no-table")
    refused(steward.post(path + "/proposal", {"schema": "permits", "table": "secret"}), 400, "tap-denied")
    refused(steward.post(path + "/proposal", {"table": "licence; DROP TABLE permits.licence"}), 400, "tap-no-table")


def test_R12_1_drivers_and_addresses_are_those_the_site_allows(site):
    steward = site.as_("steward")
    path = f"/api/v1/systems/{register(steward).want(201).json['id']}/database"
    base = agency().connection()
    said = refused(steward.put(path, {**base, "driver": "PostgreSQL ANSI"}), 400, "tap-driver")
    assert "database_drivers" in said
    for host in ("127.0.0.2", "192.0.2.1", "::1", "169.254.169.254", "0x7f.2", "2130706434"):
        said = refused(steward.put(path, {**base, "host": host}), 400, "tap-not-allowed")
        assert "database_networks" in said, host
    refused(steward.put(path, {**base, "host": "no-such-host.invalid"}), 400, "tap-no-host")
    for host in ("127.0.0.1;Server=127.0.0.2", "a b", "/var/run/postgresql", "fe80::1%eth0"):
        got = steward.put(path, {**base, "host": host}).want(400).json
        assert got["field"] == "host", got
    assert steward.get(path).want(200).json["set"] is False, "a refusal keeps nothing"


def test_R12_1_a_value_never_becomes_an_attribute_of_the_connection(site):
    """Were it one, the connection would go to 127.0.0.2, or find its password wrong."""
    steward, path = connected(site, database="permits;Server=127.0.0.2")
    refused(steward.post(path + "/test", {}), 400, "tap-no-database")
    steward, path = connected(site, user="reader;PWD=x")
    refused(steward.post(path + "/test", {}), 400, "tap-sign-in")
    steward, path = connected(site, password="x};Database=postgres;UID=owner")
    refused(steward.post(path + "/test", {}), 400, "tap-sign-in")
    got = steward.put(path, agency().connection(database="a\nb")).want(400).json
    assert got["field"] == "database", got


def test_R12_1_only_the_agencys_stewards_use_its_database(site):
    steward, path = connected(site)
    for who in (site.as_("steward", 1), site.as_("operator"), site.as_("auditor"), site.nobody()):
        for call in (lambda: who.get(path), lambda: who.put(path, agency().connection()), lambda: who.delete(path),
                     lambda: who.post(path + "/test", {}), lambda: who.post(path + "/tables", {}),
                     lambda: who.post(path + "/proposal", {"schema": "permits", "table": "licence"})):
            assert call().status in (401, 403, 404), (who, call().status)
    name = steward.get(path.rsplit("/", 1)[0]).json["name"]
    assert name in [s["name"] for s in steward.get("/api/v1/databases").want(200).json["items"]]
    assert name not in [s["name"] for s in site.as_("steward", 1).get("/api/v1/databases").want(200).json["items"]]


def test_R12_1_every_change_and_every_use_is_on_the_record(site):
    steward, path = connected(site)
    steward.post(path + "/test", {}).want(200)
    steward.post(path + "/tables", {}).want(200)
    steward.get(path + "/tables").want(405)        # it writes the record: nothing that a link can do
    steward.post(path + "/proposal", {"schema": "permits", "table": "gone"}).want(400)
    steward.delete(path).want(204)
    assert acts(site, path.split("/")[4]) == ["system-registered", "database-set", "database-tested", "database-listed",
                                              "database-described", "database-removed"]


def test_R12_1_the_password_lies_nowhere_in_clear(site):
    password = "Kennwort-Xyz-4711"
    steward, path = connected(site, password=password)
    steward.post(path + "/test", {}).want(400)
    steward.put(path, {**agency().connection(), "password": password, "driver": "PostgreSQL ANSI"}).want(400)
    for p in site.dir.rglob("*"):
        if p.is_file() and not p.is_symlink():
            assert password.encode() not in p.read_bytes(), p
    if site.store == "postgresql":      # on SQLite the files were looked through above
        kept = subprocess.run(["psql", "-qAt", site.dsn, "-c", "SELECT * FROM system_database"], check=True,
                              capture_output=True, text=True).stdout
        assert path.split("/")[4] in kept and password not in kept, kept


def test_R12_1_the_password_does_not_leave_in_clear_unless_the_site_says_so(site):
    plain = Plain()
    steward, path = connected(site, port=plain.port)
    steward.post(path + "/test", {}).want(400)
    assert plain.heard == [Agency.password.encode()], "with off it was given, so it would be here"
    try:
        site.restart(*FLAGS[:-2])               # as it is when nothing is said
        steward = site.as_("steward")
        plain.heard.clear()
        asked = plain.asked_tls
        refused(steward.post(path + "/test", {}), 400, "tap-no-connection")
        assert plain.asked_tls > asked and plain.heard == [], plain.heard
        steward, path = connected(site)
        assert steward.post(path + "/test", {}).want(200).json == {"tables": 4}, "by TLS"
        assert agency().sql("SELECT setting FROM pg_settings WHERE name = 'ssl'").strip() == "on"
        refused(steward.put(path, agency().connection(driver="Nowhere Driver")), 400, "tap-tls")
        site.restart(*FLAGS[:-1], "verify")
        refused(site.as_("steward").post(path + "/test", {}), 400, "tap-no-connection")  # it signed for itself
    finally:
        plain.close()
        site.restart(*FLAGS)


def test_R12_1_a_server_that_hangs_or_floods_is_given_up_and_nothing_is_left(site):
    for flood, codes in ((False, ("tap-slow",)), (True, ("tap-no-connection", "tap-too-much", "tap-slow"))):
        rogue = Rogue(flood)
        try:
            steward, path = connected(site, port=rogue.port)
            began = time.monotonic()
            got = steward.post(path + "/test", {})
            took = time.monotonic() - began
            assert got.status in (400, 413) and got.json["code"] in codes, got.json
            assert took < 9, f"{took:.1f} s"
        finally:
            rogue.close()
    assert not running(site), running(site)


def test_R12_1_the_program_that_connects_runs_under_limits_and_a_filter(site):
    rogue = Rogue()
    steward, path = connected(site, port=rogue.port)
    t = threading.Thread(target=lambda: steward.post(path + "/test", {}))
    t.start()
    try:
        until = time.monotonic() + 3
        while not rogue.held and time.monotonic() < until:
            time.sleep(0.02)
        pid = running(site)[0]
        status = dict(x.split(":\t", 1) for x in open(f"/proc/{pid}/status").read().splitlines() if ":\t" in x)
        limits = {x[:26].strip(): x[26:].split()[0] for x in open(f"/proc/{pid}/limits")}
        environment = open(f"/proc/{pid}/environ").read()
        arguments = open(f"/proc/{pid}/cmdline").read().split("\0")
        fds = os.listdir(f"/proc/{pid}/fd")
    finally:
        t.join()
        rogue.close()
    assert status["Seccomp"] == "2" and status["NoNewPrivs"] == "1", status
    assert limits["Max file size"] == "0" and limits["Max core file size"] == "0", limits
    assert int(limits["Max address space"]) == 1 << 30 and int(limits["Max open files"]) == 32, limits
    assert int(limits["Max cpu time"]) <= 1800, limits
    assert environment == "" and arguments == [str(TAP), ""], (environment, arguments)
    assert len(fds) < 8, fds
