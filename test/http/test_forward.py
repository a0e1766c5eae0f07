"""A provider's own interface, mounted beside hosted tables (R20.1, R03.1, R39.1): what it is asked, what of its
answers goes on, where it may lie and who may say so. A real server in this process stands for the provider's, on both
stores. That it harms nobody else: test_forward_harm."""
import csv
import io
import json
import os
import subprocess
import time

from gongshu import BINARY, COMMITMENT, IDS, ROWS, SHARED, entry, newest_grant, publish, unique
from provider import Provider, certificate
from test_codeset import new_set
from test_itsystem import register, system as described_system

FLAGS = ("--forward-networks", "127.0.0.1/32, 10.99.0.0/16", "--forward-tls", "plain")
KEY = "Schluessel-Abc-0815"
ITEMS = entry()["items"]


def made(n):
    """n rows: P-00000 …; every third without a number, every second active."""
    return [{"permit_no": f"P-{i:05d}", "holder": "王" + "甲乙丙丁"[i % 4], "id_no": IDS[i % 3],
             "mobile": None if i % 3 == 0 else str(13800000000 + i), "issued_on": f"2026-01-{i % 28 + 1:02d}",
             "fee": f"{i}.{i % 100:02d}", "active": i % 2 == 0} for i in range(n)]


def said(site, provider, system=None, **over):
    system = system or register(site.as_("steward")).want(201).json["id"]
    return {"system": system, "url": provider.url(), "header": "X-Key", "key": KEY, "timeout_ms": 1000, **over}


def mounted(site, provider, fields=None, **over):
    """A published resource that the provider answers: (resource, the path of its interface)."""
    steward = site.as_("steward")
    resource = publish(site, steward, fields or entry(form="api", **SHARED))
    path = f"/api/v1/resources/{resource['id']}/interface"
    steward.put(path, said(site, provider, **over)).want(200)
    return resource, path


