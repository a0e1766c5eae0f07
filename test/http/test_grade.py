"""What a grade permits, held wherever data could pass: descriptions, agreements,
calls and the portal (R38.1)."""
import shutil
import urllib.parse

from gongshu import (COMMITMENT, IDS, OPEN, ROOT, ROWS, SHARED, entry, newest_grant, publish,
                     unique, without_none)
from test_account import staff

FLAGS = ()


def item(code, name, grade=None, **over):
    return {"code": code, "name": name, "type": "string", "length": 30,
            **({"grade": grade} if grade else {}), **over}


def permits(*, holder=2, id_no=3, **over):
    """Permits with graded items: (fields of the entry)."""
    return entry(**{**SHARED, "grade": None, "items": [
        item("permit_no", "许可编号", 1, key=True), item("holder", "持有人", holder, mask="name"),
        item("id_no", "身份证号", id_no, format="resident_id", length=18, nullable=True),
        item("mobile", "手机号", 3, format="mobile", length=11, nullable=True),
        {"code": "issued_on", "name": "发证日期", "type": "date", "grade": 1},
        {"code": "fee", "name": "金额", "type": "decimal", "length": 12, "precision": 2,
         "nullable": True, "grade": 1},
        {"code": "active", "name": "是否有效", "type": "boolean", "grade": 1}], **over})


def drafted(steward, **over):
    return steward.post("/api/v1/resources", without_none(permits(**over))).want(201).json


def submit(steward, made):
    return steward.post("/api/v1/cases", {"process": "catalogue-review",
                                          "subject": {"resource": made["id"]}, "papers": {}})


def asked(site, made):
    """A request for it that lies with the provider."""
    case = site.as_("steward", 1).case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    return case


def loaded(site, **over):
    made = publish(site, site.as_("steward"), permits(**over))
    site.as_("steward").load(made["id"], ROWS)
    return made


def calls(site, made):
    grant = newest_grant(site.as_("steward", 1), made)
    purpose = {"Gongshu-Purpose": grant["purpose_code"]}
    return lambda query="": site.system(1).get(f"/data/v1/{made['code']}{query}", **purpose)


def test_R38_1_the_table_is_told(site):
    grades = site.nobody().get("/api/v1/pack").want(200).json["grades"]
    assert [(g["grade"], g["share"], g["open"], g["given"], g["persons"]) for g in grades] == [
        (1, "unconditional", "unconditional", "plain", 1),
        (2, "unconditional", "conditional", "plain", 1),
        (3, "conditional", "conditional", "masked", 1), (4, "conditional", "none", "verify", 2)]


def test_R38_1_an_entry_is_never_graded_below_its_items(site):
    steward = site.as_("steward")
    made = drafted(steward, grade=1)
    assert [w["field"] for w in made["warnings"] if w["code"] == "warn-grade-raised"] == ["grade"]
    where = f"/api/v1/resources/{made['id']}"
    assert steward.get(where).json["grade"] == 3
    got = steward.patch(where, {"grade": 2}).want(200).json
    assert got["grade"] == 3 and "warn-grade-raised" in {w["code"] for w in got["warnings"]}
    assert steward.patch(where, {"grade": 4}).want(200).json["grade"] == 4, "higher by hand is kept"
    derived = drafted(steward)
    assert steward.get(f"/api/v1/resources/{derived['id']}").json["grade"] == 3
    partly = permits()["items"] + [item("note", "说明")]
    open_end = drafted(steward, items=partly)
    assert "grade" in open_end["missing"], "with an item ungraded the agency has to say"
    assert "grade" not in derived["missing"], derived


def test_R38_1_types_wider_than_the_grade_warn_and_do_not_stop_the_review(site):
    steward = site.as_("steward")
    free = {"share_type": "unconditional", "share_reason": None, "share_conditions": None,
            "share_basis": None}
    made = drafted(steward, **free)
    high = [w for w in made["warnings"] if w["code"] == "warn-grade-high"]
    assert [w["field"] for w in high] == ["share_type"] and "3 级（较敏感" in high[0]["detail"], high
    assert submit(steward, made).want(201).json["state"] == "city_review"
    opened = drafted(steward, **OPEN, title="开放的许可 " + unique())
    assert "open_type" in {w["field"] for w in opened["warnings"]}, opened
    assert submit(steward, opened).want(201).json["state"] == "city_review"


