"""Batches: a file becomes rows, bad rows are kept aside, bad files change nothing."""
import csv
import io
import json
import pathlib
import signal
import time
import urllib.parse

from gongshu import IDS, entry, without_none

ITEMS = [
    {"code": "sn", "name": "序号", "type": "string", "length": 10, "key": True},
    {"code": "name", "name": "名称", "type": "string", "length": 20, "nullable": True},
    {"code": "count", "name": "数量", "type": "integer", "nullable": True},
    {"code": "amount", "name": "金额", "type": "decimal", "length": 10, "precision": 2,
     "nullable": True},
    {"code": "on_date", "name": "日期", "type": "date", "nullable": True},
    {"code": "valid", "name": "有效", "type": "boolean", "nullable": True},
]
HEAD = "sn,name,count,amount,on_date,valid\n"


def resource(site, items=None, nth=0, **over):
    made = site.as_("steward", nth).post("/api/v1/resources", without_none(
        entry(items=items or ITEMS, **over))).want(201).json
    return made["id"]


def rows(n, start=0):
    return "".join(f"{start + i:04d},盐城第{i}站,{i},{i}.50,2026-01-{i % 28 + 1:02d},{'是' if i % 2 else '否'}\n"
                   for i in range(n))


def data_of(site, r):
    return site.as_("steward").get(f"/api/v1/resources/{r}").want(200).json["data"]


def rejects(client, batch):
    got = client.take(f"/api/v1/batches/{batch['id']}/rejects").want(200)
    assert got.headers["content-type"].startswith("text/csv"), got.headers
    return list(csv.DictReader(io.StringIO(got.body.decode("utf-8-sig"))))


def test_R12_1_every_encoding_and_delimiter_is_loaded(site):
    steward, r = site.as_("steward"), resource(site)
    text = HEAD + rows(30)
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("gb18030"),
                 text.encode("utf-16"), b"\xfe\xff" + text.encode("utf-16-be"),
                 text.encode("utf-16-le"), text.replace("\n", "\r\n").encode(),
                 text.replace("\n", "\r").encode(), text.replace(",", "\t").encode(),
                 text.replace(",", ";").encode(), text.rstrip("\n").encode()):
        got = steward.load(r, data)
        assert (got["rows_read"], got["rows_live"], got["rows_rejected"]) == (30, 30, 0), got
        assert got["bytes_done"] == got["bytes_total"] == len(data), got
    got = steward.load(r, text.encode("gb18030"), encoding="gb18030")
    assert got["rows_live"] == 30
    assert data_of(site, r)["rows"] == 30


def test_R12_1_a_header_may_use_codes_or_names_in_any_order_or_be_missing(site):
    steward, r = site.as_("steward"), resource(site)
    names = "数量,序号,名称,金额,日期,有效\n5,0001,亭湖,1.5,2026/2/3,Y\n"
    assert steward.load(r, names.encode())["rows_live"] == 1
    assert steward.load(r, rows(5).encode())["rows_live"] == 5
    assert steward.load(r, rows(5).encode(), header="no")["rows_live"] == 5
    mapped = steward.load(r, "编号,名称,数量,金额,日期,有效,多余\n0001,a,1,1,2026-01-01,1,x\n".encode(),
                          mapping={"编号": "sn", "多余": None})
    assert mapped["rows_live"] == 1, mapped
    steward.post(f"/api/v1/resources/{r}/batches", {"upload": "x", "mode": "replace",
                 "mapping": {"a": "nothing"}}).refused(400, field="mapping")


