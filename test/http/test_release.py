"""Releases of the catalogue: numbered, on a schedule, compared, taken (R10.1)."""
import csv
import hashlib
import io
import json
import pathlib
import re
import sqlite3
import subprocess
import time
import zipfile

from gongshu import Site, entry, psql, publish, unique
from test_cases import listed, of_county
from test_portal import close_opening

AT = ("--password-days", "0", "--clock")
FLAGS = AT + ("2026-11-23T10:00:00+08:00", "--release-return-minutes", "0")
MADE_AT = "2026-11-20T09:00:00+08:00"
RELEASES = "/api/v1/catalogue/releases"
OPENED = {"open_type": "conditional", "open_conditions": "实名申请"}


def release(site, **fields):
    return site.as_("operator").post(RELEASES, fields).want(201).json


def with_files(site, no):
    """The release when its files are made."""
    for _ in range(300):
        found = [r for r in site.as_("operator").get(RELEASES).want(200).json["items"]
                 if r["no"] == no]
        if found and found[0]["files"]:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"release {no} gets no files")


def taken(client, url):
    """A file of a release, checked against its digest."""
    got = (client.take if url.startswith("/api/") else client.get)(url).want(200)
    return got.body, hashlib.sha256(got.body).hexdigest()


def changes(client, a, b, query=""):
    return client.get(f"{RELEASES}/{a}..{b}{query}").want(200).json


def revised(site, steward, made, **fields):
    steward.patch(f"/api/v1/resources/{made['id']}", fields).want(200)
    case = steward.case("catalogue-review", {"resource": made["id"]})
    done = site.as_("operator").act(case, "approve").want(200).json
    if done["state"] == "negative_review":
        site.as_("authority").act(case, "approve").want(200)


def by_sql(site, sqlite_sql):
    if site.store == "sqlite":
        with sqlite3.connect(site.dir / "main.db") as db:
            db.execute(sqlite_sql)
    else:
        psql(site.dsn, sqlite_sql)


