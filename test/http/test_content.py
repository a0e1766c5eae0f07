"""Files as the content of entries that are no tables: mounted, shared, opened (R03.1)."""
import hashlib
import json
import os
import time
import urllib.parse

from gongshu import COMMITMENT, OPEN, SHARED, entry, newest_grant, publish, unique
from test_account import staff
from test_record import Restored

PDF = b"%PDF-1.7\n" + b"report " * 2000
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
FORMS = {"file": "pdf", "image": "png", "audio": "mp3", "video": "mp4", "e-licence": "ofd",
         "e-archive": "pdf"}


def described(**over):
    return entry(**{"title": "年度报告 " + unique(), "form": "file", "format": "pdf", "items": None,
                    "grade": 1, "update_cycle": "yearly", **over})


def mount(client, made, *files, **body):
    """Each (bytes, name, title), the number of one that stays, or as it is sent."""
    listed = [{"keep": f} if isinstance(f, int) else f if isinstance(f, dict) else
              {"upload": client.upload(f[0], filename=f[1]), **({"title": f[2]} if f[2:] else {})}
              for f in files]
    return client.post(f"/api/v1/resources/{made['id']}/files", {"files": listed, **body})


def listed(client, made):
    return client.get(f"/api/v1/resources/{made['id']}/files").want(200).json


def confirm(client, made, version, reason="逐页看过，没有个人信息"):
    return client.post(f"/api/v1/resources/{made['id']}/files/open", {"version": version, "reason": reason})


def program_of(site, client):
    """A program that carries the person's rights by a token."""
    program = site.nobody()
    program.token = client.post("/api/v1/tokens", {
        "name": unique("程序"), "scopes": ["cases", "upload", "catalogue"], "expires_on": "2026-12-31"}).want(201).json["token"]
    return program


def stored(site):
    return len(os.listdir(site.dir / "uploads"))


def test_R03_1_each_form_of_the_article_is_catalogued_and_mounted_with_real_content(site):
    steward = site.as_("steward")
    for form, kind in FORMS.items():
        made = publish(site, steward, described(form=form, format=kind))
        got = mount(steward, made, (PDF, "a.pdf", "年报")).want(201).json
        assert got == {"version": 1, "files": 1, "bytes": len(PDF)}, got
        one = listed(steward, made)
        assert one["live"] == 1 and one["open"] is None and one["takes"], one
        assert one["items"] == [{"n": 1, "name": "a.pdf", "title": "年报", "date": None,
                                 "media": "application/pdf", "bytes": len(PDF),
                                 "sha256": hashlib.sha256(PDF).hexdigest(),
                                 "url": f"/api/v1/resources/{made['id']}/files/1"}], one
    table = publish(site, steward, entry())
    mount(steward, table, (PDF, "a.pdf")).refused(409, "content-form")


