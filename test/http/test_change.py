"""A law or a duty changes, and entries follow (R10.2)."""
from gongshu import SHARED, unique, without_none
from test_account import GOOD, fresh
from test_cases import described, listed, of_county

AT = ("--password-days", "0", "--clock")
FLAGS = AT + ("2026-11-23T10:00:00+08:00",)
MADE_AT = "2026-11-20T09:00:00+08:00"


def register(client, **fields):
    return client.post("/api/v1/catalogue/changes", {"ground": "law", "event_on": "2026-11-16",
                                                     "instrument": "测试条例", **fields})


def entry_of(client, change):
    return client.get(f"/api/v1/catalogue/changes/{change['id']}/entries").want(200).json["items"][0]


def test_R10_2_the_term_runs_from_the_change_itself_not_from_its_registration(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = listed(site, steward)
    change = register(operator, resources=[made["code"]]).want(201).json
    assert (change["entries"], change["due"], change["late"]) == (1, 1, 0), change
    item = entry_of(operator, change)
    assert item["resource"] == made["id"] and item["due_on"] == "2026-12-07", item
    case = steward.get(f"/api/v1/cases/{item['case']}").want(200).json
    assert case["state"] == "due" and case["term"]["from"] == "2026-11-16", case
    assert case["term"]["article"] == "10" and case["term"]["owes"] == "provider"
    assert case["papers"]["ground"] == "law" and case["papers"]["instrument"] == "测试条例"
    assert item["case"] in [c["id"] for c in steward.get("/api/v1/work?limit=1000").json["items"]]


def test_R10_2_an_update_that_passes_review_settles_it_and_one_returned_does_not(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = listed(site, steward)
    case = entry_of(operator, register(operator, resources=[made["id"]]).want(201).json)["case"]
    steward.patch(f"/api/v1/resources/{made['id']}", {"abstract": "按新条例改写"}).want(200)
    review = steward.case("catalogue-review", {"resource": made["id"]})
    now = steward.get(f"/api/v1/cases/{case}").json
    assert now["state"] == "in_review" and now["history"][-1]["act"] == "correct", now
    assert now["history"][-1]["actor"] == "platform", "seen, not ticked by hand"
    operator.act(review, "return", reason="摘要不完整").want(200)
    now = steward.get(f"/api/v1/cases/{case}").json
    assert now["state"] == "due" and now["term"]["due_on"] == "2026-12-07", "the clock goes on"
    steward.act(review, "submit").want(200)
    operator.act(review, "approve").want(200)
    now = steward.get(f"/api/v1/cases/{case}").json
    assert now["state"] == "updated" and now["ended"], now


def test_R10_2_a_review_given_up_before_it_began_holds_no_later_one_back(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = listed(site, steward)
    case = entry_of(operator, register(operator, resources=[made["id"]]).want(201).json)["case"]
    steward.patch(f"/api/v1/resources/{made['id']}", {"share_type": "conditional"}).want(200)
    draft = steward.case("catalogue-review", {"resource": made["id"]})
    assert draft["state"] == "draft", draft["state"]
    steward.act(draft, "cancel").want(200)
    assert steward.get(f"/api/v1/cases/{case}").json["state"] == "due"
    steward.patch(f"/api/v1/resources/{made['id']}", {"share_type": "unconditional"}).want(200)
    review = steward.case("catalogue-review", {"resource": made["id"]})
    assert steward.get(f"/api/v1/cases/{case}").json["state"] == "in_review"
    operator.act(review, "approve").want(200)
    assert steward.get(f"/api/v1/cases/{case}").json["state"] == "updated"


def test_R10_2_that_nothing_changes_is_decided_by_the_operator(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = listed(site, steward)
    case = {"id": entry_of(operator, register(operator, resources=[made["id"]]).json)["case"]}
    steward.act(case, "no_change").refused(422, field="papers.reason")
    steward.act(case, "no_change", reason="条款不涉及本目录").want(200)
    steward.act(case, "approve").refused(403)
    operator.act(case, "return", reason="第三条涉及").want(200)
    steward.act(case, "no_change", reason="第三条只涉及纸质材料").want(200)
    assert operator.act(case, "approve").want(200).json["state"] == "unchanged"


def test_R10_2_all_entries_of_an_agency_are_named_at_once_and_late_ones_shown(site):
    steward, authority = site.as_("steward"), site.as_("authority")
    org = steward.user["org"]["id"] if isinstance(steward.user["org"], dict) else steward.user["org"]
    listed(site, steward)
    stands = steward.get(f"/api/v1/resources?org={org}&state=published&limit=1").json["total"]
    change = register(authority, ground="duty", org=org, event_on="2026-10-30").want(201).json
    assert change["entries"] == stands == change["late"], change
    late = authority.get("/api/v1/cases?process=catalogue-change&late=true&limit=1000").json
    assert change["entries"] <= late["total"]
    found = authority.get("/api/v1/catalogue/changes").want(200).json["items"][0]
    assert found == change, found
    site.as_("steward", 1).get(f"/api/v1/catalogue/changes/{change['id']}/entries?limit=1").want(200)


def test_R10_2_what_cannot_be_registered(site):
    steward, other, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made = listed(site, steward)
    register(operator).refused(400, field="org")
    register(operator, org="x", resources=[made["id"]]).refused(400, field="resources")
    register(operator, resources=[made["id"]], ground="whim").refused(400, field="ground")
    register(operator, resources=[made["id"]], event_on="2026-13-01").refused(400, field="event_on")
    register(operator, resources=[made["id"]], event_on="2026-11-24").refused(400)
    register(operator, resources=["nowhere"]).refused(404)
    register(other, resources=[made["id"]]).refused(403, article="10")
    draft = described(steward, **SHARED)
    register(steward, resources=[draft["id"]]).refused(409)
    register(operator, org="no-such-agency").refused(409, field="org")
    operator.get("/api/v1/catalogue/changes/none").refused(404)
    operator.get("/api/v1/catalogue/changes/none/entries").refused(404)
    before = operator.get("/api/v1/catalogue/changes").json["total"]
    register(operator, resources=[made["id"], "nowhere"]).refused(404)
    assert operator.get("/api/v1/catalogue/changes").json["total"] == before, "all or nothing"
    steward.post("/api/v1/cases", without_none({
        "process": "catalogue-change", "subject": {"resource": made["id"]},
        "papers": {"ground": "whim", "event_on": "2026-11-16"}})).refused(400, field="papers.ground")


def test_R10_2_a_countys_office_registers_for_its_county_alone(site):
    agency, _, operator, authority, stranger = of_county(site)
    made = listed(site, site.as_("steward"))
    for office in (operator, authority):
        register(office, resources=[made["id"]]).refused(403, article="10")
        office.post("/api/v1/cases", {
            "process": "catalogue-change", "subject": {"resource": made["id"]},
            "papers": {"ground": "law", "event_on": "2026-11-16"}}).refused(403)
    own = described(agency)
    case = agency.case("catalogue-review", {"resource": own["id"]})
    operator.act(case, "summarise").want(200)
    site.as_("operator").act(case, "approve").want(200)
    register(stranger, resources=[own["id"]]).refused(403, article="10")
    change = register(authority, resources=[own["id"]]).want(201).json
    case = entry_of(authority, change)["case"]
    operator.act(case, "cancel").refused(403)
    assert authority.act(case, "cancel").want(200).json["state"] == "cancelled"


def person_with(site, org, *roles):
    name = unique("two").replace("_", ".")
    made = site.as_("sysadmin").post("/api/v1/users", {"name": name, "title": "甲",
                                                       "org": org}).want(201).json
    site.as_("secadmin").call("PUT", f"/api/v1/users/{made['id']}/roles",
                              json_body={"roles": list(roles)}).want(200)
    client = fresh(site).sign_in(name, made["secret"])
    client.call("PUT", "/api/v1/password",
                json_body={"current": made["secret"], "password": GOOD}).want(204)
    return client


def test_R10_2_another_decides_than_says_that_nothing_changes(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = listed(site, steward)
    both = person_with(site, site.account("steward")["org"], "steward", "operator")
    case = {"id": entry_of(operator, register(operator, resources=[made["id"]]).json)["case"]}
    both.act(case, "no_change", reason="条款不涉及").want(200)
    both.act(case, "approve").refused(403, "case-own-cause")
    assert operator.act(case, "approve").want(200).json["state"] == "unchanged"


def test_R10_2_the_public_neither_registers_changes_nor_reads_them(site):
    made = listed(site, site.as_("steward"))
    change = register(site.as_("operator"), resources=[made["id"]]).want(201).json
    for who in (site.as_("citizen"), site.nobody()):
        assert register(who, resources=[made["id"]]).status in (401, 403)
        for path in ("", f"/{change['id']}", f"/{change['id']}/entries"):
            got = who.get(f"/api/v1/catalogue/changes{path}")
            assert got.status in (401, 403), (path, got.status, got.body[:200])


def test_an_office_is_no_steward_in_cases_that_agencies_bring(site):
    steward = site.as_("steward")
    made = listed(site, steward)
    clerk = person_with(site, site.account("steward")["org"], "operator")
    case = steward.get(f"/api/v1/cases?resource={made['id']}&process=catalogue-review").json[
        "items"][0]
    clerk.act(case, "retire", reason="不再采集").refused(403, "case-not-yours")
    assert steward.get(f"/api/v1/resources/{made['id']}").json["state"] == "published"


def test_R10_2_an_agency_registers_its_own_change_and_takes_it_back(site):
    steward = site.as_("steward")
    made = listed(site, steward)
    case = steward.case("catalogue-change", {"resource": made["id"]}, ground="open_type",
                        event_on="2026-11-20")
    assert case["state"] == "due" and case["term"]["by"] == "house", case
    assert steward.act(case, "cancel").want(200).json["state"] == "cancelled"
    draft = steward.case("catalogue-change", {"resource": made["id"]}, ground="law")
    assert draft["state"] == "draft" and draft["missing"] == ["event_on"], draft
    sent = steward.act(draft, "submit", event_on="2026-11-16").want(200).json
    assert sent["term"]["due_on"] == "2026-12-07", sent["term"]
