"""The open-data portal: what stands on it, how it is found, looked at and taken,
and that it is gone at once when it is taken off."""
import base64
import csv
import gzip
import hashlib
import io
import json
import re
import resource
import socket
import threading
import time
import xml.etree.ElementTree

from gongshu import IDS, OPEN, entry, publish, unique

STOPS = [
    {"code": "stop_no", "name": "站点编号", "type": "string", "length": 8, "key": True},
    {"code": "name", "name": "站点名称", "type": "string", "length": 60},
    {"code": "longitude", "name": "经度", "type": "decimal", "length": 9, "precision": 6,
     "nullable": True},
    {"code": "shelter", "name": "候车亭", "type": "boolean", "nullable": True},
    {"code": "built_on", "name": "建成日期", "type": "date", "nullable": True},
    {"code": "keeper", "name": "养护人", "type": "string", "length": 20, "nullable": True,
     "open_type": "none"},
]


def table(n=250, mark=""):
    rows = [f"{i:04d},站点{i}{mark},{120 + i / 1000:.6f},{'true' if i % 2 else 'false'},"
            f"2020-01-{1 + i % 28:02d},养护员{i}" for i in range(1, n + 1)]
    return ("stop_no,name,longitude,shelter,built_on,keeper\n" + "\n".join(rows) + "\n").encode()


def stops(site, data=None, **over):
    steward = site.as_("steward")
    fields = entry(**{**OPEN, "title": "公交站点 " + unique(), "grade": 1, "theme": "transport",
                      "abstract": "市区公交站点的位置。", "items": STOPS, **over})
    made = publish(site, steward, fields)
    if data is not None:
        steward.load(made["id"], data)
    return made


def where(made, tail=""):
    return f"/open/v1/datasets/{made['code']}{tail}"


def test_R26_1_it_stands_on_the_portal_with_its_first_live_batch(site):
    nobody = site.nobody()
    made = stops(site)
    nobody.get(where(made)).refused(404)
    nobody.get(where(made, "/download")).refused(404)
    site.as_("steward").load(made["id"], table())
    got = nobody.get(where(made)).want(200).json
    assert got["title"] == made["title"] and got["rows"] == 250 and got["version"] == 1, got
    assert [i["code"] for i in got["items"]] == [i["code"] for i in STOPS[:-1]]
    assert {"csv", "json", "ndjson"} <= set(got["formats"])
    listed = nobody.get("/open/v1/datasets?q=" + made["title"].split()[1]).want(200).json
    assert listed["total"] == 1 and listed["items"][0]["code"] == made["code"]
    assert [f["value"] for f in listed["facets"]["theme"]] == ["transport"]
    summary = nobody.get("/open/v1/summary").want(200).json
    assert summary["datasets"] >= 1 and summary["rows"] >= 250 and summary["orgs"] >= 1


def test_R27_1_items_that_are_not_opened_never_leave(site):
    made, nobody = stops(site, table(30)), site.nobody()
    for tail in ("", "/preview", "/rows", "/download", "/download?format=json",
                 "/download?format=ndjson", "/openapi.json", "/datapackage.json", "/csvw.json"):
        body = nobody.get(where(made, tail)).want(200).body.decode()
        assert "keeper" not in body and "养护" not in body, tail
    body = nobody.get(f"/datasets/{made['code']}").want(200).body.decode()
    assert "keeper" not in body and "养护" not in body
    nobody.get(where(made, "/rows?keeper=x")).refused(400)
    nobody.get(where(made, "/rows?fields=keeper")).refused(400)
    assert nobody.get("/open/v1/datasets?q=keeper").json["total"] == 0


