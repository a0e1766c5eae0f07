"""How complete the catalogue is, computed from what stands in it (R44.1)."""
import csv
import io

from gongshu import COMMITMENT, ROWS, SHARED, entry, publish, subscribe, unique, without_none
from test_cases import described, listed, of_county
from test_content import mount

AT = ("--password-days", "0", "--clock")
FLAGS = AT + ("2026-11-23T10:00:00+08:00",)
MADE_AT = "2026-11-20T09:00:00+08:00"
ALL = "/api/v1/completeness"


def org_of(client):
    org = client.user["org"]
    return org["id"] if isinstance(org, dict) else org


def whole(client, query=""):
    return client.get(f"{ALL}?limit=1000{query}").want(200).json


def mine(client):
    found = whole(client)["items"]
    assert len(found) == 1 and found[0]["org"] == org_of(client), found
    return found[0]


def shares(row):
    return {c["check"]: (c["passed"], c["of"]) for c in row["checks"]}


def failing(client, check, query=""):
    got = client.get(f"{ALL}/entries?fails={check}&limit=1000{query}").want(200).json
    assert len(got["items"]) == got["total"]
    return {e["code"]: e for e in got["items"]}


def moved(before, after):
    """What a change did to each share."""
    a, b = shares(before), shares(after)
    return {k: (b[k][0] - a[k][0], b[k][1] - a[k][1]) for k in a if a[k] != b[k]}


