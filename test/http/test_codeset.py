"""Code sets and classifications: reference data as data (R09.1)."""
from gongshu import entry, publish, unique, without_none

CSV = {"Content-Type": "text/csv"}


def new_set(operator, codes=None, **fields):
    made = operator.post("/api/v1/code-sets", {
        "id": unique("set"), "name": "测试代码集", "source": "测试标准", **fields}).want(201).json
    if codes is not None:
        take(operator, made, codes).want(200)
    return made


def take(operator, made, text, mode="merge", tree=False):
    where = f"/api/v1/classifications/{made['id']}" if tree else f"/api/v1/code-sets/{made['id']}/codes"
    return operator.call("POST", f"{where}?mode={mode}", body=text.encode(), headers=CSV)


def codes_of(client, made, query=""):
    return client.get(f"/api/v1/code-sets/{made['id']}/codes?limit=1000{query}").want(200).json


def item(**over):
    return {"code": "no", "name": "编号", "type": "string", "length": 20, "key": True}, {
        "code": "kind", "name": "种类", "type": "string", "length": 20, "nullable": True, **over}


def table(site, steward, **over):
    return publish(site, steward, entry(items=list(item(**over)), open_type="none"))


def test_R09_1_the_program_brings_lists_that_name_their_source(site):
    nobody = site.nobody()
    found = {s["id"]: s for s in nobody.get("/api/v1/code-sets?limit=1000").want(200).json["items"]}
    assert {"gbt-2261.1", "gbt-2261.2", "gbt-3304", "gbt-2260-yancheng", "yancheng-towns",
            "industry", "base", "theme", "department", "domain", "scenario"} <= set(found), found
    assert all(s["source"] for s in found.values()), found
    assert found.pop("scenario")["keeper"] == "operator", "the city's own"
    assert all(s["keeper"] == "program" for s in found.values()), found
    assert found["gbt-3304"]["codes"] == 58 and found["yancheng-towns"]["codes"] == 154
    assert found["gbt-2260-yancheng"]["retired"] == 5, "retired divisions stay known"
    sex = nobody.get("/api/v1/code-sets/gbt-2261.1/codes").want(200).json
    assert [(c["code"], c["name"]) for c in sex["items"]] == [
        ("0", "未知的性别"), ("1", "男性"), ("2", "女性"), ("9", "未说明的性别")], sex
    assert nobody.get("/api/v1/code-sets/GB%2FT%202261.1-2003").want(200).json["id"] == "gbt-2261.1"
    nobody.get("/api/v1/code-sets/none").refused(404)
    nobody.get("/api/v1/code-sets/none/codes").refused(404)
    trees = [s["id"] for s in nobody.get("/api/v1/classifications").want(200).json["items"]]
    assert trees == ["base", "department", "domain", "industry", "scenario", "theme"], trees