def test_R27_1_downloads_hold_all_rows_and_say_what_they_are(site):
    made, nobody = stops(site, table()), site.nobody()
    got = nobody.get(where(made, "/download?format=csv")).want(200)
    rows = list(csv.DictReader(io.StringIO(got.body.decode("utf-8-sig"))))
    assert len(rows) == 250 and rows[0]["stop_no"] == "0001" and rows[0]["longitude"] == "120.001000"
    assert got.headers["content-type"].startswith("text/csv") and "etag" in got.headers
    digest = base64.b64encode(hashlib.sha256(got.body).digest()).decode()
    assert got.headers["digest"] == "sha-256=" + digest
    assert "attachment" in got.headers["content-disposition"]
    assert got.headers["cache-control"] == "no-cache"
    whole = nobody.get(where(made, "/download?format=json")).want(200).json
    assert len(whole) == 250 and whole[0] == {
        "stop_no": "0001", "name": "站点1", "longitude": "120.001000", "shelter": True,
        "built_on": "2020-01-02"}, whole[0]
    lines = nobody.get(where(made, "/download?format=ndjson")).want(200).body.decode().splitlines()
    assert [json.loads(x) for x in lines] == whole
    tree = xml.etree.ElementTree.fromstring(
        nobody.get(where(made, "/download?format=xml")).want(200).body)
    assert len(tree) == 250 and tree[0].find("name").text == "站点1"
    nobody.get(where(made, "/download?format=exe")).refused(400, field="format")
    people = nobody.get(where(made, "/download?format=csv&for=people")).want(200)
    assert people.body.startswith(b"\xef\xbb\xbf")
    heads = next(csv.reader(io.StringIO(people.body.decode("utf-8-sig"))))
    assert heads == [i["name"] for i in STOPS[:-1]], heads
    called = {t: nobody.get(where(made, f"/download?format=csv{t}")).want(200)
              .headers["content-disposition"] for t in ("", "&for=people", "&for=machines")}
    assert len(set(called.values())) == 3 and f'"{made["code"]}.sheet.csv"' in called["&for=people"], called


def test_R27_1_a_download_is_sent_in_ranges_and_not_twice(site):
    made, nobody = stops(site, table()), site.nobody()
    path = where(made, "/download?format=csv")
    whole = nobody.get(path).want(200)
    part = nobody.get(path, Range="bytes=10-29").want(206)
    assert part.body == whole.body[10:30]
    assert part.headers["content-range"] == f"bytes 10-29/{len(whole.body)}"
    assert nobody.get(path, Range="bytes=-5").want(206).body == whole.body[-5:]
    nobody.get(path, Range=f"bytes={len(whole.body)}-").want(416)
    assert nobody.get(path, **{"If-None-Match": whole.headers["etag"]}).status == 304
    head = nobody.call("HEAD", path).want(200)
    assert head.headers["etag"] == whole.headers["etag"] and head.body == b""
    site.as_("steward").load(made["id"], table(10))
    again = nobody.get(path, **{"If-None-Match": whole.headers["etag"]}).want(200)
    assert again.headers["etag"] != whole.headers["etag"] and again.body.count(b"\n") == 11


def test_R27_1_cells_that_a_spreadsheet_would_run_are_disarmed_for_people(site):
    names = ["=1+2", "+1", "-1", "@SUM(A1)", "＝1", "plain", 'quo"te']
    data = "stop_no,name,longitude\n" + "".join(
        f'{i:04d},"{n.replace(chr(34), chr(34) * 2)}",-3.5\n' for i, n in enumerate(names))
    made, nobody = stops(site, data.encode().replace(b"stop_no,name,longitude",
                         b"stop_no,name,longitude,shelter,built_on,keeper").replace(
                         b",-3.5\n", b",-3.5,,,\n")), site.nobody()

    def cells(tail):
        text = nobody.get(where(made, tail)).want(200).body.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))
    word = {i["code"]: i["name"] for i in STOPS}
    for tail, name, longitude in (("/download?format=csv", "name", "longitude"),
                                  ("/download?format=csv&for=people", word["name"], word["longitude"])):
        got = cells(tail)
        assert [r[name] for r in got] == ["'" + n for n in names[:5]] + names[5:], got
        assert all(r[longitude] == "-3.500000" for r in got)
    assert [r["name"] for r in cells("/download?format=csv&for=machines")] == names


