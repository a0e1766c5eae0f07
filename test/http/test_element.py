"""The dictionary of data elements: one authoritative source each (R11.1)."""
from gongshu import entry, publish, unique, without_none

CSV = {"Content-Type": "text/csv"}
FULL = {"name": "公民身份号码", "name_en": "Resident identity number", "definition": "证件上载明的号码",
        "type": "string", "format": "resident_id", "length": 18, "value_range": "GB 11643",
        "grade": 3, "unit": None}


def register(client, **fields):
    return client.post("/api/v1/elements", {"code": unique("DE"), "name": "测试数据元", **fields})


def take(operator, text):
    return operator.call("POST", "/api/v1/elements/import", body=text.encode(), headers=CSV)


def items(**over):
    return [{"code": "no", "name": "编号", "type": "string", "length": 20, "key": True},
            {"code": "what", "name": "名目", "type": "string", "nullable": True, **over}]


def test_R11_1_an_element_holds_what_a_standard_says_of_it(site):
    operator, steward = site.as_("operator"), site.as_("steward")
    source = site.account("steward")["org"]
    one = register(operator, source=source, **FULL).want(201).json
    assert {k: one[k] for k in FULL} == FULL and one["version"] == 1, one
    assert one["source"] == source and one["source_name"] and one["state"] == "current", one
    assert steward.get(f"/api/v1/elements/{one['code']}").want(200).json == one
    steward.get("/api/v1/elements/none").refused(404)
    steward.get("/api/v1/elements/none/versions").refused(404)
    found = steward.get(f"/api/v1/elements?q={one['code'].lower()}&source={source}").want(200).json
    assert found["total"] == 1 and found["items"][0]["code"] == one["code"], found


def test_R11_1_what_is_no_element_is_refused_by_field(site):
    operator = site.as_("operator")
    for over, field in [({"format": "shoe_size"}, "format"), ({"code_set": "no-such"}, "code_set"),
                        ({"type": "C"}, "type"), ({"grade": 5}, "grade"), ({"name": ""}, "name"),
                        ({"code": "a b"}, "code"), ({"source": "nobody"}, "source"),
                        ({"type": "date", "code_set": "gbt-3304"}, "code_set"),
                        ({"type": "integer", "format": "mobile"}, "format"),
                        ({"state": "gone"}, "state")]:
        register(operator, **over).refused(400, field=field)
    register(site.as_("steward")).refused(403)
    register(site.nobody()).refused(401)


def test_R11_1_a_second_source_is_refused_and_another_is_named_by_a_decision(site):
    operator, auditor = site.as_("operator"), site.as_("auditor")
    first, second = site.account("steward", 0)["org"], site.account("steward", 1)["org"]
    one = register(operator, source=first).want(201).json
    where = f"/api/v1/elements/{one['code']}"
    operator.post("/api/v1/elements", {"code": one["code"], "name": "改名", "source": second}).refused(
        409, article="11", field="source")
    assert operator.get(where).json["name"] == one["name"], "nothing of it was written"
    kept = operator.post("/api/v1/elements", {"code": one["code"], "name": "改名", "source": None}).want(201).json
    assert kept["source"] == first and kept["name"] == "改名" and kept["version"] == 2, kept
    operator.post(f"{where}/source", {"source": second}).refused(400, field="reason")
    operator.post(f"{where}/source", {"source": first, "reason": "再说一遍"}).refused(409, field="source")
    site.as_("steward").post(f"{where}/source", {"source": second, "reason": "我"}).refused(403)
    moved = site.as_("authority").post(f"{where}/source", {"source": second, "reason": "职能划转"}).want(200).json
    assert moved["source"] == second and moved["version"] == 3, moved
    told = operator.get(f"{where}/versions").want(200).json["items"]
    assert [v["version"] for v in told] == [3, 2, 1] and told[0]["reason"] == "职能划转", told
    assert told[2]["element"]["source"] == first and told[2]["element"]["name"] == one["name"], told
    acts = [e["act"] for e in auditor.get("/api/v1/record?limit=30").want(200).json["items"]]
    assert "element-source" in acts and "element" in acts, acts


