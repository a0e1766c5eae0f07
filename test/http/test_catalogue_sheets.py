"""The catalogue as a workbook, out and in: the template, every wrong cell by sheet, row
and column, and a file that comes in twice."""
import concurrent.futures
import io
import json
import time
import urllib.parse

import openpyxl         # a reader of workbooks that isn't ours
import workbook
from gongshu import entry, publish, unique, without_none

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENTRY = ["资源编码", "资源名称*", "摘要", "数据形式", "更新频率", "数据分级", "共享类型", "开放类型"]
ITEM = ["资源编码", "资源名称", "信息项代码", "信息项名称", "信息项类型", "信息项长度", "是否主键"]


def book(entries, items, **more):
    return workbook.workbook({"目录条目": entries, "信息项": items, **more})


def send(client, data, kind=XLSX):
    return client.call("POST", "/api/v1/catalogue/import", body=data,
                       headers={"Content-Type": kind}, timeout=60)


def fine(title, code=None):
    return [code, title, "登记的内容", "数据表", "每月", 1, "无条件共享", "无条件开放"]


def two_items(title, code=None):
    return [[code, title, "no", "编号", "字符", 20, "是"], [code, title, "name", "名称", "字符", 50.0, "否"]]


def entries_called(site, title):
    found = site.as_("steward").get("/api/v1/resources?q=" + urllib.parse.quote(title)).want(200).json
    return [r for r in found["items"] if r["title"].startswith(title)]


def org_of(client):
    org = client.user["org"]
    return org["id"] if isinstance(org, dict) else org


def sheets_of(data):
    read = openpyxl.load_workbook(io.BytesIO(data))
    return read, {ws.title: list(ws.iter_rows(values_only=True)) for ws in read}


def test_R09_4_the_template_names_every_column_and_what_it_takes(site):
    steward = site.as_("steward")
    got = steward.get("/api/v1/catalogue/template?format=xlsx").want(200)
    assert got.headers["content-type"] == XLSX and "catalogue-template.xlsx" in \
        got.headers["content-disposition"]
    read, sheets = sheets_of(got.body)
    assert list(sheets) == ["目录条目", "信息项", "填写说明"], list(sheets)
    assert len(sheets["目录条目"]) == 1 and len(sheets["信息项"]) == 1
    heads = [h.rstrip("*") for h in sheets["目录条目"][0]]
    assert len(heads) == 32 and heads[:3] == ["资源编码", "资源名称", "摘要"]
    assert "资源名称*" in sheets["目录条目"][0] and "领域" in sheets["目录条目"][0]
    helped = {row[0]: row[1:] for row in sheets["填写说明"][1:]}
    assert set(heads) | {h.rstrip("*") for h in sheets["信息项"][0]} == set(helped)
    assert helped["共享类型"][2] == "无条件共享、有条件共享、不予共享" and "必填" in helped["共享类型"][1]
    assert "有条件" in helped["共享条件"][1] and "必填" in helped["开放条件"][1]
    assert helped["资源名称"][2] == "文字，最多 128 个字符"
    drops = {str(v.sqref).split(":")[0]: v.formula1 for v in
             read["目录条目"].data_validations.dataValidation}
    share = openpyxl.utils.get_column_letter(heads.index("共享类型") + 1)
    assert drops[f"{share}2"] == '"无条件共享,有条件共享,不予共享"', drops
    assert len(drops) >= 7, drops
    # One form has its own required columns and choice.
    _, of_document = sheets_of(steward.get("/api/v1/catalogue/template?form=document").want(200).body)
    assert "数据格式*" in of_document["目录条目"][0] and "数据格式*" not in sheets["目录条目"][0]
    steward.get("/api/v1/catalogue/template?form=scroll").refused(400, field="form")
    steward.get("/api/v1/catalogue/template?format=doc").refused(400, field="format")
    text = steward.get("/api/v1/catalogue/template?format=csv").want(200).body.decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0].startswith("资源编码,资源名称,") and lines[1].startswith("# ") and len(lines) == 3