def test_R03_1_a_new_version_is_there_in_one_change_and_keeps_what_it_names(site):
    steward = site.as_("steward")
    made = publish(site, steward, described())
    mount(steward, made, (PDF, "a.pdf"), (PNG, "../b.png"), note="第一版").want(201)
    assert [(f["n"], f["name"], f["media"]) for f in listed(steward, made)["items"]] == [
        (1, "a.pdf", "application/pdf"), (2, "b.png", "image/png")]
    before = stored(site)
    mount(steward, made, 2, (PDF[:100], "c.pdf")).want(201)
    now = listed(steward, made)
    assert [(f["n"], f["name"], f["bytes"]) for f in now["items"]] == [(1, "b.png", len(PNG)), (2, "c.pdf", 100)]
    assert [(v["version"], v["files"], v["note"]) for v in now["versions"]] == [(2, 2, None), (1, 2, "第一版")]
    assert stored(site) == before + 1, "an upload that was taken is no longer beside"
    mount(steward, made, {"keep": 1, "title": "图"}, 2).want(201)
    assert [f["title"] for f in listed(steward, made)["items"]] == ["图", None]
    mount(steward, made, 1, {"keep": 2, "title": ""}).want(201)
    assert [f["title"] for f in listed(steward, made)["items"]] == ["图", None]
    mount(steward, made, {"keep": 1, "title": ""}, 2).want(201)
    now = listed(steward, made)
    assert [f["title"] for f in now["items"]] == [None, None], "a title can be taken away"
    for bad, field in (([{"keep": 9}], "files[0].keep"), ([{"upload": "nobody"}], "files[0].upload"),
                       ([{}], "files[0].upload"), ([{"keep": 1, "upload": "x"}], "files[0].upload"),
                       ([{"keep": 1}, {"keep": 2, "name": "b.png"}], "files[1].name"), ([], "files"),
                       ([{"keep": 1, "name": "/"}], "files[0].name")):
        got = steward.post(f"/api/v1/resources/{made['id']}/files", {"files": bad})
        assert got.status in (400, 404) and got.json["field"] == field, (bad, got.json)
    left = stored(site)
    twice = steward.upload(PDF)
    steward.post(f"/api/v1/resources/{made['id']}/files", {"files": [
        {"upload": twice, "name": "1.pdf"}, {"upload": twice, "name": "2.pdf"}]}).refused(400, "content-twice")
    for program in (b"MZ\x90\0" + PDF, b"\x7fELF" + PDF, b"#!/bin/sh\n"):
        mount(steward, made, (PDF, "ok.pdf"), (program, "c.pdf")).refused(415, "content-program")
    mount(steward, made, (b"", "e.pdf")).refused(400, "content-empty")
    assert listed(steward, made) == now, "nothing of what was refused"
    assert stored(site) == left + 1 + 6 + 1, "no second name is left"
    mount(site.as_("steward", 1), made, (PDF, "a.pdf")).refused(403)
    site.nobody().post(f"/api/v1/resources/{made['id']}/files", {"files": []}).refused(401)


def test_R03_1_a_hash_is_made_as_the_file_comes_in_and_mounting_reads_its_head_alone(site):
    steward, big = site.as_("steward"), PDF + os.urandom(3 << 20)
    made = publish(site, steward, described())
    up = steward.upload(big, chunk=700001, filename="a.pdf")
    with open(site.dir / "uploads" / up, "r+b") as f:
        f.seek(1 << 20)
        f.write(b"another byte")
    mount(steward, made, {"upload": up}).want(201)
    assert listed(steward, made)["items"][0]["sha256"] == hashlib.sha256(big).hexdigest()
    old = steward.upload(big, filename="b.pdf")         # as an older server left it
    site.sql(f"UPDATE upload SET sha256 = NULL WHERE id = '{old}'")
    mount(steward, made, {"upload": old}).want(201)
    assert listed(steward, made)["items"][0]["sha256"] == hashlib.sha256(big).hexdigest()