def test_R10_1_how_many_entries_wait_for_the_next_release_is_told_before_it_is_made(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    release(site)
    assert operator.get(f"{RELEASES}/schedule").want(200).json["waiting"] == 0
    publish(site, steward)
    publish(site, steward)
    assert operator.get(f"{RELEASES}/schedule").want(200).json["waiting"] == 2
    release(site)
    assert operator.get(f"{RELEASES}/schedule").want(200).json["waiting"] == 0


def test_R10_1_releases_are_numbered_and_their_differences_listed(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    steward.post(RELEASES, {}).refused(403)
    first = operator.post(RELEASES, {"title": "首期"}).want(201).json
    new, old = publish(site, steward), publish(site, steward)
    revised(site, steward, new, abstract="改动")
    second = release(site)
    assert second["no"] == first["no"] + 1 and second["entries"] == first["entries"] + 2
    got = changes(steward, first["no"], second["no"])
    assert sorted((c["change"], c["code"], c["version"]) for c in got["items"]) == sorted(
        [("added", new["code"], 2), ("added", old["code"], 1)]), got
    page = changes(steward, first["no"], second["no"], "?limit=1")
    rest = changes(steward, first["no"], second["no"], f"?limit=1&cursor={page['next_cursor']}")
    assert page["total"] == 2 and len(rest["items"]) == 1 and rest["next_cursor"] is None
    found = steward.get(RELEASES).want(200).json
    assert [r["no"] for r in found["items"]][:2] == [second["no"], first["no"]]
    assert found["items"][1]["title"] == "首期" and found["items"][1]["period"] is None
    pages = steward.get(RELEASES + "?limit=1").json
    again = steward.get(f"{RELEASES}?limit=1&cursor={pages['next_cursor']}").json
    assert again["items"][0]["no"] == first["no"], again
    whole = changes(steward, 0, second["no"], "?limit=1000")
    assert whole["total"] == second["entries"] and {c["change"] for c in whole["items"]} == {"added"}
    assert changes(steward, second["no"], second["no"])["total"] == 0


def test_R10_1_what_changed_is_told_field_by_field_as_page_and_file(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made, gone = publish(site, steward), publish(site, steward)
    first = release(site)["no"]
    items = [dict(i, **({"name": "持证人"} if i["code"] == "holder" else {}))
             for i in entry()["items"] if i["code"] != "mobile"]
    items.append({"code": "place", "name": "发证地点", "type": "string", "length": 50})
    revised(site, steward, made, title="=改名" + unique(), keywords=["许可", "证照"], items=items)
    case = steward.get(f"/api/v1/cases?process=catalogue-review&resource={gone['id']}").json["items"][0]
    steward.act(case, "retire", reason="职能调整").want(200)
    operator.act(case, "retire").want(200)
    second = release(site)["no"]
    got = changes(steward, first, second)["items"]
    assert sorted((c["change"], c["code"]) for c in got) == sorted(
        [("changed", made["code"]), ("retired", gone["code"])]), got
    told = [c for c in got if c["change"] == "changed"][0]
    assert (told["was_version"], told["version"], told["more"]) == (1, 2, 0), told
    said = {(d["kind"], d["item"], d["field"]): (d["was"], d["now"]) for d in told["differences"]}
    assert said[("field", None, "title")][0] == made["title"], said
    assert said[("field", None, "keywords")] == ("许可", "许可;证照")
    assert said[("item_changed", "holder", "name")] == ("持有人", "持证人")
    assert said[("item_gone", "mobile", None)] == ("手机号", None)
    assert said[("item_added", "place", None)] == (None, "发证地点")
    assert len(said) == 5, said
    file = steward.take(f"{RELEASES}/{first}..{second}?format=csv").want(200)
    assert file.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(file.body.decode("utf-8-sig"))))
    assert len(rows) == 6 and {r["change"] for r in rows} == {"changed", "retired"}, rows
    assert [r["now"] for r in rows if r["field"] == "title"][0].startswith("'=改名"), \
        "a spreadsheet doesn't take it for a formula"


def test_R10_1_each_release_is_kept_as_csv_json_and_data_package_with_their_hashes_on_record(site):
    steward = site.as_("steward")
    made = publish(site, steward, entry(**OPENED))
    no = release(site, title="测试期")["no"]
    steward.get(f"{RELEASES}/{no}/files/pdf").refused(404)
    done = with_files(site, no)
    assert sorted((f["face"], f["format"]) for f in done["files"]) == sorted(
        (a, b) for a in ("open", "full") for b in ("csv", "json", "datapackage"))
    for f in done["files"]:
        reader = steward if f["face"] == "full" else site.nobody()
        body, digest = taken(reader, f["url"])
        assert (digest, len(body)) == (f["hash"], f["bytes"]), f
    site.nobody().get(f"{RELEASES}/{no}/files/json").refused(401)
    full = json.loads(taken(steward, f"{RELEASES}/{no}/files/json")[0])
    assert full["release"] == no and full["title"] == "测试期"
    assert len(full["items"]) == full["entries"] == done["entries"]
    mine = [e for e in full["items"] if e["code"] == made["code"]][0]
    assert mine["share_type"] == "unconditional" and mine["keywords"] == ["许可"]
    assert [i["code"] for i in mine["items"]] == [i["code"] for i in entry()["items"]]
    proof = None
    for _ in range(60):
        proof = site.nobody().get(f"/record/v1/proof/{done['files'][0]['leaf']}")
        if proof.status == 200:
            break
        time.sleep(0.1)
    assert proof.status == 200, "each file's leaf can be proved"
    found = site.as_("auditor").get("/api/v1/record?kind=catalogue-change&limit=100").want(200).json
    hashes = {x["object"] for x in found["items"] if x["act"] == "release-file"}
    assert {f["hash"] for f in done["files"]} <= hashes, hashes


def table(zipped, name):
    return list(csv.DictReader(io.StringIO(zipped.read(name).decode())))


def test_R10_1_the_data_package_describes_its_tables_truly(site):
    no = release(site)["no"]
    with_files(site, no)
    body, _ = taken(site.as_("steward"), f"{RELEASES}/{no}/files/datapackage")
    zipped = zipfile.ZipFile(io.BytesIO(body))
    assert zipped.namelist() == ["datapackage.json", "entries.csv", "items.csv"]
    assert zipped.testzip() is None
    about = json.loads(zipped.read("datapackage.json"))
    assert about["profile"] == "tabular-data-package" and about["version"] == str(no), about
    parse = {"string": str, "integer": int, "boolean": {"true": True, "false": False}.__getitem__}
    for resource in about["resources"]:
        raw = zipped.read(resource["path"])
        assert resource["hash"] == "sha256:" + hashlib.sha256(raw).hexdigest()
        assert resource["bytes"] == len(raw) and resource["encoding"] == "utf-8"
        rows = table(zipped, resource["path"])
        fields = resource["schema"]["fields"]
        assert list(rows[0]) == [f["name"] for f in fields], resource["name"]
        for row in rows:
            for f in fields:
                if row[f["name"]]:
                    parse[f["type"]](row[f["name"]])
                else:
                    assert not f.get("constraints", {}).get("required"), (row, f)
        keys = resource["schema"]["primaryKey"]
        keys = [keys] if isinstance(keys, str) else keys
        assert len({tuple(r[k] for k in keys) for r in rows}) == len(rows), resource["name"]
    entries, items = table(zipped, "entries.csv"), table(zipped, "items.csv")
    assert {i["entry"] for i in items} <= {e["code"] for e in entries}


def test_R10_1_files_made_again_are_the_same_bytes_whatever_the_time_and_place(site):
    no = release(site)["no"]
    before = {(f["face"], f["format"]): f["hash"] for f in with_files(site, no)["files"]}
    site.stop()
    by_sql(site, f"DELETE FROM catalogue_release_file WHERE no = {no}")
    for f in (site.dir / "releases").iterdir():
        f.unlink()
    site.start(*AT, "2026-11-24T23:30:00+08:00", env={"TZ": "America/Los_Angeles"})
    after = {(f["face"], f["format"]): f["hash"] for f in with_files(site, no)["files"]}
    assert after == before
    names = {f.name.split(".")[0] for f in (site.dir / "releases").iterdir()}
    assert names == set(after.values()), "and nothing else lies there"
    site.restart(*FLAGS)


def test_R10_1_the_public_sees_the_open_part_alone(site):
    steward, nobody = site.as_("steward"), site.nobody()
    items = [dict(i, open_type="none") if i["code"] == "id_no" else i for i in entry()["items"]]
    shown = publish(site, steward, entry(**OPENED, items=items, source_system="内部系统甲"))
    kept = publish(site, steward, entry())
    first = release(site)["no"]
    with_files(site, first)
    body, _ = taken(nobody, f"/open/v1/releases/{first}/files/json")
    told = json.loads(body)
    codes = {e["code"] for e in told["items"]}
    assert shown["code"] in codes and kept["code"] not in codes
    assert len(codes) == told["entries"]
    mine = [e for e in told["items"] if e["code"] == shown["code"]][0]
    assert "id_no" not in [i["code"] for i in mine["items"]], "an item that isn't opened isn't told"
    for word in ("内部系统甲", "share_type", "open_reason", "source_system", "grade", "id_no"):
        assert word not in json.dumps(mine, ensure_ascii=False), word
        assert word not in (mine["items"][0]), word
    assert "内部系统甲" not in taken(nobody, f"/open/v1/releases/{first}/files/csv")[0].decode()
    revised(site, steward, kept, abstract="内部改动")
    revised(site, steward, shown, abstract="公开改动", source_system="内部系统乙")
    second = release(site)["no"]
    got = nobody.get(f"/open/v1/releases/{first}..{second}").want(200).json
    assert [(c["code"], c["change"]) for c in got["items"]] == [(shown["code"], "changed")], got
    assert [(d["field"], d["now"]) for d in got["items"][0]["differences"]] == [
        ("abstract", "公开改动")], got
    listed_ = nobody.get("/open/v1/releases").want(200).json["items"]
    assert listed_[0]["no"] == second and "by" not in listed_[0]
    assert {f["face"] for r in listed_ for f in r["files"]} == {"open"}
    page = nobody.get("/releases").want(200).body.decode()
    assert f"/releases/{second - 1}..{second}" in page and "/files/csv" in page
    page = nobody.get(f"/releases/{first}..{second}").want(200).body.decode()
    assert "公开改动" in page and "内部" not in page and kept["title"] not in page
    assert "What changed" in nobody.get(f"/releases/{first}..{second}?lang=en").body.decode()


def test_R28_1_public_files_are_made_anew_without_what_was_stopped_later(site):
    steward, nobody = site.as_("steward"), site.nobody()
    made = publish(site, steward, entry(**OPENED, abstract="湿地说明" + unique()))
    kept = publish(site, steward, entry(**OPENED))
    no = release(site)["no"]
    before = {f["format"]: f for f in with_files(site, no)["files"] if f["face"] == "open"}
    whole = {f: nobody.get(x["url"]).want(200).body for f, x in before.items()}
    assert made["title"] in whole["csv"].decode() and before["csv"]["struck"] == 0
    span = f"/open/v1/releases/{no - 1}..{no}?limit=1000"
    assert made["title"] in nobody.get(span).want(200).body.decode()
    close_opening(site, steward, made)
    got = nobody.get(before["json"]["url"])
    assert got.status == 503 or made["title"] not in got.body.decode(), "withheld at once"

    def anew():
        found = [r for r in nobody.get("/open/v1/releases").want(200).json["items"] if r["no"] == no]
        return {f["format"]: f for f in found[0]["files"] if f["struck"]}
    after = soon(anew)
    assert set(after) == set(before)
    for form, f in after.items():
        body, digest = taken(nobody, f["url"])
        assert (digest, len(body), f["struck"]) == (f["hash"], f["bytes"], 1), f
        assert f["first_hash"] == before[form]["hash"] != f["hash"], f
        if form == "datapackage":
            zipped = zipfile.ZipFile(io.BytesIO(body))
            body = b"".join(zipped.read(n) for n in zipped.namelist())
            assert made["code"] not in zipped.read("items.csv").decode()
        text = body.decode()
        assert made["title"] not in text and made["abstract"] not in text, form
        assert made["code"] in text and "已停止开放" in text and kept["title"] in text, form
    told_ = json.loads(nobody.get(after["json"]["url"]).body)
    mine = [e for e in told_["items"] if e["code"] == made["code"]][0]
    assert mine["items"] == [] and mine["abstract"] is None and told_["entries"] == len(told_["items"])
    objects = {x["object"] for x in site.as_("auditor").get(
        "/api/v1/record?kind=catalogue-change&limit=100").json["items"]
        if x["act"] in ("release-file", "release-reissue")}
    assert {before["csv"]["hash"], after["csv"]["hash"]} <= objects, "both stand on the record"
    page = nobody.get("/releases").want(200).body.decode()
    assert "其中 1 条后来停止开放" in page and before["csv"]["hash"] in page
    full, _ = taken(steward, f"{RELEASES}/{no}/files/csv")
    assert made["title"] in full.decode(), "the offices' own file is as it was"
    for path in (span, f"/releases/{no - 1}..{no}"):
        text = nobody.get(path).want(200).body.decode()
        assert made["title"] not in text and made["code"] in text, "nor told by what changed"
    revised(site, steward, made, **OPENED)
    soon(lambda: {f["struck"] for f in with_files(site, no)["files"]} == {0})
    again, digest = taken(nobody, before["csv"]["url"])
    assert again == whole["csv"] and digest == before["csv"]["hash"], "opened again, the first is back"
    soon(lambda: not on_disk(site, after["csv"]["hash"]))
    assert on_disk(site, before["csv"]["hash"]), "what is served no more is off the disk, the first isn't"


def on_disk(site, name):
    return [p.name for p in (site.dir / "releases").iterdir() if p.name.startswith(name)]


def reissued(site):
    found = site.as_("auditor").get("/api/v1/record?kind=catalogue-change&limit=1000").want(200)
    return [x["object"] for x in found.json["items"] if x["act"] == "release-reissue"]


def test_R28_1_closing_and_opening_one_entry_in_turns_withholds_the_files_once(site):
    site.restart(*AT, "2026-11-23T10:30:00+08:00", "--release-return-minutes", "30")
    steward, nobody = site.as_("steward"), site.nobody()
    made, other = (publish(site, steward, entry(**OPENED)) for _ in range(2))
    no = release(site)["no"]
    first = {f["format"]: f for f in with_files(site, no)["files"] if f["face"] == "open"}
    url = first["csv"]["url"]

    def struck():
        found = [r for r in nobody.get("/open/v1/releases").want(200).json["items"] if r["no"] == no]
        return {f["struck"] for f in found[0]["files"]}
    close_opening(site, steward, made)
    soon(lambda: struck() == {1})
    anew, digest = taken(nobody, url)
    leaves = reissued(site)
    for _ in range(2):
        revised(site, steward, made, **OPENED)
        assert taken(nobody, url) == (anew, digest), "still struck, and given"
        close_opening(site, steward, made)
        assert taken(nobody, url) == (anew, digest), "nothing is withheld"
    time.sleep(2)
    assert struck() == {1} and reissued(site) == leaves, "nor made anew"
    revised(site, steward, made, **OPENED)
    close_opening(site, steward, other)
    assert nobody.get(url).status in (503, 200)
    soon(lambda: struck() == {2})
    both, _ = taken(nobody, url)
    assert made["title"] not in both.decode() and other["title"] not in both.decode()
    site.restart(*AT, "2026-11-23T11:30:00+08:00", "--release-return-minutes", "30")
    nobody = site.nobody()
    soon(lambda: struck() == {1})
    one, _ = taken(nobody, url)
    assert made["title"] in one.decode() and other["title"] not in one.decode()
    soon(lambda: not on_disk(site, digest))


def test_R10_1_what_stood_open_is_counted_by_its_index(site):
    """Anybody may ask for the list of releases: it reads no release's every entry."""
    path = pathlib.Path(__file__).resolve().parents[2] / "src/release/release.sql"
    text = path.read_text().split("-- :name RELEASE_LIST")[1].split("-- :name")[0]
    sql = re.sub(r"^[^\n]*\n--[^\n]*\n", "", text).strip()
    sql = sql.replace(":after", "CAST(NULL AS TEXT)").replace(":limit", "20")
    if site.store == "sqlite":
        with sqlite3.connect(f"file:{site.dir}/main.db?mode=ro", uri=True) as db:
            plan = "\n".join(r[3] for r in db.execute("EXPLAIN QUERY PLAN " + sql))
        assert "COVERING INDEX catalogue_release_entry_open (no=? AND open=?)" in plan, plan
        return
    many = """BEGIN; INSERT INTO catalogue_release_entry (no, resource, version, org, open)
        SELECT 1000 + n / 5000, 'r' || n, 1, 'o', CASE WHEN n % 10 = 0 THEN 1 ELSE 0 END
        FROM generate_series(0, 19999) n; ANALYZE catalogue_release_entry; EXPLAIN """
    plan = subprocess.run(["psql", "-qXAt", site.dsn, "-c", many + sql], check=True,
                          capture_output=True, text=True).stdout
    assert "catalogue_release_entry_open" in plan and "entry_pkey" not in plan, plan


def test_R10_1_a_county_sees_its_own_part_of_a_release(site):
    agency, _, operator, _, _ = of_county(site)
    before = release(site)["no"]
    own, city = listed(site, agency), listed(site, site.as_("steward"))
    no = release(site)["no"]
    region = operator.get("/api/v1/orgs?limit=1000").json["items"]
    region = [o["region"] for o in region if o["id"] == agency.user["org"]["id"]][0] \
        if isinstance(agency.user["org"], dict) else \
        [o["region"] for o in region if o["id"] == agency.user["org"]][0]
    got = changes(operator, before, no, f"?region={region}")
    assert [c["code"] for c in got["items"]] == [own["code"]] and got["total"] == 1, got
    stood = operator.get(f"{RELEASES}/{no}/entries?region={region}&limit=1000").want(200).json
    codes = {e["code"] for e in stood["items"]}
    assert own["code"] in codes and city["code"] not in codes and len(codes) == stood["total"]
    whole = operator.get(f"{RELEASES}/{no}/entries").want(200).json
    assert whole["total"] > stood["total"] > 0
    operator.get(f"{RELEASES}/999/entries").refused(404)
    operator.get(f"{RELEASES}/x/entries").refused(404)


def turns(site):
    return site.as_("operator").get(RELEASES + "/schedule").want(200).json


def turned(site, period):
    for _ in range(200):
        found = [p for p in turns(site)["periods"] if p["period"] == period]
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"nothing of {period}: {turns(site)}")


