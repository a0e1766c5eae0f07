"""A dispute about sharing is brought to the authority, which proposes and decides
nothing; both sides accept, or it isn't settled (R50.1)."""
from gongshu import COMMITMENT, SHARED, entry, publish, unique
from test_cases import of_county

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00")


def org_of(client):
    org = client.user["org"]
    return org["id"] if isinstance(org, dict) else org


def said(other, **over):
    papers = {"facts": "不同意共享的理由不成立 " + unique("d"), "demand": "请求协调重新审核",
              "addressee": other, **over}
    return {k: v for k, v in papers.items() if v is not None}


def opened(client, other, **over):
    return client.post("/api/v1/cases", {"process": "dispute", "subject": {},
                                         "papers": said(other, **over)})


def brought(site, **over):
    one, other = site.as_("steward", 1), site.as_("steward")
    case = opened(one, org_of(other), **over).want(201).json
    return case, one, other


def shown(client, case):
    return client.get(f"/api/v1/cases/{case['id']}").want(200).json


def acts(client, case):
    return sorted(a["act"] for a in shown(client, case)["acts"])


def test_R50_1_the_authority_proposes_and_both_sides_accept(site):
    case, one, other = brought(site)
    authority = site.as_("authority")
    seen = shown(authority, case)
    assert seen["state"] == "coordinating" and seen["term"]["owes"] == "city_authority", seen["term"]
    assert seen["term"]["due_on"] == "2026-12-21" and seen["term"]["article"] is None, seen["term"]
    assert acts(other, case) == ["comment"] and acts(authority, case) == ["close", "propose"]
    assert acts(one, case) == ["cancel", "comment"]
    other.act(case, "comment").refused(422, field="papers.statement")
    other.act(case, "comment", statement="数据涉及保密").want(200)
    other.act(case, "propose", proposal="x", reason="x").refused(403)
    site.as_("operator").act(case, "propose", proposal="x", reason="x").refused(403)
    authority.act(case, "propose", proposal="提供核验接口").refused(422, field="papers.reason")
    now = authority.act(case, "propose", proposal="提供核验接口", reason="兼顾双方").want(200).json
    assert now["state"] == "proposed" and now["term"]["owes"] == "applicant", now["term"]
    authority.act(case, "accept").refused(403)
    first = other.act(case, "accept").want(200).json
    assert first["state"] == "proposed", "one alone settles nothing"
    other.act(case, "accept").refused(403)
    done = one.act(case, "accept").want(200).json
    assert done["state"] == "settled" and done["ended"], done
    steps = done["history"]
    assert all(s["leaf"] for s in steps) and [s["actor"] for s in steps] == [
        "applicant", "provider", "city_authority", "provider", "applicant"]


def test_R50_1_either_side_declines_and_it_is_not_settled(site):
    for side in (0, 1):
        case, one, other = brought(site)
        site.as_("authority").act(case, "propose", proposal="提供接口", reason="兼顾").want(200)
        if side:
            one.act(case, "accept").want(200)
        (other, other)[side].act(case, "decline").refused(422, field="papers.reason")
        done = (one, other)[side].act(case, "decline", reason="不能接受").want(200).json
        assert done["state"] == "unsettled" and done["ended"]


def test_R50_1_what_is_not_its_field_is_closed_and_says_where_to_turn(site):
    case, one, _ = brought(site)
    authority = site.as_("authority")
    authority.act(case, "close").refused(422, field="papers.reason")
    done = authority.act(case, "close", reason="属民事纠纷", statement="可向人民法院起诉").want(200).json
    assert done["state"] == "closed" and one.act(case, "comment", statement="x").status == 409


