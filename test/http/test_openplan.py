"""The plan of what is to be opened (R29.1)."""
import csv
import io

from gongshu import entry, publish, unique, without_none
from test_cases import of_county
from test_completeness import org_of
from test_reform import agency, reform

PLAN = "/api/v1/opening-plan"
AT = ("--password-days", "0", "--clock")
FLAGS = AT + ("2026-11-23T10:00:00+08:00",)
MADE_AT = "2026-11-20T09:00:00+08:00"
OPENED = {"open_type": "conditional", "open_conditions": "实名申请"}


def planned(client, **fields):
    return client.post(PLAN, {"theme": "environment", "way": "conditional", "due_on": "2026-12-01",
                              "title": "拟开放 " + unique(), **fields})


def found(client, line, query=""):
    items = client.get(f"{PLAN}?limit=1000{query}").want(200).json["items"]
    return [x for x in items if x["id"] == line["id"]]


def progress(client, by, value):
    items = client.get(f"{PLAN}/progress?by={by}&limit=1000").want(200).json["items"]
    got = [x for x in items if x["value"] == value]
    return (got[0]["total"], got[0]["opened"], got[0]["late"]) if got else (0, 0, 0)


def test_R29_1_a_line_becomes_opened_when_its_entry_stands_on_the_portal(site):
    steward, nobody = site.as_("steward"), site.nobody()
    org = org_of(steward)
    before = progress(steward, "org", org), progress(steward, "theme", "environment")
    line = planned(steward, note="先开放名录").want(201).json
    assert (line["state"], line["org"], line["by"]) == ("planned", org, steward.user["name"]), line
    assert progress(steward, "org", org)[0] == before[0][0] + 1
    made = publish(site, steward, entry(**OPENED))
    now = steward.patch(f"{PLAN}/{line['id']}", {"resource": made["code"]}).want(200).json
    assert now["resource"] == made["id"] and now["revision"] == 2 and now["note"] == "先开放名录"
    assert now["state"] == "opened", "one line says what the list says"
    shown = found(steward, line)[0]
    assert (shown["state"], shown["code"], shown["opened_on"]) == (
        "opened", made["code"], "2026-11-23"), shown
    assert progress(steward, "org", org) == (before[0][0] + 1, before[0][1] + 1, before[0][2])
    assert progress(steward, "theme", "environment")[1] == before[1][1] + 1
    public = nobody.get(f"/open/v1/opening-plan?org={org}&state=opened&limit=1000").want(200).json
    assert made["code"] in [x["code"] for x in public["items"]], public


def test_R29_1_a_line_that_is_not_opened_in_time_is_late_on_its_own(site):
    steward = site.as_("steward")
    line = planned(steward, due_on="2026-11-30").want(201).json
    assert found(steward, line)[0]["state"] == "planned"
    late = progress(steward, "org", org_of(steward))[2]
    site.restart(*AT, "2026-12-01T08:00:00+08:00")
    steward = site.as_("steward")
    assert found(steward, line, "&state=late")[0]["state"] == "late"
    assert progress(steward, "org", org_of(steward))[2] > late
    now = steward.patch(f"{PLAN}/{line['id']}", {"due_on": "2027-03-01"}).want(200).json
    assert now["state"] == "planned" and not found(steward, line, "&state=late")
    site.restart(*AT, "2026-12-01T09:00:00+08:00")


def test_R29_1_everybody_sees_the_plan_by_domain_and_agency_without_script(site):
    steward, nobody = site.as_("steward"), site.nobody()
    hidden = publish(site, steward, entry())
    line = planned(steward, title="湿地名录 <b>" + unique(), resource=hidden["id"], note="内部说明",
                   due_on="2027-06-30").want(201).json
    page = nobody.get("/plan").want(200).body.decode()
    assert line["title"].replace("<b>", "&lt;b&gt;") in page and "内部说明" not in page
    assert hidden["code"] not in page and "2027年6月30日" in page and "生态环境" in page
    told = nobody.get(f"/open/v1/opening-plan?org={org_of(steward)}&limit=1000").want(200).json
    mine = [x for x in told["items"] if x["title"] == line["title"]][0]
    assert mine["code"] is None and "note" not in mine and "by" not in mine, mine
    by_org = nobody.get("/open/v1/opening-plan/progress?by=org&limit=1000").want(200).json["items"]
    assert org_of(steward) in [x["value"] for x in by_org]
    assert "Opening plan" in nobody.get("/plan?lang=en").want(200).body.decode()
    days = [x["due_on"] for x in told["items"]]
    assert days == sorted(days), "by the day it is due"


