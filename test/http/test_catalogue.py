"""The catalogue over HTTP: entries made, checked, reviewed, changed, found."""
import json
import urllib.parse

from gongshu import SHARED, entry, publish, subscribe, unique, without_none


def made(steward, **over):
    return steward.post("/api/v1/resources", without_none(entry(**over))).want(201).json


def item(**over):
    return {"code": "x", "name": "名称", "type": "string", **over}


def test_R09_1_every_field_comes_back_as_it_was_given(site):
    steward = site.as_("steward")
    fields = without_none(entry(
        category="301001", collector="盐城市公安局", reviewer="盐城市大数据中心", duty="户籍管理",
        source_system="人口库", region="320900", format="db",
        collection={"basis": "某条例第3条", "scope": "全市", "necessity": "履行职责所需"}, **SHARED))
    id_ = steward.post("/api/v1/resources", fields).want(201).json["id"]
    got = steward.get(f"/api/v1/resources/{id_}").want(200).json
    for key, value in fields.items():
        if key == "items":
            for sent, back in zip(value, got["items"]):
                for k, v in sent.items():
                    assert back[k] == v, (k, v, back)
        else:
            assert got[key] == value, (key, value, got[key])
    assert got["completeness"] > 90 and got["missing"] == [], got


def test_R09_1_item_codes_formats_and_numbers_are_checked(site):
    steward = site.as_("steward")
    cases = [
        ([item(code="1x")], "items[0].code"), ([item(code="A")], "items[0].code"),
        ([item(code="limit")], "items[0].code"), ([item(code="keys")], "items[0].code"),
        ([item(code="a" * 64)], "items[0].code"), ([item(), item()], "items[1].code"),
        ([item(type="number")], "items[0].type"), ([item(format="nothing")], "items[0].format"),
        ([item(mask="nothing")], "items[0].mask"),
        ([item(mask="id_number", format="mobile")], "items[0].format"),
        ([item(type="integer", format="plate")], "items[0].format"),
        ([item(grade=5)], "items[0].grade"), ([item(colour="red")], "items[0].colour"),
        ([item(code=f"c{n}") for n in range(401)], "items"),
    ]
    for items, field in cases:
        steward.post("/api/v1/resources", without_none(entry(items=items))).refused(400, field=field)
    ok = made(steward, items=[item(code=f"c{n}") for n in range(400)])
    assert len(steward.get(f"/api/v1/resources/{ok['id']}").json["items"]) == 400
    ok = made(steward, items=[item(mask="id_number")])
    assert steward.get(f"/api/v1/resources/{ok['id']}").json["items"][0]["format"] == "resident_id"


def test_R09_1_entries_that_are_malformed_are_refused_with_the_field(site):
    steward = site.as_("steward")
    for over, field in [({"grade": 0}, "grade"), ({"share_type": "maybe"}, "share_type"),
                        ({"update_cycle": "hourly"}, "update_cycle"), ({"form": "x"}, "form"),
                        ({"colour": "red"}, "colour"), ({"title": ""}, "title"),
                        ({"title": "长" * 129}, "title"), ({"keywords": "许可"}, "keywords")]:
        steward.post("/api/v1/resources", without_none(entry(**over))).refused(400, field=field)
    bare = without_none(entry())
    del bare["title"]
    steward.post("/api/v1/resources", bare).refused(400, field="title")
    steward.post("/api/v1/resources", without_none(entry(org=site.account("steward", 1)["org"]))
                 ).refused(403, field="org")
    site.as_("operator").post("/api/v1/resources", without_none(entry())).refused(403)
    site.nobody().post("/api/v1/resources", without_none(entry())).refused(401)


def test_R54_1_a_secret_entry_is_refused_with_the_article(site):
    site.as_("steward").post("/api/v1/resources", without_none(entry(secret=True))).refused(
        403, article="54")
    got = made(site.as_("steward"), secret=False)
    site.as_("steward").patch(f"/api/v1/resources/{got['id']}", {"secret": True}).refused(
        403, article="54")


def test_R09_3_what_is_doubtful_warns_and_stops_nothing(site):
    steward = site.as_("steward")
    title = "重复的名录 " + unique()
    made(steward, title=title)
    got = made(steward, title=title, grade=4, share_type="unconditional",
               items=[item(code="phone", name="联系电话"), item(code="f1", name="备用字段")])
    codes = {w["code"] for w in got["warnings"]}
    assert {"warn-similar", "warn-grade-high", "warn-item-personal", "warn-item-name"} <= codes, codes
    assert all(w["detail"] and w["detail_en"] for w in got["warnings"])


