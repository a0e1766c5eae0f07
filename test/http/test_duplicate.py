"""What is collected twice: found, coordinated, and not begun again (R09.3, R11.3)."""
import re

from gongshu import unique, without_none
from test_cases import listed

ITEMS = [("id_no", "身份证号", "string"), ("name", "姓名", "string"), ("parcel", "{}地块编号", "string"),
         ("area", "{}面积", "decimal"), ("level", "{}审批等级", "string"),
         ("built_on", "{}建成年份", "integer"), ("use", "{}用途", "string")]
OTHER = {"身份证号": "公民身份号码", "姓名": "人员姓名"}


def items(matter, names=None, drop=0):
    return [without_none({"code": c, "name": (names or {}).get(n, n).format(matter), "type": t,
                          "precision": 2 if t == "decimal" else None,
                          "length": 18 if t == "decimal" else None}) for c, n, t in ITEMS[drop:]]


def twins(site, matter):
    """The same book kept by two agencies of the city, under other names."""
    one, other = site.as_("steward"), site.as_("steward", 1)
    a = listed(site, one, title=f"{matter}审批信息", items=items(matter))
    b = listed(site, other, title=f"盐城市{matter}许可登记表", items=items(matter, OTHER, 1))
    return a, b


def run(site):
    got = {"more": True}
    while got["more"]:
        got = site.as_("operator").post("/api/v1/duplicates/runs").want(200).json


def pair_of(site, a, b):
    found = site.as_("authority").get("/api/v1/duplicates?limit=1000").want(200).json["items"]
    mine = [p for p in found if {p["a"]["resource"], p["b"]["resource"]} == {a["id"], b["id"]}]
    return mine[0] if mine else None


def org_of(client):
    org = client.user["org"]
    return org["id"] if isinstance(org, dict) else org


def test_R09_3_the_same_book_of_two_agencies_is_found_and_a_case_opened(site):
    a, b = twins(site, "宅基地")
    run(site)
    pair = pair_of(site, a, b)
    assert pair and pair["score"] >= 57 and pair["state"] == "open" and pair["case"], pair
    assert pair["a"]["resource"] == a["id"], "the older one is named first"
    case = site.as_("authority").get(f"/api/v1/cases/{pair['case']}").want(200).json
    assert case["state"] == "coordinating" and case["history"][0]["actor"] == "platform", case
    assert case["term"]["owes"] == "city_authority" and case["term"]["by"] == "house", case["term"]
    assert case["papers"]["other"] == b["id"] and "%" in case["papers"]["evidence"]
    work = site.as_("authority").get("/api/v1/work?limit=1000").json["items"]
    assert pair["case"] in [c["id"] for c in work]
    before = site.as_("authority").get("/api/v1/duplicates").json["total"]
    run(site)
    assert site.as_("authority").get("/api/v1/duplicates").json["total"] == before, "said once"


def test_R09_3_what_the_platform_finds_nobody_asked_and_a_desk_is_told_once_with_the_number(site):
    pairs = [twins(site, matter) for matter in ("公租房", "沼气池")]
    for client in [site.as_(r, n) for r, n in (("authority", 0), ("steward", 0), ("steward", 1))]:
        client.post("/api/v1/notices/read").want(200)
    run(site)
    cases = {pair_of(site, *pair)["case"] for pair in pairs}
    for client in [site.as_(r, n) for r, n in (("authority", 0), ("steward", 0), ("steward", 1))]:
        fresh = client.get("/api/v1/notices?unread=true&limit=1000").want(200).json["items"]
        found = [n for n in fresh if n["kind"] == "duplicates_found"]
        assert len(found) == 1 and int(re.search(r"发现 (\d+) 组", found[0]["text"])[1]) >= 2, fresh
        assert not cases & {n["case"] for n in fresh}, "not each of them again"
        asked = client.get("/api/v1/cases?mine=asked&limit=1000").want(200).json["items"]
        assert not cases & {c["id"] for c in asked}, "the platform asked"
        seen = client.get("/api/v1/cases?process=duplicate-collection&limit=1000").json["items"]
        assert cases <= {c["id"] for c in seen}