def told(site, kind):
    items = site.as_("operator").get("/api/v1/notices?limit=200").want(200).json["items"]
    return [n for n in items if n["kind"] == kind]


def soon(look, seconds=20):
    for _ in range(seconds * 20):
        got = look()
        if got:
            return got
        time.sleep(0.05)
    raise AssertionError("nothing came of it")


def test_R10_1_the_clock_releases_once_a_quarter_and_says_when_nothing_changed(site):
    assert turns(site)["periods"][-1]["outcome"] == "begun", "the platform began within a period"
    assert turned(site, "2026-Q4")["outcome"] in ("released", "unchanged")
    assert turns(site)["cycle"] == "quarterly" and turns(site)["next_on"] == "2027-01-01"
    publish(site, site.as_("steward"))
    by_hand = release(site)["no"]
    made = publish(site, site.as_("steward"))
    site.restart(*AT, "2027-01-01T00:05:00+08:00")
    turn = turned(site, "2027-Q1")
    assert turn["outcome"] == "released" and turn["no"] == by_hand + 1, turn
    done = with_files(site, turn["no"])
    assert done["period"] == "2027-Q1" and done["by"] is None, done
    assert [c["code"] for c in changes(site.as_("operator"), by_hand, turn["no"])["items"]] == [
        made["code"]]
    site.restart(*AT, "2027-03-31T23:00:00+08:00")
    time.sleep(1)
    assert site.as_("operator").get(RELEASES).json["items"][0]["no"] == turn["no"]
    site.restart(*AT, "2027-04-01T08:00:00+08:00")
    skipped = turned(site, "2027-Q2")
    assert skipped["outcome"] == "unchanged" and skipped["no"] is None, skipped
    assert site.as_("operator").get(RELEASES).json["items"][0]["no"] == turn["no"]
    found = site.as_("auditor").get("/api/v1/record?kind=catalogue-change&limit=50").json["items"]
    assert [x["object"] for x in found if x["act"] == "release-unchanged"] == ["2027-Q2"], found
    notice = told(site, "release_skipped")[0]
    assert notice["about"] == "2027-Q2" and notice["case"] is None, notice
    assert "没有变化" in notice["text"] and "Nothing changed" in notice["text_en"], notice
    assert "release_skipped" not in [n["kind"] for n in site.as_("steward").get(
        "/api/v1/notices?limit=200").want(200).json["items"]]
    site.as_("operator").post(f"/api/v1/notices/{notice['id']}/read").want(200)
    assert told(site, "release_skipped")[0]["read"] is True