def test_R12_1_bad_rows_are_kept_aside_with_row_item_and_reason(site):
    steward, items = site.as_("steward"), ITEMS + [
        {"code": "id_no", "name": "身份证号", "type": "string", "length": 18, "nullable": True,
         "format": "resident_id"}]
    r = resource(site, items)
    good = "".join(line + f",{IDS[0]}\n" for line in rows(60).splitlines())
    bad = ['9001,"两行\n名字",x,1,2026-01-01,1,\n',               # a quoted line end before
           "9002,b,1,1.234,2026-01-01,1,\n",
           "9003,c,1,1,2026-02-30,1,\n",
           "9004,d,1,1,2026-01-01,maybe,\n",
           "9005,e,1,1,2026-01-01,1," + IDS[0][:-1] + ("1" if IDS[0][-1] != "1" else "2") + "\n"]
    batch = steward.load(r, ("sn,name,count,amount,on_date,valid,id_no\n" + good + "".join(bad)).encode())
    assert batch["rows_read"] == 65 and batch["rows_live"] == 60 and batch["rows_rejected"] == 5, batch
    found = [(x["row"], x["item"], x["reason"].split()[0]) for x in rejects(steward, batch)]
    assert found == [("62", "count", "not-integer"), ("64", "amount", "too-many-decimals"),
                     ("65", "on_date", "no-such-day"), ("66", "valid", "not-boolean"),
                     ("67", "id_no", "bad-check-digit")], found
    assert rejects(steward, batch)[0]["line"] == bad[0].rstrip("\n")
    problem = {p["item"]: p for p in batch["problems"]}["on_date"]
    assert problem == {"item": "on_date", "code": "no-such-day", "count": 1, "example_row": 65}, problem
    assert data_of(site, r)["rows"] == 60


def test_a_rejected_line_that_a_spreadsheet_would_run_is_disarmed(site):
    steward, r = site.as_("steward"), resource(site)
    evil = '=HYPERLINK(1),a,x,1,2026-01-01,1'
    batch = steward.load(r, (HEAD + rows(40) + evil + "\n9001,=1+1,x,1,2026-01-01,1\n").encode())
    assert [x["line"] for x in rejects(steward, batch)] == \
        ["'" + evil, "9001,=1+1,x,1,2026-01-01,1"]


def test_R12_1_rejected_rows_are_corrected_under_their_header_and_sent_again(site):
    steward, r = site.as_("steward"), resource(site)
    lines = HEAD + rows(40) + "9001,某人,x,1,2026-01-01,1\n9002,\"甲,乙\",2,1,2026-02-30,1\n"
    for text in (lines, lines.replace(",", "\t").replace("甲\t乙", "甲,乙")):
        batch = steward.load(r, text.encode())
        assert batch["rows_rejected"] == 2
        got = steward.take(f"/api/v1/batches/{batch['id']}/rejects?form=lines").want(200)
        found = got.body.decode().split("\r\n")
        assert found == [HEAD.strip(), "9001,某人,x,1,2026-01-01,1",
                         '9002,"甲,乙",2,1,2026-02-30,1', ""], found
        mended = got.body.decode().replace(",x,1,2026", ",7,1,2026").replace("02-30", "02-28")
        again = steward.load(r, mended.encode(), mode="append")
        assert again["rows_live"] == 2 and again["rows_rejected"] == 0
        assert data_of(site, r)["rows"] == 42
    path = f"/api/v1/batches/{batch['id']}/rejects"
    steward.get(path + "?form=words").refused(400, field="form")
    assert site.as_("steward", 1).get(path + "?form=lines").status in (403, 404)
    evil = steward.load(r, (HEAD + rows(40) + "=1+1,a,x,1,2026-01-01,1\n").encode())
    assert "'=1+1" in steward.take(
        f"/api/v1/batches/{evil['id']}/rejects?form=lines").body.decode()


def test_R12_1_a_repeated_key_is_a_reject_with_its_line(site):
    steward, r = site.as_("steward"), resource(site)
    text = HEAD + rows(40) + "0003,再来一次,1,1,2026-01-01,1\n0039,又一次,1,1,2026-01-01,1\n"
    batch = steward.load(r, text.encode())
    assert batch["rows_live"] == 40 and batch["rows_rejected"] == 2, batch
    assert [(x["row"], x["item"], x["reason"].split()[0]) for x in rejects(steward, batch)] == \
        [("42", "sn", "repeated-key"), ("43", "sn", "repeated-key")]
    assert rejects(steward, batch)[0]["line"] == "0003,再来一次,1,1,2026-01-01,1"
    assert data_of(site, r)["rows"] == 40


