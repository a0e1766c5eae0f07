"""The demo city: what independent programs rely on, and what makes it look lived in."""
import collections
import datetime
import hashlib
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import urllib.parse

from gongshu import BINARY, unique


def test_accounts_stand_in_the_order_that_is_promised(site):
    told = site.accounts
    first, second = told["accounts"][0], told["accounts"][1]
    assert first["roles"] == second["roles"] == ["steward"] and first["org"] != second["org"]
    assert [s["org"] for s in told["systems"][:2]] == [first["org"], second["org"]]
    orgs = {a: site.as_("steward").get(f"/api/v1/orgs/{a}").want(200).json
            for a in {x["org"] for x in told["accounts"] if x["org"]}}
    for role in ("operator", "authority"):
        found = [orgs[a["org"]]["level"] for a in told["accounts"] if role in a["roles"]]
        assert found[0] == "city" and "county" in found, found
    assert orgs[first["org"]]["level"] == orgs[second["org"]]["level"] == "city"
    for role in ("auditor", "sysadmin", "secadmin", "cyber", "citizen", "enterprise"):
        site.account(role)


def test_nobody_has_to_change_a_password_or_give_a_second_factor(site):
    for role in ("steward", "operator", "authority", "auditor", "sysadmin", "secadmin", "citizen"):
        now = site.as_(role).get("/api/v1/sessions/current").want(200).json
        assert now["must_change_password"] is False and now["second_factor"] == "none", now
        assert len(now["user"]["capabilities"]) > 2, now
    assert site.as_("citizen").user["assurance"] == 3


def test_the_citizen_finds_who_looked_him_up(site):
    seen = site.as_("citizen").get("/open/v1/my-accesses").want(200).json
    assert seen["total"] >= 2, seen
    for one in seen["items"]:
        assert one["org_name"] and one["resource_title"] and one["purpose"], one


def test_items_say_what_they_are_and_plans_are_of_whose_business_it_is(site):
    steward = site.as_("operator")
    entry = steward.get(f"/api/v1/resources?q={urllib.parse.quote('常住人口')}&limit=1").want(200).json["items"][0]
    items = steward.get(f"/api/v1/resources/{entry['id']}").want(200).json["items"]
    assert items and all(i["description"] for i in items), items
    plan = site.nobody().get("/open/v1/opening-plan?limit=100").want(200).json["items"]
    bikes = [x for x in plan if x["title"] == "公共自行车站点信息"]
    assert [x["org_name"] for x in bikes] == ["盐城市交通运输局"], bikes


def test_R03_1_files_of_the_city_stand_open_and_read_as_what_they_say(site):
    nobody = site.nobody()
    found = nobody.get(f"/open/v1/datasets?q={urllib.parse.quote('环境空气质量月报')}").want(200).json
    made = [d for d in found["items"] if d["title"] == "环境空气质量月报"][0]
    files = nobody.get(f"/open/v1/datasets/{made['code']}/files").want(200).json["items"]
    assert [f["media"] for f in files] == ["application/pdf", "text/csv"], files
    pdf, table = (nobody.get(f["url"]).want(200).body for f in files)
    assert [hashlib.sha256(b).hexdigest() for b in (pdf, table)] == [f["sha256"] for f in files]
    lines = table.decode().split("\r\n")
    assert lines[0].startswith("行政区划代码,") and len(lines) == 13 and lines[-1] == "", lines
    index = int(re.search(rb"startxref\n(\d+)", pdf)[1])
    for n, line in enumerate(pdf[index:].split(b"\n")[3:9], 1):
        assert pdf[int(line[:10]):].startswith(b"%d 0 obj\n" % n), (n, line)
    shown = [bytes.fromhex(h.decode()).decode("utf-16-be") for h in re.findall(rb"<([0-9A-F]+)> Tj", pdf)]
    town, name, good, air = lines[1].split(",")
    assert f"{name}：优良 {good} 天，细颗粒物 {air} 微克/立方米。" in shown, shown
    assert any("虚构" in line for line in shown), "it says that it is invented"
    page = nobody.get("/datasets/" + made["code"]).want(200).body.decode()
    assert files[0]["url"] in page and "各县（市、区）数据表" in page


def test_bells_tell_what_waits_and_what_is_new_not_all_that_ever_was_told(site):
    for role in ("steward", "operator", "authority"):
        client = site.as_(role)
        unread = client.get("/api/v1/notices?unread=true&limit=1").want(200).json["total"]
        told = client.get("/api/v1/notices?limit=1").want(200).json["total"]
        assert 0 < unread < 60 and unread < told, (role, unread, told)


