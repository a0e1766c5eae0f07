"""Data of another level or region is obtained by one's own authority, or by the one
above it; within one node (R22.1)."""
from gongshu import LEFT_OUT, ROWS, SHARED, entry, publish, unique
from test_cases import of_county

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00")
LAW = {"law": "中华人民共和国个人信息保护法", "level": "law", "article": "第十条"}


def org_of(client):
    org = client.user["org"]
    return org["id"] if isinstance(org, dict) else org


def ask(client, **over):
    papers = {"demand": "邻县医保参保记录 " + unique("c"), "scope": "其他县（市、区）", "scenario": "异地就医结算",
              "commitment": True, "reason": "本级平台没有该数据", **over}
    return client.post("/api/v1/cases", {"process": "coordination", "subject": {},
                                         "papers": {k: v for k, v in papers.items() if v is not None}})


def shown(client, case):
    return client.get(f"/api/v1/cases/{case['id']}").want(200).json


def counties(site):
    """An agency of one county with its offices, and a steward of another county."""
    agency, _, operator, authority, _ = of_county(site)
    names = [a["name"] for a in site.accounts["accounts"] if "steward" in a["roles"]]
    own = [a["name"] for a in site.accounts["accounts"] if a["name"] == agency.user["name"]][0]
    other = [n for n in names if n.endswith(".steward") and n.count(".") == 2
             and n.split(".")[1] != own.split(".")[1]][0]
    return agency, operator, authority, site.as_("steward", names.index(other))


def county_entry(site, holder, **over):
    made = holder.post("/api/v1/resources", {k: v for k, v in entry(**SHARED, **over).items() if v is not None}).want(201).json
    case = holder.case("catalogue-review", {"resource": made["id"]})
    county = holder.user["name"].split(".")[1]
    users = site.accounts["accounts"]

    def office(role):
        names = [a["name"] for a in users if role in a["roles"]]
        return site.as_(role, names.index(f"{role}.{county}"))
    office("operator").act(case, "summarise").want(200)
    site.as_("operator").act(case, "approve").want(200)
    office("authority").act(case, "approve").want(200)
    holder.load(made["id"], ROWS)
    return made


def test_R22_1_the_own_authority_coordinates_or_passes_it_up(site):
    agency, _, authority, _ = counties(site)
    case = ask(agency).want(201).json
    seen = shown(authority, case)
    assert seen["state"] == "own_authority" and seen["term"]["owes"] == "county_authority", seen["term"]
    assert seen["term"]["due_on"] == "2026-12-07" and seen["term"]["article"] is None
    site.as_("authority").act(case, "forward").refused(403)
    up = authority.act(case, "forward", reason="涉及外县").want(200).json
    assert up["state"] == "upper_authority" and up["term"]["owes"] == "city_authority", up["term"]
    assert up["term"]["due_on"] == "2026-12-21"
    authority.act(case, "close", reason="x").refused(403)
    out = site.as_("authority").act(case, "forward", source="省大数据管理机构", event_on="2026-11-20").want(200).json
    assert out["state"] == "outside" and out["term"]["owes"] == "city_authority"
    assert out["history"][-1]["event_at"].startswith("2026-11-20"), out["history"][-1]


def test_R22_1_what_comes_from_outside_is_registered_and_no_grant_is_made_up(site):
    agency, operator, authority, _ = counties(site)
    case = ask(agency).want(201).json
    authority.act(case, "obtain", source="省级平台").refused(422, field="papers.statement")
    now = authority.act(case, "obtain", source="省级平台接口", statement="仅用于异地结算", event_on="2026-11-20").want(200).json
    assert now["state"] == "provided" and now["term"]["owes"] == "county_operator", now["term"]
    assert now["term"]["due_on"] == "2026-11-23", now["term"]
    site.as_("operator").act(case, "open", statement="x").refused(403)
    operator.act(case, "open").refused(422, field="papers.statement")
    done = operator.act(case, "open", statement="经省级平台接口调用").want(200).json
    assert done["state"] == "closed" and done["ended"]
    grants = agency.get(f"/api/v1/grants?org={org_of(agency)}&limit=1000").json["items"]
    assert case["id"] not in [g["case"] for g in grants]