def test_R27_1_the_preview_shows_a_hundred_rows(site):
    made = stops(site, table())
    got = site.nobody().get(where(made, "/preview")).want(200).json
    assert len(got["rows"]) == 100 and got["total"] == 250
    assert [i["name"] for i in got["items"]][:2] == ["站点编号", "站点名称"]


def test_R27_1_the_open_interface_pages_filters_and_chooses_items(site):
    made, nobody = stops(site, table()), site.nobody()
    seen, cursor = [], ""
    while True:
        page = nobody.get(where(made, f"/rows?limit=100{cursor}")).want(200).json
        seen += [r["stop_no"] for r in page["rows"]]
        if not page["next_cursor"]:
            break
        cursor = "&cursor=" + page["next_cursor"]
    assert seen == [f"{i:04d}" for i in range(1, 251)]
    one = nobody.get(where(made, "/rows?stop_no=0007&fields=name,shelter")).want(200).json
    assert one["rows"] == [{"name": "站点7", "shelter": True}], one
    assert nobody.get(where(made, "/rows?shelter=true&built_on=2020-01-02")).json["rows"]
    nobody.get(where(made, "/rows?nothing=1")).refused(400)
    nobody.get(where(made, "/rows?longitude=abc")).refused(400)
    nobody.get(where(made, "/rows?cursor=zz")).refused(400)
    nobody.get(where(made, "/rows?limit=1001")).refused(400)
    lines = nobody.get(where(made, "/rows?limit=3"), Accept="application/x-ndjson").want(200)
    assert len(lines.body.splitlines()) == 3
    text = nobody.get(where(made, "/rows?limit=3"), Accept="text/csv").want(200).body.decode()
    assert text.splitlines()[0] == "stop_no,name,longitude,shelter,built_on"
    site.as_("steward").load(made["id"], table(300))
    nobody.get(where(made, f"/rows?limit=100{cursor}")).refused(410)


def test_R27_1_it_describes_itself_to_programs(site):
    made, nobody = stops(site, table(5)), site.nobody()
    package = nobody.get(where(made, "/datapackage.json")).want(200).json
    fields = package["resources"][0]["schema"]["fields"]
    assert [f["type"] for f in fields] == ["string", "string", "number", "boolean", "date"]
    assert package["resources"][0]["schema"]["primaryKey"] == ["stop_no"]
    path = re.sub("^https?://[^/]+", "", package["resources"][0]["path"])
    assert nobody.get(path).want(200).body.decode().startswith("stop_no,")
    table_ = nobody.get(where(made, "/csvw.json")).want(200).json
    assert [c["name"] for c in table_["tableSchema"]["columns"]][0] == "stop_no"
    api = nobody.get(where(made, "/openapi.json")).want(200).json
    assert where(made, "/rows") in api["paths"] and api["openapi"].startswith("3.1")
    page = nobody.get("/sitemap.xml").want(200).body.decode()
    assert f"/datasets/{made['code']}<" in page
    assert "Sitemap:" in nobody.get("/robots.txt").want(200).body.decode()


def test_links_lead_here_whatever_host_a_caller_wrote(site):
    made, nobody = stops(site, table(20)), site.nobody()
    for path in ("/", "/datasets", f"/datasets/{made['code']}", "/sitemap.xml", "/robots.txt",
                 where(made), where(made, "/datapackage.json"), where(made, "/openapi.json")):
        told = nobody.get(path, Host="elsewhere.example",
                          **{"X-Forwarded-Host": "elsewhere.example"}).want(200)
        assert b"elsewhere" not in told.body, path
        assert "elsewhere" not in str(told.headers), path
    assert f"http://127.0.0.1:{site.port}/datasets/" in nobody.get("/sitemap.xml").body.decode()