def test_R09_3_the_authority_names_who_collects_and_the_other_switches_to_sharing(site):
    one, other, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    a, b = twins(site, "晒谷场")
    run(site)
    case = {"id": pair_of(site, a, b)["case"]}
    other.act(case, "comment", evidence="我局按条例自行采集").want(200)
    one.act(case, "name_collector", holder=org_of(one), reason="x").refused(403, article="9 ¶4")
    authority.act(case, "name_collector", reason="先采").refused(422, field="papers.holder")
    authority.act(case, "name_collector", holder=org_of(authority), reason="x").refused(
        422, field="papers.holder")
    named = authority.act(case, "name_collector", holder=org_of(one), reason="先采先建").want(200).json
    assert named["state"] == "named" and named["term"]["owes"] == "applicant", named
    pair = pair_of(site, a, b)
    assert pair["state"] == "named" and pair["source"] == a["id"], pair
    assert case["id"] in [c["id"] for c in other.get("/api/v1/work?limit=1000").json["items"]]
    other.patch(f"/api/v1/resources/{b['id']}", {"collector": org_of(one)}).want(200)
    review = other.case("catalogue-review", {"resource": b["id"]})
    site.as_("operator").act(review, "approve").want(200)
    now = authority.get(f"/api/v1/cases/{case['id']}").json
    assert now["state"] == "switched" and now["ended"], now
    assert now["history"][-1]["actor"] == "platform", "seen, not ticked by hand"
    assert pair_of(site, a, b)["state"] == "switched"


def test_R11_3_what_the_platform_has_is_not_collected_again(site):
    one, other, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    a, b = twins(site, "蟹塘")
    asked = {"title": "蟹塘审批表", "items": [{"name": n.format("蟹塘")} for _, n, _ in ITEMS]}
    found = other.post("/api/v1/catalogue/similar", asked).want(200).json["items"]
    mine = [x for x in found if x["resource"] == a["id"]]
    assert mine and mine[0]["score"] > 80 and mine[0]["source"] is False, found
    third = without_none({"title": "蟹塘审批清单", "abstract": "x", "form": "table",
                          "code": unique("dup"), "items": items("蟹塘", OTHER)})
    made = other.post("/api/v1/resources", third).want(201).json
    assert any(w["field"] == "title" for w in made["warnings"]), "a look-alike warns"
    run(site)
    case = {"id": pair_of(site, a, b)["case"]}
    authority.act(case, "name_collector", holder=org_of(one), reason="先采先建").want(200)
    third["code"] = unique("dup")
    other.post("/api/v1/resources", third).refused(409, code="duplicate-collected-already",
                                                   field="title", article="11 ¶2")
    other.patch(f"/api/v1/resources/{made['id']}", {"abstract": "y"}).refused(409)
    third["collector"] = org_of(one)
    other.post("/api/v1/resources", third).want(201)


def retire(site, client, made):
    review = client.get(f"/api/v1/cases?resource={made['id']}&process=catalogue-review").json[
        "items"][0]
    client.act(review, "retire", reason="不再采集").want(200)
    site.as_("operator").act(review, "retire", reason="同意").want(200)


def test_R11_3_what_the_platform_has_is_not_imported_either(site):
    one, other, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    a, b = twins(site, "酱园")
    run(site)
    authority.act(pair_of(site, a, b)["case"], "name_collector", holder=org_of(one),
                  reason="先采先建").want(200)
    third = without_none({"title": "酱园审批清单", "abstract": "x", "form": "table",
                          "code": unique("dup"), "items": items("酱园", OTHER)})
    got = other.post("/api/v1/catalogue/import", {"items": [third]}).want(200).json
    assert got["accepted"] == 0, got
    assert got["rejected"][0]["code"] == "duplicate-collected-already", got
    third["collector"] = org_of(one)
    got = other.post("/api/v1/catalogue/import", {"items": [third]}).want(200).json
    assert got["accepted"] == 1, got


def test_R09_3_with_one_of_the_two_retired_nothing_is_collected_twice(site):
    one, authority = site.as_("steward"), site.as_("authority")
    a, b = twins(site, "染坊")
    run(site)
    case = pair_of(site, a, b)["case"]
    retire(site, one, a)
    now = authority.get(f"/api/v1/cases/{case}").want(200).json
    assert now["state"] == "closed_none" and now["ended"], now
    assert now["history"][-1]["actor"] == "platform", now["history"][-1]
    assert pair_of(site, a, b)["state"] == "none"


def test_R09_3_nobody_owes_a_switch_to_a_source_that_was_retired(site):
    one, other, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    a, b = twins(site, "糖坊")
    run(site)
    case = pair_of(site, a, b)["case"]
    authority.act(case, "name_collector", holder=org_of(one), reason="先采先建").want(200)
    retire(site, one, a)
    now = authority.get(f"/api/v1/cases/{case}").want(200).json
    assert now["state"] == "closed_none" and now["ended"], now
    pair = pair_of(site, a, b)
    assert pair["state"] == "none" and pair["source"] is None, pair
    assert case not in [c["id"] for c in other.get("/api/v1/work?limit=1000").json["items"]]