def test_R03_1_an_agencys_files_have_a_quota_that_names_limit_use_and_whom_to_ask(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    made, used = publish(site, steward, described()), 0
    second, strangers = publish(site, steward, described()), publish(site, other, described())
    mount(steward, made, (PDF, "a.pdf")).want(201)
    used = listed(steward, second)["quota"]["used"]
    assert listed(steward, made)["quota"] == {"limit": 1 << 40, "used": used} and used >= len(PDF)
    assert listed(other, strangers)["quota"]["used"] < used, "each agency has its own"
    try:
        site.restart("--content-org-bytes", str(used + 1000))
        steward, other = site.as_("steward"), site.as_("steward", 1)
        assert listed(steward, made)["quota"] == {"limit": used + 1000, "used": used}
        got = mount(steward, second, (PDF, "b.pdf")).refused(413, "content-quota", field="files")
        operator = site.as_("operator").get("/api/v1/sessions/current").json["user"]["org_name"]
        assert f"（{operator}）" in got.json["detail"] and " MB" in got.json["detail"], got.json
        site.sql("UPDATE org SET state = 'closed' WHERE kind = 'operator' AND level = 'city'")
        try:
            got = mount(steward, second, (PDF, "b.pdf")).refused(413, "content-quota-alone").json
        finally:
            site.sql("UPDATE org SET state = 'active' WHERE kind = 'operator' AND level = 'city'")
        assert "公共数据运行管理机构。" in got["detail"] and "the operator for" in got["detail_en"], got
        assert listed(steward, second)["live"] is None and listed(steward, made)["quota"]["used"] == used
        mount(steward, second, (PDF[:900], "b.pdf")).want(201)
        mount(steward, made, 1, (PDF[:101], "c.pdf")).refused(413, "content-quota")
        mount(steward, made, 1, {"keep": 1, "name": "d.pdf"}).want(201)
        mount(steward, made, (PDF[:100], "c.pdf")).want(201)
        assert listed(steward, made)["quota"]["used"] == used + 900 - len(PDF) + 100
        mount(other, strangers, (PDF, "a.pdf")).want(201)
        site.restart("--content-org-bytes", "10")
        steward = site.as_("steward")
        mount(steward, made, (PDF[:50], "c.pdf")).want(201)
        mount(steward, made, 1, (PDF[:50], "d.pdf")).refused(413, "content-quota")
        site.restart("--content-org-bytes", "0")
        assert listed(site.as_("steward"), made)["quota"]["limit"] is None
    finally:
        site.restart()


def test_R20_1_a_grant_takes_files_charged_and_on_record_and_no_other_purpose_does(site):
    steward, taker = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, steward, described(**SHARED))
    mount(steward, made, (PDF, "a.pdf"), (PNG, "图.png")).want(201)
    path = f"/data/v1/{made['code']}/files"
    case = taker.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    steward.act(case, "agree", conditions={"quota": {"calls": 6, "per": "total"}}).want(200)
    grant = newest_grant(taker, made)
    purpose, system = {"Gongshu-Purpose": grant["purpose_code"]}, site.system(1)

    def used():
        return steward.get(f"/api/v1/grants/{grant['id']}").want(200).json["used"]

    system.get(path).refused(400, field="Gongshu-Purpose")
    system.get(path + "/1", **{"Gongshu-Purpose": "p-other"}).refused(403, article="19")
    site.nobody().get(path + "/1", **purpose).refused(401)
    got = system.get(path, **purpose).want(200)
    assert [f["name"] for f in got.json["items"]] == ["a.pdf", "图.png"] and got.json["version"] == 1
    assert got.headers["gongshu-receipt"] and used()["calls"] == 1, used()
    one = system.get(path + "/2", **purpose).want(200)
    assert one.body == PNG and one.headers["gongshu-receipt"], one.headers
    assert one.headers["content-type"] == "image/png" and one.headers["x-content-type-options"] == "nosniff"
    assert one.headers["content-security-policy"].startswith("sandbox")
    assert one.headers["content-disposition"].startswith("attachment") and urllib.parse.quote("图") in \
        one.headers["content-disposition"]
    assert (used()["calls"], used()["rows"]) == (2, 1)
    part = system.get(path + "/1", Range="bytes=2-9", **purpose)
    assert part.status == 206 and part.body == PDF[2:10], part
    same = system.get(path + "/1", **{"If-None-Match": one.headers["etag"]}, **purpose)
    assert same.status == 200 and used()["calls"] == 4, "another file's"
    assert system.get(path + "/2", **{"If-None-Match": one.headers["etag"]}, **purpose).status == 304
    assert system.call("HEAD", path + "/2", headers=purpose).status == 200
    assert used()["calls"] == 4, "nothing of it left"
    system.get(path + "/3", **purpose).refused(404)
    system.get(path + "/..%2f1", **purpose).refused(404)
    notes = site.as_("auditor").get(f"/api/v1/record?kind=release&resource={made['id']}&limit=50").want(200).json["items"]
    assert len(notes) == 4 and {n["bytes"] for n in notes} >= {len(PDF), len(PNG)}, notes
    assert sorted(n["act"] for n in notes) == ["list", "release", "release", "release"], notes
    assert any("bytes=2-9" in (n.get("detail") or "") for n in notes), notes
    system.get(path, **purpose).want(200)
    system.get(path + "/1", **purpose).want(200)
    system.get(path + "/1", **purpose).refused(429)
    steward.post(f"/api/v1/grants/{grant['id']}/revoke", {
        "reason": "用途变化", "basis": {"law": "中华人民共和国数据安全法", "article": "38"}}).want(200)
    assert system.get(path + "/2", **purpose).status in (403, 429)