def test_R10_1_another_cycle_is_a_setting_and_two_servers_release_once(site):
    made = publish(site, site.as_("steward"))
    last = site.as_("operator").get(RELEASES).json["items"][0]["no"]
    flags = (*AT, "2027-05-03T08:00:00+08:00", "--release-cycle", "monthly")
    site.restart(*flags)
    others = [Site(site.store, site.dir, site.dsn).start(*flags) for _ in range(2)
              if site.store == "postgresql"]
    turn = turned(site, "2027-05")
    assert turn["outcome"] == "released" and turn["no"] == last + 1, turn
    assert turns(site)["next_on"] == "2027-06-01"
    assert made["code"] in [c["code"] for c in changes(site.as_("operator"), last, last + 1)["items"]]
    time.sleep(6)
    numbers = [r["no"] for r in site.as_("operator").get(RELEASES).json["items"]]
    assert numbers[0] == last + 1 and len(set(numbers)) == len(numbers), numbers
    missed = [n for n in told(site, "release_skipped") if n["about"] == "2027-04"]
    assert not missed, "the second quarter had been looked at in April"
    for other in others:
        other.stop()
    site.stop()
    site.start(*flags[:-1], "fortnightly", wait=False)
    assert site.process.wait(20) != 0, "a cycle nobody knows stops the start"
    site.process.stdout.close()
    site.process = None
    site.start(*flags[:-1], "never")
    assert turns(site)["next_on"] is None and turns(site)["period"] is None