def test_R26_1_pages_are_whole_without_script_in_both_languages(site):
    made, nobody = stops(site, table(20)), site.nobody()
    page = nobody.get(f"/datasets/{made['code']}").want(200)
    text = page.body.decode()
    assert page.headers["content-type"].startswith("text/html")
    for part in (f"<title>{made['title']}", "<h1>" + made["title"], 'name="description"',
                 "站点编号", "站点7", "download?format=csv",
                 "无条件开放", 'rel="canonical"'):
        assert part in text, part
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    data = json.loads(found[1])
    assert data["@type"] == "Dataset" and data["name"] == made["title"]
    assert len(data["distribution"]) >= 3 and data["publisher"]["name"]
    english = nobody.get(f"/datasets/{made['code']}?lang=en").want(200).body.decode()
    assert "Open unconditionally" in english and "Preview" in english
    home = nobody.get("/").want(200).body.decode()
    assert made["title"] in home and "优先开放领域" in home and home.count("/datasets?theme=") == 17
    found = nobody.get("/datasets?q=" + made["title"].split()[1]).want(200).body.decode()
    assert f"/datasets/{made['code']}" in found and "共 1 个数据集" in found
    assert "没有找到" in nobody.get("/datasets?q=zzzzqqqq").want(200).body.decode()
    assert nobody.get("/datasets?limit=x&sort=y").status in (200, 400)
    gone = nobody.get("/datasets/nothing-1").want(404)
    assert gone.headers["content-type"].startswith("text/html")


def test_markup_in_texts_comes_out_as_text(site):
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    items = [dict(STOPS[0]), dict(STOPS[1], name=evil, description=evil)]
    made = stops(site, f'stop_no,name\n1,"{evil.replace(chr(34), chr(34) * 2)}"\n'.encode(),
                 items=items, title="页面 " + unique() + evil, abstract=evil + "</script>")
    nobody = site.nobody()
    for path in (f"/datasets/{made['code']}", "/datasets", "/", f"/datasets/{made['code']}?lang=en",
                 "/datasets?q=" + "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22onx%3D%22"):
        text = nobody.get(path).want(200).body.decode()
        assert "<script>alert" not in text and "<img" not in text
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S):
            json.loads(block)


def test_R28_1_what_is_retired_or_closed_is_gone_from_page_list_interface_and_file(site):
    made, nobody, steward = stops(site, table(5)), site.nobody(), site.as_("steward")
    tag = nobody.get(where(made, "/download")).want(200).headers["etag"]
    steward.patch(f"/api/v1/resources/{made['id']}", {
        "open_type": "none", "open_reason": "发现安全风险",
        "open_basis": {"law": "数据安全法", "article": "27"}}).want(200)
    nobody.get(where(made)).want(200)
    case = steward.case("catalogue-review", {"resource": made["id"]})
    site.as_("operator").act(case, "approve").want(200)
    for tail in ("", "/preview", "/rows", "/download", "/datapackage.json"):
        nobody.get(where(made, tail), **{"If-None-Match": tag}).refused(404)
    nobody.get(f"/datasets/{made['code']}").want(404)
    assert made["code"] not in nobody.get("/sitemap.xml").body.decode()
    listed = nobody.get("/open/v1/datasets?q=" + made["title"].split()[1]).json
    assert listed["total"] == 0


def test_R24_1_values_that_look_like_persons_keep_it_off_until_they_are_gone(site):
    nobody, steward = site.nobody(), site.as_("steward")
    items = [dict(STOPS[0], length=20), dict(STOPS[1])]
    made = stops(site, items=items)
    bad = "stop_no,name\n" + "".join(f"{n},{id_}\n" for n, id_ in enumerate(IDS))
    steward.load(made["id"], bad.encode(), want=None)
    nobody.get(where(made)).refused(404)
    held = steward.get(f"/api/v1/resources/{made['id']}").json["portal"]
    assert held == {"standing": "held", "personal": ["name"], "graded": False, "files": None}, held
    steward.load(made["id"], b"stop_no,name\n1,a\n2,b\n")
    assert nobody.get(where(made)).want(200).json["rows"] == 2


