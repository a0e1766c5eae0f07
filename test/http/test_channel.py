"""Exchange channels outside the platform are registered and merged into it (R07.2)."""
from gongshu import publish, subscribe, unique
from test_cases import of_county
from test_change import person_with

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00")
MADE_AT = "2026-11-20T09:00:00+08:00"
OLD, NEW = "2019-06-01", "2024-03-01"
PLAN = {"plan": "先并行一个月，再切换", "promised_on": "2027-03-31", "responsible": "张三丰"}


def said(**over):
    return {"route": "窗口专线 " + unique("line"), "end_a": "本机构业务系统", "end_b": "人社系统",
            "carries": "参保登记信息", "purpose": "核验参保状态", "built_on": OLD, **over}


def register(client, **over):
    return client.post("/api/v1/channels", said(**over))


def planned(client):
    case = {"id": register(client).want(201).json["case"]}
    client.act(case, "plan", **PLAN).want(200)
    return case


def replaced_by(site, steward, consumer):
    """An entry of the steward's agency and a grant on it: what takes a channel's place."""
    made = publish(site, steward)
    return made, subscribe(site, consumer, made)


def test_R07_2_an_old_channel_is_planned_and_its_merge_date_is_the_term(site):
    steward = site.as_("steward")
    made = register(steward).want(201).json
    assert made["state"] == "existing" and made["due_on"] == "2027-02-18", made
    case = {"id": made["case"]}
    seen = steward.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert seen["term"]["by"] == "house" and seen["term"]["owes"] == "provider", seen["term"]
    steward.act(case, "plan", plan="切换", responsible="张三丰").refused(422, field="papers.promised_on")
    steward.act(case, "plan", **dict(PLAN, promised_on="2026-11-20")).refused(
        400, field="papers.promised_on")
    now = steward.act(case, "plan", **PLAN).want(200).json
    assert now["state"] == "planned" and now["term"]["due_on"] == "2027-03-31", now["term"]
    assert now["term"]["kind"] == "date" and now["term"]["article"] == "7 ¶3"
    steward.act(case, "plan", promised_on="2027-05-31").refused(422, field="papers.reason")
    later = steward.act(case, "plan", promised_on="2027-05-31", reason="设备到货推迟").want(200).json
    assert later["state"] == "planned" and later["term"]["due_on"] == "2027-05-31", later["term"]
    sooner = steward.act(case, "plan", promised_on="2027-02-26").want(200).json
    assert sooner["term"]["due_on"] == "2027-02-26", "an earlier date needs no reason"
    assert steward.get(f"/api/v1/channels/{case['id']}").json["merge_on"] == "2027-02-26"


def test_R07_2_what_takes_its_place_is_seen_not_said(site):
    steward, other, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made, grant = replaced_by(site, steward, other)
    case = planned(steward)
    steward.act(case, "merge", entry="no-such-code", grants=[grant["id"]]).refused(
        409, field="papers.entry")
    for grants, status in (([], 400), (["none"], 409), ([7], 409), ([grant["id"], "x"], 409)):
        steward.act(case, "merge", entry=made["code"], grants=grants).refused(
            status, field="papers.grants")
    elsewhere = publish(site, other)
    of_other = subscribe(site, steward, elsewhere)
    steward.act(case, "merge", entry=made["code"], grants=[of_other["id"]]).refused(
        409, field="papers.grants")
    now = steward.act(case, "merge", entry=made["code"], grants=[grant["id"]]).want(200).json
    assert now["state"] == "checking" and now["term"]["owes"] == "city_operator", now["term"]
    shown = operator.get(f"/api/v1/channels/{case['id']}").want(200).json
    assert shown["code"] == made["code"] and shown["grants"][0]["state"] == "open", shown
    steward.post(f"/api/v1/grants/{grant['id']}/revoke", {
        "reason": "不再需要", "basis": {"law": "中华人民共和国个人信息保护法", "level": "law", "article": "6"}}).want(200)
    assert operator.get(f"/api/v1/channels/{case['id']}").json["grants"][0]["state"] != "open"
    operator.act(case, "approve", evidence="专线已拆除").refused(409, field="papers.grants")
    operator.act(case, "return").refused(422, field="papers.reason")
    back = operator.act(case, "return", reason="授权已收回").want(200).json
    assert back["state"] == "planned" and back["term"]["due_on"] == "2027-03-31", back["term"]


def test_R07_2_the_operator_checks_that_the_old_route_is_off(site):
    steward, other, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made, grant = replaced_by(site, steward, other)
    both = person_with(site, site.account("steward")["org"], "steward", "operator")
    case = planned(steward)
    both.act(case, "merge", entry=made["id"], grants=[grant["id"]]).want(200)
    both.act(case, "approve", evidence="已拆除").refused(403, "case-own-cause")
    operator.act(case, "approve").refused(422, field="papers.evidence")
    other.act(case, "approve", evidence="x").refused(404)
    done = operator.act(case, "approve", evidence="现场核验，专线已拆除").want(200).json
    assert done["state"] == "merged" and done["ended"], done


def test_R07_2_one_built_since_the_measures_is_a_violation_that_the_authority_orders_closed(site):
    steward, operator, authority = site.as_("steward"), site.as_("operator"), site.as_("authority")
    day_before = register(steward, built_on="2022-11-30").want(201).json
    assert day_before["state"] == "existing", day_before
    made = register(operator, built_on="2022-12-01", org=site.account("steward")["org"]).want(201).json
    assert made["state"] == "forbidden" and made["org"] == site.account("steward")["org"], made
    case = {"id": made["case"]}
    steward.act(case, "cancel", reason="登记错误").refused(409)
    steward.act(case, "plan", **PLAN).refused(409)
    steward.act(case, "order", reason="违规").refused(403, article="7 ¶3, 52")
    authority.act(case, "order").refused(422, field="papers.reason", article="7 ¶3, 52")
    now = authority.act(case, "order", reason="办法施行后不得新建通道").want(200).json
    assert now["state"] == "closing" and now["term"]["owes"] == "provider", now
    steward.act(case, "close").refused(422, field="papers.evidence")
    assert steward.act(case, "close", evidence="拆除记录").want(200).json["state"] == "closed"