def test_R09_3_one_given_up_by_retiring_it_is_switched(site):
    one, other, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    a, b = twins(site, "茧站")
    run(site)
    case = pair_of(site, a, b)["case"]
    authority.act(case, "name_collector", holder=org_of(one), reason="先采先建").want(200)
    retire(site, other, b)
    assert authority.get(f"/api/v1/cases/{case}").want(200).json["state"] == "switched"


def test_R09_3_no_duplicate_is_said_with_a_reason_and_the_pair_rests(site):
    authority = site.as_("authority")
    a, b = twins(site, "育秧棚")
    run(site)
    case = {"id": pair_of(site, a, b)["case"]}
    authority.act(case, "close").refused(422, field="papers.reason")
    assert authority.act(case, "close", reason="口径不同").want(200).json["state"] == "closed_none"
    run(site)
    assert pair_of(site, a, b)["state"] == "none"
    assert authority.get("/api/v1/duplicates?state=none&limit=1").json["total"] >= 1
    mine = authority.get(f"/api/v1/duplicates?resource={b['id']}").want(200).json
    assert mine["total"] == 1 and mine["items"][0]["a"]["resource"] == a["id"], mine
    org = mine["items"][0]["b"]["org"]
    ours = authority.get(f"/api/v1/duplicates?org={org}&limit=1000").want(200).json
    assert ours["total"] == len(ours["items"]), ours["total"]
    assert all(org in (p["a"]["org"], p["b"]["org"]) for p in ours["items"])
    first = authority.get("/api/v1/duplicates?limit=2").want(200).json
    rest = authority.get(f"/api/v1/duplicates?limit=2&cursor={first['next_cursor']}").want(200).json
    seen = [(p["a"]["resource"], p["b"]["resource"]) for p in first["items"] + rest["items"]]
    assert len(set(seen)) == len(seen), "no pair stands on two pages"


def test_R09_3_anybody_concerned_may_ask_for_coordination(site):
    one, other = site.as_("steward"), site.as_("steward", 1)
    a = listed(site, one, title="戊镇水闸运行信息")
    b = listed(site, other, title="己镇泵站巡查信息")
    third = listed(site, other, title="庚镇堤防信息")
    ask = lambda who, x, y, **p: who.post("/api/v1/cases", {                     # noqa: E731
        "process": "duplicate-collection", "subject": {"resource": x["id"]},
        "papers": {"other": y, "evidence": "两处都在采集水位", **p}})
    ask(other, b, third["id"]).refused(409, field="papers.other")
    ask(other, a, "nowhere").refused(404)
    other.post("/api/v1/cases", {"process": "duplicate-collection", "subject":
                                 {"resource": a["id"]}, "papers": {}}).refused(422, field="papers.other")
    for who in (one, site.as_("operator")):     # a draft would lie with the other agency
        who.post("/api/v1/cases", {"process": "duplicate-collection", "subject": {
            "resource": a["id"]}, "papers": {"other": b["id"]}}).refused(
                422, field="papers.evidence")
    case = ask(other, a, b["code"]).want(201).json
    assert case["state"] == "coordinating" and case["history"][0]["actor"] in ("applicant", "provider")
    ask(one, b, a["id"]).refused(409)
    pair = pair_of(site, a, b)
    assert pair["case"] == case["id"] and pair["values"] is None, pair


def test_R09_3_key_columns_are_compared_by_sketches(site):
    one, other = site.as_("steward"), site.as_("steward", 1)
    rows = "id_no,name,parcel,area,level,built_on,use\n" + "".join(
        f",甲,D{i:05d},12.50,一,1999,住\n" for i in range(600))
    fields = items("粮仓")
    fields[2]["key"] = True
    fields[2]["nullable"] = False
    a = listed(site, one, title="粮仓审批信息", items=fields)
    same = [dict(x, name=OTHER.get(x["name"], x["name"])) for x in fields]
    b = listed(site, other, title="粮仓审批台账", items=same)
    one.load(a["id"], rows.encode())
    other.load(b["id"], rows.encode())
    run(site)
    pair = pair_of(site, a, b)
    assert pair and pair["values"] >= 95, pair