def test_R22_1_an_entry_of_another_county_is_asked_of_its_holder_and_then_granted(site):
    agency, operator, authority, holder = counties(site)
    made = county_entry(site, holder)
    agency.post("/api/v1/cases", {"process": "share-request", "subject": {"resource": made["id"]}, "papers": {
        "purpose": "p", "scenario": "s", "commitment": True}}).refused(403, "share-elsewhere")
    case = ask(agency, entry=made["code"]).want(201).json
    holder.get(f"/api/v1/cases/{case['id']}").refused(404)
    authority.act(case, "forward").want(200)
    city = site.as_("authority")
    city.act(case, "ask").refused(422, field="papers.entry")
    city.act(case, "ask", entry="no-such").refused(400, field="papers.entry")
    asked = city.act(case, "ask", entry=made["code"]).want(200).json
    assert asked["state"] == "at_holder" and asked["term"]["owes"] == "provider", asked["term"]
    holder.act(case, "agree", conditions={"items": ["no-such"]}).refused(400)
    holder.act(case, "agree", conditions={}).refused(400, "grant-conditions-none", field="conditions")
    fewer, why, law = {"items": ["permit_no", "holder"]}, LEFT_OUT["reason"], LEFT_OUT["basis"]
    agree = lambda **papers: holder.post(f"/api/v1/cases/{case['id']}/acts", {"act": "agree", "papers": papers})
    said = agree(conditions=fewer).refused(422, "share-left-out", field="papers.reason")
    assert said.json["article"] == "22", said.json
    now = agree(conditions=fewer, reason=why, basis=law).want(200).json
    assert now["state"] == "provided", now
    assert operator.act(case, "open").want(200).json["state"] == "closed"
    grant = agency.get(f"/api/v1/grants?resource={made['id']}").json["items"][0]
    assert grant["left_out"] == {"reason": why, **law, "article": "6"}, grant["left_out"]
    assert agency.get(f"/api/v1/cases/{case['id']}").json["came_to"] == grant["case"], grant
    for client in (agency, holder, authority, city, operator):
        into = client.get(f"/api/v1/cases/{case['id']}").want(200).json.get("came_to")
        there = client.get(f"/api/v1/cases/{grant['case']}")
        assert (into == grant["case"], there.status) in ((True, 200), (False, 404)), client.user
    assert grant["state"] == "open", grant
    assert grant["org"] == org_of(agency) and grant["items"] == ["permit_no", "holder"]
    public = agency.get(f"/api/v1/active-grants?resource={made['id']}").want(200).json["items"]
    assert [(g["process"], g["article"]) for g in public] == [("coordination", "22")], public
    share = {"id": grant["case"]}
    seen = agency.get(f"/api/v1/cases/{share['id']}").want(200).json
    assert seen["state"] == "open" and seen["history"][-1]["article"] == "22", seen["history"]
    assert {a["act"] for a in seen["acts"]} == {"close"}, seen["acts"]
    city.act(share, "suspend", reason="核查用途").want(200)
    assert agency.get(f"/api/v1/grants/{grant['id']}").json["state"] == "suspended"
    authority.act(share, "resume", reason="x").refused(403)
    city.act(share, "resume", reason="核查完毕").want(200)
    holder.act(share, "revoke", reason="用途不符", basis=LAW).want(200)
    assert agency.get(f"/api/v1/grants/{grant['id']}").json["state"] == "ended"