def test_R09_1_codes_are_filtered_paged_and_given_as_a_file(site):
    nobody = site.nobody()
    where = "/api/v1/code-sets/gbt-2260-yancheng/codes"
    old = nobody.get(f"{where}?state=retired").want(200).json
    assert old["total"] == 5 and "320982" in [c["code"] for c in old["items"]], old
    assert nobody.get(f"{where}?q=%E5%A4%A7%E4%B8%B0").want(200).json["total"] == 3
    below = nobody.get("/api/v1/classifications/industry?parent=A").want(200).json
    assert [c["code"] for c in below["items"]] == ["01", "02", "03", "04", "05"], below
    seen, cursor = [], ""
    while cursor is not None:
        page = nobody.get(f"/api/v1/code-sets/industry/codes?limit=50{cursor}").want(200).json
        seen += [c["code"] for c in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == 117, len(seen)
    text = nobody.get(f"{where}?format=csv").want(200).body.decode("utf-8-sig")
    assert text.splitlines()[0] == "code,name,name_en,parent,state,valid_from,valid_to,note", text[:200]
    assert "320904,大丰区,,320900,current" in text, text
    nobody.get(f"{where}?state=lost").refused(400, field="state")
    nobody.get(f"{where}?version=99").refused(400, field="version")


def test_R09_1_an_import_makes_a_version_and_wrong_rows_are_named(site):
    operator, auditor = site.as_("operator"), site.as_("auditor")
    made = new_set(operator)
    got = take(operator, made, "code,name,valid_from\n1,甲,2020-01-01\n,无码,\n2,乙,上周\n3,丙,\n1,重,\n")
    got = got.want(200).json
    assert (got["accepted"], got["wrong"], got["version"], got["applied"]) == (2, 3, 1, True), got
    assert [(r["row"], r["column"]) for r in got["rejected"]] == [
        (3, "code"), (4, "valid_from"), (6, "code")], got
    assert all(r["detail"] and r["detail_en"] for r in got["rejected"])
    before = codes_of(operator, made)
    refused = take(operator, made, "code,name\n1,甲\n,无码\n", "replace").want(200).json
    assert not refused["applied"] and refused["accepted"] == 0 and refused["wrong"] == 1, refused
    assert codes_of(operator, made) == before, "a replacement with wrong rows changes nothing"
    got = take(operator, made, "code,name\n1,甲二\n4,丁\n", "replace").want(200).json
    assert (got["added"], got["changed"], got["retired"], got["version"]) == (1, 1, 1, 2), got
    now = {c["code"]: c for c in codes_of(operator, made)["items"]}
    assert now["3"]["state"] == "retired" and now["1"]["name"] == "甲二", now
    was = {c["code"]: c["name"] for c in codes_of(operator, made, "&version=1")["items"]}
    assert was == {"1": "甲", "3": "丙"}, was
    versions = operator.get(f"/api/v1/code-sets/{made['id']}/versions").want(200).json
    assert [v["version"] for v in versions["items"]] == [2, 1] and versions["items"][0]["by"], versions
    same = take(operator, made, "code,name\n1,甲二\n4,丁\n", "replace").want(200).json
    assert same["version"] == 2, "what changes nothing makes no version"
    leaves = auditor.get("/api/v1/record?limit=20").want(200).json["items"]
    assert {"codes-imported", "code-set"} <= {e["act"] for e in leaves}, leaves


def test_R09_1_a_file_in_gb18030_with_chinese_headings_is_taken(site):
    operator = site.as_("operator")
    made = new_set(operator)
    text = "代码,名称,状态\n01,在业,现行\n02,歇业,停用\n".encode("gb18030")
    got = operator.call("POST", f"/api/v1/code-sets/{made['id']}/codes", body=text, headers=CSV)
    assert got.want(200).json["added"] == 2
    assert [c["state"] for c in codes_of(operator, made)["items"]] == ["current", "retired"]


def test_R09_1_what_is_no_table_of_codes_is_refused_and_changes_nothing(site):
    operator, steward = site.as_("operator"), site.as_("steward")
    made = new_set(operator, "code,name\n1,甲\n")
    where = f"/api/v1/code-sets/{made['id']}/codes"
    take(operator, made, "code,colour\n1,red\n").refused(400, field="colour")
    take(operator, made, "code\n1\n").refused(400, field="name")
    take(operator, made, "").refused(400)
    take(operator, made, "code,name\n1,甲\n", "overwrite").refused(400, field="mode")
    operator.post(where, {"codes": []}).refused(415)
    operator.call("POST", "/api/v1/code-sets/none/codes", body=b"code,name\n1,x\n", headers=CSV).refused(404)
    take(steward, made, "code,name\n2,乙\n").refused(403)
    steward.post("/api/v1/code-sets", {"id": "x", "name": "x", "source": "x"}).refused(403)
    site.nobody().post("/api/v1/code-sets", {"id": "x", "name": "x", "source": "x"}).refused(401)
    operator.post("/api/v1/code-sets", {"id": made["id"], "name": "x", "source": "x"}).refused(409, field="id")
    operator.post("/api/v1/code-sets", {"id": unique("s"), "name": "x", "source": "x",
                                        "standard": "GB/T 2261.1"}).refused(409, field="standard")
    operator.post("/api/v1/code-sets", {"id": "A B", "name": "x", "source": "x"}).refused(400, field="id")
    assert codes_of(operator, made)["total"] == 1


def test_R09_1_a_tree_takes_no_orphans_and_no_circles(site):
    operator = site.as_("operator")
    made = new_set(operator, kind="tree")
    got = take(operator, made, "code,name,parent\nA,甲,\nB,乙,A\nC,丙,X\nD,丁,C\nE,戊,F\nF,己,E\n", tree=True)
    got = got.want(200).json
    assert got["accepted"] == 2, got
    assert sorted((r["row"], r["column"]) for r in got["rejected"]) == [
        (4, "parent"), (5, "parent"), (6, "parent"), (7, "parent")], got
    got = take(operator, made, "code,name,parent\nA,甲,B\n", tree=True).want(200).json
    assert got["accepted"] == 0 and got["rejected"][0]["column"] == "parent", "A would be above itself"


def test_R09_1_values_are_checked_against_the_items_code_set(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = new_set(operator, "code,name,state\n01,甲,\n02,乙,\n09,旧,retired\n")
    r = table(site, steward, code_set=made["id"])
    rows = "no,kind\n" + "".join(f"N{i},01\n" for i in range(30)) + "X1,09\nX2,1\nX3,\nX4,77\n"
    batch = steward.load(r["id"], rows.encode())
    assert batch["rows_live"] == 32 and batch["rows_rejected"] == 2, batch
    assert batch["problems"] == [{"item": "kind", "code": "unknown-code", "count": 2,
                                  "example_row": 33}], batch["problems"]
    rejects = steward.take(f"/api/v1/batches/{batch['id']}/rejects").want(200).body.decode("utf-8-sig")
    assert "33,kind,unknown-code" in rejects and "35,kind,unknown-code" in rejects, rejects


def test_R09_1_a_code_outside_an_open_set_is_told_of_and_taken(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = new_set(operator, "code,name\n1,甲\n", open=True)
    r = table(site, steward, code_set=made["id"])
    batch = steward.load(r["id"], b"no,kind\nA,1\nB,2\nC,3\n")
    assert batch["rows_live"] == 3 and batch["rows_rejected"] == 0, batch
    assert batch["problems"] == [{"item": "kind", "code": "outside-set", "count": 2,
                                  "example_row": 3}], batch["problems"]


def test_R09_1_a_set_is_named_by_its_standards_number_and_integers_lose_zeros(site):
    steward = site.as_("steward")
    r = table(site, steward, code_set="GB/T 3304")
    batch = steward.load(r["id"], ("no,kind\n" + "".join(f"N{i},01\n" for i in range(20)) + "X,1\nY,97\n").encode())
    assert batch["rows_rejected"] == 1 and batch["problems"][0]["code"] == "unknown-code", batch
    r = table(site, steward, code_set="gbt-2261.1", type="integer", length=None)
    batch = steward.load(r["id"], ("no,kind\n" + "".join(f"N{i},{i % 3}\n" for i in range(20)) + "X,3\n").encode())
    assert batch["rows_rejected"] == 1 and batch["problems"][0]["example_row"] == 22, batch


def test_R09_1_an_item_that_names_no_known_set_is_warned_of(site):
    steward = site.as_("steward")
    fields = without_none(entry(items=list(item(code_set="no-such-set"))))
    made = steward.post("/api/v1/resources", fields).want(201).json
    assert ("warn-code-set", "items[1].code_set") in [(w["code"], w["field"]) for w in made["warnings"]]
    fields = without_none(entry(items=list(item(code_set="gbt-3304", type="date", length=None))))
    made = steward.post("/api/v1/resources", fields).want(201).json
    assert "warn-code-set-type" in [w["code"] for w in made["warnings"]], made
    known = without_none(entry(items=list(item(code_set="GB/T 3304"))))
    codes = [w["code"] for w in steward.post("/api/v1/resources", known).want(201).json["warnings"]]
    assert not [c for c in codes if c.startswith("warn-code-set")], codes
