"""Rows taken from an agency's database, all or from where they ended, as ordinary batches
(R12.1). A real PostgreSQL stands for the agency's, on both stores."""
import datetime
import os
import signal
import threading
import time

from agency import Rogue
from gongshu import entry, publish, reasoned, unique
from test_account import staff
from test_database import agency, refused
from test_itsystem import register
from test_ingest import rejects

FLAGS = ("--database-networks", "127.0.0.1/32", "--database-drivers", "PostgreSQL Unicode", "--tap-seconds", "3",
         "--pull-seconds", "8")


def table(rows=0):
    """A table of the agency's of its own, with so many rows."""
    a, name = agency(), "t_" + unique("t").replace("-", "_")
    a.sql(f"""CREATE TABLE permits.{name} (no varchar(20) PRIMARY KEY, "Holder" varchar(60), seats integer,
        changed_at timestamp NOT NULL, note text, photo bytea);
        COMMENT ON COLUMN permits.{name}.seats IS '座位数'; GRANT SELECT ON permits.{name} TO reader;""")
    put(name, 1, rows)
    return name


def put(name, first, last, minute=None):
    agency().sql(f"""INSERT INTO permits.{name} SELECT 'N' || lpad(i::text, 7, '0'), '第' || i || '户, "甲"', i % 50,
        timestamp '2026-03-01 08:00:00' + {minute if minute is not None else 'i'} * interval '1 minute',
        CASE WHEN i % 7 = 0 THEN E'两行\\n的说明' END, NULL FROM generate_series({first}, {last}) i""")


def resource(site, nth=0):
    items = [{"code": "no", "name": "编号", "type": "string", "length": 20, "key": True, "nullable": False},
             {"code": "holder", "name": "持证人", "type": "string", "length": 60, "nullable": True},
             {"code": "places", "name": "座位数", "type": "integer", "nullable": True},
             {"code": "changed_at", "name": "更新时间", "type": "datetime", "nullable": False},
             {"code": "note", "name": "说明", "type": "text", "nullable": True}]
    return publish(site, site.as_("steward", nth), entry(items=items))


def connected(site, nth=0, **over):
    steward = site.as_("steward", nth)
    system = register(steward).want(201).json["id"]
    steward.put(f"/api/v1/systems/{system}/database", agency().connection(**over)).want(200)
    return system


def source(site, r, system, name, want=201, nth=0, **over):
    return site.as_("steward", nth).post(f"/api/v1/resources/{r['id']}/sources", {
        "kind": "odbc", "system": system, "schema": "permits", "table": name, "mode": "replace", **over}).want(want).json