def test_R09_4_a_filled_template_becomes_entries_with_their_items(site):
    steward, mark = site.as_("steward"), unique("簿")
    items = two_items(mark + "甲") + [[None, mark + "乙", "no", "编号", "字符", 20, "是"],
                                    [None, None, "age", "年龄", "整数", 3, None]]     # merged cells
    # Its items stand before the entries, and a sheet explains.
    data = workbook.workbook({"信息项": [ITEM] + items, "说明": [["请按说明填写"], ["随便"]],
                              "目录条目": [ENTRY, fine(mark + "甲"), fine(mark + "乙")]})
    got = send(steward, data).want(200).json
    assert got == {"accepted": 2, "unchanged": 0, "rejected": []}, got
    made = {r["title"]: r["id"] for r in entries_called(site, mark)}
    one = steward.get(f"/api/v1/resources/{made[mark + '甲']}").json
    assert (one["form"], one["update_cycle"], one["grade"], one["share_type"]) == \
        ("table", "monthly", 1, "unconditional"), one
    assert [(i["code"], i["type"], i["length"], i["key"]) for i in one["items"]] == [
        ("no", "string", 20, True), ("name", "string", 50, False)], one["items"]
    other = steward.get(f"/api/v1/resources/{made[mark + '乙']}").json
    assert [(i["code"], i["type"]) for i in other["items"]] == [("no", "string"), ("age", "integer")]
    # The CSV template, filled in under its line of help.
    csv = steward.get("/api/v1/catalogue/template?format=csv").want(200).body.decode("utf-8-sig")
    row = [""] * len(csv.split("\r\n")[0].split(","))
    row[1], row[2], row[6] = mark + "丙", "摘要", "文件"
    got = send(steward, (csv + ",".join(row) + "\r\n").encode(), "text/csv").want(200).json
    assert got["accepted"] == 1 and not got["rejected"], got


def test_R09_4_every_wrong_cell_is_named_by_sheet_row_and_column_and_the_rest_goes_on(site):
    steward, mark = site.as_("steward"), unique("错")
    bad = fine(mark + "乙")
    bad[4], bad[5], bad[6] = "偶尔", 9, "看情况"                      # three wrong cells in one row
    entries = [ENTRY, fine(mark + "甲"), bad, fine(""), fine(mark + "丁"), fine(mark + "丁"),
               [None, "x" * 129] + fine("")[2:]]
    items = [ITEM] + two_items(mark + "甲") + [
        [None, mark + "丁", "No 1", "编号", "字符", 20, "是"],         # row 4: a code that is none
        [None, mark + "丁", "limit", "限额", "数", "二十", "是"],       # row 5: three more
        [None, mark + "丁", "fine", None, "字符", 20, "是"],           # row 6: no name
        [None, mark + "不在", "no", "编号", "字符", 20, "是"]]         # row 7: whose?
    got = send(steward, book(entries, items)).want(200).json
    assert got["accepted"] == 1, got
    told = {(r.get("sheet"), r["row"], r["column"], r.get("letter")) for r in got["rejected"]}
    assert {("目录条目", 3, "update_cycle", "E"), ("目录条目", 3, "grade", "F"),
            ("目录条目", 3, "share_type", "G"), ("信息项", 5, "item_type", "E"),
            ("信息项", 5, "item_length", "F"), ("信息项", 5, "item_code", "C"),
            ("信息项", 4, "item_code", "C"), ("信息项", 6, "item_name", "D"),
            ("信息项", 7, "title", "B"), ("目录条目", 6, "title", "B"),
            ("目录条目", 7, "title", "B")} <= told, sorted(map(str, told))
    assert ("目录条目", 4, "title", "B") in told, "a row without its title went into the one above"
    assert all(r["detail"] and r["detail_en"] and r["code"] for r in got["rejected"])
    by = {(r["row"], r["column"]): r["detail"] for r in got["rejected"]}
    assert by[3, "share_type"] == "“共享类型”只能填：无条件共享、有条件共享、不予共享。", by
    heads = {r["column"]: r["head"] for r in got["rejected"] if r["column"]}
    assert heads["share_type"] == "共享类型" and heads["item_code"] == "信息项代码", heads
    assert [r["title"] for r in entries_called(site, mark)] == [mark + "甲"]