BAD_FILES = [
    ("nothing in it", b"", {}, 1, "empty"),
    ("header only", HEAD.encode(), {}, 1, "header"),
    ("wrong encoding", (HEAD + rows(20)).encode("gb18030"), {"encoding": "utf-8"}, 2, "utf-8"),
    ("a byte that is no text", (HEAD + rows(20)).encode().replace("第7".encode(), b"\xff7"), {}, 9, "utf-8"),
    ("cut multibyte character", (HEAD + rows(20) + "0099,盐城").encode()[:-1], {}, 22, "end"),
    ("cut GB18030 character", (HEAD + rows(20) + "0099,盐城").encode("gb18030")[:-1], {}, 22, "end"),
    ("NUL", (HEAD + rows(20)).encode().replace("第7".encode(), b"a\0b"), {}, 9, "NUL"),
    ("endless line", (HEAD + rows(3)).encode() + b"x" * (5 << 20), {}, 5, "1 MiB"),
    ("endless row", (HEAD + rows(3)).encode() + (b"x" * 900000 + b",") * 6, {}, 5, "4 MiB"),
    ("10,000 columns", b",".join(b"c%d" % i for i in range(10000)) + b"\n", {}, 1, "column"),
    ("unclosed quote", (HEAD + rows(20) + '0099,"never closed,1\n' + rows(5, 200)).encode(), {}, 22, "quote"),
    ("another set of columns", b"sn,name,count,amount,on_date,other\n1,2,3,4,5,6\n", {}, 1, "other"),
    ("a column missing", b"sn,name,count,amount,on_date\n1,2,3,4,5\n", {}, 1, "valid"),
    ("wrong column count everywhere", (HEAD + "1,2,3\n4,5,6\n").encode(), {}, 2, "columns"),
    ("no good row", (HEAD + "1,a,x,1,2026-01-01,1\n").encode(), {}, 2, "count"),
    ("too many rejects", (HEAD + rows(8) + "x,a,x,1,2026-01-01,1\n").encode(), {}, 10, "count"),
]


def test_R12_1_a_bad_file_is_refused_with_row_and_column_and_the_earlier_data_stays(site):
    steward, r = site.as_("steward"), resource(site)
    steward.load(r, (HEAD + rows(12)).encode())
    before = data_of(site, r)
    for why, data, options, row, word in BAD_FILES:
        got = steward.load(r, data, want="failed", **options)
        assert got["rows_live"] == 0 and got["detail"] and got["detail_en"] and got["code"], (why, got)
        assert word.lower() in got["detail_en"].lower(), (why, got["detail_en"])
        assert f"row {row}" in got["detail_en"].lower(), (why, got["detail_en"])
        assert "column" in got["detail_en"] or why in ("nothing in it", "header only"), (why, got)
        assert str(row) in got["detail"], (why, got["detail"])
        assert got["problems"] and got["problems"][0]["example_row"] == row, (why, got["problems"])
        assert data_of(site, r) == before, why
    left = [p.name for p in (site.dir / "rows").rglob("*.db*")] if site.store == "sqlite" else []
    assert not [n for n in left if n.endswith(".tmp")], left


def test_R12_1_a_line_of_a_gigabyte_is_refused_early_and_in_little_memory(site):
    steward, r = site.as_("steward"), resource(site)
    steward.load(r, (HEAD + rows(12)).encode())
    before, head, piece = data_of(site, r), (HEAD + rows(3)).encode(), b"x" * (16 << 20)
    tus = {"Tus-Resumable": "1.0.0"}
    where = urllib.parse.urlparse(steward.call("POST", "/api/v1/uploads", headers={
        **tus, "Upload-Length": str(len(head) + (64 * len(piece)))}).want(201)
        .headers["location"]).path
    for at, part in enumerate([head] + [piece] * 64):
        offset = len(head) + (at - 1) * len(piece) if at else 0
        steward.call("PATCH", where, body=part, headers={
            **tus, "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream"}).want(204)
    made = steward.post(f"/api/v1/resources/{r}/batches", {
        "upload": where.rsplit("/", 1)[1], "mode": "replace"}).want(202).json
    got = steward.batch_end(made["id"], "failed")
    assert "row 5" in got["detail_en"].lower() and "1 MiB" in got["detail_en"], got["detail_en"]
    assert got["bytes_done"] < 32 << 20 and data_of(site, r) == before, got
    status = pathlib.Path(f"/proc/{site.process.pid}/status").read_text()
    most = int(status.split("VmHWM:")[1].split()[0])
    assert most < 512 << 10, f"{most} KiB"