def test_R11_1_an_element_that_another_agency_is_the_source_of_is_refused(site):
    code = unique("DE")
    mine, other = site.account("steward", 0)["org"], site.account("steward", 1)["org"]
    body = {"code": code, "name": "学历", "type": "string", "source": other}
    site.as_("steward").post("/api/v1/elements", body).refused(403)
    site.as_("operator").post("/api/v1/elements", body).want(201)
    fields = without_none(entry(items=[item(element=code)]))
    site.as_("steward").post("/api/v1/resources", fields).refused(403, article="11",
                                                                 field="items[0].element")
    site.as_("steward", 1).post("/api/v1/resources", fields).want(201)
    site.as_("operator").post("/api/v1/elements", dict(body, source=mine)).refused(
        409, article="11", field="source")
    site.as_("operator").post(f"/api/v1/elements/{code}/source", {
        "source": mine, "reason": "协调后由本机构采集"}).want(200)
    site.as_("steward").post("/api/v1/resources", fields).want(201)
    listed = site.as_("steward").get("/api/v1/elements?limit=1000").want(200).json["items"]
    assert [e for e in listed if e["code"] == code][0]["source"] == mine


def test_R17_1_a_draft_is_changed_under_its_tag_and_locked_in_review(site):
    steward = site.as_("steward")
    draft = made(steward)
    where = f"/api/v1/resources/{draft['id']}"
    tag = steward.get(where).headers["etag"]
    got = steward.patch(where, {"abstract": "改过的摘要", "grade": 1}, **{"If-Match": tag}).want(200)
    assert got.json["abstract"] == "改过的摘要" and got.json["version"] == 1
    assert got.headers["etag"] != tag
    steward.patch(where, {"grade": 2}, **{"If-Match": tag}).refused(412)
    steward.patch(where, {"grade": 9}).refused(400, field="grade")
    site.as_("steward", 1).patch(where, {"grade": 2}).refused(404)
    case = steward.case("catalogue-review", {"resource": draft["id"]})
    steward.patch(where, {"grade": 2}).refused(409)
    steward.act(case, "cancel", reason="改了再交").want(200)
    steward.patch(where, {"grade": 2}).want(200)


def test_R09_1_an_entry_that_lacks_what_the_article_asks_is_not_submitted(site):
    steward = site.as_("steward")
    draft = steward.post("/api/v1/resources", {"title": "只有名称 " + unique()}).want(201).json
    assert "abstract" in draft["missing"] and "share_type" in draft["missing"]
    got = steward.post("/api/v1/cases", {"process": "catalogue-review",
                                         "subject": {"resource": draft["id"]}, "papers": {}})
    assert got.status == 422 or got.json["state"] == "draft", got.body
    assert steward.get(f"/api/v1/resources/{draft['id']}").json["state"] == "draft"


def test_R09_1_editing_what_is_published_makes_the_next_version_beside_it(site):
    steward = site.as_("steward")
    entry_ = publish(site, steward)
    where = f"/api/v1/resources/{entry_['id']}"
    changed = steward.patch(where, {"title": "第二版 " + unique()}).want(200).json
    assert changed["version"] == 2 and changed["version_state"] == "draft"
    seen = steward.get(where).json
    assert seen["version"] == 1 and seen["draft"] == 2 and seen["state"] == "published"
    site.as_("steward", 1).get(f"{where}/versions/2").refused(404)
    steward.get(f"{where}/versions/2").want(200)
    case = steward.case("catalogue-review", {"resource": entry_["id"]})
    site.as_("operator").act(case, "approve").want(200)
    seen = site.as_("steward", 1).get(where).json
    assert seen["version"] == 2 and seen["title"] == changed["title"]
    assert seen["national_code"] == entry_["national_code"] and seen["code"] == entry_["code"]
    old = site.as_("steward", 1).get(f"{where}/versions/1").want(200).json
    assert old["title"] == entry_["title"] and old["version_state"] == "superseded"
    steward.get(f"{where}/versions/9").refused(404)
    steward.get(f"{where}/versions/x").refused(404)
    events = [e["event"] for e in steward.get(f"{where}/history").want(200).json["items"]]
    assert events == ["published", "submitted", "edited", "published", "submitted", "created"]
    page = steward.get(f"{where}/history?limit=4").json
    assert page["total"] == 6 and len(page["items"]) == 4
    rest = steward.get(f"{where}/history?limit=4&cursor={page['next_cursor']}").json
    assert len(rest["items"]) == 2 and rest["next_cursor"] is None