def test_R09_4_rows_of_further_items_may_say_the_entry_again_or_leave_it_empty(site):
    steward = site.as_("steward")
    head = ENTRY + ITEM[2:]
    for kind in (XLSX, "text/csv"):
        again, once, alone = unique("填满的目录"), unique("留空的目录"), unique("没有信息项的目录")
        rows = [head,
                fine(again) + ["no", "编号", "字符", 20, "是"], fine(again) + ["name", "名称", "字符", 50, "否"],
                fine(once) + ["no", "编号", "字符", 20, "是"], [None] * 8 + ["name", "名称", "字符", 50, "否"],
                fine(alone) + [None] * 5, fine(alone) + [None] * 5]
        rows[4][1] = once                                   # only its name
        data = workbook.workbook({"目录": rows}) if kind == XLSX else "\r\n".join(
            ",".join("" if c is None else str(c) for c in row) for row in rows).encode()
        got = send(steward, data, kind).want(200).json
        refused, = got["rejected"]                          # that one stands there twice
        assert "已经有这个条目" in json.dumps(refused, ensure_ascii=False), got
        for title in (again, once):
            made, = entries_called(site, title)
            full = steward.get(f"/api/v1/resources/{made['id']}").want(200).json
            assert [i["code"] for i in full["items"]] == ["no", "name"], full


def test_R09_4_two_entries_that_say_the_same_but_for_their_code_stay_two(site):
    steward = site.as_("steward")
    for kind in (XLSX, "text/csv"):
        title = unique("同名的目录")
        codes = [unique("W-").replace("_", "-") for _ in range(2)]
        made = [steward.post("/api/v1/resources", entry(title=title + x, code=c)).want(201).json
                for x, c in zip("甲乙", codes)]
        rows = [["资源编码", "更新频率", "信息项代码", "信息项名称", "信息项类型"],
                [codes[0], "每周", "x", "甲项", "字符"], [codes[1], "每周", "y", "乙项", "字符"]]
        data = workbook.workbook({"目录": rows}) if kind == XLSX else "\r\n".join(map(",".join, rows)).encode()
        got = send(steward, data, kind).want(200).json
        assert got["accepted"] == 2 and got["rejected"] == [], got
        for one, item in zip(made, "xy"):
            full = steward.get(f"/api/v1/resources/{one['id']}").want(200).json
            assert full["update_cycle"] == "weekly" and item in [i["code"] for i in full["items"]], full


def test_R09_4_the_same_file_twice_changes_nothing(site):
    steward, mark = site.as_("steward"), unique("再")
    made = publish(site, steward, entry(title=mark + "发布"))
    code = unique("again")
    data = book([ENTRY, fine(mark + "甲"), fine(mark + "乙", code), fine(mark + "发布", made["code"])],
                [ITEM] + two_items(mark + "甲") + two_items(None, code))
    first = send(steward, data).want(200).json
    assert (first["accepted"], first["unchanged"], first["rejected"]) == (3, 0, []), first
    found = {r["id"]: r for r in entries_called(site, mark)}
    before = {i: (steward.get(f"/api/v1/resources/{i}").headers["etag"],
                  steward.get(f"/api/v1/resources/{i}/history").json["total"]) for i in found}
    again = send(steward, data).want(200).json
    assert (again["accepted"], again["unchanged"], again["rejected"]) == (3, 3, []), again
    after = {i: (steward.get(f"/api/v1/resources/{i}").headers["etag"],
                 steward.get(f"/api/v1/resources/{i}/history").json["total"]) for i in found}
    assert after == before and len(entries_called(site, mark)) == len(found)
    # What was exported and comes back changes nothing either, whatever the format.
    org = org_of(steward)
    for form, kind in (("xlsx", XLSX), ("csv", "text/csv"), ("json", "application/json")):
        out = steward.take(f"/api/v1/catalogue/export?format={form}&org={org}").want(200).body
        back = send(steward, out, kind).want(200).json
        assert back["accepted"] == back["unchanged"] > 3 and not back["rejected"], (form, back)