def test_R38_1_an_entrys_grade_alone_masks_nothing_that_the_agreement_did_not_name(site):
    steward = site.as_("steward")
    items = [{k: v for k, v in i.items() if k != "grade"} for i in permits()["items"]]
    made = loaded(site, grade=3, items=items)
    steward.act(asked(site, made), "agree", conditions={"masks": {"id_no": "id_number"}}).want(200)
    row = calls(site, made)().want(200).json["rows"][0]
    assert row["holder"] == "欧阳修文" and "*" in row["id_no"] and row["mobile"], row


def test_R38_1_converting_to_a_wider_type_asks_the_grade_too(site):
    steward = site.as_("steward")
    made = publish(site, steward, permits())
    case = steward.case("evaluation", {"resource": made["id"]}, dimension="share")
    steward.act(case, "convert", finding="可以放开", target="unconditional").refused(
        422, field="share_type", article="38")


def test_R38_1_an_agreement_gives_nothing_more_plainly_than_its_grade_permits(site):
    steward = site.as_("steward")
    made = loaded(site)
    case = asked(site, made)
    said = steward.act(case, "agree", conditions={
        "masks": {"id_no": "keep", "mobile": "mobile"}}).refused(
        422, field="conditions.masks.id_no", article="38").json
    assert "较敏感" in said["detail"] and "mask" in said["detail_en"], said
    done = steward.act(case, "agree", conditions={
        "masks": {"id_no": "verify", "mobile": "mobile"}}).want(200).json
    assert done["state"] == "open", "one person agrees to grade 3"
    get = calls(site, made)
    rows = get().want(200).json["rows"]
    assert [r["id_no"] for r in rows] == [None] * 3 and rows[0]["mobile"] == "138****0001", rows
    assert rows[0]["holder"] == "欧阳修文", "grade 2 may be given in clear"
    found = get(f"?id_no={IDS[1]}").want(200).json["rows"]
    assert [r["permit_no"] for r in found] == ["P-002"] and found[0]["id_no"] is None, found
    get("?mobile=13800000001").refused(403)


def test_R38_1_what_an_agreement_does_not_name_gets_the_tables_mask_and_the_grant_says_so(site):
    steward = site.as_("steward")
    made = loaded(site)
    steward.act(asked(site, made), "agree", conditions={"masks": {"holder": "name"}}).want(200)
    grant = newest_grant(site.as_("steward", 1), made)
    assert grant["masks"] == {"holder": "name", "id_no": "id_number", "mobile": "mobile"}, grant
    row = calls(site, made)().want(200).json["rows"][0]
    assert row["holder"] == "欧阳**" and row["mobile"] == "138****0001", row
    assert row["id_no"] == IDS[0][:6] + "********" + IDS[0][-4:], row


def test_R38_1_what_is_given_to_be_verified_is_asked_by_its_exact_value_alone(site):
    steward = site.as_("steward")
    made = loaded(site)
    steward.act(asked(site, made), "agree", conditions={
        "masks": {"id_no": "verify", "mobile": "suppress"}}).want(200)
    grant = newest_grant(site.as_("steward", 1), made)
    purpose = {"Gongshu-Purpose": grant["purpose_code"]}
    ask = lambda where: site.system(1).post(f"/data/v1/{made['code']}/query",  # noqa: E731
                                            {"where": where, "fields": ["permit_no"]}, **purpose)
    exact = {"item": "id_no", "op": "in", "value": IDS[:2]}
    assert len(ask(exact).want(200).json["rows"]) == 2
    assert len(ask({"and": [exact, {"item": "holder", "op": "prefix", "value": "张"}]})
               .want(200).json["rows"]) == 1
    for other in ({"not": exact}, {"item": "id_no", "op": "prefix", "value": "3209"},
                  {"item": "id_no", "op": "is_null"}, {"item": "id_no", "op": "ge", "value": "3"},
                  {"or": [exact, {"not": {"and": [exact]}}]},
                  {"item": "mobile", "op": "eq", "value": "13800000001"}):
        ask(other).refused(403, article="20")