def test_drafts_are_seen_by_their_agency_and_the_reviewers_alone(site):
    draft = made(site.as_("steward"), title="草稿只给自己看 " + unique("zz"))
    word = draft["id"]
    for who, seen in [(site.as_("steward"), True), (site.as_("operator"), True),
                      (site.as_("steward", 1), False), (site.as_("auditor"), False)]:
        got = who.get(f"/api/v1/resources/{word}")
        assert got.status == (200 if seen else 404), (got.status, seen)
        found = who.get("/api/v1/resources?state=draft&limit=1000").want(200).json["items"]
        assert (word in [r["id"] for r in found]) == seen
    site.nobody().get(f"/api/v1/resources/{word}").refused(401)


def test_entries_are_found_by_words_filters_and_counted(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    mark = unique("w")
    for n in range(5):
        publish(site, steward, entry(title=f"滩涂湿地{n} {mark}", grade=1 + n % 2,
                                     theme="气象" if n else "transport"))
    ask = f"/api/v1/resources?q={mark}"
    got = other.get(ask).want(200).json
    assert got["total"] == 5 and len(got["items"]) == 5
    facets = {f["value"]: f["count"] for f in got["facets"]["theme"]}
    assert facets == {"meteorology": 4, "transport": 1}, facets
    assert got["facets"]["org"][0]["label"] and got["facets"]["org"][0]["count"] == 5
    assert other.get(ask + "&theme=transport").json["total"] == 1
    assert other.get(ask + "&theme=%E6%B0%94%E8%B1%A1&grade=2").json["total"] == 2
    assert other.get(ask + "&theme=nothing").json["total"] == 0
    two = other.get("/api/v1/resources?q=%E6%BB%A9%E6%B6%82").want(200).json
    assert two["total"] >= 5
    seen, cursor = [], ""
    while True:
        page = other.get(f"{ask}&limit=2{cursor}").want(200).json
        assert page["total"] == 5
        seen += [r["code"] for r in page["items"]]
        if not page["next_cursor"]:
            break
        cursor = "&cursor=" + page["next_cursor"]
    assert len(seen) == len(set(seen)) == 5
    other.get(ask + "&sort=colour").refused(400)
    other.get(ask + "&limit=0").refused(400)
    other.get(ask + "&cursor=nonsense").refused(400)
    other.get("/api/v1/resources?colour=red").refused(400)
    for odd in ("%22", "%27", "*", "AND", "NEAR(", "a%00b", "%E6%95"):
        assert other.get(f"/api/v1/resources?q={odd}").status in (200, 400)


def test_titles_are_found_by_initials_and_entries_by_code_item_and_one_character(site):
    steward = site.as_("steward")
    made = publish(site, steward, entry(title="滩涂围垦养殖确权台账"))

    def found(words):
        listed = steward.get("/api/v1/resources?limit=100&q=" + urllib.parse.quote(words)).want(200)
        return made["id"] in [r["id"] for r in listed.json["items"]]
    for words in ("ttwkyz", "qqtz", "WKY", "滩涂", "垦", "确权台账", made["code"],
                  made["national_code"], "permit_no", "许可编号", "滩涂 ttwk 持有人"):
        assert found(words), words
    for words in ("ttyz", "涂滩", "围垦确权", "qqtzz"):
        assert not found(words), words


def test_the_search_index_is_made_anew_beside_the_server(site):
    steward = site.as_("steward")
    made = publish(site, steward, entry(title="重建索引前后都找得到的湿地名录"))
    path = "/api/v1/resources?limit=50&q=" + urllib.parse.quote("湿地名录")
    before = steward.get(path).want(200).json
    assert made["id"] in [r["id"] for r in before["items"]]
    for _ in range(2):                      # there and back again
        told = site.run("reindex", "--data", str(site.dir)).stdout.decode()
        assert " s" in told, told
        after = steward.get(path).want(200).json
        assert [r["id"] for r in after["items"]] == [r["id"] for r in before["items"]]
        assert after["total"] == before["total"] and after["facets"] == before["facets"]
    assert not (site.dir / ".reindex").exists()


def test_R09_1_two_versions_of_an_entry_stand_beside_each_other_field_by_field(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    first = publish(site, steward, entry(title="对照名录", abstract="旧的摘要"))
    one = f"/api/v1/resources/{first['id']}"
    items = [dict(i, name="许可证号") if i["code"] == "permit_no" else i for i in first["items"]
             if i["code"] != "active"] + [item(code="remark", name="备注")]
    items = [{k: v for k, v in i.items() if v is not None and k != "no"} for i in items]
    second = steward.patch(one, {"abstract": "新的摘要", "items": items}).want(200).json
    ask = f"{one}/differences?from=1&to={second['version']}"
    other.get(ask).refused(404)                     # a draft is its agency's own affair
    got = steward.get(ask).want(200).json
    told = {(d["kind"], d["item"], d["field"]): (d["was"], d["now"]) for d in got["differences"]}
    assert told[("field", None, "abstract")] == ("旧的摘要", "新的摘要"), told
    assert told[("item_changed", "permit_no", "name")] == ("许可编号", "许可证号"), told
    assert ("item_added", "remark", None) in told and ("item_gone", "active", None) in told
    assert got["more"] == 0 and (got["was_version"], got["version"]) == (1, second["version"])
    assert steward.get(f"{one}/differences?from=1&to=1").want(200).json["differences"] == []
    steward.get(f"{one}/differences?from=1").refused(400, field="to")
    steward.get(f"{one}/differences?from=x&to=1").refused(400, field="from")
    steward.get(f"{one}/differences?from=1&to=99").refused(404)


def test_R18_1_the_negative_list_is_a_page_and_a_file(site):
    steward = site.as_("steward")
    shared = publish(site, steward, entry(**SHARED))
    listed = site.as_("steward", 1).get("/api/v1/negative-list").want(200).json
    row = [x for x in listed["items"] if x["code"] == shared["code"]][0]
    assert row["share_reason"] == SHARED["share_reason"] and row["share_basis"]["level"] == "law"
    assert listed["total"] == len(listed["items"]) or listed["next_cursor"]
    file = steward.get("/api/v1/negative-list?format=csv").want(200)
    assert shared["code"] in file.body.decode("utf-8-sig")
    assert "attachment" in file.headers["content-disposition"]


def test_R24_1_the_level_of_a_basis_comes_from_the_packs_list(site):
    got = made(site.as_("steward"), share_type="conditional", share_reason="涉及个人信息",
               share_basis={"law": "个人信息保护法", "article": "23"})
    seen = site.as_("steward").get(f"/api/v1/resources/{got['id']}").json
    assert seen["share_basis"]["level"] == "law", seen["share_basis"]


def test_the_same_idempotency_key_makes_one_entry(site):
    steward, key = site.as_("steward"), unique()
    body = without_none(entry())
    first = steward.post("/api/v1/resources", body, **{"Idempotency-Key": key}).want(201).json
    again = steward.post("/api/v1/resources", body, **{"Idempotency-Key": key}).want(201).json
    assert first["id"] == again["id"]
    steward.post("/api/v1/resources", dict(body, grade=1), **{"Idempotency-Key": key}).refused(409)


def test_R09_4_the_catalogue_goes_out_and_comes_in_as_csv_and_json(site):
    steward = site.as_("steward")
    made_ = publish(site, steward, entry(title="导出 " + unique(), keywords=["甲", "乙"], **SHARED))
    out = steward.take("/api/v1/catalogue/export?format=json").want(200).json["items"]
    mine = [e for e in out if e["code"] == made_["code"]][0]
    assert mine["share_basis"] == SHARED["share_basis"] and mine["keywords"] == ["甲", "乙"]
    assert [i["code"] for i in mine["items"]] == [i["code"] for i in made_["items"]]
    mine.pop("code")
    body = json.dumps([dict(mine, title="导入一 " + unique()), dict(mine, grade=9),
                       dict(mine, title="导入二 " + unique())]).encode()
    got = steward.call("POST", "/api/v1/catalogue/import", body=body,
                       headers={"Content-Type": "application/json"}).want(200).json
    assert got["accepted"] == 2, got
    assert [(r["row"], r["column"]) for r in got["rejected"]] == [(2, "grade")], got
    text = steward.take("/api/v1/catalogue/export?format=csv").want(200).body.decode("utf-8-sig")
    head, rows = text.split("\r\n", 1)
    assert made_["code"] in rows and head.startswith("code,title,")
    steward.take("/api/v1/catalogue/export?format=exe").refused(400)


def test_R09_4_a_wrong_row_of_a_table_is_named_and_the_rest_goes_on(site):
    steward, mark = site.as_("steward"), unique("表")
    table = ("title,abstract,form,grade,item_code,item_name,item_type,item_key,item_length\n"
             f"{mark}一,摘要,table,1,no,编号,string,是,20\n"
             ",,,,name,名称,string,,50\n"
             f"{mark}二,摘要,table,1,no,编号,string,是,20\n"
             ",,,,limit,名称,string,,50\n"
             f"{mark}三,摘要,table,七,no,编号,string,,\n"
             f"{mark}四,摘要,file,2,,,,,\n")
    for encoding in ("utf-8", "gb18030"):
        data = table.replace(mark, mark + encoding[0]).encode(encoding)
        got = steward.call("POST", "/api/v1/catalogue/import", body=data,
                           headers={"Content-Type": "text/csv"}).want(200).json
        assert got["accepted"] == 2, got
        assert [(r["row"], r["column"]) for r in got["rejected"]] == [
            (5, "item_code"), (6, "grade")], got
    found = steward.get(f"/api/v1/resources?q={urllib.parse.quote(mark)}").want(200).json
    assert found["total"] == 4, found
    one = [r for r in found["items"] if r["title"] == mark + "u一"][0]
    items = steward.get(f"/api/v1/resources/{one['id']}").json["items"]
    assert [(i["code"], i["key"], i["length"]) for i in items] == [
        ("no", True, 20), ("name", False, 50)], items
    again = f"code,title\n{one['code']},{mark}改名\n".encode()
    got = steward.call("POST", "/api/v1/catalogue/import", body=again,
                       headers={"Content-Type": "text/csv"}).want(200).json
    assert got == {"accepted": 1, "unchanged": 0, "rejected": []}, got
    assert steward.get(f"/api/v1/resources/{one['id']}").json["title"] == mark + "改名"
    for body, kind, status in [(b"a,b\n1,2\n", "text/csv", 400), (b"{}", "application/json", 400),
                               (b"x", "application/zip", 415), (b"[", "application/json", 400)]:
        steward.call("POST", "/api/v1/catalogue/import", body=body,
                     headers={"Content-Type": kind}).refused(status)
    site.as_("auditor").call("POST", "/api/v1/catalogue/import", body=b"[]",
                             headers={"Content-Type": "application/json"}).refused(403)


def test_R29_1_the_seventeen_domains_are_data(site):
    got = site.nobody().get("/api/v1/themes").want(200).json
    assert got["total"] == 17 and {"value": "transport", "name": "交通运输",
                                   "name_en": "Transport"} in got["items"]


def test_the_versions_of_an_entry_are_listed_and_drafts_only_to_insiders(site):
    steward = site.as_("steward")
    made_ = publish(site, steward)
    where = f"/api/v1/resources/{made_['id']}"
    steward.patch(where, {"abstract": "第二版"}).want(200)
    mine = steward.get(where + "/versions").want(200).json
    assert [(v["version"], v["state"]) for v in mine["items"]] == [(2, "draft"), (1, "published")]
    theirs = site.as_("steward", 1).get(where + "/versions").want(200).json
    assert [v["version"] for v in theirs["items"]] == [1]


def test_R19_1_supply_stands_beside_demand(site):
    steward = site.as_("steward")
    made_ = publish(site, steward)
    def mine():
        got = steward.get("/api/v1/supply-demand?limit=1000").want(200).json
        return [x for x in got["items"] if x["code"] == made_["code"]][0]
    assert (mine()["requests"], mine()["grants"]) == (0, 0)
    grant = subscribe(site, site.as_("steward", 1), made_)
    assert (mine()["requests"], mine()["waiting"], mine()["grants"]) == (1, 0, 1), mine()
    case = steward.get(f"/api/v1/cases?process=catalogue-review&resource={made_['id']}").json
    case = case["items"][0]["id"]
    steward.act(case, "retire", reason="不再采集").want(200)
    site.as_("operator").act(case, "retire", reason="同意").want(200)
    got = site.as_("steward", 1).get(f"/api/v1/grants?resource={made_['id']}").want(200).json
    assert [g["state"] for g in got["items"]] == ["ended"], got["items"]
    assert grant["id"] == got["items"][0]["id"]