def test_R11_1_what_changes_nothing_makes_no_version(site):
    operator = site.as_("operator")
    one = register(operator, unit="元").want(201).json
    again = operator.post("/api/v1/elements", {"code": one["code"], "name": one["name"]}).want(201).json
    assert again["version"] == 1 and again["unit"] == "元", again


def test_R11_1_a_table_is_imported_and_its_wrong_rows_named(site):
    operator = site.as_("operator")
    a, b, c, org = unique("DE"), unique("DE"), unique("DE"), site.account("steward")["org"]
    name = operator.get(f"/api/v1/orgs/{org}").want(200).json["name"]
    other = operator.get(f"/api/v1/orgs/{site.account('steward', 1)['org']}").want(200).json["name"]
    got = take(operator, "标识符,中文名称,数据类型,长度,代码集,敏感级别,来源机构\n"
               f"{a},民族,string,2,gbt-3304,2,{name}\n" f"{b},出生日期,date,,,2,\n"
               f"{c},无此类型,C,,,,\n" ",无标识符,,,,,\n" f"{c},等级过高,string,,,7,\n"
               f"{c},没有的机构,string,,,,火星局\n" f"{a},重复,string,,,,\n" f"{c},长度,string,abc,,,\n"
               f"{unique('DE')},没有的代码集,string,,gb-none,,\n").want(200).json
    assert (got["accepted"], got["added"], got["wrong"]) == (2, 2, 7), got
    told = {r["row"]: r["column"] for r in got["rejected"]}
    assert told == {4: "type", 5: "code", 6: "grade", 7: "source", 8: "code", 9: "length", 10: "code_set"}, told
    one = operator.get(f"/api/v1/elements/{a}").want(200).json
    assert one["source"] == org and one["code_set"] == "gbt-3304" and one["length"] == 2, one
    second = take(operator, f"code,name,source\n{a},民族,{other}\n").want(200).json
    assert second["accepted"] == 0 and second["rejected"][0]["column"] == "source", second
    text = operator.get(f"/api/v1/elements?q={a}&format=csv").want(200).body
    assert take(operator, text.decode("utf-8-sig")).want(200).json["changed"] == 0, "out and in again"
    operator.post("/api/v1/elements/import", {"a": 1}).refused(415)
    take(operator, "code,colour\nx,y\n").refused(400, field="colour")
    take(site.as_("steward"), "code,name\nx,y\n").refused(403)


def test_R11_1_an_item_that_is_something_else_than_its_element_is_warned_of(site):
    operator, steward = site.as_("operator"), site.as_("steward")
    one = register(operator, type="string", code_set="gbt-3304").want(201).json

    def warnings(**over):
        fields = without_none(entry(items=items(element=one["code"], **over)))
        made = steward.post("/api/v1/resources", fields).want(201).json
        return [w["code"] for w in made["warnings"] if w["field"] == "items[1].element"]
    assert warnings() == ["warn-element-differs"]
    assert warnings(code_set="gbt-3304") == []
    assert warnings(type="date") == ["warn-element-differs"]
    operator.post("/api/v1/elements", {"code": one["code"], "name": one["name"], "state": "retired"}).want(201)
    assert warnings(code_set="gbt-3304") == ["warn-element-retired"]


def test_R11_1_the_entries_that_carry_an_element_are_shown(site):
    operator, steward = site.as_("operator"), site.as_("steward")
    one = register(operator).want(201).json
    assert one["entries"] == []
    r = publish(site, steward, entry(items=items(element=one["code"])))
    told = operator.get(f"/api/v1/elements/{one['code']}").want(200).json["entries"]
    assert [(e["resource"], e["item"]) for e in told] == [(r["id"], "what")], told