def test_R22_1_what_was_obtained_for_a_time_is_carried_on_by_a_request(site):
    agency, operator, authority, holder = counties(site)
    made = county_entry(site, holder)
    case = ask(agency, entry=made["code"]).want(201).json
    authority.act(case, "forward").want(200)
    site.as_("authority").act(case, "ask", entry=made["code"]).want(200)
    holder.act(case, "agree", conditions={"valid_until": "2099-01-01"}).want(200)
    operator.act(case, "open").want(200)
    grant = agency.get(f"/api/v1/grants?resource={made['id']}").json["items"][0]
    papers = {"purpose": "p", "scenario": "s", "commitment": True}
    renewal = agency.case("share-request", {"resource": made["id"]}, **papers, renews=grant["id"])
    assert renewal["state"] == "at_county", renewal["state"]
    authority.act(renewal, "forward").want(200)
    site.as_("operator").act(renewal, "accept").want(200)
    done = holder.act(renewal, "agree").want(200).json
    assert done["state"] == "open", done["state"]
    assert agency.get(f"/api/v1/grants/{grant['id']}").json["renewed_by"]


def test_R22_1_a_holder_that_refuses_says_why_and_the_authority_goes_on(site):
    agency, _, authority, holder = counties(site)
    made = county_entry(site, holder)
    case = ask(agency).want(201).json
    authority.act(case, "ask", entry=made["code"]).want(200)
    holder.act(case, "refuse", reason="涉密").refused(422, field="papers.basis")
    back = holder.act(case, "refuse", reason="依法保密", basis=LAW).want(200).json
    assert back["state"] == "own_authority", back["state"]
    authority.act(case, "close").refused(422, field="papers.reason")
    done = authority.act(case, "close", reason="持有机构不同意", basis=LAW).want(200).json
    assert done["state"] == "not_obtained" and done["ended"]


def test_R22_1_what_the_own_platform_gives_is_subscribed_to_instead(site):
    agency, _, authority, _ = counties(site)
    city = site.as_("steward")
    made = publish(site, city, entry(**SHARED))
    ask(agency, entry=made["code"]).refused(409, "coordination-subscribe", field="papers.entry")
    case = ask(agency).want(201).json
    authority.act(case, "ask", entry=made["code"]).refused(409, "coordination-subscribe")
    ask(site.as_("operator")).refused(403)
    assert ask(agency, commitment=None).want(201).json["state"] == "draft"


def test_R22_1_a_city_agencys_need_goes_to_the_citys_authority_and_on_to_the_province(site):
    agency = site.as_("steward", 1)
    case = ask(agency, scope="省级").want(201).json
    city = site.as_("authority")
    assert shown(city, case)["term"]["owes"] == "city_authority"
    city.act(case, "forward").refused(422, field="papers.source")
    assert city.act(case, "forward", source="省级主管部门").want(200).json["state"] == "outside"
    got = city.act(case, "obtain", source="省级共享平台", statement="按省级条件", event_on="2026-11-23").want(200).json
    assert got["state"] == "provided" and got["term"]["owes"] == "city_operator"
    assert site.as_("operator").act(case, "open", statement="已开通省级接口").want(200).json["state"] == "closed"


def test_R22_1_matters_are_listed_for_those_who_may_know(site):
    agency, operator, authority, _ = counties(site)
    case = ask(agency).want(201).json
    word = shown(agency, case)["papers"]["demand"].split()[-1]
    for client in (agency, operator, authority, site.as_("authority")):
        got = client.get(f"/api/v1/coordinations?q={word}").want(200).json
        assert [d["case"] for d in got["items"]] == [case["id"]] and got["total"] == 1
    assert of_county(site)[4].get(f"/api/v1/coordinations?q={word}").json["total"] == 0
    assert site.as_("steward", 1).get(f"/api/v1/coordinations?q={word}").json["total"] == 0
    agency.act(case, "cancel").want(200)
    assert agency.get(f"/api/v1/coordinations?q={word}&open=true").json["total"] == 0
    agency.get("/api/v1/coordinations?open=perhaps").refused(400)