def test_R20_1_a_grant_of_some_items_or_masked_ones_gives_no_whole_file(site):
    steward, taker = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, steward, described(form="e-licence", format="ofd", grade=2, **SHARED, items=[
        {"code": "no", "name": "证照编号", "type": "string", "length": 20, "grade": 1},
        {"code": "holder", "name": "持证人", "type": "string", "length": 20, "grade": 2, "mask": "name"}]))
    mount(steward, made, (PDF, "a.ofd")).want(201)
    case = taker.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    steward.act(case, "agree", conditions={"items": ["no"]}).want(200)
    purpose = {"Gongshu-Purpose": newest_grant(taker, made)["purpose_code"]}
    site.system(1).get(f"/data/v1/{made['code']}/files/1", **purpose).refused(403, article="20")
    taken = 0
    for conditions in ({"masks": {"holder": "name"}}, {"quota": {"subjects": 5, "per": "day"}}, {},
                       {"where": {"item": "no", "op": "prefix", "value": "A"}}):
        case = taker.case("share-request", {"resource": made["id"]}, **COMMITMENT)
        site.as_("operator").act(case, "accept").want(200)
        steward.act(case, "agree", conditions={"masks": {"holder": "keep"}, **conditions}).want(200)
        purpose = {"Gongshu-Purpose": newest_grant(taker, made)["purpose_code"]}
        got = site.system(1).get(f"/data/v1/{made['code']}/files/1", **purpose)
        assert got.status == (403 if conditions else 200), (conditions, got.status, got.json)
        taken += got.status == 200
    assert taken == 1


def test_R26_1_what_stands_by_its_files_is_a_dataset_and_no_interface(site):
    steward, nobody, operator = site.as_("steward"), site.nobody(), site.as_("operator")
    before = nobody.get("/open/v1/summary").want(200).json
    made = publish(site, steward, described(**OPEN))
    entry_of = lambda: steward.get(f"/api/v1/resources/{made['id']}").want(200).json["portal"]
    assert entry_of() == {"standing": "held", "personal": [], "graded": False, "files": None}, entry_of()
    mount(steward, made, (PDF, "年报.pdf")).want(201)
    assert entry_of()["standing"] == "held" and entry_of()["files"] == "waiting", entry_of()
    confirm(operator, made, 1).want(200)
    assert entry_of()["standing"] == "live" and entry_of()["files"] == "open", entry_of()
    after = nobody.get("/open/v1/summary").want(200).json
    assert after["datasets"] == before["datasets"] + 1, (before, after)
    assert (after["interfaces"], after["rows"]) == (before["interfaces"], before["rows"]), (before, after)
    find = "/open/v1/datasets?q=" + urllib.parse.quote(made["title"])
    one = [d for d in nobody.get(find).want(200).json["items"] if d["code"] == made["code"]][0]
    assert (one["form"], one["rows"], one["formats"]) == ("file", None, []), one
    called = nobody.get("/open/v1/datasets?has_rows=true&limit=1000").want(200).json
    assert called["total"] == after["interfaces"] and made["code"] not in [d["code"] for d in called["items"]]
    assert all(d["rows"] is not None and d["open_type"] == "unconditional" for d in called["items"]), called
    assert made["code"] not in nobody.get("/datasets?has_rows=true").want(200).body.decode()
    nobody.get("/open/v1/datasets?has_rows=perhaps").refused(400, field="has_rows")
    for tail in ("preview", "rows", "download"):
        nobody.get(f"/open/v1/datasets/{made['code']}/{tail}").refused(404)