def test_R38_1_without_conditions_the_grades_mask_by_themselves(site):
    steward = site.as_("steward")
    made = loaded(site)
    assert steward.act(asked(site, made), "agree").want(200).json["state"] == "open"
    row = calls(site, made)().want(200).json["rows"][0]
    assert row["id_no"] == IDS[0][:6] + "********" + IDS[0][-4:], row
    assert row["mobile"] == "138****0001" and row["holder"] == "欧阳修文", row


def test_R38_1_the_highest_grade_needs_two_persons_and_is_only_verified(site):
    steward = site.as_("steward")
    second = staff(site, "steward", org=steward.user["org"])
    made = loaded(site, id_no=4)
    case = asked(site, made)
    steward.act(case, "agree", conditions={"masks": {"id_no": "id_number", "mobile": "mobile"}}
                ).refused(422, field="conditions.masks.id_no", article="38")
    masks = {"masks": {"id_no": "verify", "mobile": "mobile"}}
    once = steward.act(case, "agree", conditions=masks).want(200).json
    assert once["state"] == "at_provider" and not once["ended"], once
    assert "agree" in {a["act"] for a in second.get(f"/api/v1/cases/{case['id']}").json["acts"]}
    steward.act(case, "agree").refused(403, article="38")
    second.act(case, "agree", conditions={"masks": {}}).refused(422, field="papers.conditions")
    program = type(second)(second.port)
    program.token = second.post("/api/v1/tokens", {"name": "脚本", "scopes": ["cases"]}).want(201).json["token"]
    program.act(case, "agree").refused(403, "share-second-token", article="38")
    assert second.act(case, "agree").want(200).json["state"] == "open"
    steps = second.get(f"/api/v1/cases/{case['id']}").want(200).json["history"]
    assert len({s["by"] for s in steps if s["act"] == "agree"}) == 2, steps
    get = calls(site, made)
    assert {r["id_no"] for r in get().want(200).json["rows"]} == {None}
    assert len(get(f"?id_no={IDS[0]}").want(200).json["rows"]) == 1
    less = asked(site, made)
    done = steward.act(less, "agree", conditions={"items": ["permit_no", "holder"]}).want(200).json
    assert done["state"] == "open", "what isn't given asks nobody"


def test_R38_1_a_second_person_may_refuse_what_the_first_agreed_to(site):
    steward = site.as_("steward")
    second = staff(site, "steward", org=steward.user["org"])
    made = loaded(site, id_no=4)
    case = asked(site, made)
    steward.act(case, "agree").want(200)
    done = second.act(case, "refuse", reason="用途不明", basis={
        "law": "中华人民共和国个人信息保护法", "level": "law", "article": "6"}).want(200).json
    assert done["state"] == "refused", done
    found = site.as_("steward", 1).get(f"/api/v1/grants?resource={made['id']}").json["items"]
    assert not [g for g in found if g["case"] == case["id"]]


def test_R38_1_an_item_graded_higher_later_is_guarded_in_the_next_call(site):
    steward = site.as_("steward")
    made = loaded(site, id_no=2)
    steward.act(asked(site, made), "agree", conditions={"masks": {"mobile": "mobile"}}).want(200)
    get = calls(site, made)
    assert get(f"?id_no={IDS[0]}").want(200).json["rows"][0]["id_no"] == IDS[0]
    higher = [dict(i, grade=4) if i["code"] == "id_no" else i for i in permits()["items"]]
    steward.patch(f"/api/v1/resources/{made['id']}", {"items": higher}).want(200)
    case = steward.case("catalogue-review", {"resource": made["id"]})
    site.as_("operator").act(case, "approve").want(200)
    site.as_("authority").act(case, "approve").want(200)
    assert {r["id_no"] for r in get().want(200).json["rows"]} == {None}
    assert len(get(f"?id_no={IDS[0]}").want(200).json["rows"]) == 1, "verified still"