def test_cases_stand_in_every_state_and_some_are_late(site):
    cases = site.as_("operator").get("/api/v1/cases?limit=1000").want(200).json
    assert cases["total"] == len(cases["items"])
    seen = collections.defaultdict(set)
    for case in cases["items"]:
        seen[case["process"]].add(case["state"])
    assert seen["share-request"] >= {
        "draft", "submitted", "at_county", "at_city", "at_provider", "open", "suspended",
        "refused", "ended", "cancelled"}, seen["share-request"]
    assert seen["catalogue-review"] >= {
        "draft", "county_summary", "city_review", "negative_review", "listed", "retiring", "retired",
        "cancelled"}, seen["catalogue-review"]
    late = [c for c in cases["items"] if (c.get("term") or {}).get("late")]
    assert 3 <= len(late) < len(cases["items"]) / 2, len(late)


def test_open_data_stands_on_the_portal_and_systems_have_something_to_call(site):
    open_sets = site.nobody().get("/open/v1/datasets?limit=100").want(200).json
    assert open_sets["total"] > 20
    called = site.nobody().get("/open/v1/datasets?has_rows=true&limit=100").want(200).json
    assert 20 < called["total"] < open_sets["total"], "files are no rows, and what is conditional isn't given"
    code = [d for d in called["items"] if d["rows"] >= 3][0]["code"]
    rows = site.nobody().get(f"/open/v1/datasets/{code}/rows?limit=3").want(200).json
    assert len(rows["rows"]) == 3
    for nth in (0, 1):
        system = site.system(nth)
        grants = [g for g in system.get("/api/v1/grants?limit=100").want(200).json["items"]
                  if g["org"] == system.user["org"] and g["state"] == "open"]
        assert grants, nth
        got = system.get(f"/data/v1/{grants[0]['code']}?limit=2",
                         **{"Gongshu-Purpose": grants[0]["purpose_code"]}).want(200)
        assert len(got.json["rows"]) == 2


# What is by chance, and must be: keys, salts, what is sealed with them, and the
# time at which a migration really ran. A leaf's hash hangs on its salts.
BY_CHANCE = {"asset_confirmation": ["leaf"], "case_act": ["leaf"],
             "commitment_signed": ["leaf"],
             "delivery": ["mark_key"], "delivery_batch": ["leaf"],
             "identity": ["mac", "sealed"], "migration": ["applied"],
             "record_head": None, "record_place": None, "record_private": None,
             "record_segment": None, "token": ["hash"], "usage_day": ["sketch"],
             "user_account": ["password"]}


def contents(at):
    """Every table of a city's store but for what is by chance, and the rows loaded."""
    main = sqlite3.connect(f"file:{at}/main.db?mode=ro", uri=True)
    told = {}
    for (table,) in main.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND "
                                 "name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%'"):
        drop = BY_CHANCE.get(table, [])
        if drop is None:
            continue
        names = [c[1] for c in main.execute(f"PRAGMA table_info({table})") if c[1] not in drop]
        told[table] = sorted(map(repr, main.execute(f"SELECT {', '.join(names)} FROM {table}")))
    for rows in sorted(pathlib.Path(at, "rows").glob("r*/v1.db")):
        told[str(rows.relative_to(at))] = sqlite3.connect(
            f"file:{rows}?immutable=1", uri=True).execute("SELECT * FROM t ORDER BY n").fetchall()
    return told


def test_the_same_seed_makes_the_same_city(site):
    def city(seed):
        with tempfile.TemporaryDirectory() as at:
            subprocess.run([BINARY, "demo", "--data", at, "--scale", "small", "--seed", seed,
                            "--clock", "2026-11-23T10:00:00+08:00"],
                           check=True, capture_output=True)
            told = json.loads(open(f"{at}/demo-accounts.json").read())
            return ([(a["name"], a["password"], a["roles"], a["org"]) for a in told["accounts"]],
                    contents(at), [s["token"] for s in told["systems"]])
    one, two, other = city("7"), city("7"), city("8")
    assert len([k for k in one[1] if k.startswith("rows/")]) > 30
    assert one[0] == two[0]
    assert [k for k in one[1] if one[1][k] != two[1].get(k)] == []
    assert set(one[2]).isdisjoint(two[2]), "a token is a secret, not a matter of the seed"
    for table in ("resource", "case_file", "org"):
        assert one[1][table] != other[1][table], table
    again = subprocess.run([BINARY, "demo", "--data", str(site.dir)], capture_output=True)
    assert again.returncode != 0