def test_R12_1_append_adds_and_upsert_replaces_by_key(site):
    steward, r = site.as_("steward"), resource(site)
    steward.load(r, (HEAD + rows(10)).encode())
    got = steward.load(r, (HEAD + rows(10, 100)).encode(), mode="append")
    assert got["rows_live"] == 10 and data_of(site, r)["rows"] == 20, got
    got = steward.load(r, (HEAD + rows(12, 109)).encode(), mode="append")
    assert got["rows_rejected"] == 1 and data_of(site, r)["rows"] == 31, got
    assert rejects(steward, got)[0]["row"] == "2"
    got = steward.load(r, (HEAD + rows(10, 5) + "0005,两次,1,1,2026-01-01,1\n").encode(), mode="upsert")
    assert got["rows_live"] == 10 and got["rows_rejected"] == 1, got
    assert data_of(site, r)["rows"] == 36
    empty = resource(site)
    assert steward.load(empty, (HEAD + rows(3)).encode(), mode="upsert")["rows_live"] == 3
    keyless = resource(site, [dict(ITEMS[0], key=False)] + ITEMS[1:])
    assert steward.load(keyless, (HEAD + rows(3)).encode(), want="failed", mode="upsert")["code"]
    assert steward.load(keyless, (HEAD + rows(3) + rows(3)).encode())["rows_live"] == 6


def test_R12_1_rows_are_pushed_as_json(site):
    steward, r = site.as_("steward"), resource(site)
    made = steward.post(f"/api/v1/resources/{r}/batches", {"mode": "replace", "rows": [
        {"sn": "1", "name": "引号\"与\n换行", "count": 5, "amount": 0.1, "valid": True},
        {"sn": "2", "amount": "12.5", "on_date": "2026-01-02", "valid": None},
        {"sn": "3", "amount": 1234567.89}]}).want(202).json
    got = steward.batch_end(made["id"])
    assert got["rows_live"] == 3, got
    steward.post(f"/api/v1/resources/{r}/batches", {"mode": "replace", "rows": [1]}).refused(400)
    steward.post(f"/api/v1/resources/{r}/batches", {"mode": "replace"}).refused(400)
    steward.post(f"/api/v1/resources/{r}/batches", {"mode": "sideways", "rows": []}).refused(400)
    lines = "\n".join(json.dumps({"sn": str(i), "名称": "a"}, ensure_ascii=False) for i in range(20))
    assert steward.load(r, lines.encode())["rows_live"] == 20
    got = steward.load(r, (lines + '\n{"sn":"x1","nonsense":1}\nnot json\n').encode())
    assert got["rows_rejected"] == 2, got
    assert {p["code"] for p in got["problems"]} == {"unknown-column", "not-json"}, got["problems"]


def test_R12_1_only_the_providers_steward_loads_and_sees(site):
    steward, other, r = site.as_("steward"), site.as_("steward", 1), resource(site)
    batch = steward.load(r, (HEAD + rows(3)).encode())
    upload = other.upload((HEAD + rows(3)).encode())
    assert other.post(f"/api/v1/resources/{r}/batches",
                      {"upload": upload, "mode": "replace"}).status in (403, 404)
    other.get(f"/api/v1/batches/{batch['id']}").refused(404)
    assert other.take(f"/api/v1/batches/{batch['id']}/rejects").status in (403, 404)
    steward.post(f"/api/v1/resources/{r}/batches", {"upload": upload, "mode": "replace"}).refused(404)
    mine = steward.call("POST", "/api/v1/uploads", headers={"Tus-Resumable": "1.0.0",
                        "Upload-Length": "9"}).want(201).headers["location"].rsplit("/", 1)[1]
    steward.post(f"/api/v1/resources/{r}/batches", {"upload": mine, "mode": "replace"}).refused(409)
    listed = steward.get(f"/api/v1/resources/{r}/batches").want(200).json
    assert listed["total"] == 1 and listed["items"][0]["id"] == batch["id"], listed
    steward.get("/api/v1/batches/nosuchbatch00000").refused(404)


