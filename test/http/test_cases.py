"""Cases over HTTP: catalogue review and share requests, from every side."""
import re
import time

from gongshu import COMMITMENT, SHARED, entry, newest_grant, publish, unique, without_none


def described(steward, **over):
    fields = entry(**over)
    fields.pop("code", None)
    return steward.post("/api/v1/resources", without_none(fields)).want(201).json


def listed(site, steward, **over):
    """An entry in the catalogue."""
    made = described(steward, **over)
    case = steward.case("catalogue-review", {"resource": made["id"]})
    at = case
    desks = {"county_summary": county(site, steward, "operator"),
             "city_review": site.as_("operator"), "negative_review": site.as_("authority")}
    acts = {"county_summary": "summarise", "city_review": "approve", "negative_review": "approve"}
    while at["state"] != "listed":
        at = desks[at["state"]].act(case, acts[at["state"]]).want(200).json
    return made


def county(site, steward, role):
    """The office of a county's level, or None when the demo has none."""
    found = [a for a in site.accounts["accounts"] if role in a["roles"]]
    return site.as_(role, 1) if len(found) > 1 else None


def limited(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    made = listed(site, steward, **SHARED)
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    return steward, consumer, made, case


def test_R09_2_an_incomplete_entry_stays_a_draft_and_says_what_is_missing(site):
    steward = site.as_("steward")
    made = described(steward, abstract=None)
    case = steward.case("catalogue-review", {"resource": made["id"]})
    assert case["state"] == "draft" and "abstract" in case["missing"], case
    assert case["term"] is None if "term" in case else True
    steward.act(case, "submit").refused(422, field="abstract")
    steward.patch(f"/api/v1/resources/{made['id']}", {"abstract": "已补齐"}).want(200)
    again = steward.case("catalogue-review", {"resource": made["id"]})
    assert again["id"] == case["id"] and again["state"] == "city_review", again
    steward.post("/api/v1/cases", {"process": "catalogue-review",
                                   "subject": {"resource": made["id"]}}).refused(409)


def test_R09_2_who_may_do_what_in_a_review(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    operator, authority = site.as_("operator"), site.as_("authority")
    made = described(steward)
    other.post("/api/v1/cases", {"process": "catalogue-review",
                                 "subject": {"resource": made["id"]}}).refused(404)
    case = steward.case("catalogue-review", {"resource": made["id"]})
    other.get(f"/api/v1/cases/{case['id']}").refused(404)
    other.act(case, "approve").refused(404)
    steward.act(case, "approve").refused(403)
    authority.act(case, "approve").refused(403, article="9 ¶3")
    operator.act(case, "summarise").refused(409)
    operator.act(case, "dance").refused(400, field="act")
    operator.act(case, "return").refused(422, field="papers.reason")
    operator.act(case, "return", reason="　 ").refused(422)
    operator.act(case, "return", why="x").refused(400, field="papers.why")
    operator.act(case, "return", reason=7).refused(400, field="papers.reason")
    back = operator.act(case, "return", reason="名称不规范").want(200).json
    assert back["state"] == "draft" and back["history"][-1]["papers"]["reason"] == "名称不规范"
    assert back["acts"] == [], "the operator has nothing to do in a draft"
    seen = steward.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert {a["act"] for a in seen["acts"]} == {"submit", "cancel"}, seen["acts"]
    gone = steward.act(case, "cancel").want(200).json
    assert gone["state"] == "cancelled" and gone["ended"], gone
    steward.act(case, "submit").refused(409)
    assert steward.get(f"/api/v1/resources/{made['id']}").want(200).json["state"] == "draft"


def test_R18_1_a_basis_of_too_low_a_level_cannot_carry_a_limit_on_sharing(site):
    steward = site.as_("steward")
    for law, level in (("江苏省公共数据管理办法", "law"), ("某某办法", "rule")):
        made = described(steward, **dict(SHARED, share_basis={"law": law, "level": level,
                                                              "article": "3"}))
        steward.post("/api/v1/cases", {"process": "catalogue-review",
                                       "subject": {"resource": made["id"]}}).refused(
            422, field="share_basis", article="18 ¶1")


def test_R18_1_the_city_authority_puts_a_limited_entry_on_the_negative_list(site):
    steward, operator, authority = site.as_("steward"), site.as_("operator"), site.as_("authority")
    made = described(steward, **SHARED)
    case = steward.case("catalogue-review", {"resource": made["id"]})
    at = operator.act(case, "approve").want(200).json
    assert at["state"] == "negative_review" and at["term"]["owes"] == "city_authority", at
    operator.act(case, "approve").refused(403)
    done = authority.act(case, "approve").want(200).json
    assert done["state"] == "listed", done
    assert [s["to"] for s in done["history"]] == ["city_review", "negative_review", "listed"]


def test_R19_2_a_request_without_commitment_stays_a_draft(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    made = listed(site, steward)
    case = consumer.case("share-request", {"resource": made["id"]}, scenario="一网通办",
                         commitment=False)
    assert case["state"] == "draft" and case["missing"] == ["commitment"], case
    site.as_("operator").get(f"/api/v1/cases/{case['id']}").refused(404)
    consumer.act(case, "submit").refused(422, field="papers.commitment")
    done = consumer.act(case, "submit", commitment=True).want(200).json
    assert done["state"] == "submitted" and done["papers"]["scenario"] == "一网通办", done
    assert done["term"]["kind"] == "prompt" and done["term"]["owes"] == "city_operator", done


def test_R20_2_the_operator_cannot_refuse_unconditional_data(site):
    steward, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made = listed(site, steward)
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    operator.act(case, "refuse", reason="不宜", basis={"law": "个人信息保护法"}).refused(409)
    consumer.act(case, "accept").refused(403, article="20 ¶3(1)")
    steward.act(case, "accept").refused(403)
    done = operator.act(case, "accept").want(200).json
    assert done["state"] == "open" and done["history"][-1]["article"] == "20 ¶3(1)", done
    grants = consumer.get(f"/api/v1/grants?resource={made['id']}").want(200).json["items"]
    assert len(grants) == 1 and grants[0]["case"] == case["id"], grants


def test_R20_3_refusing_needs_reason_and_a_basis_that_counts(site):
    steward, consumer, made, case = limited(site)
    steward.get(f"/api/v1/cases/{case['id']}").want(200)
    at = site.as_("operator").act(case, "accept").want(200).json
    assert at["state"] == "at_provider", at
    term = at["term"]
    assert term["key"] == "SHARE_COND_CITY" and term["days"] == 5, term
    assert len(term["explanation"]) >= 6 and not term["explanation"][0]["counts"], term
    assert term["beside"][0]["days"] == 10 and not term["beside"][0]["binding"], term
    steward.act(case, "refuse").refused(422, field="papers.reason", article="20 ¶3(2)")
    steward.act(case, "refuse", reason="不宜提供").refused(422, field="papers.basis")
    low = steward.act(case, "refuse", reason="不宜提供",
                      basis={"law": "江苏省公共数据管理办法", "article": "20"})
    low.refused(422, field="papers.basis.level")
    assert "法律、法规" in low.json["detail"], low.json
    steward.act(case, "refuse", reason="不宜提供", basis={"law": "某某条例"}).refused(422)
    steward.act(case, "refuse", reason="不宜提供", basis={"law": "x", "level": "top"}).refused(400)
    steward.act(case, "refuse", reason="不宜提供", basis={"law": "自拟条例", "level": "regulation"}).refused(
        422, "basis-article", field="papers.basis.article")
    steward.act(case, "refuse", reason="不宜提供", basis={"law": "中华人民共和国数据安全法", "level": "law", "article": "因为"}).refused(
        422, "basis-article", field="papers.basis.article")
    steward.act(case, "refuse", reason="不宜提供", basis={
        "law": "中华人民共和国数据安全法", "level": "regulation", "article": "第三十八条"}).refused(
        422, "basis-contradicts", field="papers.basis.level")
    steward.act(case, "refuse", reason="不宜提供", basis="个人信息保护法").refused(400)
    done = steward.act(case, "refuse", reason="不宜提供",
                       basis={"law": "《个人信息保护法》", "article": "13"}).want(200).json
    assert done["state"] == "refused" and done["ended"], done
    consumer.act(case, "submit").refused(409)
    assert consumer.get(f"/api/v1/grants?resource={made['id']}").json["items"] == []


def test_R20_3_conditions_must_fit_the_entry(site):
    steward, consumer, made, case = limited(site)
    site.as_("operator").act(case, "accept").want(200)
    bad = steward.act(case, "agree", conditions={"items": ["no_such_item"]})
    assert bad.status in (400, 422), bad.body
    bad = steward.act(case, "agree", conditions={"masks": {"holder": "paint"}})
    assert "id_number, mobile" in bad.refused(400, "grant-mask").json["detail"], "what there is"
    assert steward.get(f"/api/v1/cases/{case['id']}").json["state"] == "at_provider"
    done = steward.act(case, "agree", conditions={
        "items": ["permit_no", "holder"], "masks": {"holder": "name"},
        "valid_until": "2099-12-31"}).want(200).json
    assert done["state"] == "open", done
    assert [s["act"] for s in done["history"]][-2:] == ["agree", "open"], done["history"]
    assert done["term"]["kind"] == "date" and done["term"]["due_on"] == "2099-12-31", done["term"]
    grant = consumer.get(f"/api/v1/grants?resource={made['id']}").want(200).json["items"][0]
    assert grant["items"] == ["permit_no", "holder"], grant


def test_R35_1_suspending_and_going_on(site):
    steward, consumer, made, case = limited(site)
    authority = site.as_("authority")
    site.as_("operator").act(case, "accept").want(200)
    steward.act(case, "agree").want(200)
    authority.act(case, "suspend").refused(422)
    held = authority.act(case, "suspend", reason="用途不符").want(200).json
    assert held["state"] == "suspended" and held["term"]["owes"] == "city_authority", held
    grant = consumer.get(f"/api/v1/grants?resource={made['id']}").json["items"][0]
    assert grant["state"] == "suspended", grant
    steward.act(case, "resume", reason="可以").refused(403)
    on = authority.act(case, "resume", reason="已整改").want(200).json
    assert on["state"] == "open", on
    steward.act(case, "revoke", reason="不再提供").refused(422)
    done = steward.act(case, "revoke", reason="不再提供",
                       basis={"law": "数据安全法", "article": "38"}).want(200).json
    assert done["state"] == "ended", done
    grant = consumer.get(f"/api/v1/grants?resource={made['id']}").json["items"][0]
    assert grant["state"] == "ended", grant


def test_R17_1_what_cannot_be_requested_says_which_way_to_go(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    ask = {"process": "share-request", "papers": COMMITMENT}
    consumer.post("/api/v1/cases", dict(ask, subject={"resource": "nothing"})).refused(404)
    consumer.post("/api/v1/cases", ask).refused(400, field="subject.resource")
    consumer.post("/api/v1/cases", dict(ask, process="song", subject={"resource": "x"})).refused(
        400, field="process")
    draft = described(steward)
    consumer.post("/api/v1/cases", dict(ask, subject={"resource": draft["id"]})).refused(404)
    kept = listed(site, steward, **dict(SHARED, share_type="none"))
    consumer.post("/api/v1/cases", dict(ask, subject={"resource": kept["id"]})).refused(
        403, article="17, 21")
    own = listed(site, steward)
    steward.post("/api/v1/cases", dict(ask, subject={"resource": own["id"]})).refused(403)
    site.as_("operator").post("/api/v1/cases", dict(ask, subject={"resource": own["id"]})).refused(403)
    site.nobody().post("/api/v1/cases", dict(ask, subject={"resource": own["id"]})).refused(401)


def test_lists_are_filtered_paged_and_counted(site):
    steward, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made = listed(site, steward)
    mine = [consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)["id"]
            for _ in range(5)]
    where = f"/api/v1/cases?resource={made['id']}&process=share-request"
    got = operator.get(where + "&limit=2").want(200).json
    assert [c["id"] for c in got["items"]] == mine[:-3:-1] and got["total"] == 5, got
    seen = [c["id"] for c in got["items"]]
    while got["next_cursor"]:
        got = operator.get(where + f"&limit=2&cursor={got['next_cursor']}").want(200).json
        seen += [c["id"] for c in got["items"]]
    assert seen == mine[::-1], seen
    operator.act(mine[0], "accept").want(200)
    assert operator.get(where + "&state=open").json["total"] == 1
    assert operator.get(where + "&state=submitted").json["total"] == 4
    assert operator.get(where + "&late=true").json["total"] == 0
    assert consumer.get(where + "&mine=asked").json["total"] == 5
    assert consumer.get(where + "&mine=waiting").json["total"] == 0
    assert operator.get(where + "&mine=waiting").json["total"] == 4
    assert operator.get(where + "&mine=true").json["total"] == 4
    site.as_("auditor").get(where).want(200)
    assert site.as_("auditor").get(where).json["total"] == 5
    assert site.as_("steward", 2).get(where).json["total"] == 0
    operator.get("/api/v1/cases?mine=perhaps").refused(400, field="mine")
    work = operator.get("/api/v1/work?limit=1000").want(200).json
    due = [c["term"]["due_on"] for c in work["items"] if c.get("term")]
    assert due == sorted(due) and {m for m in mine[1:]} <= {c["id"] for c in work["items"]}


def test_every_act_is_on_the_record(site):
    steward, consumer, made, case = limited(site)
    site.as_("operator").act(case, "accept").want(200)
    got = site.as_("auditor").get("/api/v1/record?limit=200").want(200).json
    acts = [x for x in got["items"] if x.get("case") == case["id"] or
            x.get("case_id") == case["id"]]
    assert {x["act"] for x in acts} >= {"case-opened", "submit", "accept"}, acts
    for step in consumer.get(f"/api/v1/cases/{case['id']}").want(200).json["history"]:
        for _ in range(40):
            proof = site.nobody().get(f"/record/v1/proof/{step['leaf']}")
            if proof.status == 200:
                break
            time.sleep(0.05)
        assert proof.want(200).json["index"] >= 0, "each act has its proof within two seconds"


def test_processes_can_be_read_by_everybody(site):
    got = site.nobody().get("/api/v1/processes").want(200).json
    assert {p["name"] for p in got["items"]} >= {"catalogue-review", "share-request"}, got["total"]
    share = site.nobody().get("/api/v1/processes/share-request").want(200).json
    assert share["pack"] == "yancheng-2022"
    term = [t for t in share["terms"] if t["key"] == "SHARE_COND_CITY"][0]
    assert term["days"] == 5 and term["article"] == "20 ¶3(2)", term
    refuse = [r for r in share["rules"] if r["act"] == "refuse" and r["from"] == "at_provider"]
    assert all({"reason", "basis"} <= {p["name"] for p in r["papers"] if p["required"]}
               for r in refuse) and refuse
    site.nobody().get("/api/v1/processes/none").refused(404)
    pack = site.nobody().get("/api/v1/pack").want(200).json
    assert pack["in_force"] == {"from": "2022-12-01", "to": "2027-11-30"}, pack["in_force"]


def test_the_calendar_explains_each_day(site):
    got = site.nobody().get("/api/v1/calendar/due?from=2024-09-30&days=5").want(200).json
    assert got["due_on"] == "2024-10-12" and got["provisional"] is False, got
    assert len(got["explanation"]) == 13 and sum(d["counts"] for d in got["explanation"]) == 5
    got = site.nobody().get("/api/v1/calendar/due?from=2026-12-25&days=10").want(200).json
    assert got["due_on"] == "2027-01-11" and got["provisional"] is True, got
    for bad in ("from=2024-02-30&days=1", "from=2024-01-01&days=-1", "from=2024-01-01&days=x",
                "from=2024-01-01", "days=3", "from=2024-01-01&days=99999", "from=x&days=1",
                "from=9999-12-31&days=5", "from=2024-01-01&days=1&x=1"):
        site.nobody().get("/api/v1/calendar/due?" + bad).refused(400)


def of_county(site):
    """A county: an agency's steward, its operator, its authority, and a stranger county's."""
    names = [a["name"] for a in site.accounts["accounts"]]

    def who(name):
        role = "steward" if name.endswith("steward") else name.split(".")[0]
        nth = [a["name"] for a in site.accounts["accounts"] if role in a["roles"]].index(name)
        return site.as_(role, nth)
    county = [n.split(".")[1] for n in names if n.startswith("authority.")]
    steward = [n for n in names if n.endswith(f".{county[0]}.steward")]
    return (who(steward[0]), who(steward[1]), who(f"operator.{county[0]}"),
            who(f"authority.{county[0]}"), who(f"authority.{county[1]}"))


def county_subscribes(site, agency, authority, resource):
    """A county's agency, through its authority, to a city's unconditional data: the grant."""
    case = agency.case("share-request", {"resource": resource["id"]}, **COMMITMENT)
    authority.act(case, "forward").want(200)
    assert site.as_("operator").act(case, "accept").want(200).json["state"] == "open"
    return newest_grant(agency, resource)


def county_publishes(site, agency, operator):
    """An unconditional entry of a county's agency, summarised and listed."""
    made = agency.post("/api/v1/resources", entry()).want(201).json
    case = agency.case("catalogue-review", {"resource": made["id"]})
    operator.act(case, "summarise").want(200)
    assert site.as_("operator").act(case, "approve").want(200).json["state"] == "listed"
    return made


def test_R09_2_a_county_entry_is_summarised_then_reviewed_by_the_city(site):
    agency, _, operator, authority, stranger = of_county(site)
    made = described(agency, **SHARED)
    case = agency.case("catalogue-review", {"resource": made["id"]})
    assert case["state"] == "county_summary" and case["term"]["owes"] == "county_operator", case
    site.as_("operator").act(case, "approve").refused(409)
    stranger.get(f"/api/v1/cases/{case['id']}").refused(404)
    at = operator.act(case, "summarise").want(200).json
    assert at["state"] == "city_review", at
    at = site.as_("operator").act(case, "approve").want(200).json
    assert at["state"] == "negative_review" and at["term"]["owes"] == "county_authority", at
    site.as_("authority").act(case, "approve").refused(403)
    assert authority.act(case, "approve").want(200).json["state"] == "listed"


def test_R20_4_unconditional_city_data_for_a_county_agency(site):
    agency, _, operator, authority, stranger = of_county(site)
    made = listed(site, site.as_("steward"))
    case = agency.case("share-request", {"resource": made["id"]}, scenario="一网通办",
                       commitment=True)
    assert case["state"] == "at_county" and "county" in case["facts"], case
    operator.act(case, "forward").refused(403)
    stranger.get(f"/api/v1/cases/{case['id']}").refused(404)
    at = authority.act(case, "forward").want(200).json
    assert at["state"] == "at_city", at
    done = site.as_("operator").act(case, "accept").want(200).json
    assert done["state"] == "open", done
    assert [s["to"] for s in done["history"]][-2:] == ["node_open", "open"], done["history"]
    assert agency.get(f"/api/v1/grants?resource={made['id']}").json["total"] == 1


def test_R20_5_conditional_city_data_for_a_county_agency(site):
    agency, _, _, authority, _ = of_county(site)
    provider = site.as_("steward")
    made = listed(site, provider, **SHARED)
    case = agency.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    authority.act(case, "forward").want(200)
    at = site.as_("operator").act(case, "accept").want(200).json
    assert at["state"] == "at_provider" and at["term"]["key"] == "SHARE_COND_COUNTY", at
    assert at["term"]["article"] == "20 ¶4(2)", at["term"]
    done = provider.act(case, "agree", conditions={"items": ["permit_no"]}).want(200).json
    assert done["state"] == "open", done
    assert [s["to"] for s in done["history"]][-3:] == ["agreed", "node_open", "open"]


def test_R22_1_within_one_county_its_own_operator_takes_the_citys_place(site):
    agency, other, operator, authority, stranger = of_county(site)
    made = described(agency)
    case = agency.case("catalogue-review", {"resource": made["id"]})
    operator.act(case, "summarise").want(200)
    site.as_("operator").act(case, "approve").want(200)
    ask = other.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    assert ask["state"] == "submitted" and ask["term"]["owes"] == "county_operator", ask
    site.as_("operator").get(f"/api/v1/cases/{ask['id']}").refused(404)
    assert operator.act(ask, "accept").want(200).json["state"] == "open"
    far = [a for a in site.accounts["accounts"] if a["name"].endswith(".steward")][-1]
    nth = [a["name"] for a in site.accounts["accounts"] if "steward" in a["roles"]].index(far["name"])
    site.as_("steward", nth).post("/api/v1/cases", {
        "process": "share-request", "subject": {"resource": made["id"]},
        "papers": COMMITMENT}).refused(403, article="22")
    city = site.as_("steward", 1).case("share-request", {"resource": made["id"]}, **COMMITMENT)
    assert city["state"] == "submitted" and "city" in city["facts"], city


def test_retiring_an_entry_takes_the_agency_and_the_operator(site):
    steward, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made = listed(site, steward)
    ask = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    operator.act(ask, "accept").want(200)
    case = steward.get(f"/api/v1/cases?resource={made['id']}&process=catalogue-review").json[
        "items"][0]
    steward.act(case, "retire").refused(422)
    asked = steward.act(case, "retire", reason="职能调整").want(200).json
    assert asked["state"] == "retiring" and asked["term"]["owes"] == "city_operator", asked
    assert consumer.get(f"/api/v1/resources/{made['id']}").json["state"] == "published"
    done = operator.act(case, "retire").want(200).json
    assert done["state"] == "retired", done
    assert steward.get(f"/api/v1/resources/{made['id']}").json["state"] == "retired"
    grant = consumer.get(f"/api/v1/grants?resource={made['id']}").json["items"][0]
    assert grant["state"] == "ended", grant


def test_the_operator_may_refuse_to_retire_an_entry_and_it_stands_as_it_stood(site):
    steward, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made = listed(site, steward)
    ask = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    operator.act(ask, "accept").want(200)
    before = steward.get(f"/api/v1/resources/{made['id']}").json
    case = steward.get(f"/api/v1/cases?resource={made['id']}&process=catalogue-review").json[
        "items"][0]
    steward.act(case, "retire", reason="职能调整").want(200)
    told = operator.get("/api/v1/notices?limit=100").json["items"]
    assert [n for n in told if n["case"] == case["id"] and n["kind"] == "waits"], told
    offered = operator.get(f"/api/v1/cases/{case['id']}").json["acts"]
    assert {a["act"] for a in offered} == {"retire", "refuse"}, offered
    assert all(a.get("article") is None for a in offered), "a house rule, and no article"
    steward.act(case, "refuse", reason="不必").refused(403)
    operator.act(case, "refuse").refused(422)
    kept = operator.act(case, "refuse", reason="仍有机构在用").want(200).json
    assert kept["state"] == "listed" and not kept["ended"] and not kept.get("term"), kept
    told = steward.get("/api/v1/notices?limit=100").json["items"]
    assert [n for n in told if n["case"] == case["id"] and n["kind"] == "moved"], told
    assert steward.get(f"/api/v1/resources/{made['id']}").json == before, "nothing is published anew"
    grant = consumer.get(f"/api/v1/grants?resource={made['id']}").json["items"][0]
    assert grant["state"] == "open", grant
    steward.act(case, "retire", reason="职能调整").want(200)
    assert steward.act(case, "cancel").want(200).json["state"] == "listed"
    assert steward.get(f"/api/v1/resources/{made['id']}").json == before


def test_a_grant_revoked_at_its_own_counter_ends_its_case(site):
    steward, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made = listed(site, steward)
    ask = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    operator.act(ask, "accept").want(200)
    grant = consumer.get(f"/api/v1/grants?resource={made['id']}").json["items"][0]
    steward.post(f"/api/v1/grants/{grant['id']}/revoke", {
        "reason": "停止提供", "basis": {"law": "数据安全法", "level": "law", "article": "38"}})
    case = consumer.get(f"/api/v1/cases/{ask['id']}").want(200).json
    assert case["state"] == "ended" and case["history"][-1]["act"] == "revoke", case["history"]


def test_R20_3_what_ended_before_its_day_is_not_renewed_though_no_reason_was_told(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    made = listed(site, steward, **SHARED)
    ask = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(ask, "accept").want(200)
    steward.act(ask, "agree", conditions={"valid_until": "2099-01-01"}).want(200)
    grant = consumer.get(f"/api/v1/grants?resource={made['id']}").json["items"][0]
    consumer.act(ask, "close").want(200)
    again = dict(COMMITMENT, renews=grant["id"])
    consumer.post("/api/v1/cases", {"process": "share-request", "papers": again,
                                    "subject": {"resource": made["id"]}}).refused(409, field="papers.renews")


def test_R53_1_a_merged_agencys_cases_go_with_it(site):
    heir, gone, operator = site.as_("steward", 2), site.as_("steward", 3), site.as_("operator")
    made = listed(site, gone, **SHARED)
    case = site.as_("steward").case("share-request", {"resource": made["id"]}, **COMMITMENT)
    operator.act(case, "accept").want(200)
    heir.get(f"/api/v1/cases/{case['id']}").refused(404)
    got = site.as_("sysadmin").post(f"/api/v1/orgs/{gone.user['org']}/merge",
                                    {"into": heir.user["org"]})
    assert got.status in (200, 201, 204), got.body
    seen = heir.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert {"agree", "refuse"} <= {a["act"] for a in seen["acts"]}, seen["acts"]
    assert heir.act(case, "agree").want(200).json["state"] == "open"


def test_papers_have_a_limit_and_too_many_harm_nobody(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    made = listed(site, steward)
    case = consumer.case("share-request", {"resource": made["id"]}, scenario="一网通办")
    long = "长" * 9999
    names = ("purpose", "reason", "evidence", "finding", "treatment", "measure", "title", "right",
             "what_is_wrong", "facts", "plan", "statement", "duty", "report", "scope", "proposal")
    for n in names:
        consumer.act(case, "submit", **{n: long}).refused(422)
    consumer.act(case, "submit", **{n: long for n in names}, commitment=True).refused(413)
    consumer.act(case, "submit", reason="长" * 10001).refused(400, field="papers.reason")
    assert consumer.act(case, "submit", commitment=True).want(200).json["state"] == "submitted"


def test_R20_2_of_many_who_accept_at_once_one_does(site):
    from concurrent.futures import ThreadPoolExecutor

    from gongshu import Client
    steward, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made = listed(site, steward)
    cases = [consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)["id"]
             for _ in range(4)]

    def accept(case):
        other = Client(site.port)
        other.cookie, other.csrf = operator.cookie, operator.csrf
        return case, other.act(case, "accept").status
    with ThreadPoolExecutor(12) as pool:
        got = list(pool.map(accept, cases * 6))
    for case in cases:
        assert sorted(s for c, s in got if c == case) == [200] + [409] * 5, got
    grants = consumer.get(f"/api/v1/grants?resource={made['id']}").want(200).json
    assert grants["total"] == 4, grants["total"]


def test_an_idempotency_key_opens_one_case(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    made = listed(site, steward)
    body = {"process": "share-request", "subject": {"resource": made["id"]}, "papers": COMMITMENT}
    key = {"Idempotency-Key": unique("k")}
    one = consumer.post("/api/v1/cases", body, **key).want(201).json["id"]
    assert consumer.post("/api/v1/cases", body, **key).want(201).json["id"] == one
    consumer.post("/api/v1/cases", dict(body, papers={}), **key).refused(409)
    where = f"/api/v1/cases?resource={made['id']}&process=share-request"
    assert consumer.get(where).json["total"] == 1


def test_what_is_not_found_is_named_in_the_language_of_the_sentence(site):
    operator = site.as_("operator")
    for path, code in (
            ("cases/none", "no-such-case"), ("deliveries/none", "no-such-case"),
            ("scenarios/none", "no-such-scenario"), ("org-reforms/none", "no-such-reform"),
            ("systems/none", "no-such-system"), ("grading/rules/none", "no-such-grading-rule"),
            ("guidance/none", "no-such-guidance"), ("catalogue/changes/none", "no-such-change")):
        told = operator.get(f"/api/v1/{path}").refused(404, code).json
        assert not re.search("[A-Za-z]", told["detail"]), told
        assert not re.search("[\u4e00-\u9fff]", told["detail_en"]), told


def test_a_refused_paper_is_called_by_its_name(site):
    user = site.as_("steward", 2)
    made = listed(site, site.as_("steward"))
    told = user.post("/api/v1/cases", {"process": "share-request", "subject": {"resource": made["id"]},
                                       "papers": {"purpose": 7}}).refused(400, "paper-form", field="papers.purpose")
    assert "“使用用途”" in told.json["detail"] and "urpose" in told.json["detail_en"], told.json


def test_R20_2_an_act_that_there_is_not_is_refused_with_the_article_and_the_next_step(site):
    consumer, operator = site.as_("steward", 1), site.as_("operator")
    made = publish(site, site.as_("steward"))
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    no = operator.act(case, "refuse", reason="x").refused(409, "case-never").json
    assert no["article"] == "20 ¶3(1)" and "退回补正" in no["detail"], no
    wait = consumer.act(case, "close").refused(409, "case-not-now-but").json
    assert "撤" in wait["detail"], wait
    turn = site.as_("steward").act(case, "suspend", reason="x").refused(409, "case-not-now-waits").json
    assert "运行管理机构" in turn["detail"], turn