def ended(steward, path, n=1, seconds=40):
    """The newest of `n` runs, once it has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        got = steward.get(path).want(200).json
        if got["total"] >= n and got["items"][0]["state"] in ("live", "failed", "nothing_new"):
            return got["items"][0]
        time.sleep(0.1)
    raise AssertionError(f"no end of {path}: {got}")


def pull(site, r, s, n=1):
    steward, path = site.as_("steward"), f"/api/v1/resources/{r['id']}/sources/{s['id']}/runs"
    steward.post(reasoned(path), {}).want(202)
    return ended(steward, path, n)


def count(site, r):
    return site.as_("steward").get(f"/api/v1/resources/{r['id']}/batches?limit=1").json["items"]


def test_R12_1_a_table_is_taken_whole_as_a_batch_like_any_other(site):
    r, name = resource(site), table(300)
    s = source(site, r, connected(site), name)
    run = pull(site, r, s)
    assert (run["state"], run["rows"], run["rows_live"], run["rows_rejected"]) == ("live", 300, 300, 0), run
    batch = site.as_("steward").get(f"/api/v1/batches/{run['batch']}").want(200).json
    assert batch["state"] == "live" and batch["rows_live"] == 300 and batch["filename"] == name + ".csv", batch
    agency().sql(f"DELETE FROM permits.{name} WHERE seats > 10")
    run = pull(site, r, s, 2)
    assert run["state"] == "live" and run["rows_live"] == int(agency().sql(f"SELECT COUNT(*) FROM permits.{name}")), run


def test_R12_1_only_newer_rows_are_taken_from_where_they_ended(site):
    r, name = resource(site), table(50)
    s = source(site, r, connected(site), name, mode="upsert", since_item="changed_at")
    first = pull(site, r, s)
    assert (first["state"], first["rows"], first["from"]) == ("live", 50, None), first
    assert first["to"] == "2026-03-01 08:50:00", first
    put(name, 51, 60)
    agency().sql(f"UPDATE permits.{name} SET \"Holder\" = '改了', changed_at = '2026-03-02 09:00:00' WHERE no = 'N0000007'")
    put(name, 61, 61, 50)                       # came later with the very moment of the mark
    second = pull(site, r, s, 2)
    assert second["from"] == "2026-03-01 08:50:00" and second["rows"] == 13, "ten, one changed, two of the moment"
    live = site.as_("steward").get(f"/api/v1/batches/{second['batch']}").want(200).json
    assert live["state"] == "live" and live["rows_rejected"] == 0, live
    third = pull(site, r, s, 3)
    assert third["from"] == "2026-03-02 09:00:00" and third["rows"] == 1 and third["state"] == "live", third


def test_R12_1_bad_rows_of_a_table_are_kept_aside_and_may_be_corrected(site):
    r, name = resource(site), table(100)
    agency().sql(f"ALTER TABLE permits.{name} ALTER COLUMN \"Holder\" TYPE varchar(200);"
                 f"UPDATE permits.{name} SET \"Holder\" = repeat('长', 61) WHERE no IN ('N0000003', 'N0000004')")
    run = pull(site, r, source(site, r, connected(site), name))
    assert (run["state"], run["rows_live"], run["rows_rejected"]) == ("live", 98, 2), run
    found = rejects(site.as_("steward"), {"id": run["batch"]})
    assert {x["item"] for x in found} == {"holder"} and len(found) == 2, found


def test_R12_1_a_run_that_fails_leaves_the_earlier_data(site):
    r, name = resource(site), table(20)
    system = connected(site)
    s = source(site, r, system, name)
    first = pull(site, r, s)
    steward = site.as_("steward")

    def fails(n, code):
        run = pull(site, r, s, n)
        assert run["state"] == "failed" and run["code"] == code, run
        assert run["detail"] and run["detail_en"], run
        newest = [b for b in steward.get(f"/api/v1/resources/{r['id']}/batches").json["items"] if b["state"] == "live"]
        assert newest[0]["id"] == first["batch"], newest
        return run

    agency().sql(f"UPDATE permits.{name} SET \"Holder\" = 'x', no = 'N' || no; ALTER TABLE permits.{name} "
                 "ALTER COLUMN no TYPE varchar(90); "
                 f"UPDATE permits.{name} SET no = repeat(no, 5)")
    fails(2, "load-no-good-row")                # every key is too long by now: the batch fails
    agency().sql(f"ALTER TABLE permits.{name} RENAME COLUMN note TO remark")
    assert "note" in fails(3, "pull-no-column")["detail"]
    agency().sql(f"ALTER TABLE permits.{name} RENAME COLUMN remark TO note; DELETE FROM permits.{name}")
    fails(4, "pull-empty")
    agency().sql(f"REVOKE SELECT ON permits.{name} FROM reader")
    fails(5, "tap-denied")
    agency().sql(f"DROP TABLE permits.{name}")
    fails(6, "tap-no-table")
    steward.put(f"/api/v1/systems/{system}/database", agency().connection(password="falsch")).want(200)
    fails(7, "tap-sign-in")
    rogue = Rogue()
    steward.put(f"/api/v1/systems/{system}/database", agency().connection(port=rogue.port)).want(200)
    fails(8, "tap-slow")
    rogue.close()
    steward.delete(f"/api/v1/systems/{system}/database").want(204)
    fails(9, "database-none")


def test_R12_1_a_source_that_cannot_be_is_refused(site):
    r, name, system = resource(site), table(1), connected(site)
    steward, path = site.as_("steward"), f"/api/v1/resources/{r['id']}/sources"
    for kind in ("http", "node"):
        refused(steward.post(path, {"kind": kind}), 422, "pull-kind")
    def no(code, field, **over):
        got = source(site, r, system, name, want=400, **over)
        assert (got["code"], got.get("field")) == (code, field), got
    no("pull-wants-upsert", "mode", since_item="changed_at")
    no("pull-no-such-item", "since_item", mode="upsert", since_item="nix")
    no("pull-not-ordered", "since_item", mode="upsert", since_item="note")
    no("pull-time", "at", every="day", at="24:00")
    no("bad-value", "table", table=None)
    source(site, r, "0" * 20, name, want=404)
    bare = register(steward).want(201).json["id"]
    refused(steward.post(path, {"kind": "odbc", "system": bare, "table": name}), 409, "database-none")
    s = source(site, r, system, name)
    other = site.as_("steward", 1)
    for call in (lambda: other.get(path), lambda: other.post(path, {"kind": "odbc", "system": system, "table": name}),
                 lambda: other.post(reasoned(f"{path}/{s['id']}/runs"), {}), lambda: other.delete(f"{path}/{s['id']}"),
                 lambda: other.get(f"{path}/{s['id']}/runs"), lambda: site.as_("operator").get(path)):
        assert call().status in (403, 404), call().json
    mine = resource(site)
    assert steward.get(f"/api/v1/resources/{mine['id']}/sources/{s['id']}/runs").status == 404


def test_R12_1_a_schedule_runs_by_itself_and_a_removed_source_no_more(site):
    r, name, system = resource(site), table(5), connected(site)
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
    s = source(site, r, system, name, every="day", at=(now - datetime.timedelta(minutes=1)).strftime("%H:%M"))
    at = datetime.datetime.fromisoformat(s["next_at"])
    assert datetime.timedelta(hours=23) < at - now < datetime.timedelta(hours=25), s
    site.sql(f"UPDATE pull_source SET next_at = 1 WHERE id = '{s['id']}'")
    steward, path = site.as_("steward"), f"/api/v1/resources/{r['id']}/sources"
    run = ended(steward, f"{path}/{s['id']}/runs")
    assert run["state"] == "live" and run["by"] is None and run["rows"] == 5, run
    again = steward.get(path).want(200).json["items"]
    assert [x["id"] for x in again] == [s["id"]] and again[0]["next_at"] == s["next_at"], again
    steward.delete(f"{path}/{s['id']}").want(204)
    assert steward.get(path).want(200).json["items"] == []
    refused(steward.post(reasoned(f"{path}/{s['id']}/runs"), {}), 409, "pull-removed")


def test_R12_1_a_pull_shows_its_progress_and_one_source_runs_once_at_a_time(site):
    r, name, system = resource(site), table(200000), connected(site)
    s = source(site, r, system, name)
    steward, path = site.as_("steward"), f"/api/v1/resources/{r['id']}/sources/{s['id']}/runs"
    steward.post(reasoned(path), {}).want(202)
    refused(steward.post(reasoned(path), {}), 409, "pull-under-way")
    seen = set()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        run = steward.get(path).json["items"][0]
        seen.add((run["state"], 0 < run["rows"] < 200000))
        if run["state"] in ("live", "failed"):
            break
        time.sleep(0.05)
    assert run["state"] == "live" and run["rows_live"] == 200000, run
    assert ("reading", True) in seen or ("loading", False) in seen, seen


def test_R12_1_a_server_stopped_while_it_reads_reads_anew(site):
    r, system = resource(site), connected(site)
    s = source(site, r, system, slow(table(2000), 0.001))
    steward, path = site.as_("steward"), f"/api/v1/resources/{r['id']}/sources/{s['id']}/runs"
    steward.post(reasoned(path), {}).want(202)
    assert reading(steward, path)["state"] == "reading"
    began = time.monotonic()
    site.restart(*FLAGS)
    assert time.monotonic() - began < 6, "a silent database doesn't hold a stop"
    steward = site.as_("steward")
    run = ended(steward, path, seconds=60)
    assert run["state"] == "live" and run["rows_live"] == 2000, run
    assert steward.get(path).json["total"] == 1


def test_R12_1_a_killed_server_leaves_no_file_that_nothing_names(site):
    r, system = resource(site), connected(site)
    s = source(site, r, system, slow(table(3000), 0.003))
    steward, path = site.as_("steward"), f"/api/v1/resources/{r['id']}/sources/{s['id']}"
    steward.post(reasoned(path + "/runs"), {}).want(202)
    until, uploads = time.monotonic() + 10, site.dir / "uploads"
    while not list(uploads.glob("*.tmp")) and time.monotonic() < until:
        time.sleep(0.02)
    left = list(uploads.glob("*.tmp"))
    assert left, "a run was reading"
    site.stop(signal.SIGKILL)
    whole = uploads / "0123456789abcdef"        # renamed, and its row never written
    whole.write_text("no\n")
    for p in (*left, whole):
        os.utime(p, (1, 1))                     # on PostgreSQL only what is old is nobody's
    named = {p.name for p in uploads.iterdir() if site.store == "sqlite" and "." not in p.name} - {whole.name}
    site.start(*FLAGS)
    assert not [p for p in (*left, whole) if p.exists()]
    assert named <= {p.name for p in uploads.iterdir()}, "what a row names stays"
    site.as_("steward").delete(path).want(204)
    # On PostgreSQL another server might be reading still: its agency waits two minutes.
    site.sql("UPDATE pull_run SET lease_until = 0 WHERE state = 'reading'")


def test_R12_1_every_run_is_on_the_record(site):
    r, name = resource(site), table(3)
    s = source(site, r, connected(site), name)
    run = pull(site, r, s)
    leaves = site.as_("auditor").get(f"/api/v1/record?resource={r['id']}&kind=import&limit=100").want(200).json["items"]
    acts = [x["act"] for x in leaves][::-1]
    assert acts == ["source-set", "pull-asked", "rows-asked", "batch-asked", "batch-live"], acts
    assert leaves[2]["object"] == leaves[3]["object"] == run["id"], leaves


def test_R39_1_who_takes_rows_now_says_why_and_the_schedule_neednt(site):
    r, name = resource(site), table(3)
    s = source(site, r, connected(site), name)
    steward, path = site.as_("steward"), f"/api/v1/resources/{r['id']}/sources/{s['id']}/runs"
    steward.post(path, {}).refused(422, "record-reason", field="reason")
    assert steward.get(path).want(200).json["total"] == 0
    steward.post(reasoned(path, "补录昨日数据"), {}).want(202)
    assert ended(steward, path)["why"] == "补录昨日数据"
    site.sql(f"UPDATE pull_source SET every = 'day', next_at = 1 WHERE id = '{s['id']}'")
    assert ended(steward, path, 2)["why"] is None
    leaves = site.as_("auditor").get(f"/api/v1/record?resource={r['id']}&kind=import&limit=100").want(200).json["items"]
    said = [x["detail"] for x in leaves if x["act"] == "rows-asked"]
    assert said[1].startswith("补录昨日数据; ") and not said[0].startswith("补录"), said


def test_R12_1_the_record_and_the_batch_name_who_asked_for_the_run(site):
    """Not who set the source: a colleague, or for the schedule the platform."""
    r, name = resource(site), table(3)
    s = source(site, r, connected(site), name)
    colleague, path = staff(site, "steward"), f"/api/v1/resources/{r['id']}/sources/{s['id']}/runs"

    def principals(n, acts):
        leaves = site.as_("auditor").get(f"/api/v1/record?resource={r['id']}&kind=import&limit=100").want(200).json
        found = leaves["items"][:n][::-1]
        assert [x["act"] for x in found] == acts, found
        return [x["principal"] for x in found]

    colleague.post(reasoned(path), {}).want(202)
    run = ended(colleague, path)
    assert run["state"] == "live" and run["by"] == colleague.name, run
    assert principals(4, ["pull-asked", "rows-asked", "batch-asked", "batch-live"]) == [colleague.id] * 4
    assert colleague.get(f"/api/v1/batches/{run['batch']}").want(200).json["by"] == colleague.name
    site.sql(f"UPDATE pull_source SET every = 'day', next_at = 1 WHERE id = '{s['id']}'")
    run = ended(colleague, path, 2)
    assert run["state"] == "live" and run["by"] is None, run
    assert principals(4, ["pull-asked", "rows-asked", "batch-asked", "batch-live"]) == ["platform"] * 4
    assert colleague.get(f"/api/v1/batches/{run['batch']}").want(200).json["by"] == "平台"
    agency().sql(f"DROP TABLE permits.{name}")
    colleague.post(reasoned(path), {}).want(202)
    assert ended(colleague, path, 3)["state"] == "failed"
    assert principals(3, ["pull-asked", "rows-asked", "rows-not-taken"]) == [colleague.id] * 3


def test_R12_1_an_agency_is_told_when_a_scheduled_run_fails(site):
    r, name = resource(site), table(1)
    s = source(site, r, connected(site), name)
    steward, path = site.as_("steward"), f"/api/v1/resources/{r['id']}/sources/{s['id']}/runs"
    agency().sql(f"DROP TABLE permits.{name}")

    def told():
        items = steward.get("/api/v1/notices?limit=100").want(200).json["items"]
        return [n for n in items if n["kind"] == "pull_failed" and name in n["text"]]
    assert pull(site, r, s)["state"] == "failed" and told() == [], "who asked looks for themselves"
    site.sql(f"UPDATE pull_source SET every = 'day', next_at = 1 WHERE id = '{s['id']}'")
    run = ended(steward, path, 2)
    assert (run["state"], run["by"]) == ("failed", None), run
    assert len(told()) == 1 and run["detail"] in told()[0]["text"] and run["detail_en"] in told()[0]["text_en"], told()


def test_R12_1_calls_of_others_do_not_keep_a_run_from_its_database(site):
    r, name = resource(site), table(10)
    s = source(site, r, connected(site), name)
    rogue, calls = Rogue(), []
    paths = [f"/api/v1/systems/{connected(site, n, port=rogue.port)}/database/test" for n in range(4)]

    def call(n):
        calls.append((n, site.signed_in(site.account("steward", n)).post(paths[n], {})))
    threads = [threading.Thread(target=call, args=(n,)) for n in range(4)]
    try:
        for t in threads:
            t.start()
        until = time.monotonic() + 5
        while len(rogue.held) < 4 and time.monotonic() < until:
            time.sleep(0.02)
        assert len(rogue.held) == 4, "four calls hang"
        refused(site.signed_in(site.account("steward")).post(paths[0], {}), 503, "tap-one-at-a-time")
        run = pull(site, r, s)
    finally:
        for t in threads:
            t.join()
        rogue.close()
    assert run["state"] == "live" and run["rows_live"] == 10, run
    assert all(c.json["code"] == "tap-slow" for _, c in calls), calls


def slow(name, seconds):
    """A view of the table that takes so long for each row: the driver fetches a thousand at a time."""
    agency().sql(f"""CREATE VIEW permits.{name}_v AS SELECT no, "Holder", seats AS places, changed_at, note
        FROM permits.{name} WHERE pg_sleep({seconds}) IS NOT NULL; GRANT SELECT ON permits.{name}_v TO reader""")
    return name + "_v"


def reading(steward, path):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        run = steward.get(path).want(200).json["items"][0]
        if run["state"] == "reading":
            return run
        time.sleep(0.02)
    raise AssertionError(run)


def test_R12_1_a_slow_database_does_not_hold_the_runs_of_another_agency(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    system, ways = connected(site), []
    for _ in range(2):
        r = resource(site)
        s = source(site, r, system, slow(table(3000), 0.003))
        ways.append(f"/api/v1/resources/{r['id']}/sources/{s['id']}/runs")
        steward.post(reasoned(ways[-1]), {}).want(202)
    reading(steward, ways[0])
    r = resource(site, 1)
    s = source(site, r, connected(site, 1), table(5), nth=1)
    path = f"/api/v1/resources/{r['id']}/sources/{s['id']}/runs"
    other.post(reasoned(path), {}).want(202)
    assert ended(other, path)["state"] == "live"
    assert [steward.get(w).json["items"][0]["state"] for w in ways] == ["reading", "queued"]
    for w in ways:
        steward.delete(w.rsplit("/", 1)[0]).want(204)


def test_R12_1_a_run_ends_when_its_source_goes_its_connection_changes_or_its_time_is_over(site):
    steward, system, name = site.as_("steward"), connected(site), slow(table(4000), 0.004)

    def begun():
        r = resource(site)
        s = source(site, r, system, name)
        path = f"/api/v1/resources/{r['id']}/sources/{s['id']}"
        steward.post(reasoned(path + "/runs"), {}).want(202)
        return path, reading(steward, path + "/runs")

    def fails(path, code):
        began = time.monotonic()
        run = ended(steward, path + "/runs")
        assert run["state"] == "failed" and run["code"] == code and run["batch"] is None, run
        assert time.monotonic() - began < 4, "within moments, and not when the rows end"
        assert not list((site.dir / "uploads").glob("*.tmp"))

    path, run = begun()
    steward.delete(path).want(204)
    fails(path, "pull-removed")
    path, run = begun()
    steward.put(f"/api/v1/systems/{system}/database", agency().connection()).want(200)
    fails(path, "pull-connection-changed")
    path, run = begun()
    site.sql(f"UPDATE pull_run SET started_at = 1 WHERE id = '{run['id']}'")
    fails(path, "pull-too-long")


def test_R12_1_what_another_load_replaced_is_not_gone_on_from(site):
    r, name = resource(site), table(30)
    s = source(site, r, connected(site), name, mode="upsert", since_item="changed_at")
    steward, path = site.as_("steward"), f"/api/v1/resources/{r['id']}/sources"

    def next_is():
        return [x["full_next"] for x in steward.get(path).want(200).json["items"] if x["id"] == s["id"]]
    assert s["full_next"] == "first" and next_is() == ["first"]
    assert pull(site, r, s)["full"] == "first" and next_is() == [None]
    put(name, 31, 35)
    on = pull(site, r, s, 2)
    assert (on["full"], on["rows"]) == (None, 6), on
    asked = steward.post(reasoned(f"{path}/{s['id']}/runs?full=true"), {}).want(202).json
    assert asked["full"] == "asked", asked
    run = ended(steward, f"{path}/{s['id']}/runs", 3)
    assert (run["full"], run["from"], run["rows"]) == ("asked", None, 35), run
    steward.load(r["id"], b"no,holder,places,changed_at,note\nX1,\xe4\xb9\x99,3,2026-03-01T08:00:00+08:00,\n")
    assert next_is() == ["replaced"]
    put(name, 36, 36)
    assert steward.post(reasoned(f"{path}/{s['id']}/runs"), {}).want(202).json["full"] == "replaced"
    run = ended(steward, f"{path}/{s['id']}/runs", 4)
    assert (run["state"], run["full"], run["from"], run["rows"]) == ("live", "replaced", None, 36), run
    assert run["rows_live"] == 36 and next_is() == [None], run
    steward.post(reasoned(f"{path}/{s['id']}/runs?full=maybe"), {}).refused(400)


def test_R12_1_an_agency_is_told_when_what_was_taken_could_not_be_loaded(site):
    r, name = resource(site), table(5)
    s = source(site, r, connected(site), name)
    steward = site.as_("steward")
    agency().sql(f"ALTER TABLE permits.{name} ALTER COLUMN no TYPE varchar(90); UPDATE permits.{name} SET no = repeat(no, 5)")
    run = pull(site, r, s)
    assert (run["state"], run["code"]) == ("failed", "load-no-good-row"), run
    told = [n for n in steward.get("/api/v1/notices?limit=100").want(200).json["items"]
            if n["kind"] == "pull_not_loaded" and name in n["text"]]
    assert len(told) == 1 and run["detail"] in told[0]["text"] and run["detail_en"] in told[0]["text_en"], told
    assert not [n for n in site.as_("steward", 1).get("/api/v1/notices?limit=100").json["items"] if name in n.get("text", "")]