def test_R27_2_what_is_open_on_conditions_is_described_and_not_given(site):
    made = stops(site, table(5), open_type="conditional", open_reason="涉及运营安全",
                 open_conditions="仅限科研", open_basis={"law": "数据安全法", "article": "27"})
    nobody = site.nobody()
    got = nobody.get(where(made)).want(200).json
    assert got["open_type"] == "conditional" and got["rows"] is None and got["formats"] == []
    assert f'. {got["updated_at"][:10]}. ' in got["citation"], got["citation"]
    for tail in ("/preview", "/rows", "/download", "/csvw.json"):
        nobody.get(where(made, tail)).refused(403, article="27(2)")
    text = nobody.get(f"/datasets/{made['code']}").want(200).body.decode()
    assert "有条件开放" in text and "站点1" not in text


def test_R27_1_every_form_says_its_size_and_date_and_each_load_is_listed(site):
    made, nobody, steward = stops(site, table(30)), site.nobody(), site.as_("steward")
    steward.load(made["id"], table(40))
    got = nobody.get(where(made)).want(200).json
    assert [(d["format"], d["for"]) for d in got["downloads"]] == [
        ("csv", None), ("csv", "people"), ("json", None), ("ndjson", None), ("xml", None)]
    for d in got["downloads"]:
        assert d["bytes"] == len(nobody.get(d["url"]).want(200).body), d
        assert d["updated_at"] == got["updated_at"]
    assert [(v["version"], v["mode"], v["rows"]) for v in got["versions"]] == [
        (2, "replace", 40), (1, "replace", 30)], got["versions"]
    assert got["next_due"] and got["late"] is False
    page = nobody.get(f"/datasets/{made['code']}").want(200).body.decode()
    for d in got["downloads"]:
        assert d["url"].replace("&", "&amp;") in page, d["url"]
    for part in ("KB</small>", "使用许可", "整体替换", "curl &#39;http", "字符"):
        assert part in page or part.replace("&#39;", "'") in page, part
    listed = nobody.get("/open/v1/datasets?q=" + made["title"].split()[1]).json["items"][0]
    assert listed["next_due"] == got["next_due"] and listed["late"] is False


def test_R26_1_what_is_used_most_and_how_much_there_is_is_told(site):
    made, nobody = stops(site, table(5)), site.nobody()
    before = nobody.get("/open/v1/summary").want(200).json
    assert before["interfaces"] >= 1 and before["datasets"] >= before["interfaces"]
    first = nobody.get("/open/v1/most-used").want(200).json["items"]
    times = max([d["used"] for d in first], default=0) + 1
    for _ in range(times):
        nobody.get(where(made, "/download?format=xml")).want(200)
    time.sleep(1)                               # the last window is counted
    site.as_("steward").load(made["id"], table(6))      # what lies ready is made anew
    top = nobody.get("/open/v1/most-used").want(200).json["items"][0]
    assert top["code"] == made["code"] and top["used"] == times, top
    assert nobody.get("/open/v1/summary").json["downloads"] == before["downloads"] + times
    home = nobody.get("/").want(200).body.decode()
    assert f"下载 {times} 次" in home and home.count("/datasets?region=") >= 1
    assert "/datasets?open_type=conditional" in home


def test_R34_1_downloads_are_counted_and_on_the_record(site):
    made, nobody = stops(site, table(5)), site.nobody()
    for _ in range(3):
        nobody.get(where(made, "/download?format=json")).want(200)
    assert nobody.get(where(made)).json["download_count"] == 3