def test_R44_1_each_step_of_an_entry_shows_in_its_agencys_figures(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    system = unique("sys")
    start = mine(steward)
    fields = entry(title="渔船检验信息 " + unique(), source_system=system, duty=None, category=None)
    made = described(steward, **fields)
    draft = mine(steward)
    assert moved(start, draft) == {"published": (0, 1)}, moved(start, draft)
    assert made["code"] in failing(steward, "published")
    case = steward.case("catalogue-review", {"resource": made["id"]})
    site.as_("operator").act(case, "approve").want(200)
    stands = mine(steward)
    assert moved(draft, stands) == {"published": (1, 0), "duty": (0, 1), "items": (0, 1),
                                    "core": (0, 1), "data": (0, 1)}, moved(draft, stands)
    told = failing(steward, "core")[made["code"]]
    assert "category" in told["missing"] and told["undescribed"] == 7, told
    assert set(told["failed"]) == {"duty", "items", "core", "data"}, told
    steward.load(made["id"], ROWS)
    assert moved(stands, mine(steward)) == {"data": (1, 0), "timely": (1, 1)}
    loaded = mine(steward)
    subscribe(site, consumer, made)
    assert moved(loaded, mine(steward)) == {"shared": (1, 1)}
    items = [dict(i, description="说明") for i in entry()["items"]]
    steward.patch(f"/api/v1/resources/{made['id']}", {"items": items, "duty": "渔业安全监管"}).want(200)
    case = steward.case("catalogue-review", {"resource": made["id"]})
    site.as_("operator").act(case, "approve").want(200)
    assert moved(loaded, mine(steward))["items"] == (1, 0)
    assert moved(loaded, mine(steward))["duty"] == (1, 0)
    by_system = steward.get(f"{ALL}/systems?limit=1000").want(200).json["items"]
    row = [r for r in by_system if r["system"] == system][0]
    assert row["entries"] == 1 and shares(row)["data"] == (1, 1), row
    mine_only = steward.get(f"{ALL}/entries?system={system}").want(200).json["items"]
    assert [e["code"] for e in mine_only] == [made["code"]] and mine_only[0]["failed"] == ["core"]


def report():
    return entry(title="渔港年度报告 " + unique(), form="file", format="pdf", items=None, update_cycle="daily")


def test_R44_1_files_are_data_of_an_entry_that_is_no_table(site):
    steward = site.as_("steward")
    start = mine(steward)
    made = publish(site, steward, report())
    stands = mine(steward)
    assert moved(start, stands)["data"] == (0, 1) and made["code"] in failing(steward, "data")
    mount(steward, made, (b"%PDF-1.7 report", "a.pdf")).want(201)
    assert moved(stands, mine(steward)) == {"data": (1, 0), "timely": (1, 1)}, moved(stands, mine(steward))
    told = steward.post("/api/v1/completeness/list", {"entries": [made["code"]]}).want(200).json
    assert told["found"] == 1 and "data" not in told["items"][0]["failed"], told


def test_R44_1_a_request_left_late_counts_against_its_provider(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    made = listed(site, steward, **SHARED)
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    before = mine(steward)
    assert made["code"] in failing(steward, "shared"), "nobody was given it yet"
    site.restart(*AT, "2026-12-07T10:00:00+08:00")
    steward = site.as_("steward")
    told = failing(steward, "shared")[made["code"]]
    assert told["late_requests"] == 1, told
    assert shares(mine(steward))["shared"][1] == shares(before)["shared"][1]


def test_R44_1_data_that_outlived_its_cycle_is_named(site):
    steward = site.as_("steward")
    made = publish(site, steward, entry(update_cycle="daily"))
    slow = publish(site, steward, entry(update_cycle="irregular"))
    for one in (made, slow):
        steward.load(one["id"], ROWS)
    paper = publish(site, steward, report())
    mount(steward, paper, (b"%PDF-1.7 report", "a.pdf")).want(201)
    assert not {made["code"], paper["code"]} & set(failing(steward, "timely"))
    site.restart(*AT, "2026-12-14T10:00:00+08:00")
    late = failing(site.as_("steward"), "timely")
    assert {made["code"], paper["code"]} <= set(late) and slow["code"] not in late, late.keys()
    assert late[made["code"]]["update_cycle"] == "daily"


def test_R44_1_the_authority_ranks_all_agencies_and_the_formula_adds_up(site):
    authority = site.as_("authority")
    all_ = whole(authority)
    assert all_["total"] == len(all_["items"]) > 5
    scores = [r["score"] for r in all_["items"]]
    known = [s for s in scores if s is not None]
    assert known == sorted(known, reverse=True) and scores[:len(known)] == known, "none comes last"
    for r in all_["items"]:
        said = [1000 * p // n for p, n in shares(r).values() if n]
        assert r["score"] == (sum(said) // len(said) if said else None), r
        left = {c["check"]: c["of"] - c["passed"] for c in r["checks"]}
        assert (r["next"] is None and not any(left.values())) or left[r["next"]] == max(left.values())
        assert all(c["passed"] <= c["of"] <= r["entries"] for c in r["checks"]), r
    first, last = all_["items"][0], all_["items"][len(known) - 1]
    assert first["rank"] == 1 and last["rank"] > 1
    page = authority.get(f"{ALL}?limit=2").json
    rest = authority.get(f"{ALL}?limit=2&cursor={page['next_cursor']}").json
    assert [r["org"] for r in page["items"] + rest["items"]] == [r["org"] for r in all_["items"]][:4]
    some = [r for r in all_["items"] if r["entries"]][0]
    entries = authority.get(f"{ALL}/entries?org={some['org']}&limit=1000").want(200).json
    assert all(e["org"] == some["org"] and e["failed"] for e in entries["items"])
    told = authority.get(ALL + "/checks").want(200).json
    assert [c["check"] for c in told["items"]] == list(shares(first)) and all(
        c["formula"] and c["formula_en"] and c["advice"] for c in told["items"])


def test_R44_1_files_say_the_same_as_the_pages(site):
    authority, steward = site.as_("authority"), site.as_("steward")
    rows = list(csv.DictReader(io.StringIO(
        authority.get(ALL + "?format=csv").want(200).body.decode("utf-8-sig"))))
    assert [r["org"] for r in rows] == [r["org"] for r in whole(authority)["items"]]
    got = {r["org"]: r for r in rows}[org_of(steward)]
    assert (int(got["data_passed"]), int(got["data_of"])) == shares(mine(steward))["data"]
    file = steward.get(ALL + "/entries?fails=core&format=csv").want(200)
    rows = list(csv.DictReader(io.StringIO(file.body.decode("utf-8-sig"))))
    assert {r["code"]: r["missing"].split() for r in rows} == {
        k: e["missing"] for k, e in failing(steward, "core").items()}


def test_R44_1_one_sees_ones_own_and_an_office_its_region(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    steward.get(f"{ALL}?org={org_of(other)}").refused(403)
    steward.get(f"{ALL}/entries?org={org_of(other)}").refused(403)
    steward.get(f"{ALL}/systems?org={org_of(other)}").refused(403)
    agency, _, operator, county, stranger = of_county(site)
    for office in (operator, county):
        seen = whole(office)["items"]
        assert org_of(agency) in {r["org"] for r in seen} and len({r["region"] for r in seen}) == 1
        assert org_of(steward) not in {r["org"] for r in seen}
    assert whole(county, f"&org={org_of(steward)}")["total"] == 0, "another region's is empty"
    assert org_of(agency) not in {r["org"] for r in whole(stranger)["items"]}
    region = whole(county)["items"][0]["region"]
    assert {r["region"] for r in whole(site.as_("authority"), f"&region={region}")["items"]} == {region}
    site.nobody().get(ALL).refused(401)


def test_R44_1_what_cannot_be_asked_of_completeness(site):
    authority = site.as_("authority")
    authority.get(ALL + "/entries?fails=beauty").refused(400, field="fails")
    authority.get(ALL + "?format=xml").refused(400, field="format")
    authority.get(ALL + "/entries?format=xml").refused(400, field="format")
    authority.get(ALL + "/systems").refused(400, field="org")
    assert authority.get(ALL + "?org=none").want(200).json["total"] == 0


def test_R44_1_a_projects_own_list_is_checked_entry_by_entry_as_answer_and_file(site):
    """By code, national code, id or system; what isn't there is named, once."""
    steward, system = site.as_("steward"), "项目系统 " + unique()
    whole = publish(site, steward, entry(duty="许可管理", category="301"))
    lacking = publish(site, steward, entry(category=None, duty=None))
    of_system = steward.post("/api/v1/resources", without_none(entry(source_system=system))).want(201).json
    body = {"entries": [whole["national_code"], lacking["code"], lacking["id"], "nowhere-1", "nowhere-1"],
            "systems": [system, "没有的系统"]}
    got = steward.post("/api/v1/completeness/list", body).want(200).json
    told = {i["resource"]: i for i in got["items"]}
    assert set(told) == {whole["id"], lacking["id"], of_system["id"]} and got["found"] == 3, got
    assert {"duty", "core", "items"} <= set(told[lacking["id"]]["failed"]), told[lacking["id"]]
    assert "category" in told[lacking["id"]]["missing"], told[lacking["id"]]
    assert not {"published", "duty"} & set(told[whole["id"]]["failed"]), told[whole["id"]]
    assert told[of_system["id"]]["failed"] == ["published"], "a draft"
    assert got["complete"] == sum(not i["failed"] for i in got["items"])
    assert got["unknown"] == ["nowhere-1", "没有的系统"], got["unknown"]
    file = steward.post("/api/v1/completeness/list?format=csv", body).want(200)
    rows = list(csv.DictReader(io.StringIO(file.body.decode("utf-8-sig"))))
    assert {r["code"] for r in rows} == {whole["code"], lacking["code"], of_system["code"], "nowhere-1", "没有的系统"}
    other = site.as_("steward", 1).post("/api/v1/completeness/list", body).want(200).json
    assert other["items"] == [] and lacking["code"] in other["unknown"], "another agency's isn't there"
    assert len(site.as_("operator").post("/api/v1/completeness/list", body).want(200).json["items"]) == 3
    steward.post("/api/v1/completeness/list", {}).refused(400, field="entries")
    steward.post("/api/v1/completeness/list", {"entries": [1]}).refused(400, field="entries[0]")
    steward.post("/api/v1/completeness/list?format=doc", body).refused(400, field="format")