def test_R07_2_a_wrong_date_is_returned_by_the_authority_and_registered_anew(site):
    steward, authority = site.as_("steward"), site.as_("authority")
    case = {"id": register(steward, built_on=NEW).want(201).json["case"]}
    assert authority.act(case, "return", reason="验收报告日期为 2019 年").want(200).json["state"] == "draft"
    again = steward.act(case, "submit", built_on=OLD).want(200).json
    assert again["state"] == "existing", again["state"]
    shown = steward.get(f"/api/v1/channels/{case['id']}").json
    assert shown["built_on"] == OLD and shown["state"] == "existing", shown
    assert steward.act(case, "cancel", reason="与另一条重复").want(200).json["state"] == "cancelled"


def test_R07_2_what_is_not_merged_yet_is_counted_by_agency(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    org = site.account("steward")["org"]

    def mine():
        found = operator.get("/api/v1/channels/agencies").want(200).json
        rows = [a["open"] for a in found["items"]]
        assert rows == sorted(rows, reverse=True) and found["total"] == len(rows)
        row = [a for a in found["items"] if a["org"] == org]
        return row[0] if row else dict.fromkeys(("open", "existing", "planned", "forbidden"), 0)
    before = mine()
    register(steward).want(201)
    planned(steward)
    register(steward, built_on=NEW).want(201)
    after = mine()
    assert {k: after[k] - before[k] for k in ("open", "existing", "planned", "forbidden")} == {
        "open": 3, "existing": 1, "planned": 1, "forbidden": 1}, after
    listed = operator.get(f"/api/v1/channels?org={org}&open=true&limit=1000").want(200).json
    assert listed["total"] == after["open"] == len(listed["items"]), listed["total"]


def test_R07_2_the_register_is_filtered_and_paged(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    mark = unique("mark")
    ids = [register(steward, route=f"{mark} 专线{n}").want(201).json["case"] for n in range(3)]
    steward.act({"id": ids[1]}, "plan", **PLAN).want(200)
    first = operator.get(f"/api/v1/channels?q={mark.upper()}&limit=2").want(200).json
    assert first["total"] == 3 and [c["case"] for c in first["items"]] == ids[:0:-1], first
    rest = operator.get(f"/api/v1/channels?q={mark.upper()}&limit=2&cursor={first['next_cursor']}").json
    assert [c["case"] for c in rest["items"]] == ids[:1] and not rest["next_cursor"]
    found = operator.get(f"/api/v1/channels?q={mark}&state=planned").json["items"]
    assert [c["case"] for c in found] == [ids[1]]
    assert operator.get(f"/api/v1/channels?q={mark}&late=true").json["total"] == 0
    operator.get("/api/v1/channels?late=maybe").refused(400, field="late")
    operator.get("/api/v1/channels?colour=red").refused(400)


def test_R07_2_who_may_register_and_who_may_know(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    org = site.account("steward")["org"]
    register(other, org=org).refused(403, article="7")
    register(steward, org="nowhere").refused(400, field="papers.holder")
    case = register(steward).want(201).json["case"]
    other.get(f"/api/v1/channels/{case}").refused(404)
    assert case not in [c["case"] for c in other.get("/api/v1/channels?limit=1000").json["items"]]
    for who in (site.as_("citizen"), site.nobody()):
        assert register(who).status in (401, 403)
        for path in ("", "/agencies", f"/{case}"):
            assert who.get(f"/api/v1/channels{path}").status in (401, 403)
    assert site.as_("auditor").get(f"/api/v1/channels/{case}").want(200).json["case"] == case
    agency, _, county_operator, county_authority, stranger = of_county(site)
    register(county_authority, org=org).refused(403, article="7")
    own = register(county_operator, org=agency.user["org"], built_on=NEW).want(201).json
    stranger.get(f"/api/v1/channels/{own['case']}").refused(404)
    site.as_("authority").act({"id": own["case"]}, "order", reason="x").refused(403)
    assert county_authority.act({"id": own["case"]}, "order", reason="违规新建").want(
        200).json["state"] == "closing"


def test_R07_2_bad_input_names_the_field(site):
    steward = site.as_("steward")
    for field in ("route", "end_a", "end_b", "carries", "purpose", "built_on"):
        fields = said()
        del fields[field]
        steward.post("/api/v1/channels", fields).refused(400, field=field)
    register(steward, built_on="2026-11-24").refused(400, field="papers.built_on")
    register(steward, built_on="2026-02-30").refused(400, field="built_on")
    register(steward, route="长" * 201).refused(400, field="route")
    before = steward.get("/api/v1/channels").json["total"]
    register(steward, carries="　").refused(422)
    assert steward.get("/api/v1/channels").json["total"] == before
    draft = steward.post("/api/v1/cases", {"process": "channel", "papers": {"route": "一条线"}}).want(
        201).json
    assert draft["state"] == "draft" and "built_on" in draft["missing"], draft
    steward.get(f"/api/v1/channels/{draft['id']}").refused(404)
    steward.post("/api/v1/cases", {"process": "channel", "papers": {"route": "长" * 201}}).refused(
        400, field="papers.route")
    made = publish(site, steward)
    steward.post("/api/v1/cases", {"process": "channel", "subject": {"resource": made["id"]},
                                   "papers": said()}).refused(400, field="subject.resource")