def granted(site, resource, nth=1, **conditions):
    consumer = site.as_("steward", nth)
    case = consumer.case("share-request", {"resource": resource["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    papers = {"conditions": conditions} if conditions else {}
    site.as_("steward").act(case, "agree", **papers).want(200)
    grant = newest_grant(consumer, resource)
    return f"/data/v1/{resource['code']}", {"Gongshu-Purpose": grant["purpose_code"]}, grant


def used(site, grant):
    return site.as_("steward").get(f"/api/v1/grants/{grant['id']}").want(200).json["used"]


def leaves(site, grant, n):
    auditor, end = site.as_("auditor"), time.monotonic() + 10
    while True:
        found = auditor.get(f"/api/v1/record?grant={grant['id']}&kind=release&limit=1000").want(200).json["items"]
        if len(found) >= n or time.monotonic() > end:
            return found
        time.sleep(0.05)


def acts(site, resource):
    found = site.as_("auditor").get("/api/v1/record?kind=catalogue-change&limit=300").want(200).json
    return [x["act"] for x in found["items"] if x.get("resource") == resource["id"] and
            x["act"].startswith("interface-")][::-1]


def fresh(site, path):
    """A breaker that knows of nothing: switched off and on again."""
    site.as_("steward").post(path + "/enabled", {"enabled": True}).want(200)


def running(site):
    out = subprocess.run(["ps", "-o", "pid,args", "--ppid", str(site.process.pid)], capture_output=True,
                         text=True).stdout
    return [int(x.split()[0]) for x in out.splitlines() if "gongshu-fetch" in x]


# --- what is asked, and given -----------------------------------------------------------
def test_R20_1_a_call_is_answered_by_the_provider_under_grant_mask_quota_and_record(site):
    provider = Provider(made(50))
    resource, path = mounted(site, provider)
    url, purpose, grant = granted(site, resource, items=["permit_no", "holder", "fee", "active"],
                                  masks={"holder": "name"}, quota={"rows": 100},
                                  where={"item": "permit_no", "op": "lt", "value": "P-00040"})
    got = site.system(1).get(url + "?active=true&limit=3", **purpose).want(200)
    assert [r["permit_no"] for r in got.json["rows"]] == ["P-00000", "P-00002", "P-00004"], got.json
    assert got.json["rows"][1] == {"permit_no": "P-00002", "holder": "王*", "fee": "2.02", "active": True}, got.json
    assert got.json["version"] == 0 and got.json["next_cursor"] and got.headers["gongshu-receipt"]
    assert got.headers["ratelimit-remaining"] == "97", got.headers
    asked = provider.asked[-1]
    assert asked["resource"] == resource["code"] and asked["limit"] == 3 and provider.keys[-1] == KEY
    assert asked["where"] == {"and": [{"item": "permit_no", "op": "lt", "value": "P-00040"},
                                      {"item": "active", "op": "eq", "value": True}]}, asked
    assert set(asked["fields"]) == {"permit_no", "holder", "fee", "active", "id_no"}, "id_no: whom it is about"
    more = site.system(1).get(url + f"?active=true&limit=3&cursor={got.json['next_cursor']}", **purpose).want(200)
    assert [r["permit_no"] for r in more.json["rows"]] == ["P-00006", "P-00008", "P-00010"], more.json
    assert used(site, grant) == {"calls": 2, "rows": 6, "subjects": 0}
    leaf = leaves(site, grant, 2)[0]
    assert leaf["rows"] == 3 and leaf["detail"].startswith("forwarded: "), leaf


def test_R20_1_what_was_not_granted_is_refused_before_the_provider_is_asked(site):
    provider = Provider(made(5))
    resource, _ = mounted(site, provider)
    url, purpose, grant = granted(site, resource, items=["permit_no"], quota={"calls": 1})
    system = site.system(1)
    system.get(url + "?fields=mobile", **purpose).refused(403)
    system.get(url + "?mobile=13800000001", **purpose).refused(403)
    system.get(url + "?nix=1", **purpose).refused(400)
    system.get(url).refused(400, field="Gongshu-Purpose")
    system.post(url + "/aggregate", {"measures": [{"op": "max", "item": "fee"}]}, **purpose).refused(403)
    assert provider.asked == []
    system.get(url, **purpose).want(200)
    system.get(url, **purpose).refused(429)
    assert len(provider.asked) == 1, "over quota: not asked"
    site.as_("steward").post(f"/api/v1/grants/{grant['id']}/revoke", {"reason": "测试", "basis": {
        "law": "中华人民共和国个人信息保护法", "level": "law", "article": "23"}}).want(200)
    system.get(url, **purpose).refused(403)
    assert len(provider.asked) == 1


def test_R20_1_keys_lines_and_tables_come_from_an_interface_too(site):
    provider = Provider(made(2500))
    resource, path = mounted(site, provider)
    url, purpose, grant = granted(site, resource)
    system = site.system(1)
    got = system.post(url + "/query", {"keys": ["P-00007", "nobody", "P-00003"], "fields": ["fee"]}, **purpose)
    assert [k["found"] for k in got.want(200).json["keys"]] == [True, False, True], got.json
    assert [got.json["rows"][k["row"]]["fee"] for k in got.json["keys"] if k["found"]] == ["7.07", "3.03"]
    lines = system.get(url, Accept="application/x-ndjson", **purpose).want(200)
    assert len(lines.body.splitlines()) == 1000 and lines.headers["gongshu-next-cursor"], "a page at a time"
    text = system.get(url + f"?cursor={lines.headers['gongshu-next-cursor']}&limit=2", Accept="text/csv",
                      **purpose).want(200)
    assert text.body.splitlines()[0].startswith("P-01000".encode()), text.body[:90]
    provider.mode = "one_key"
    system.post(url + "/query", {"keys": ["P-00007", "P-00003"]}, **purpose).refused(502, "forward-incomplete")
    site.as_("steward").put(path, said(site, provider, max_rows=2)).want(200)
    provider.mode = "good"
    system.post(url + "/query", {"keys": ["P-1", "P-2", "P-3"]}, **purpose).refused(400, "forward-keys", "keys")
    assert len(system.get(url, **purpose).want(200).json["rows"]) == 2


def test_R20_1_claims_are_verified_against_an_interface_and_groups_are_not_made_of_it(site):
    provider = Provider(made(9))
    resource, path = mounted(site, provider)
    url, purpose, grant = granted(site, resource, verify_only=True)
    got = site.system(1).post(url + "/verify", {"key": {"permit_no": "P-00004"}, "claims": {
        "holder": "王甲", "active": False}}, **purpose).want(200).json
    assert got["claims"] == {"holder": True, "active": False} and got["version"] == 0, got
    assert leaves(site, grant, 1)[0]["rows"] == 0
    url, purpose, only = granted(site, resource, aggregate="only")
    ask = {"measures": [{"op": "max", "item": "fee"}]}
    why = site.system(1).post(url + "/aggregate", ask, **purpose).refused(409, "forward-no-groups").json
    for words in ("公安局", "数据行", "装载"):
        assert words in why["detail"], why
    assert "Ask for rows" in why["detail_en"] and len(provider.asked) == 1, "it isn't even asked"
    page = f"/api/v1/grants/{only['id']}/openapi.json"
    got = site.as_("steward", 1).get(page).want(200).json
    assert got["paths"] == {} and got["x-grant"]["answered_by"] == "provider", got["x-grant"]
    assert "load the data" in got["x-grant"]["no_aggregate"]
    site.as_("steward").post(path + "/enabled", {"enabled": False}).want(200)
    site.system(1).post(url + "/aggregate", ask, **purpose).refused(503, "forward-off")     # not: no groups
    site.as_("steward").load(resource["id"], ROWS)
    got = site.as_("steward", 1).get(page).want(200).json
    assert set(got["paths"]) == {url + "/aggregate"} and got["x-grant"]["answered_by"] == "platform"
    assert "no_aggregate" not in got["x-grant"]
    site.system(1).post(url + "/aggregate", ask, **purpose).want(200)


def test_R20_1_hosted_data_answer_again_when_the_interface_is_switched_off_or_gone(site):
    provider = Provider(made(3))
    steward = site.as_("steward")
    resource, path = mounted(site, provider, entry(**SHARED))
    url, purpose, _ = granted(site, resource)
    system = site.system(1)
    assert system.get(url, **purpose).want(200).json["rows"][0]["permit_no"] == "P-00000"
    steward.post(path + "/enabled", {"enabled": False}).want(200)
    off = system.get(url, **purpose).refused(503, "forward-off")
    assert int(off.headers["retry-after"]) > 1, "no rows would say that there are none"
    steward.load(resource["id"], ROWS)
    got = system.get(url, **purpose).want(200).json
    assert got["version"] == 1 and got["rows"][0]["permit_no"] == "P-001", got
    steward.post(path + "/enabled", {"enabled": True}).want(200)
    far = system.get(url + "?limit=1", **purpose).want(200).json
    assert far["version"] == 0 and far["rows"][0]["permit_no"] == "P-00000", far
    steward.delete(path).want(204)
    assert system.get(url, **purpose).want(200).json["version"] == 1
    system.get(url + f"?cursor={far['next_cursor']}&limit=1", **purpose).refused(400, field="cursor")
    assert acts(site, resource) == ["interface-mounted", "interface-disabled", "interface-enabled",
                                    "interface-removed"]


def test_R23_1_what_an_interface_answers_is_mended_at_its_source_by_the_providers_word(site):
    resource, path = mounted(site, Provider(made(5)), entry(**SHARED))
    granted(site, resource)
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    holder.load(resource["id"], ROWS)
    first, second = (consumer.case("correction", {"resource": resource["id"]}, item="holder", what_is_wrong="姓名有误")
                     for _ in range(2))
    holder.act(first, "correct", correction="已改", at_source=True).want(200)
    seen = consumer.get(f"/api/v1/corrections/{first['id']}").want(200).json
    assert (seen["mended"], seen["correction"]) == ("source", "已改"), seen
    holder.post(path + "/enabled", {"enabled": False}).want(200)
    holder.act(second, "correct", correction="已改", at_source=True).refused(
        409, "correction-held", field="papers.at_source")


# --- a provider isn't believed ------------------------------------------------------------
def test_R20_1_a_provider_that_lies_widens_no_grant_and_nothing_is_charged(site):
    provider = Provider(made(8))
    resource, path = mounted(site, provider)
    url, purpose, grant = granted(site, resource, items=["permit_no", "fee", "active"],
                                  where={"item": "holder", "op": "eq", "value": "王甲"})
    system = site.system(1)
    assert len(system.get(url, **purpose).want(200).json["rows"]) == 2
    good = {"permit_no": "P-00004", "holder": "王甲", "id_no": IDS[0], "fee": "4.04", "active": True}

    def answered(rows, **more):
        provider.mode, provider.body = "body", {"rows": rows, "next_cursor": None, **more}
        fresh(site, path)
        return system.get(url + "?active=true", **purpose)
    got = answered([{**good, "mobile": "13800000001", "extra": {"a": [1, {"b": 2}]}}], total=7).want(200).json
    assert got["rows"] == [{"permit_no": "P-00004", "fee": "4.04", "active": True}], "undeclared things are dropped"
    for rows, code in (
            ([{**good, "holder": "王乙"}], "forward-outside"),          # not granted
            ([{k: v for k, v in good.items() if k != "holder"}], "forward-outside"),
            ([{**good, "active": False}], "forward-outside"),           # not asked for
            ([good, {**good, "fee": "viel"}], "forward-row"),
            ([{**good, "fee": "1.005"}], "forward-row"),
            ([{**good, "permit_no": None}], "forward-row"),
            ([{**good, "permit_no": "P" * 21}], "forward-row"),
            ([{**good, "id_no": "320902190001010014"}], "forward-row"),  # its check digit is wrong
            ([{**good, "fee": {"a": 1}}], "forward-not-json"),
            ([[1, 2]], "forward-not-json"), ("rows", "forward-not-json"),
            ([good] * 101, "forward-too-much")):
        before = used(site, grant)
        problem = answered(rows).refused(502, code).json
        assert resource["org_name"] in problem["detail"] if resource.get("org_name") else True
        assert used(site, grant) == before, (rows, "nothing is charged")
    for body in (b"", b"{", b"[]", b"null", b'{"rows":[],"rows":[]}', b'{"rows":[{"fee":"1","fee":"2"}]}',
                 b'{"rows":[]} x', b'\xff{"rows":[]}', b'{"rows":[{"fee":"\\u0000"}]}', b"[" * 100000,
                 b'{"rows":[],"next_cursor":"' + b"x" * 2000 + b'"}', b'{"next_cursor":null}',
                 b'{"rows":[' + b'{"x":' * 500 + b"1" + b"}" * 500 + b"]}"):
        provider.mode, provider.body = "body", body
        fresh(site, path)
        system.get(url, **purpose).refused(502, "forward-not-json")
    refusals = [x for x in leaves(site, grant, 2) if x["rows"]]
    assert len(refusals) == 2, "only what left is a release"


def test_R20_1_codes_are_held_against_their_list(site):
    items = [dict(x, code_set="GB/T 2261.1") if x["code"] == "holder" else x for x in ITEMS]
    provider = Provider([dict(made(1)[0], holder="1")])
    resource, path = mounted(site, provider, entry(form="api", items=items, **SHARED))
    url, purpose, _ = granted(site, resource)
    assert site.system(1).get(url, **purpose).want(200).json["rows"][0]["holder"] == "1"
    provider.rows[0]["holder"] = "7"
    site.system(1).get(url, **purpose).refused(502, "forward-row")
    failure = site.as_("steward").get(path).want(200).json["failures"][0]
    assert (failure["fault"], failure["item"]) == ("bad-row", "holder"), failure


def test_R20_1_many_different_codes_are_held_against_their_list_too(site):
    listed = new_set(site.as_("operator"), "code,name\n" + "".join(f"c{n},名{n}\n" for n in range(90)))
    items = [dict(x, code_set=listed["id"]) if x["code"] == "holder" else x for x in ITEMS]
    provider = Provider([dict(row, holder=f"c{n % 90}") for n, row in enumerate(made(200))])
    resource, path = mounted(site, provider, entry(form="api", items=items, **SHARED))
    url, purpose, _ = granted(site, resource)
    assert len(site.system(1).get(url + "?limit=200", **purpose).want(200).json["rows"]) == 200
    provider.rows[150]["holder"] = "c90"
    site.system(1).get(url + "?limit=200", **purpose).refused(502, "forward-row")


def test_R20_1_each_way_of_failing_has_its_code_and_none_of_the_providers_words(site):
    provider = Provider(made(3))
    resource, path = mounted(site, provider, timeout_ms=500)
    url, purpose, grant = granted(site, resource)
    elsewhere = Provider(made(3))
    provider.elsewhere = elsewhere.url()
    for mode, status, code in (("hang", 504, "forward-slow"), ("drip", 504, "forward-slow"),
                               ("flood", 502, "forward-too-much"), ("long_head", 502, "forward-too-much"),
                               ("early", 502, "forward-unreachable"), ("redirect", 502, "forward-status"),
                               ("status", 502, "forward-status"), ("declined", 502, "forward-declined"),
                               ("key", 502, "forward-key"), ("html", 502, "forward-not-json"),
                               ("gzip", 502, "forward-not-json"), ("no_http", 502, None),
                               ("more", 502, "forward-too-much")):
        provider.mode = mode
        fresh(site, path)
        got = site.system(1).get(url, **purpose).refused(status, code)
        assert b"geheim" not in got.body and b"script" not in got.body and KEY.encode() not in got.body, got.body
    assert elsewhere.asked == [] and elsewhere.connections == 0, "nobody follows it there"
    assert used(site, grant) == {"calls": 0, "rows": 0, "subjects": 0}
    provider.stop()
    time.sleep(0.1)
    fresh(site, path)
    site.system(1).get(url, **purpose).refused(502)


# --- where it may go, and who may say so -------------------------------------------------------
def test_R20_1_an_interface_lies_where_the_site_allows(site):
    provider = Provider(made(1))
    steward = site.as_("steward")
    resource = publish(site, steward, entry(form="api"))
    path = f"/api/v1/resources/{resource['id']}/interface"
    base = said(site, provider)
    for host in ("127.0.0.2", "192.0.2.1", "169.254.169.254", "0x7f.2", "2130706434"):
        steward.put(path, {**base, "url": f"http://{host}:{provider.port}/"}).refused(400, "forward-not-allowed", "url")
    steward.put(path, {**base, "url": "http://no-such-host.invalid/"}).refused(400, "forward-no-host", "url")
    for url in ("ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://u:p@127.0.0.1/", "http://127.0.0.1/#x",
                "http://[::1]/", "http://127.0.0.1:0/", "http://127.0.0.1:99999/", "http://127.0.0.1/a b",
                "http://127.0.0.1/\r\nX: y", "http://127.0.0.1\\@evil/", "HTTP://127.0.0.1/", "//127.0.0.1/"):
        steward.put(path, {**base, "url": url}).refused(400, field="url")
    for more in ({"header": "X-Key\r\nHost"}, {"header": "Host"}, {"header": "Content-Length"}, {"header": "a b"},
                 {"key": "a\r\nX-Evil: 1"}, {"key": "a\x00b"}, {"key": " a"}, {"key": None}, {"header": None},
                 {"system": "nix"}, {"timeout_ms": 1}, {"timeout_ms": 60000}, {"max_rows": 0}, {"max_bytes": 1 << 30}):
        got = steward.put(path, {**base, **more})
        assert got.status in (400, 404), (more, got.status)
    assert steward.get(path).want(200).json["set"] is False and provider.connections == 0


def test_R39_1_only_the_providers_stewards_mount_and_who_watches_sees_how_it_goes(site):
    provider = Provider(made(1))
    resource, path = mounted(site, provider)
    other = site.as_("steward", 1)
    own = said(site, provider, register(other).want(201).json["id"])
    for who in (other, site.as_("operator"), site.as_("auditor"), site.nobody()):
        for call in (lambda: who.put(path, own), lambda: who.delete(path), lambda: who.post(path + "/test"),
                     lambda: who.post(path + "/enabled", {"enabled": False})):
            assert call().status in (401, 403, 404), who
    other.get(path).refused(403)
    site.nobody().get(path).want(401)
    assert site.as_("operator").get(path).want(200).json["url"] == provider.url()
    assert resource["id"] not in [i["resource"] for i in other.get("/api/v1/interfaces").want(200).json["items"]]
    org = resource["org"]
    other.get(f"/api/v1/interfaces?org={org}").refused(403)
    county = [a for a in site.accounts["accounts"] if "operator" in a["roles"]][-1]
    if county["org"] != site.account("operator")["org"]:
        office = site.signed_in(county)
        office.get(path).refused(403)
        assert resource["id"] not in [i["resource"] for i in office.get("/api/v1/interfaces?limit=1000").json["items"]]
    steward = site.as_("steward")
    foreign = {**said(site, provider), "system": own["system"]}
    assert steward.put(path, foreign).status in (400, 404), "another agency's system is none to mount"


def test_R20_1_all_interfaces_in_ones_sight_are_listed_with_how_they_fare(site):
    good, bad = Provider(made(3)), Provider(made(3), "status")
    word = unique("Face")
    fine, _ = mounted(site, good, entry(form="api", title=f"{word}一", **SHARED))
    ill, ill_path = mounted(site, bad, entry(form="api", title=f"{word}二", **SHARED), timeout_ms=2500)
    off, _ = mounted(site, good, entry(form="api", title=f"{word}三", **SHARED), enabled=False)
    url, purpose, _ = granted(site, fine)
    ill_url, ill_purpose, _ = granted(site, ill)
    system, steward = site.system(1), site.as_("steward")
    for _ in range(2):
        system.get(url, **purpose).want(200)
    for _ in range(5):
        system.get(ill_url, **ill_purpose).refused(502, "forward-status")

    def asked(who, more=""):
        return who.get(f"/api/v1/interfaces?q={word}{more}").want(200).json
    for who in (steward, site.as_("operator"), site.as_("authority"), site.as_("auditor")):
        got = asked(who)
        assert [i["resource"] for i in got["items"]] == [off["id"], ill["id"], fine["id"]] and got["total"] == 3, got
        assert KEY not in json.dumps(got) and "127.0.0.1" not in json.dumps(got)
    by = {i["resource"]: i for i in asked(steward)["items"]}
    x = by[ill["id"]]
    assert (x["standing"], x["calls_today"], x["failed_today"], x["last_good_at"]) == ("paused", 5, 5, None), x
    assert x["last_failure"]["fault"] == "status" and x["last_failure"]["status"] == 500 and x["retry_seconds"] > 0, x
    assert (x["title"], x["timeout_ms"], x["org"]) == (f"{word}二", 2500, ill["org"]) and x["system_name"], x
    x = by[fine["id"]]
    assert (x["standing"], x["calls_today"], x["failed_today"], x["last_failure"]) == ("asked", 2, 0, None), x
    assert x["last_good_at"] and by[off["id"]]["standing"] == "off"
    assert [i["resource"] for i in asked(steward, "&standing=paused")["items"]] == [ill["id"]]
    assert asked(steward, "&sort=failed")["items"][0]["resource"] == ill["id"]
    assert asked(steward, "&sort=good")["items"][0]["resource"] == fine["id"]
    first = asked(steward, "&limit=2")
    rest = asked(steward, f"&limit=2&cursor={first['next_cursor']}")
    assert len(first["items"]) == 2 and [i["resource"] for i in rest["items"]] == [fine["id"]]
    assert rest["next_cursor"] is None and rest["total"] == 3
    for wrong in ("standing=closed", "sort=title", "format=pdf", "limit=0", "cursor=x"):
        steward.get(f"/api/v1/interfaces?{wrong}").refused(400, field=wrong.split("=")[0])
    rows = list(csv.DictReader(io.StringIO(steward.get(f"/api/v1/interfaces?q={word}&sort=calls&format=csv").want(
        200).body.decode("utf-8-sig"))))
    assert [(r["title"], r["standing"], r["last_failure"], r["calls_today"]) for r in rows][:2] == [
        (f"{word}二", "paused", "status", "5"), (f"{word}一", "asked", "", "2")], rows
    book = steward.get(f"/api/v1/interfaces?q={word}&format=xlsx").want(200)
    assert book.body[:2] == b"PK" and "interfaces.xlsx" in book.headers["content-disposition"]
    assert asked(site.as_("steward", 1))["total"] == 0, "another agency's aren't its affair"
    site.nobody().get("/api/v1/interfaces").want(401)
    case = steward.get(f"/api/v1/cases?process=catalogue-review&resource={ill['id']}").want(200).json["items"][0]["id"]
    steward.act(case, "retire", reason="不再采集").want(200)
    site.as_("operator").act(case, "retire", reason="同意").want(200)
    assert [i["standing"] for i in asked(steward, "&sort=failed")["items"]][0] == "withdrawn"


def test_R39_1_a_try_asks_for_one_row_shows_none_and_stands_on_the_record(site):
    provider = Provider(made(5))
    resource, path = mounted(site, provider, enabled=False)
    steward = site.as_("steward")
    got = steward.post(path + "/test").want(200)
    assert (got.json["rows"], got.json["more"], got.json["address"]) == (1, True, "127.0.0.1"), got.json
    assert "P-0000" not in got.body.decode() and provider.asked[-1]["limit"] == 1
    provider.rows[0]["fee"] = "viel"
    steward.post(path + "/test").refused(502, "forward-row")
    assert steward.get(path).want(200).json["failures"][0]["item"] == "fee"
    assert acts(site, resource) == ["interface-mounted", "interface-tried", "interface-tried"]


def test_R39_1_the_key_lies_nowhere_in_clear(site):
    provider = Provider(made(1))
    resource, path = mounted(site, provider)
    url, purpose, _ = granted(site, resource)
    site.system(1).get(url, **purpose).want(200)
    assert provider.keys[-1] == KEY and KEY not in site.as_("steward").get(path).body.decode()
    for p in site.dir.rglob("*"):
        if p.is_file() and not p.is_symlink():
            assert KEY.encode() not in p.read_bytes(), p
    for pid in running(site):
        assert KEY.encode() not in open(f"/proc/{pid}/cmdline", "rb").read()
        assert open(f"/proc/{pid}/environ", "rb").read() == b""
    if site.store == "postgresql":
        kept = subprocess.run(["psql", "-qAt", site.dsn, "-c", "SELECT * FROM resource_interface"], check=True,
                              capture_output=True, text=True).stdout
        assert resource["id"] in kept and KEY not in kept, kept


def test_R20_1_a_retired_system_answers_no_more(site):
    provider = Provider(made(1))
    system = register(site.as_("steward")).want(201).json
    resource, path = mounted(site, provider, system=system["id"])
    url, purpose, _ = granted(site, resource)
    site.system(1).get(url, **purpose).want(200)
    steward = site.as_("steward")
    steward.put(f"/api/v1/systems/{system['id']}", described_system(name=system["name"], state="retired")).want(200)
    site.system(1).get(url, **purpose).refused(502, "forward-system")


def test_R20_1_by_tls_a_provider_shows_who_it_is_and_without_it_none_is_mounted(site):
    root, pair = certificate(site.dir, "localhost")
    _, strange = certificate(site.dir, "elsewhere.test")
    good, wrong = Provider(made(2), tls=pair), Provider(made(2), tls=strange)
    try:
        site.restart(*FLAGS[:-2], "--forward-roots", str(root))         # as it is when nothing is said: verify
        plain = Provider(made(2))
        steward = site.as_("steward")
        resource = publish(site, steward, entry(form="api", **SHARED))
        path = f"/api/v1/resources/{resource['id']}/interface"
        steward.put(path, said(site, plain)).refused(400, "forward-tls", "url")
        base = said(site, good)
        steward.put(path, {**base, "url": good.url(scheme="https", host="localhost")}).want(200)
        assert steward.post(path + "/test").want(200).json["rows"] == 1 and good.keys == [KEY]
        url, purpose, _ = granted(site, resource)
        assert len(site.system(1).get(url, **purpose).want(200).json["rows"]) == 2
        steward.put(path, {**base, "url": good.url(scheme="https")}).want(200)  # by an address it doesn't name
        steward.post(path + "/test").refused(502, "forward-unproven")
        steward.put(path, {**base, "url": wrong.url(scheme="https", host="localhost")}).want(200)
        site.system(1).get(url, **purpose).refused(502, "forward-unproven")
        assert wrong.keys == [], "the key wasn't given to a stranger"
    finally:
        site.restart(*FLAGS)


def test_R20_1_a_network_that_is_allowed_no_more_is_gone_to_no_more(site):
    provider = Provider(made(1))
    resource, path = mounted(site, provider)
    url, purpose, _ = granted(site, resource)
    site.system(1).get(url, **purpose).want(200)
    try:
        site.restart("--forward-networks", "10.99.0.0/16", "--forward-tls", "plain")
        before = provider.connections
        site.system(1).get(url, **purpose).refused(502, "forward-not-now")
        assert provider.connections == before
    finally:
        site.restart(*FLAGS)


def test_R20_1_the_program_that_asks_can_go_nowhere_else_and_start_nothing(site):
    provider = Provider(made(1))
    resource, path = mounted(site, provider)
    url, purpose, _ = granted(site, resource)
    site.system(1).get(url, **purpose).want(200)
    (pid,) = running(site)[-1:]
    status = dict(x.split(":", 1) for x in open(f"/proc/{pid}/status").read().splitlines() if ":" in x)
    assert status["Seccomp"].strip() == "2" and status["NoNewPrivs"].strip() == "1", status
    told = subprocess.run(["/bin/sh", "-c", f"{os.path.dirname(BINARY)}/gongshu-fetch </dev/null; echo $?"],
                          capture_output=True, text=True).stdout
    assert told.strip() == "0", "nobody speaks to it, so it ends"


def test_R21_1_a_mounted_interface_that_is_on_meets_a_demand_and_one_that_is_off_does_not(site):
    provider = Provider(made(5))
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    resource, path = mounted(site, provider)
    holder.post(path + "/enabled", {"enabled": False}).want(200)
    case = {"id": consumer.post("/api/v1/demands", {
        "demand": "许可登记 " + unique("want"), "duty": "老旧车辆报废补贴审核", "scenario": "以旧换新补贴",
        "commitment": True, "holder": holder.user["org"]}).want(201).json["case"]}
    holder.act(case, "agree_direct").want(200)
    holder.act(case, "catalogue", entry=resource["code"]).want(200)
    holder.act(case, "aggregate").refused(409, "demand-no-data", article="21")
    holder.post(path + "/enabled", {"enabled": True}).want(200)
    holder.act(case, "aggregate").want(200)
    assert holder.act(case, "share").want(200).json["state"] == "fulfilled"
    purpose = {"Gongshu-Purpose": newest_grant(consumer, resource)["purpose_code"]}
    got = site.system(1).get(f"/data/v1/{resource['code']}", **purpose).want(200).json
    assert len(got["rows"]) == 5, got