def test_R29_1_a_drafts_title_is_not_told_by_the_plan_until_it_is_published(site):
    steward, nobody, word = site.as_("steward"), site.nobody(), unique("secret")
    title = "湿地" + word
    draft = steward.post("/api/v1/resources", without_none(entry(
        **OPENED, title=title))).want(201).json
    line = planned(steward, title=None, resource=draft["id"], due_on="2027-09-30").want(201).json
    org = org_of(steward)

    def told():
        got = nobody.get(f"/open/v1/opening-plan?org={org}&limit=1000").want(200)
        return word in got.body.decode(), [x for x in got.json["items"]
                                           if x["due_on"] == "2027-09-30"][0]
    named, shown = told()
    assert not named and shown["title"] is None and shown["code"] is None, shown
    assert (shown["theme"], shown["org"], shown["state"]) == ("environment", org, "planned"), shown
    page = nobody.get("/plan").want(200).body.decode()
    assert word not in page and "目录发布后公布名称" in page and "2027年9月30日" in page
    by_word = nobody.get(f"/open/v1/opening-plan?q={word}").want(200).json
    assert (by_word["total"], by_word["items"]) == (0, []), "nor is it found by its title"
    assert found(steward, line)[0]["title"] == title, "the offices see it"
    assert found(steward, line, f"&q={word}")
    case = steward.case("catalogue-review", {"resource": draft["id"]})
    assert not told()[0], "a review is no publication"
    site.as_("operator").act(case, "approve").want(200)
    if steward.get(f"/api/v1/resources/{draft['id']}").json["state"] != "published":
        site.as_("authority").act(case, "approve").want(200)
    assert told()[1]["title"] == title and word in nobody.get("/plan").body.decode()


def test_R29_1_a_dropped_line_keeps_its_reason_and_counts_no_more(site):
    steward = site.as_("steward")
    line = planned(steward).want(201).json
    total = progress(steward, "org", org_of(steward))[0]
    steward.post(f"{PLAN}/{line['id']}/drop", {}).refused(400, field="reason")
    assert steward.post(f"{PLAN}/{line['id']}/drop", {"reason": "涉及个人信息"}).want(200).json["state"] == "dropped"
    assert progress(steward, "org", org_of(steward))[0] == total - 1
    assert not found(steward, line) and found(steward, line, "&state=dropped")[0]["reason"] == "涉及个人信息"
    steward.post(f"{PLAN}/{line['id']}/drop", {"reason": "再次"}).refused(409)
    steward.patch(f"{PLAN}/{line['id']}", {"title": "改名"}).refused(409)
    site.nobody().get("/open/v1/opening-plan?state=dropped").refused(400, field="state")


def test_R29_1_who_may_write_the_plan(site):
    steward, other, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    line = planned(steward).want(201).json
    other.patch(f"{PLAN}/{line['id']}", {"title": "改名"}).refused(403, article="29")
    other.post(f"{PLAN}/{line['id']}/drop", {"reason": "x"}).refused(403, article="29")
    planned(other, org=org_of(steward)).refused(403, article="29")
    assert planned(authority, org=org_of(steward)).want(201).json["org"] == org_of(steward)
    authority.patch(f"{PLAN}/{line['id']}", {"way": "unconditional"}).want(200)
    agency, _, operator, county, stranger = of_county(site)
    planned(county, org=org_of(agency)).want(201)
    planned(operator, org=org_of(agency)).want(201)
    planned(stranger, org=org_of(agency)).refused(403, article="29")
    planned(county, org=org_of(steward)).refused(403, article="29")
    planned(site.as_("auditor"), org=org_of(steward)).refused(403)
    planned(site.nobody()).refused(401)
    found_ = site.as_("auditor").get("/api/v1/record?kind=open-data&limit=100").want(200).json["items"]
    assert {"plan-added", "plan-changed"} <= {x["act"] for x in found_ if x["object"] == line["id"]}