def test_R10_1_what_cannot_be_asked_of_releases(site):
    steward = site.as_("steward")
    no = steward.get(RELEASES).json["items"][0]["no"]
    steward.get(f"{RELEASES}/1..999").refused(404)
    site.nobody().get("/open/v1/releases/1..999").refused(404)
    for bad in ("x", "1..", "..2", "2..1", "1..2x", "1", "1..99999999999999999999"):
        steward.get(f"{RELEASES}/{bad}").refused(400)
        site.nobody().get(f"/open/v1/releases/{bad}").refused(400)
        assert b"<main" in site.nobody().get(f"/releases/{bad}").want(404).body, "a page says so"
    steward.get(f"{RELEASES}/0..{no}?format=xml").refused(400, field="format")
    for bad in ("0", "-1", "x", "99999999999999999999"):
        steward.get(f"{RELEASES}/{bad}/files/csv").refused(404)
        site.nobody().get(f"/open/v1/releases/{bad}/files/csv").refused(404)
    site.as_("operator").post(RELEASES, {"title": "x" * 300}).refused(400, field="title")


def break_releases(site, how):
    """The table of releases takes nothing more, or takes them again."""
    if site.store == "sqlite":
        by_sql(site, "CREATE TRIGGER broken BEFORE INSERT ON catalogue_release BEGIN "
                     "SELECT RAISE(ABORT, 'broken'); END" if how else "DROP TRIGGER broken")
    else:
        by_sql(site, "ALTER TABLE catalogue_release " + (
            "ADD CONSTRAINT broken CHECK (no < 0) NOT VALID" if how else "DROP CONSTRAINT broken"))