def stops(**over):
    return entry(**{**OPEN, "title": "站点 " + unique(), "grade": 1, "items": [
        item("no", "编号", 1, key=True), item("place", "位置", 1)], **over})


def shown(site, made):
    """Is it in the portal's lists, in both forms, and on the map of the site? All or none."""
    nobody, q = site.nobody(), urllib.parse.quote(made["title"].split()[-1])
    listed = [d["code"] for d in nobody.get(f"/open/v1/datasets?q={q}").want(200).json["items"]]
    told = {made["code"] in listed,
            made["code"] in nobody.get(f"/datasets?q={q}").want(200).body.decode(),
            made["code"] in nobody.get("/sitemap.xml").want(200).body.decode()}
    assert len(told) == 1, told
    return told.pop()


def test_R38_1_what_every_item_is_graded_too_high_for_stands_in_no_list(site):
    steward = site.as_("steward")
    made = publish(site, steward, stops(grade=4, items=[
        item("no", "编号", 4, key=True), item("place", "位置", 4)]))
    steward.load(made["id"], b"no,place\n1,a\n")
    assert site.nobody().get(f"/datasets/{made['code']}").status == 404
    site.nobody().get(f"/open/v1/datasets/{made['code']}").refused(404)
    assert not shown(site, made)
    got = steward.get(f"/api/v1/resources/{made['id']}").want(200).json["portal"]
    assert got["standing"] == "held" and got["graded"] is True and got["personal"] == [], got


def test_R38_1_a_stricter_table_closes_what_stood_open_on_the_portal(site):
    steward = site.as_("steward")
    one = publish(site, steward, stops())
    two = publish(site, steward, stops(grade=2, items=[item("no", "编号", 1, key=True)]))
    for made, rows in ((one, b"no,place\n1,a\n"), (two, b"no\n1\n")):
        steward.load(made["id"], rows)
        site.nobody().get(f"/open/v1/datasets/{made['code']}/rows").want(200)
    folder = site.dir / "strict"
    shutil.copytree(ROOT / "law" / "yancheng-2022", folder)
    table = folder / "grades.txt"
    table.write_text("".join(line.replace("| unconditional | unconditional |",
                                          "| unconditional | none |")
                             for line in table.read_text().splitlines(True)))
    assert shown(site, one) and shown(site, two)
    site.restart(*FLAGS, "--pack", str(folder))
    for made in (one, two):
        site.nobody().get(f"/open/v1/datasets/{made['code']}/rows").refused(404)
        assert site.nobody().get(f"/datasets/{made['code']}").status == 404
        assert not shown(site, made), "lists and map of the site agree with its page"
        got = site.as_("steward").get(f"/api/v1/resources/{made['id']}").want(200).json["portal"]
        assert (got["standing"], got["graded"]) == ("held", True), got
    site.restart(*FLAGS)
    site.nobody().get(f"/open/v1/datasets/{one['code']}/rows").want(200)
    assert shown(site, one) and shown(site, two)
    shutil.rmtree(folder)


def test_R38_1_many_persons_together_suggest_a_higher_grade(site):
    folder = site.dir / "crowd"
    shutil.copytree(ROOT / "law" / "yancheng-2022", folder)
    pack = folder / "pack.txt"
    pack.write_text(pack.read_text().replace("100000", "3"))
    site.restart(*FLAGS, "--pack", str(folder))
    steward = site.as_("steward")
    made = loaded(site)
    got = steward.get(f"/api/v1/resources/{made['id']}").want(200).json
    assert "warn-grade-crowd" in {w["code"] for w in got["warnings"]}, got["warnings"]
    lifted = steward.patch(f"/api/v1/resources/{made['id']}", {"grade": 4}).want(200).json
    assert "warn-grade-crowd" not in {w["code"] for w in lifted["warnings"]}
    site.restart(*FLAGS)
    shutil.rmtree(folder)