def test_R50_1_the_other_side_is_told_and_nobody_else_knows(site):
    case, one, other = brought(site)
    told = other.get("/api/v1/notices?limit=100").want(200).json["items"]
    assert case["id"] in [n.get("case") for n in told], told[:3]
    site.as_("steward", 2).get(f"/api/v1/cases/{case['id']}").refused(404)
    site.as_("authority").act(case, "propose", proposal="提供接口", reason="兼顾").want(200)
    again = other.get("/api/v1/notices?limit=100").json["items"]
    assert sum(n.get("case") == case["id"] for n in again) == 2


def test_R50_1_the_case_in_dispute_is_one_that_both_are_in(site):
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, holder, entry(**SHARED))
    about = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    case = opened(consumer, org_of(holder), concerned=about["id"]).want(201).json
    shown_to = holder.get("/api/v1/disputes?open=true&limit=1000").want(200).json["items"]
    assert [d["concerned"] for d in shown_to if d["case"] == case["id"]] == [about["id"]]
    opened(consumer, org_of(holder), concerned="no-such").refused(400, field="papers.concerned")
    opened(site.as_("steward", 2), org_of(holder), concerned=about["id"]).refused(400, field="papers.concerned")
    opened(consumer, org_of(site.as_("steward", 2)), concerned=about["id"]).refused(400, field="papers.addressee")
    opened(consumer, org_of(consumer)).refused(400, field="papers.addressee")
    opened(consumer, "no-such").refused(400, field="papers.addressee")
    opened(site.as_("auditor"), org_of(holder)).refused(403)


def test_R50_1_the_lowest_authority_above_both_coordinates(site):
    steward, neighbour, _, authority, stranger = of_county(site)
    near = opened(steward, org_of(neighbour)).want(201).json
    assert shown(steward, near)["term"]["owes"] == "county_authority"
    site.as_("authority").act(near, "propose", proposal="x", reason="x").refused(404)
    stranger.get(f"/api/v1/cases/{near['id']}").refused(404)
    authority.act(near, "propose", proposal="提供接口", reason="兼顾").want(200)
    far = opened(steward, org_of(site.as_("steward"))).want(201).json
    assert shown(steward, far)["term"]["owes"] == "city_authority"


def test_R50_1_nobody_coordinates_in_their_own_cause(site):
    steward, _, _, authority, _ = of_county(site)
    case = opened(steward, org_of(authority)).want(201).json
    assert shown(steward, case)["term"]["owes"] == "city_authority", "one level up"
    authority.act(case, "propose", proposal="x", reason="x").refused(403)
    authority.act(case, "comment", statement="依规定办理").want(200)
    opened(steward, org_of(site.as_("authority"))).refused(409, "dispute-above")
    own = opened(authority, org_of(site.as_("steward"))).want(201).json
    assert shown(authority, own)["term"]["owes"] == "city_authority"


def test_R50_1_a_person_of_the_public_brings_one_as_well(site):
    citizen, holder = site.as_("citizen"), site.as_("steward")
    case = opened(citizen, org_of(holder)).want(201).json
    assert shown(site.as_("authority"), case)["state"] == "coordinating"
    site.as_("authority").act(case, "propose", proposal="说明理由", reason="依申请").want(200)
    holder.act(case, "accept").want(200)
    assert citizen.act(case, "accept").want(200).json["state"] == "settled"


def test_R50_1_disputes_are_listed_for_those_who_may_know(site):
    case, one, other = brought(site)
    word = shown(one, case)["papers"]["facts"].split()[-1]
    for client in (one, other, site.as_("operator"), site.as_("authority")):
        got = client.get(f"/api/v1/disputes?q={word}").want(200).json
        assert [d["case"] for d in got["items"]] == [case["id"]] and got["total"] == 1
    assert site.as_("steward", 2).get(f"/api/v1/disputes?q={word}").json["total"] == 0
    assert one.get(f"/api/v1/disputes?q={word}&party={org_of(other)}&open=true&state=coordinating").json["total"] == 1
    assert one.get(f"/api/v1/disputes?q={word}&late=true").json["total"] == 0
    one.get("/api/v1/disputes?late=perhaps").refused(400)