def test_R10_1_the_operator_is_told_why_a_release_failed_or_was_missed(site):
    publish(site, site.as_("steward"))
    site.stop()
    break_releases(site, True)
    site.start(*AT, "2028-01-03T08:00:00+08:00")
    notice = soon(lambda: told(site, "release_failed"))[0]
    assert notice["about"] == "2028-Q1" and "2028-Q1" in notice["text"], notice
    assert "重试" in notice["text"] and len(notice["text"]) > 40 < len(notice["text_en"]), notice
    site.restart(*AT, "2028-01-03T09:00:00+08:00")
    break_releases(site, False)
    with_files(site, turned(site, "2028-Q1")["no"])
    assert len(told(site, "release_failed")) == 1, "said once, however often it is tried"
    missed = [n["about"] for n in told(site, "release_skipped")]
    assert missed[:2] == ["2027-Q4", "2027-Q2"], missed
    assert "没有服务器" in told(site, "release_skipped")[0]["text"]


def test_R10_1_the_operator_is_told_when_a_releases_files_cannot_be_written(site):
    folder, aside = site.dir / "releases", site.dir / "releases.aside"
    folder.rename(aside)
    folder.write_text("in the way")
    no = release(site)["no"]
    try:
        notice = soon(lambda: [n for n in told(site, "release_failed") if n["about"] == f"#{no}"])[0]
        assert "releases" in notice["text"] and "releases" in notice["text_en"], notice
    finally:
        folder.unlink()
        aside.rename(folder)
    assert with_files(site, no)["files"], "tried again"