def test_R24_1_files_are_opened_by_a_second_person_alone_and_a_new_version_anew(site):
    steward, nobody, operator = site.as_("steward"), site.nobody(), site.as_("operator")
    made = publish(site, steward, described(**OPEN))
    where = f"/open/v1/datasets/{made['code']}"
    mount(steward, made, (PDF, "年报.pdf", "2025 年报"), (b"<script>alert(1)</script>", "x.html")).want(201)
    nobody.get(where).refused(404)
    nobody.get(where + "/files").refused(404)
    confirm(steward, made, 1).refused(403, "content-second", article="24")
    assert confirm(site.system(0), made, 1).status == 403, "a system is no second person"
    confirm(program_of(site, staff(site, "steward", org=made["org"])), made, 1).refused(
        403, "content-second", article="24")
    confirm(program_of(site, operator), made, 1).refused(403, "content-second")
    confirm(operator, made, 2).refused(409, field="version")
    confirm(operator, made, 1, "看").refused(400, field="reason")
    confirm(site.as_("steward", 1), made, 1).refused(403)
    looked = operator.take(f"/api/v1/resources/{made['id']}/files/1").want(200)
    assert looked.body == PDF
    operator.get(f"/api/v1/resources/{made['id']}/files/1").refused(422, "record-reason", field="reason")
    site.as_("steward", 1).get(f"/api/v1/resources/{made['id']}/files/1").refused(403)
    told = confirm(operator, made, 1).want(200).json
    assert told["open"] == 1 and told["versions"][0]["open_reason"], told
    got = nobody.get(where + "/files").want(200).json
    assert [f["name"] for f in got["items"]] == ["年报.pdf", "x.html"], got
    one = nobody.get(where + "/files/1").want(200)
    assert one.body == PDF and one.headers["content-type"] == "application/pdf"
    web = nobody.get(where + "/files/2").want(200)
    assert web.headers["content-type"] == "application/octet-stream", web.headers
    for head in (one.headers, web.headers):
        assert head["x-content-type-options"] == "nosniff" and head["content-disposition"].startswith("attachment")
        assert head["content-security-policy"].startswith("sandbox")
    part = nobody.get(where + "/files/1", Range="bytes=-5")
    assert part.status == 206 and part.body == PDF[-5:]
    assert nobody.get(where + "/files/1", **{"If-None-Match": one.headers["etag"]}).status == 304
    page = nobody.get(f"/datasets/{made['code']}").want(200).body.decode()
    assert "2025 年报" in page and f"{where}/files/1" in page, page
    seen = nobody.get(where).want(200).json
    assert [f["title"] for f in seen["files"]] == ["2025 年报", None] and seen["rows"] is None and not seen["downloads"], seen
    for tail in ("/rows", "/download", "/preview", "/csvw.json"):
        nobody.get(where + tail).refused(404)
    assert made["code"] in nobody.get("/catalog.ttl?dataset=" + made["code"]).want(200).body.decode()
    mount(steward, made, (PDF + b"!", "年报.pdf")).want(201)
    assert nobody.get(where + "/files/1").want(200).body == PDF, "what was confirmed"
    assert listed(steward, made)["open"] == 1 and listed(steward, made)["live"] == 2
    confirm(operator, made, 2).want(200)
    assert nobody.get(where + "/files/1").want(200).body == PDF + b"!"
    nobody.get(where + "/files/2").refused(404)
    site.restart()
    assert site.nobody().get(where + "/files/1").want(200).body == PDF + b"!"


