"""Workbooks: rows of a sheet become rows of a table, and a hostile file is refused by
name while the server goes on."""
import datetime
import os
import pathlib
import subprocess
import tempfile
import time

import workbook
from gongshu import BINARY
from test_ingest import ITEMS, data_of, rejects, resource

SIFT = pathlib.Path(BINARY).with_name("gongshu-sift")
HEAD = ["sn", "name", "count", "amount", "on_date", "valid"]
HOSTILE = workbook.hostile()


def row(i, **over):
    made = {"sn": f"{i:04d}", "name": f"盐城第{i}站", "count": i, "amount": i + 0.5,
            "on_date": datetime.date(2026, 1, i % 28 + 1), "valid": i % 2 == 1, **over}
    return [made[k] for k in HEAD]


def sifted(data, *args):
    with tempfile.TemporaryFile() as f:
        f.write(data)
        f.seek(0)
        done = subprocess.run([SIFT, *(args or ("first",))], stdin=f, capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode()


def test_R12_1_a_sheet_is_loaded_cell_by_cell_with_its_types(site):
    steward, r = site.as_("steward"), resource(site)
    book = workbook.workbook({"站点": [HEAD] + [row(i) for i in range(1, 41)]})
    got = steward.load(r, book)
    assert (got["rows_read"], got["rows_live"], got["rows_rejected"]) == (40, 40, 0), got
    assert got["bytes_done"] == got["bytes_total"] == len(book), got
    # A value of its own kind in a column of text comes without an artefact of floats.
    texts = [{"code": c, "name": c, "type": "string", "length": 40, "nullable": True}
             for c in ("a", "b", "c", "d", "e")]
    r = resource(site, texts)
    book = workbook.workbook({"表": [["a", "b", "c", "d", "e"],
                                    [1.0, 0.1 + 0.2, True, (45000.5, workbook.STAMP), (0.5, workbook.CLOCK)],
                                    ["007", 320902190001010013, "1E5", (45000, workbook.DATE), "x"]]})
    batch = steward.load(r, book)
    assert batch["rows_live"] == 2, batch
    code, out = sifted(book)
    assert code == 0 and out.splitlines()[-3:] == [
        "2,1,0.3,true,2023-03-15 12:00:00,12:00:00", "3,007,320902190001010013,1E5,2023-03-15,x", "z"], out


def test_R12_1_a_bad_row_of_a_sheet_is_named_by_its_row(site):
    steward, r = site.as_("steward"), resource(site)
    lines = [HEAD] + [row(i) for i in range(1, 31)]
    lines[4] = row(4, count="x")                # row 5 of the sheet
    lines.insert(10, [])                        # a row of nothing is no row
    lines.append(row(99, on_date=(2958470, workbook.DATE)))
    lines.append(row(98) + ["zu viel"])
    batch = steward.load(r, workbook.workbook({"表": lines}))
    assert (batch["rows_read"], batch["rows_live"], batch["rows_rejected"]) == (32, 29, 3), batch
    found = [(x["row"], x["item"], x["reason"].split()[0]) for x in rejects(steward, batch)]
    assert found == [("5", "count", "not-integer"), ("33", "on_date", "not-date"),
                     ("34", "", "column-count")], found
    again = steward.take(f"/api/v1/batches/{batch['id']}/rejects?form=lines").want(200)
    text = again.body.decode("utf-8-sig").splitlines()
    assert text[0] == ",".join(HEAD) and text[1].startswith("0004,盐城第4站,x,4.5,2026-01-05,"), text


def test_R12_1_the_sheet_is_the_first_that_holds_anything_or_the_one_that_is_named(site):
    steward, r = site.as_("steward"), resource(site)
    book = workbook.workbook({"说明": [], "甲": [HEAD, row(1)], "乙": [HEAD] + [row(i) for i in (1, 2, 3)]})
    got = steward.load(r, book)
    assert got["rows_live"] == 1 and got["sheet"] is None, got
    got = steward.load(r, book, sheet="乙")
    assert got["rows_live"] == 3 and got["sheet"] == "乙", got
    got = steward.load(r, book, want="failed", sheet="丙")
    assert "说明, 甲, 乙" in got["detail"] and got["problems"][0]["code"] == "no-sheet", got
    got = steward.load(r, book, want="failed", sheet="说明")
    assert got["rows_read"] == 0, got
    assert data_of(site, r)["rows"] == 3, "a failed batch changed what was there"


def test_R12_1_keys_that_are_repeated_in_a_sheet_are_found_with_their_rows(site):
    steward, r = site.as_("steward"), resource(site)
    lines = [HEAD] + [row(i) for i in range(1, 30)] + [row(7, name="另一行")]
    batch = steward.load(r, workbook.workbook({"表": lines}))
    assert batch["rows_live"] == 29 and batch["rows_rejected"] == 1, batch
    assert [(x["row"], x["reason"].split()[0]) for x in rejects(steward, batch)] == \
        [("31", "repeated-key")]


def test_R12_1_items_are_proposed_from_a_workbook(site):
    steward = site.as_("steward")
    book = workbook.workbook({"说明": [["请勿删除"]], "站点": [["编号", "名称", "数量", "日期", "有效"]] + [
        [f"A{i:03d}", f"第{i}站", i, datetime.date(2026, 1, 1 + i % 28), i % 2 == 0] for i in range(50)]})
    upload = steward.upload(book, filename="站点.xlsx")
    got = steward.post(f"/api/v1/uploads/{upload}/proposal", {"sheet": "站点"}).want(200).json
    assert got["sheets"] == ["说明", "站点"] and got["sheet"] == "站点" and got["header"], got
    assert [(i["name"], i["type"]) for i in got["items"]] == [
        ("编号", "string"), ("名称", "string"), ("数量", "integer"), ("日期", "date"),
        ("有效", "boolean")], got["items"]
    assert got["items"][0]["unique"] and got["rows_looked_at"] == 50, got
    first = steward.post(f"/api/v1/uploads/{upload}/proposal", {}).want(200).json
    assert first["sheet"] == "说明" and len(first["items"]) == 1, first
    steward.post(f"/api/v1/uploads/{upload}/proposal", {"sheet": "无"}).refused(400)
    csv = steward.upload(b"a,b\n1,2\n")
    assert steward.post(f"/api/v1/uploads/{csv}/proposal", {}).want(200).json["sheets"] == []


def test_R12_1_every_hostile_workbook_is_refused_by_its_fault(site):
    steward, r = site.as_("steward"), resource(site)
    steward.load(r, workbook.workbook({"表": [HEAD, row(1)]}))
    for what, (data, code) in HOSTILE.items():
        status, out = sifted(data)
        assert status == 0 and f"\ne,{code}," in "\n" + out, (what, status, out[-300:])
        upload = steward.upload(data)
        began = time.monotonic()
        got = steward.post(f"/api/v1/uploads/{upload}/proposal", {})
        assert got.status in (400, 413), (what, got.status, got.body)
        got.refused(got.status)
        assert time.monotonic() - began < 15, what
        batch = steward.batch_end(steward.post(f"/api/v1/resources/{r}/batches", {
            "upload": upload, "mode": "replace"}).want(202).json["id"], "failed")
        # Where the header is read before the fault is met, the header is what is told of.
        assert batch["problems"][0]["code"] in (code, "other-columns"), (what, batch)
        assert batch["detail"], (what, batch)
    assert data_of(site, r)["rows"] == 1
    assert not running(), "a reader is left behind"


def running():
    """Readers that are children of anybody here, ended ones apart."""
    out = subprocess.run(["ps", "-eo", "pid,stat,args"], capture_output=True, text=True).stdout
    return [x for x in out.splitlines() if str(SIFT) in x and " Z" not in x and "ps -eo" not in x]


def test_R12_1_the_reader_can_open_start_and_reach_nothing(site):
    """The jail is entered before the file is looked at; what it refuses is asked of the
    kernel by the same program's own limits."""
    with tempfile.TemporaryFile() as f:
        f.write(workbook.workbook({"表": [[str(i)] for i in range(60000)]}))
        f.seek(0)
        child = subprocess.Popen([SIFT, "first"], stdin=f, stdout=subprocess.PIPE)
        child.stdout.read(10)                   # it waits on its full pipe now
        status = dict(x.split(":\t", 1) for x in open(f"/proc/{child.pid}/status").read().splitlines()
                      if ":\t" in x)
        limits = {x[:26].strip(): x[26:].split()[0] for x in open(f"/proc/{child.pid}/limits")}
        fds = set(os.listdir(f"/proc/{child.pid}/fd"))
        child.kill()
        child.stdout.close()
        child.wait()
    assert status["Seccomp"] == "2" and status["NoNewPrivs"] == "1", status
    assert limits["Max open files"] == "0" and limits["Max file size"] == "0" and \
        limits["Max core file size"] == "0", limits
    assert int(limits["Max address space"]) < 1 << 30 and int(limits["Max cpu time"]) <= 120, limits
    assert fds == {"0", "1", "2"}, fds