def close_opening(site, steward, made):
    steward.patch(f"/api/v1/resources/{made['id']}", {
        "open_type": "none", "open_reason": "发现安全风险",
        "open_basis": {"law": "数据安全法", "article": "27"}}).want(200)
    case = steward.case("catalogue-review", {"resource": made["id"]})
    site.as_("operator").act(case, "approve").want(200)


def leaves(site, made):
    """What the record says of downloads of it."""
    got = site.as_("auditor").get(f"/api/v1/record?resource={made['id']}&limit=1000").want(200)
    return [x for x in got.json["items"] if x["act"] in ("download", "downloads")]


def many(site, path, seconds, threads=8):
    """Statuses of downloads by several at once, as (moment, status)."""
    seen, until = [], time.monotonic() + seconds

    def one():
        client = site.nobody()
        while time.monotonic() < until:
            began = time.monotonic()
            seen.append((began, client.get(path).status))
        client.close()
    crowd = [threading.Thread(target=one) for _ in range(threads)]
    for t in crowd:
        t.start()
    for t in crowd:
        t.join()
    return seen


def test_R34_1_a_crowds_downloads_are_counted_exactly_in_few_leaves(site):
    made = stops(site, table(5))
    path = where(made, "/download?format=csv")
    nobody = site.nobody()
    size = len(nobody.get(path).want(200).body)
    seen = many(site, path, 2.5)
    assert all(status == 200 for _, status in seen), seen[-3:]
    nobody.get(path, **{"If-None-Match": nobody.call("HEAD", path).headers["etag"]}).want(304)
    taken = len(seen) + 1
    assert nobody.get(where(made)).json["download_count"] == taken
    time.sleep(1)                               # the last window is counted
    found = leaves(site, made)
    one = [x for x in found if x["act"] == "download"]
    crowd = [x for x in found if x["act"] == "downloads"]
    assert len(crowd) >= 3 and len(found) < taken / 4, (len(one), len(crowd), taken)
    assert sum(x["rows"] for x in found) == taken * 5
    assert sum(x["bytes"] for x in found) == taken * size
    told = sum(json.loads(x["detail"])["downloads"] for x in crowd)
    assert told + len(one) == taken and all(x["object"] == "csv" for x in found)


def test_R34_1_when_nothing_can_be_recorded_downloads_end_and_are_made_up_for(site):
    """The server's files may not grow any more, as on a full disk. What a window
    allowed before is counted when there is room again."""
    if site.store != "sqlite":
        return                                  # PostgreSQL's files are not ours
    made, pid = stops(site, table(5)), site.process.pid
    path, nobody = where(made, "/download?format=csv"), site.nobody()
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    filled = []

    def fill():
        time.sleep(1)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard))
        filled.append(time.monotonic())
    threading.Thread(target=fill).start()
    try:
        seen = many(site, path, 5)
        late = [status for at, status in seen if at > filled[0] + 2]
        assert late and set(late) <= {503, 507}, set(late)
        nobody.get(f"/datasets/{made['code']}").want(200)
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
    nobody.get(path).want(200)
    time.sleep(1.5)
    taken = sum(status == 200 for _, status in seen) + 1
    assert nobody.get(where(made)).json["download_count"] == taken
    assert sum(x["rows"] for x in leaves(site, made)) == taken * 5


def test_R28_1_what_lies_ready_is_gone_with_the_next_request_after_a_withdrawal(site):
    made, nobody, steward = stops(site, table(5)), site.nobody(), site.as_("steward")
    name = made["title"].split()[1]
    paths = [f"/datasets/{made['code']}", f"/datasets/{made['code']}?lang=en",
             where(made, "/download"), where(made, "/preview"), where(made, "/csvw.json")]
    lists = [f"/datasets?q={name}", f"/open/v1/datasets?q={name}", "/sitemap.xml"]
    tags = {p: nobody.get(p).want(200).headers["etag"] for p in paths for _ in range(3)}
    for p in lists:
        assert made["code"] in [nobody.get(p).want(200).body.decode() for _ in range(3)][2], p
    close_opening(site, steward, made)
    for p in paths:
        assert nobody.get(p).status == 404, p
        assert nobody.get(p, **{"If-None-Match": tags[p]}).status == 404, p
    for p in lists:
        assert made["code"] not in nobody.get(p).want(200).body.decode(), p