def test_R29_1_what_cannot_be_planned(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    theirs, mine = publish(site, other), publish(site, steward)
    planned(steward, theme="beauty").refused(400, field="theme")
    planned(steward, way="none").refused(400, field="way")
    planned(steward, due_on="2026-13-01").refused(400, field="due_on")
    planned(steward, due_on="2026-11-22").refused(400, field="due_on")
    planned(steward, resource=theirs["id"]).refused(400, field="resource")
    planned(steward, resource="nowhere").refused(400, field="resource")
    planned(steward, title=None).refused(400, field="title")
    planned(site.as_("authority"), org="nobody").refused(400, field="org")
    assert planned(steward, title=None, resource=mine["code"]).want(201).json["title"] == mine["title"]
    steward.patch(f"{PLAN}/none", {"title": "x"}).refused(404)
    line = planned(steward).want(201).json
    steward.patch(f"{PLAN}/{line['id']}", {"due_on": "2020-01-01"}).refused(400, field="due_on")
    assert steward.patch(f"{PLAN}/{line['id']}", {"due_on": "2026-12-31"}).want(200).json["revision"] == 2
    steward.get(PLAN + "?state=soon").refused(400, field="state")
    steward.get(PLAN + "?format=xml").refused(400, field="format")
    steward.get(PLAN + "/progress?by=moon").refused(400, field="by")
    rows = list(csv.DictReader(io.StringIO(steward.get(
        PLAN + "?format=csv").want(200).body.decode("utf-8-sig"))))
    assert len(rows) == steward.get(PLAN).json["total"] and rows[0]["due_on"], rows[:1]
    page = steward.get(PLAN + "?limit=2").json
    rest = steward.get(f"{PLAN}?limit=2&cursor={page['next_cursor']}").json
    assert not {x["id"] for x in page["items"]} & {x["id"] for x in rest["items"]}


def test_R29_1_the_plan_of_a_merged_agency_goes_along_and_can_be_kept(site):
    (a, one), (b, two) = agency(site), agency(site)
    line, dropped = planned(one).want(201).json, planned(one).want(201).json
    one.post(f"{PLAN}/{dropped['id']}/drop", {"reason": "重复"}).want(200)
    site.as_("sysadmin").post(f"/api/v1/orgs/{a['id']}/merge", {"into": b["id"]}).want(200)
    assert found(two, line)[0]["org"] == b["id"]
    assert found(two, dropped, "&state=dropped")[0]["org"] == b["id"]
    assert progress(two, "org", a["id"]) == (0, 0, 0) and progress(two, "org", b["id"])[0] == 1
    assert two.patch(f"{PLAN}/{line['id']}", {"due_on": "2027-03-01"}).want(200).json["org"] == b["id"]
    two.post(f"{PLAN}/{line['id']}/drop", {"reason": "职能调整"}).want(200)


def test_R29_1_a_line_follows_its_entry_to_another_agency(site):
    (a, one), (b, two) = agency(site), agency(site)
    made = publish(site, one, entry(**OPENED))
    goes = planned(one, resource=made["id"]).want(201).json
    stays = planned(one).want(201).json
    reform(site, "split", a, parts=[{"into": b["id"], "resources": [made["id"]]}])
    assert (found(two, goes)[0]["org"], found(two, stays)[0]["org"]) == (b["id"], a["id"])
    two.patch(f"{PLAN}/{goes['id']}", {"note": "由新机构开放"}).want(200)
    one.patch(f"{PLAN}/{goes['id']}", {"note": "x"}).refused(403, article="29")


def test_R29_1_an_office_drops_what_a_closed_agency_had_planned(site):
    a, steward = agency(site)
    line = planned(steward).want(201).json
    authority, county = site.as_("authority"), of_county(site)[3]
    site.as_("sysadmin").post(f"/api/v1/orgs/{a['id']}/close").want(200)
    authority.patch(f"{PLAN}/{line['id']}", {"title": "改名"}).refused(400, field="org")
    planned(authority, org=a["id"]).refused(400, field="org")
    drop = f"{PLAN}/{line['id']}/drop"
    county.post(drop, {"reason": "机构撤销"}).refused(403, article="29")
    site.as_("steward").post(drop, {"reason": "机构撤销"}).refused(403, article="29")
    assert authority.post(drop, {"reason": "机构撤销"}).want(200).json["state"] == "dropped"
    assert progress(authority, "org", a["id"]) == (0, 0, 0)