def test_R09_4_an_export_is_a_workbook_to_correct_and_send_back(site):
    steward, mark = site.as_("steward"), unique("出")
    evil = '=HYPERLINK("http://example.org")'
    made = publish(site, steward, entry(title=mark, abstract=evil, keywords=["甲", "乙"]))
    org = org_of(steward)
    got = steward.take(f"/api/v1/catalogue/export?format=xlsx&org={org}").want(200)
    read, sheets = sheets_of(got.body)
    heads = [h.rstrip("*") for h in sheets["目录条目"][0]]
    mine = [dict(zip(heads, row)) for row in sheets["目录条目"][1:] if row[1] == mark][0]
    assert mine["摘要"] == evil and mine["关键字"] == "甲;乙" and mine["资源编码"] == made["code"]
    kinds = {c.data_type for ws in read for row in ws.iter_rows() for c in row if c.value is not None}
    assert kinds == {"s"}, f"a cell is more than text: {kinds}"
    items = [row for row in sheets["信息项"][1:] if row[0] == made["code"]]
    assert [i[2] for i in items] == [i["code"] for i in made["items"]], items
    # Corrected by another program and sent back.
    ws = read["目录条目"]
    for row in ws.iter_rows(min_row=2):
        if row[1].value == mark:
            row[heads.index("摘要")].value = "改过的摘要"
    out = io.BytesIO()
    read.save(out)
    back = send(steward, out.getvalue()).want(200).json
    assert back["accepted"] - back["unchanged"] == 1 and not back["rejected"], back
    mine = steward.get(f"/api/v1/resources/{made['id']}/versions/2").want(200).json
    assert mine["abstract"] == "改过的摘要" and len(mine["items"]) == len(made["items"])
    steward.take("/api/v1/catalogue/export?format=exe").refused(400, field="format")


def test_R09_4_a_workbook_that_is_none_is_refused_whole(site):
    steward, mark = site.as_("steward"), unique("拒")
    hostile = workbook.hostile()
    for what in ("cut in half", "another zip", "an old .xls", "XML with entities of its own",
                 "a cell in column XFD", "a hundred million blanks in a few kilobytes"):
        got = send(steward, hostile[what][0])
        assert got.status in (400, 413), (what, got.status, got.body[:300])
        got.refused(got.status)
    send(steward, workbook.workbook({"表": [["随便", "什么"], ["1", "2"]]})).refused(400, code="import-no-sheet")
    strange = book([ENTRY + ["备用列"], fine(mark) + ["x"]], [ITEM])
    problem = send(steward, strange).refused(400, field="备用列").json
    assert "目录条目" in problem["detail"] and " I " in problem["detail"], problem
    assert not entries_called(site, mark)
    site.as_("auditor").call("POST", "/api/v1/catalogue/import", body=book([ENTRY, fine(mark)], [ITEM]),
                             headers={"Content-Type": XLSX}).refused(403)
    big = workbook.workbook({"目录条目": [ENTRY] + [fine(f"{mark}{i}") for i in range(100001)]})
    send(steward, big).refused(413)
    assert not entries_called(site, mark)


