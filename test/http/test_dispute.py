"""A dispute about sharing is brought to the authority, which proposes and decides
nothing; both sides accept, or it isn't settled (R50.1)."""
from gongshu import COMMITMENT, SHARED, entry, publish, unique
from test_cases import of_county
from test_terms import lies_with, soon, told

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
    assert seen["provider"]["label"] == "对方机构" and seen["applicant"]["label"] == "提请方", seen
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
    assert {s["actor_label"] for s in steps if s["by_org"] == org_of(other)} == {"对方机构"}, steps
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


def test_R50_1_evidence_goes_along_as_files_that_both_sides_and_the_authority_take(site):
    one, other, authority = site.as_("steward", 1), site.as_("steward"), site.as_("authority")
    page = one.upload(b"%PDF-1.7 what was answered", filename="答复.pdf")
    case = opened(one, org_of(other), attachments=[page]).want(201).json
    reply = other.upload(b"%PDF-1.7 why", filename="理由.pdf")
    other.act(case, "comment", statement="见附件", attachments=[reply]).want(200)
    told_of = shown(one, case)["attachments"]
    assert [(f["name"], f["act"]) for f in told_of] == [("答复.pdf", "submit"), ("理由.pdf", "comment")]
    for who in (one, other, authority):
        for file in told_of:
            who.get(f"/api/v1/cases/{case['id']}/attachments/{file['id']}").want(200)
    site.as_("steward", 2).get(f"/api/v1/cases/{case['id']}/attachments/{told_of[0]['id']}").want(404)


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


def test_R50_1_the_other_side_may_speak_for_some_days_and_is_never_late_by_it(site):
    case, one, other = brought(site)
    authority = site.as_("authority")
    mine = shown(other, case)
    assert mine["term"]["key"] == "DISPUTE_COMMENT" and mine["term"]["kind"] == "right", mine["term"]
    assert mine["term"]["due_on"] == "2026-11-30" and lies_with(other, case)
    assert shown(authority, case)["term"]["key"] == "DISPUTE_PROPOSE"
    assert len(told(other, case, "waits")) == 1 and not told(other, case, "moved")
    site.restart("--password-days", "0", "--clock", "2026-12-07T10:00:00+08:00")
    try:
        other, authority, one = site.as_("steward"), site.as_("authority"), site.as_("steward", 1)
        assert not shown(other, case)["term"]["late"]
        owes = authority.get("/api/v1/late?limit=1000&process=dispute").json["items"]
        assert case["id"] not in [c["id"] for c in owes]
        done = other.act(case, "comment", statement="数据涉及保密").want(200).json
        assert not done["history"][-1]["late"] and not lies_with(other, case)
        for client in (authority, one):
            added = told(client, case, "added")
            assert len(added) == 1 and "陈述意见" in added[0]["text"], added
        assert not told(other, case, "added") and not told(other, case, "late")
    finally:
        site.restart(*FLAGS)


def test_R50_1_both_sides_owe_an_answer_to_the_proposal_side_by_side(site):
    case, one, other = brought(site)
    site.as_("authority").act(case, "propose", proposal="提供接口", reason="兼顾").want(200)
    for client, owes in ((one, "applicant"), (other, "provider")):
        assert shown(client, case)["term"]["owes"] == owes and lies_with(client, case)
        assert told(client, case, "waits")[0]["due_on"] == "2026-11-30"
    other.act(case, "accept").want(200)
    assert lies_with(one, case) and not lies_with(other, case)


def test_R50_1_cases_from_before_are_put_on_every_desk_that_waits(site):
    case, one, other = brought(site)
    site.as_("authority").act(case, "propose", proposal="提供接口", reason="兼顾").want(200)
    due = site.rows(f"SELECT due, provisional FROM case_file WHERE id = '{case['id']}'")
    site.stop()
    site.sql(f"UPDATE case_file SET due = 0, provisional = 1 WHERE id = '{case['id']}'")
    site.sql(f"DELETE FROM case_desk WHERE case_id = '{case['id']}' AND desk = 'steward@{org_of(other)}'")
    site.sql(f"DELETE FROM notice WHERE case_id = '{case['id']}' AND desk = 'steward@{org_of(other)}'")
    site.sql(f"INSERT INTO case_redesk (case_id) VALUES ('{case['id']}')")
    site.start(*FLAGS)
    other, one = site.as_("steward"), site.as_("steward", 1)
    soon(lambda: lies_with(other, case))
    assert len(told(other, case, "waits")) == 1 and lies_with(one, case)
    assert len(told(one, case, "waits")) == 1, "who was told already isn't told again"
    assert not site.rows("SELECT case_id FROM case_redesk")
    assert site.rows(f"SELECT due, provisional FROM case_file WHERE id = '{case['id']}'") == due, "counted at the start"


def test_R50_1_a_long_history_is_told_in_pieces_and_a_party_says_so_much_a_day(site):
    case, one, other = brought(site)
    for n in range(20):
        other.act(case, "comment", statement=f"意见 {n}").want(200)
    other.act(case, "comment", statement="再说").refused(409, "case-said-enough")
    one.act(case, "comment", statement="另一方照常").want(200)
    site.sql(f"""INSERT INTO case_act (case_id, no, at, event_at, by_name, actor, act, from_state, to_state,
        papers, late, leaf) SELECT case_id, no + 100, at, event_at, by_name, actor, act, from_state,
        to_state, papers, late, leaf FROM case_act WHERE case_id = '{case['id']}'""")
    site.sql(f"UPDATE case_act SET no = no - 78 WHERE case_id = '{case['id']}' AND no > 100")
    page = shown(one, case)
    assert page["steps"] == 44 and [s["no"] for s in page["history"]] == list(range(1, 45))
    path = f"/api/v1/cases/{case['id']}/history"
    first = one.get(f"{path}?limit=30").want(200).json
    assert first["total"] == 44 and [s["no"] for s in first["items"]] == list(range(44, 14, -1))
    rest = one.get(f"{path}?limit=30&cursor={first['next_cursor']}").want(200).json
    assert [s["no"] for s in rest["items"]] == list(range(14, 0, -1)) and rest["next_cursor"] is None
    assert [s["no"] for s in one.get(f"{path}?before=3").json["items"]] == [2, 1]
    one.get(f"{path}?before=x").refused(400)
    site.as_("steward", 2).get(path).refused(404)


def test_R50_1_a_case_tells_its_last_hundred_steps_alone(site):
    case, one, _ = brought(site)
    for k in range(1, 121):
        site.sql(f"""INSERT INTO case_act (case_id, no, at, event_at, by_name, actor, act, from_state, to_state,
            papers, late, leaf) SELECT case_id, {k + 1}, at, event_at, by_name, actor, 'comment', to_state,
            to_state, '{{}}', late, leaf FROM case_act WHERE case_id = '{case['id']}' AND no = 1""")
    now = one.act(case, "comment", statement="最后").want(200).json
    assert now["steps"] == 122 and len(now["history"]) == 100, now["steps"]
    assert [now["history"][0]["no"], now["history"][-1]["no"]] == [23, 122]