MANY = 20500


def clones(site, made, n):
    """That many entries like it, as the store has them; written while the server is away."""
    where = {"resource": "id = '{}'", "resource_version": "resource = '{}'", "item": "resource = '{}'",
             "portal_dataset": "resource = '{}'"}
    no, seq = (int(site.rows(f"SELECT MAX({c}) FROM resource")[0][0]) for c in ("no", "seq"))
    site.stop()
    for table, of in where.items():
        named = ("SELECT name FROM pragma_table_info('{}')" if site.store == "sqlite" else
                 "SELECT column_name FROM information_schema.columns WHERE table_name = '{}'")
        columns = [c[0] for c in site.rows(named.format(table))]
        new = {"title": "'克隆' || k.i || t.title", "national_code": "NULL",
               "seq": f"{seq} + k.i", "code": "t.code || '-' || k.i"}
        key = {"resource": "id"}.get(table, "resource")
        new[key] = f"substr(t.{key}, 1, 10) || (900000 + k.i)"      # as long as any id
        if table in ("resource", "portal_dataset"):
            new["no"] = f"{no} + k.i"
        if table == "item":
            del new["code"]
        asked = ", ".join(new.get(c, f"t.{c}") for c in columns)
        site.sql(f"WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < {n}) "
                 f"INSERT INTO {table} ({', '.join(columns)}) SELECT {asked} "
                 f"FROM {table} t, k WHERE t.{of.format(made['id'])}")
    site.sql(f"UPDATE catalogue_sequence SET last = last + {n} WHERE name IN ('resource', 'change')")
    site.start(*FLAGS, "--duplicate-minutes", "0")