def test_R09_4_what_others_have_is_named_and_the_rest_of_its_group_is_kept(site):
    steward, other, mark = site.as_("steward"), site.as_("steward", 1), unique("群")
    theirs, element, codes = unique("theirs"), unique("DE"), [unique("mine") for _ in range(5)]
    other.post("/api/v1/resources", {**entry(title=mark + "他"), "code": theirs}).want(201)
    site.as_("operator").post("/api/v1/elements", {
        "code": element, "name": "户号", "source": org_of(other)}).want(201)
    entries = [fine(f"{mark}{i}", code) for i, code in enumerate(codes)]
    entries.insert(2, fine(mark + "抢", theirs))
    items = [[codes[1], None, "no", "户号", "字符", 20, "是", element],
             [codes[3], None, "no", "编号", "字符", 20, "是", None]]
    got = send(steward, book([ENTRY] + entries, [ITEM + ["数据元"]] + items)).want(200).json
    told = [(r["sheet"], r["row"], r["column"], r["code"]) for r in got["rejected"]]
    assert got["accepted"] == 4 and len(told) == 2, got
    assert told[0][:3] == ("目录条目", 4, "code") and told[1][:3] == ("信息项", 2, "item_element"), told
    assert told[1][3] == "element-other-source", told
    found = {r["code"] for r in entries_called(site, mark)}
    assert found == {codes[0], codes[2], codes[3], codes[4]}, found
    for code in found:
        acts = steward.get(f"/api/v1/resources/{code}/history").want(200).json
        assert acts["total"] == 1, acts
    # Corrected, the file changes one, adds one and leaves the others as they are.
    entries.pop(2)
    entries[0][2] = "改过的内容"
    items[0][7] = None
    again = send(steward, book([ENTRY] + entries, [ITEM + ["数据元"]] + items)).want(200).json
    assert (again["accepted"], again["unchanged"], again["rejected"]) == (5, 3, []), again
    assert steward.get(f"/api/v1/resources/{codes[0]}").want(200).json["abstract"] == "改过的内容"


def test_R09_1_a_cell_takes_several_categories_with_semicolons_between(site):
    steward, mark = site.as_("steward"), unique("类")
    _, sheets = sheets_of(steward.get("/api/v1/catalogue/template").want(200).body)
    told = " ".join(str(c) for rows in sheets.values() for row in rows for c in row if c)
    assert "分号（;）" in told, "the template says how"
    row = [None, mark, "登记的内容", "数据表", "每月", 1, "无条件共享", "无条件开放", "101002；203001;301"]
    got = send(steward, book([ENTRY + ["分类代码"], row], [ITEM] + two_items(mark))).want(200).json
    assert got["accepted"] == 1, got
    one = entries_called(site, mark)[0]
    read = steward.get(f"/api/v1/resources/{one['id']}").want(200).json
    assert read["categories"] == ["101002", "203001", "301"] and read["category"] == "101002", read


def test_R09_4_thousands_of_entries_come_in_within_seconds(site):
    """The figure is bench/bench_import.py's; this holds that it isn't minutes."""
    steward, mark, n = site.as_("steward"), unique("千"), 1000
    data = book([ENTRY] + [fine(f"{mark}第{i}类") for i in range(n)],
                [ITEM] + [x for i in range(n) for x in two_items(f"{mark}第{i}类")])
    began = time.monotonic()
    got = send(steward, data).want(200).json
    assert got["accepted"] == n, json.dumps(got)[:300]
    assert time.monotonic() - began < 30
    assert send(steward, data).want(200).json["unchanged"] == n


def test_R09_4_more_workbooks_at_once_than_the_server_takes_are_told_to_wait(site):
    site.restart("--workbooks", "1")
    try:
        mark = unique("挤")
        stewards = [site.as_("steward", k) for k in range(4)]
        data = book([ENTRY] + [fine(f"{mark}第{i}类") for i in range(400)], [ITEM])
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            got = list(pool.map(lambda c: send(c, data), stewards))
        assert {g.status for g in got} == {200, 503}, [g.status for g in got]
        for g in got:
            if g.status == 503:
                assert g.json["code"] == "sift-turn" and int(g.headers["retry-after"]) >= 1, g.json
                assert "1" in g.json["detail"], g.json
        # One that was told to wait has left nothing, and its turn comes.
        late = next(c for c, g in zip(stewards, got) if g.status == 503)
        assert send(late, data).want(200).json["accepted"] == 400
    finally:
        site.restart()