def test_R24_1_who_brought_a_file_is_no_second_person_of_any_version_that_keeps_it(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = publish(site, steward, described(**OPEN))
    colleague, third = (staff(site, "steward", org=made["org"]) for _ in range(2))
    brought = colleague.upload(PDF, filename="a.pdf")
    steward.post(f"/api/v1/resources/{made['id']}/files", {"files": [{"upload": brought}]}).want(201)
    confirm(colleague, made, 1).refused(403, "content-second", article="24")
    mount(third, made, 1, (PNG, "b.png")).want(201)
    confirm(colleague, made, 2).refused(403, "content-second", article="24")
    confirm(third, made, 2).refused(403, "content-second", article="24")
    mount(third, made, 2).want(201)
    assert confirm(colleague, made, 3).want(200).json["open"] == 3, "nothing of it is left"
    mount(steward, made, 1, (PDF, "c.pdf")).want(201)
    confirm(operator, made, 4).want(200)


def test_R34_1_a_crowds_files_and_pieces_of_them_are_counted_exactly_in_few_leaves(site):
    steward, nobody = site.as_("steward"), site.nobody()
    made = publish(site, steward, described(**OPEN))
    path = f"/open/v1/datasets/{made['code']}/files/1"
    mount(steward, made, (PDF, "a.pdf")).want(201)
    confirm(site.as_("operator"), made, 1).want(200)
    assert nobody.get(path, Range=f"bytes={len(PDF)}-").status == 416
    taken, given, until = 0, 0, time.monotonic() + 2
    while time.monotonic() < until or taken < 20:
        span = {"Range": "bytes=0-99"} if taken % 3 else {}
        given += len(nobody.get(path, **span).body)
        taken += 1
    time.sleep(1)                               # the last window is counted
    found = [x for x in site.as_("auditor").get(
        f"/api/v1/record?resource={made['id']}&limit=1000").want(200).json["items"]
        if x["act"] in ("download", "downloads")]
    assert len(found) < taken / 2 and all(x["object"] == "file-1" for x in found), (len(found), taken)
    assert sum(x["bytes"] for x in found) == given
    told = sum(json.loads(x["detail"])["downloads"] for x in found if x["act"] == "downloads")
    assert told + sum(x["act"] == "download" for x in found) == taken


def test_R28_1_files_are_gone_at_once_when_they_are_closed_or_the_entry_is(site):
    steward, nobody, operator = site.as_("steward"), site.nobody(), site.as_("operator")
    made = publish(site, steward, described(**OPEN))
    where = f"/open/v1/datasets/{made['code']}"
    mount(steward, made, (PDF, "a.pdf")).want(201)
    confirm(operator, made, 1).want(200)
    assert nobody.get(where + "/files/1").want(200).body == PDF
    assert nobody.get(f"/datasets/{made['code']}").status == 200
    steward.post(f"/api/v1/resources/{made['id']}/files/close", {"reason": "发现疑似个人信息"}).want(200)
    for path in (where, where + "/files", where + "/files/1", f"/datasets/{made['code']}"):
        assert nobody.get(path).status == 404, path
    steward.post(f"/api/v1/resources/{made['id']}/files/close", {"reason": "再来一次"}).refused(409)
    confirm(operator, made, 1, "复核后可以开放").want(200)
    assert nobody.get(where + "/files/1").status == 200
    now = steward.get(f"/api/v1/resources/{made['id']}").want(200)
    steward.call("PATCH", f"/api/v1/resources/{made['id']}", json_body={
        "open_type": "none", "open_reason": "改为不予开放", "open_basis": entry()["open_basis"]},
        headers={"If-Match": now.headers["etag"]}).want(200)
    case = steward.case("catalogue-review", {"resource": made["id"]})
    operator.act(case, "approve").want(200)
    site.as_("authority").act(case, "approve")
    assert nobody.get(where + "/files/1").status == 404 and nobody.get(where + "/files").status == 404


def test_R14_1_a_backup_brings_the_files_back(site):
    steward = site.as_("steward")
    made = publish(site, steward, described(**OPEN))
    mount(steward, made, (PDF, "a.pdf"), (PNG, "b.png")).want(201)
    confirm(site.as_("operator"), made, 1).want(200)
    with Restored(site) as copy:
        copy.start()
        try:
            where = f"/open/v1/datasets/{made['code']}/files"
            assert copy.nobody().get(where + "/1").want(200).body == PDF
            assert copy.nobody().get(where + "/2").want(200).body == PNG
        finally:
            copy.stop()