def test_R28_1_public_files_without_more_than_twenty_thousand_entries_are_made_anew(site):
    """A whole city's portal emptied at once; the last here, for what it leaves behind."""
    made = publish(site, site.as_("steward"), entry(**OPENED))
    kept = publish(site, site.as_("steward"), entry(**OPENED))
    clones(site, made, MANY)
    nobody = site.nobody()
    no = release(site)["no"]
    first = {f["format"]: f for f in with_files(site, no)["files"] if f["face"] == "open"}
    whole = nobody.get(first["csv"]["url"]).want(200).body.decode()
    assert whole.count("克隆") == MANY and whole.count(made["title"]) == MANY + 1
    site.stop()
    gone = "resource IN (SELECT resource FROM resource_version WHERE title LIKE '克隆%')"
    site.sql(f"INSERT INTO portal_gone (resource, at) SELECT resource, 1 FROM portal_dataset WHERE {gone}")
    site.sql(f"UPDATE portal_dataset SET standing = 'held' WHERE {gone}")
    site.start(*FLAGS, "--duplicate-minutes", "0")
    nobody = site.nobody()
    got = nobody.get(first["csv"]["url"])
    assert got.status == 503 or made["title"] not in got.body.decode().replace(made["title"], "", 1)

    def anew():
        found = [r for r in nobody.get("/open/v1/releases").want(200).json["items"] if r["no"] == no]
        return {f["format"]: f for f in found[0]["files"] if f["struck"] == MANY}
    after = soon(anew)
    assert set(after) == set(first)
    for form, f in after.items():
        body, digest = taken(nobody, f["url"])
        assert (digest, len(body)) == (f["hash"], f["bytes"]) and f["first_hash"] == first[form]["hash"], f
    text = nobody.get(after["csv"]["url"]).want(200).body.decode()
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert text.count(made["title"]) == 1 and kept["title"] in text, "its own row alone is left"
    assert sum("已停止开放" in r["title"] for r in rows) == MANY and "克隆" not in text
    told_ = json.loads(nobody.get(after["json"]["url"]).body)
    assert told_["entries"] == len(told_["items"]) and len(told_["items"]) > MANY