def test_R28_1_a_download_under_way_is_cut_when_it_is_withdrawn(site):
    made = stops(site, table(100000))
    path, steward = where(made, "/download"), site.as_("steward")
    size = len(site.nobody().get(path).want(200).body)
    assert size > 4 << 20
    slow = []
    for _ in range(2):                          # made for it, and as it lies ready
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 << 10)
        sock.connect(("127.0.0.1", site.port))
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert sock.recv(100).startswith(b"HTTP/1.1 200")
        slow.append(sock)
    close_opening(site, steward, made)
    time.sleep(1)
    for sock in slow:
        got = 0
        try:
            while part := sock.recv(1 << 20):
                got += len(part)
        except ConnectionResetError:
            pass
        assert got < 1 << 20, got
        sock.close()


def test_R26_1_pages_are_asked_for_again_but_sent_once_and_small(site):
    made, nobody = stops(site, table(20)), site.nobody()
    for path in ("/", "/datasets", f"/datasets/{made['code']}", where(made, "/preview")):
        plain = nobody.get(path).want(200)
        assert plain.headers["cache-control"] == "no-cache" and "etag" in plain.headers, path
        assert plain.headers["vary"] == "Accept-Encoding"
        same = nobody.get(path, **{"If-None-Match": plain.headers["etag"]}).want(304)
        assert same.body == b"" and same.headers["etag"] == plain.headers["etag"]
        small = nobody.get(path, **{"Accept-Encoding": "gzip, br"}).want(200)
        assert small.headers["content-encoding"] == "gzip" and len(small.body) < len(plain.body) / 2
        whole = [re.sub(rb'cursor=[\w%-]+', b'', x) for x in (gzip.decompress(small.body), plain.body)]
        assert whole[0] == whole[1], path        # but for the sealed place in the list
        assert small.headers["etag"] != plain.headers["etag"]
        nobody.get(path, **{"If-None-Match": small.headers["etag"],
                            "Accept-Encoding": "gzip"}).want(304)
        head = nobody.call("HEAD", path).want(200)
        assert head.body == b"" and head.headers["etag"] == plain.headers["etag"]
    nobody.get("/", Authorization="Bearer nothing").want(401)
    site.as_("steward").load(made["id"], table(21))
    assert nobody.get(f"/datasets/{made['code']}", **{
        "If-None-Match": plain.headers["etag"]}).want(200)


def test_R26_1_a_place_on_the_portal_that_was_damaged_is_mended_with_the_index(site):
    shown, empty, closed = stops(site, table(3)), stops(site), stops(site, open_type="none",
        open_reason="涉密", open_basis={"law": "中华人民共和国保守国家秘密法", "level": "law"})
    number = "(SELECT no FROM resource WHERE code = '{}')"

    def standing():
        return [site.nobody().get(where(made)).status for made in (shown, empty, closed)]
    assert standing() == [200, 404, 404]
    site.stop()
    site.sql("DELETE FROM portal_dataset WHERE no = " + number.format(shown["code"]))
    site.sql("UPDATE portal_dataset SET standing = 'listed' WHERE no = " +
             number.format(empty["code"]))
    site.sql("INSERT INTO portal_dataset (no, resource, standing, data_version, rows, bytes, "
             f"updated_at, first_at) VALUES ({number.format(closed['code'])}, '{closed['id']}', "
             "'listed', 0, 0, 0, 0, 0)")
    site.start()
    assert standing() == [404, 200, 200]
    site.run("reindex", "--data", str(site.dir))
    assert standing() == [200, 404, 404]