def test_R12_1_items_are_proposed_and_nothing_is_stored(site):
    steward = site.as_("steward")
    text = ("编号,姓名,身份证号,年龄,金额,发证日期,是否有效\n" + "".join(
        f"0{100 + i},王{i},{IDS[i % 3]},{20 + i},{i}.5,2026/1/{i % 28 + 1},{'是' if i % 2 else '否'}\n"
        for i in range(40)))
    upload = steward.upload(text.encode("gb18030"))
    got = steward.post(f"/api/v1/uploads/{upload}/proposal", {}).want(200).json
    assert got["header"] and got["encoding"] == "gb18030" and got["rows_looked_at"] == 40, got
    kinds = [(i["code"], i["type"]) for i in got["items"]]
    assert kinds == [("number", "string"), ("name", "string"), ("id_number", "string"), ("age", "integer"),
                     ("amount", "decimal"), ("issued_on", "date"), ("valid", "boolean")], kinds
    assert got["items"][2]["format"] == "resident_id" and got["items"][2]["mask"] == "id_number"
    assert got["items"][0]["key"] and not got["items"][3]["key"]
    bare = steward.upload("1,地铁1号线,0101\n2,地铁2号线,0102\n".encode())
    got = steward.post(f"/api/v1/uploads/{bare}/proposal", {}).want(200).json
    assert not got["header"] and got["items"][2]["type"] == "string", got
    items = [{k: v for k, v in i.items() if k in ("code", "name", "type", "length", "precision", "key",
              "nullable", "format", "mask") and v is not None} for i in got["items"]]
    assert steward.load(resource(site, items), "1,地铁1号线,0101\n2,地铁2号线,0102\n".encode())["rows_live"] == 2
    other = site.as_("steward", 1)
    other.post(f"/api/v1/uploads/{upload}/proposal", {}).refused(404)


def load_again(site, how):
    steward, r = site.as_("steward"), resource(site)
    steward.load(r, (HEAD + rows(10)).encode())
    many = HEAD + "".join(f"{i:06d},站{i},{i},{i}.5,2026-01-01,是\n" for i in range(300000))
    upload = steward.upload(many.encode(), chunk=8 << 20)
    batch = steward.post(f"/api/v1/resources/{r}/batches", {"upload": upload, "mode": "replace"}).want(202).json
    time.sleep(0.4)
    site.restart(how=how)
    steward = site.as_("steward")
    seen = set()
    for _ in range(1200):
        state = steward.get(f"/api/v1/batches/{batch['id']}").want(200).json["state"]
        seen.add(data_of(site, r)["rows"])
        if state in ("live", "failed"):
            break
        time.sleep(0.05)
    assert state == "live", state
    assert seen | {300000} <= {10, 300000} and data_of(site, r)["rows"] == 300000, seen


def test_R12_1_a_load_cut_by_kill_9_begins_again_and_is_never_half_visible(site):
    load_again(site, signal.SIGKILL)


def test_R12_1_a_load_cut_by_a_stop_is_given_back_and_begins_again(site):
    load_again(site, signal.SIGTERM)


def test_R12_1_a_file_is_loaded_from_the_command_line(site):
    steward, r = site.as_("steward"), resource(site)
    steward.load(r, (HEAD + rows(3)).encode())
    good, bad = site.dir / "good.csv", site.dir / "bad.csv"
    good.write_bytes((HEAD + rows(20) + "bad,x,x,1,2026-01-01,1\n").encode("gb18030"))
    bad.write_bytes(b"a,b\n1,2\n")
    settings = ("--data", str(site.dir), "--store", site.dsn)
    site.stop()
    done = site.run("import", r, str(good), "--encoding", "gb18030", *settings)
    assert b"20 live, 1 rejected" in done.stdout, done.stdout
    done = site.run("import", r, str(bad), *settings, check=False)
    assert done.returncode == 1 and b"Row 1" in done.stdout, done.stdout
    assert site.run("import", r, "/nonsense", *settings, check=False).returncode == 1
    assert site.run("import", r, check=False).returncode == 2
    site.start()
    assert data_of(site, r)["rows"] == 20
    assert site.as_("steward").get(f"/api/v1/resources/{r}/batches").json["total"] == 3