def test_either_store_holds_the_same_city(site):
    """Read back from where this run's store is, against what SQLite has."""
    tables = ["resource", "resource_version", "item", "case_file", "case_desk", "access_grant",
              "org", "notice", "batch", "upload", "resource_event", "dataset"]
    make = [BINARY, "demo", "--seed", "7", "--clock", "2026-11-23T10:00:00+08:00", "--data"]
    with tempfile.TemporaryDirectory() as at, tempfile.TemporaryDirectory() as there:
        subprocess.run([*make, at], check=True, capture_output=True)
        main = sqlite3.connect(f"file:{at}/main.db?mode=ro", uri=True)
        told = {t: sorted("|".join("" if v is None else str(v) for v in row)
                          for row in main.execute(f"SELECT * FROM {t}")) for t in tables}
        base = os.environ.get("GONGSHU_TEST_PG") if site.store == "postgresql" else None
        if not base:
            subprocess.run([*make, there], check=True, capture_output=True)
            again = sqlite3.connect(f"file:{there}/main.db?mode=ro", uri=True)
            for t in tables:
                assert told[t] == sorted("|".join("" if v is None else str(v) for v in row)
                                         for row in again.execute(f"SELECT * FROM {t}")), t
            return
        name = unique("city")
        subprocess.run(["psql", "-qX", base, "-c", f"CREATE DATABASE {name}"], check=True)
        dsn = base.replace("/gongshu?", f"/{name}?")
        subprocess.run([*make, there, "--store", dsn], check=True, capture_output=True)
        for t in tables:
            out = subprocess.run(["psql", "-qXAt0", dsn, "-c", f"SELECT * FROM {t}"], check=True,
                                 capture_output=True, text=True).stdout
            assert told[t] == sorted(out.split("\0")[:-1]), t


def test_no_page_of_what_changed_is_empty(site):
    operator = site.as_("operator")
    reforms = operator.get("/api/v1/org-reforms").want(200).json["items"]
    assert sorted(r["state"] for r in reforms) == ["confirmed", "done"], reforms
    changes = operator.get("/api/v1/catalogue/changes").want(200).json["items"]
    assert sorted((c["late"], c["due"]) for c in changes) == [(0, 1), (1, 1)], changes
    keys = site.as_("secadmin").get("/api/v1/keys").want(200).json["items"]
    assert {"active", "asked"} <= {k["state"] for k in keys}, keys
    channels = operator.get("/api/v1/channels").want(200).json["items"]
    assert channels
    remarked = operator.get("/api/v1/cases?process=catalogue-review&limit=1000")
    found = [operator.get(f"/api/v1/resources/{c['subject']['resource']}/remarks").want(200).json["items"]
             for c in remarked.want(200).json["items"]]
    assert any(len(f) == 2 for f in found), found


def test_R20_3_one_delivery_waits_for_consent_and_one_has_batches(site):
    found = site.as_("operator").get("/api/v1/deliveries?limit=50").want(200).json["items"]
    assert sorted((d["state"], d["batches_ready"]) for d in found) == [("consent", 0), ("delivering", 2)], found
    runs = [d for d in found if d["state"] == "delivering"][0]
    batches = site.as_("operator").get(f"/api/v1/deliveries/{runs['case']}/batches").want(200).json["items"]
    assert [(b["kind"], b["rows"] > 0) for b in batches] == [("incremental", False), ("full", True)], batches


def test_R34_1_R37_1_R35_1_data_is_used_and_a_day_that_was_not_as_usual_is_warned_of(site):
    operator = site.as_("operator")
    today = datetime.date.today()
    use = operator.get(f"/api/v1/use?limit=1000&from={today - datetime.timedelta(20)}&to={today}").want(200).json["items"]
    assert len({u["day"] for u in use}) >= 10 and len({u["resource"] for u in use}) >= 4, use
    warned = [w for w in site.as_("secadmin").get("/api/v1/use-warnings?limit=100").want(200).json["items"]
              if w["day"] < str(today)]         # a call of another test may be at an unusual hour
    assert sorted(w["kind"] for w in warned) == ["hour", "misses", "rows"], warned
    assert all(w["state"] == "open" and w["title"] for w in warned), warned
    much = [w for w in warned if w["kind"] == "rows"][0]
    assert much["figure"] >= 500 and 0 < much["usual"] * 5 <= much["figure"], much
    told = site.nobody().get("/open/v1/notices?in_force=true").want(200).json["items"]
    assert any("限期整改" in n["notice"] for n in told), told
    copies = site.as_("auditor").get("/api/v1/monitored?kind=copy&limit=100").want(200).json["items"]
    words = [m["words"] for m in copies if m["leaf"]["act"] == "delivery"]
    assert any(w.startswith("全量批次，提供给“盐城市") for w in words), words


def test_R20_1_one_interface_is_mounted_and_not_switched_on_so_that_hosted_rows_answer(site):
    found = site.as_("operator").get("/api/v1/interfaces?standing=off").want(200).json["items"]
    one = [i for i in found if i["timeout_ms"] == 3000 and i["system_name"]][-1]
    entry = site.as_("operator").get(f"/api/v1/resources/{one['resource']}").want(200).json
    assert entry["data"]["rows"] > 0 and entry["form"] == "table", entry
    kept = site.as_("operator").get(f"/api/v1/resources/{one['resource']}/interface").want(200).json
    assert (kept["enabled"], kept["address"]) == (False, "192.0.2.10"), "an address of nobody's"
