"""The data interface from outside: what a grant gives, what it never gives, and
that cursors hold against whoever tries."""
import concurrent.futures
import csv
import io
import json
import time
import urllib.parse

from gongshu import (COMMITMENT, IDS, ROWS, SHARED, Client, entry, newest_grant, publish,
                     subscribe)

BASIS = {"law": "中华人民共和国个人信息保护法", "level": "law", "article": "23"}


def many(n):
    """n rows: P-00000 …; every third without a number, every second active."""
    head = "permit_no,holder,id_no,mobile,issued_on,fee,active\n"
    return (head + "".join(
        f"P-{i:05d},王{'甲乙丙丁'[i % 4]},,{'' if i % 3 == 0 else 13800000000 + i},"
        f"2026-01-{i % 28 + 1:02d},{i}.{i % 100:02d},{'true' if i % 2 == 0 else 'false'}\n"
        for i in range(n))).encode()


_made = {}


def published(site, n):
    """One conditional table of n rows per module and size, loaded once."""
    if (site, n) not in _made:
        steward = site.as_("steward")
        made = publish(site, steward, entry(**SHARED))
        steward.load(made["id"], many(n) if n else ROWS)
        _made[site, n] = made
    return _made[site, n]


def granted(site, n=0, **conditions):
    """A grant of that table on these conditions: (path, headers, grant)."""
    resource = published(site, n)
    consumer = site.as_("steward", 1)
    case = consumer.case("share-request", {"resource": resource["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    papers = {"conditions": conditions} if conditions else {}
    site.as_("steward").act(case, "agree", **papers).want(200)
    grant = newest_grant(consumer, resource)
    return f"/data/v1/{resource['code']}", {"Gongshu-Purpose": grant["purpose_code"]}, grant


def used(site, grant):
    return site.as_("steward").get(f"/api/v1/grants/{grant['id']}").want(200).json["used"]


def at_once(site, n, call):
    """The statuses of n calls, each on a connection of its own, let go together."""
    def one(_):
        client = Client(site.port)
        client.token = site.system(1).token
        try:
            return call(client)
        finally:
            client.close()
    with concurrent.futures.ThreadPoolExecutor(n) as pool:
        return list(pool.map(one, range(n)))


# --- what is given -----------------------------------------------------------------

def test_R20_1_values_come_as_their_types_and_in_the_order_asked(site):
    path, purpose, _ = granted(site)
    got = site.system(1).get(path, **purpose).want(200).json
    assert got["version"] == 1 and got["next_cursor"] is None, got
    assert got["rows"][1] == {"permit_no": "P-002", "holder": "张三丰", "id_no": IDS[1],
                              "mobile": "13800000002", "issued_on": "2026-02-06", "fee": None,
                              "active": False}, got["rows"][1]
    got = site.system(1).get(path + "?fields=fee,permit_no&active=true", **purpose).want(200)
    assert [list(r) for r in got.json["rows"]] == [["fee", "permit_no"]] * 2
    assert got.json["rows"][1] == {"fee": "0.05", "permit_no": "P-003"}
    text = site.system(1).get(path, Accept="text/csv", **purpose).want(200).body.decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[0]["fee"] == "120.50" and rows[1]["fee"] == "" and len(rows) == 3, text
    lines = site.system(1).get(path, Accept="application/x-ndjson", **purpose).want(200)
    assert [json.loads(x)["permit_no"] for x in lines.body.splitlines()] == [
        "P-001", "P-002", "P-003"]


def test_R20_1_filters_and_keys_choose_exactly_their_rows(site):
    path, purpose, _ = granted(site, 2500, where={"item": "permit_no", "op": "lt",
                                                  "value": "P-00100"})
    cases = [
        ({"where": {"item": "permit_no", "op": "prefix", "value": "P-0000"}}, range(10)),
        ({"where": {"not": {"item": "mobile", "op": "is_null"}}},
         [i for i in range(100) if i % 3]),
        ({"where": {"and": [{"item": "fee", "op": "between", "value": ["5", "9.09"]},
                            {"item": "active", "op": "eq", "value": True}]}}, [6, 8]),
        ({"where": {"or": [{"item": "permit_no", "op": "ge", "value": "P-00099"},
                           {"item": "issued_on", "op": "eq", "value": "2026-01-28"}]}},
         [27, 55, 83, 99]),
        ({"where": {"item": "mobile", "op": "ne", "value": "13800000001"}},
         [i for i in range(100) if i % 3 and i != 1]),
        ({"keys": ["P-00007", "P-00101", "P-00003", "nobody"]}, [3, 7]),
        ({"keys": [{"permit_no": "P-00001"}], "fields": ["permit_no"]}, [1]),
    ]
    for body, want in cases:
        rows = site.system(1).post(path + "/query", {**body, "limit": 1000}, **purpose).want(
            200).json["rows"]
        assert [int(r["permit_no"][2:]) for r in rows] == list(want), (body, rows[:3])


def leaves(site, grant, n):
    """The releases under a grant, once there are n of them on the record."""
    auditor, end = site.as_("auditor"), time.monotonic() + 10
    while True:
        found = auditor.get(f"/api/v1/record?grant={grant['id']}&kind=release&limit=1000").want(
            200).json["items"]
        if len(found) >= n or time.monotonic() > end:
            return found
        time.sleep(0.05)


def test_R20_1_a_batch_answers_each_key_in_the_order_asked_for_one_charge_and_one_leaf(site):
    path, purpose, grant = granted(site, 2500, quota={"calls": 3, "rows": 2001},
                                   where={"item": "permit_no", "op": "lt", "value": "P-02400"})
    system = site.system(1)
    asked = ["P-00007", "nobody", "P-02450", "P-00003", {"permit_no": "P-00007"}]
    got = system.post(path + "/query", {"keys": asked, "fields": ["fee"]}, **purpose).want(200).json
    assert [k["key"] for k in got["keys"]] == asked
    assert [k["found"] for k in got["keys"]] == [True, False, False, True, True], got
    assert [k["row"] is None or got["rows"][k["row"]]["fee"] for k in got["keys"]] == [
        "7.07", True, True, "3.03", "7.07"], got
    assert all(list(r) == ["fee"] for r in got["rows"]) and len(got["rows"]) == 2
    thousand = [f"P-{i:05d}" for i in range(999, -1, -1)]
    got = system.post(path + "/query", {"keys": thousand}, **purpose).want(200).json
    assert [got["rows"][k["row"]]["permit_no"] for k in got["keys"]] == thousand
    assert got["next_cursor"] is None and used(site, grant)["calls"] == 2
    page = system.post(path + "/query", {"keys": thousand, "limit": 10}, **purpose).want(200).json
    assert "keys" not in page and page["next_cursor"] and len(page["rows"]) == 10
    system.post(path + "/query", {"keys": ["P-00001"]}, **purpose).refused(429)
    assert used(site, grant) == {"calls": 3, "rows": 1012, "subjects": 0}
    system.post(path + "/query", {"keys": thousand + ["P-1"]}, **purpose).refused(400, field="keys")
    assert sorted(x["rows"] for x in leaves(site, grant, 3)) == [2, 10, 1000]


def test_R20_1_a_batch_counts_every_person_it_asks_for_found_or_not(site):
    items = [dict(x, key=x["code"] == "id_no") for x in entry(**SHARED)["items"]]
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    resource = publish(site, steward, entry(**{**SHARED, "items": items}))
    steward.load(resource["id"], ROWS)
    case = consumer.case("share-request", {"resource": resource["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    steward.act(case, "agree", conditions={"quota": {"subjects": 4}}).want(200)
    grant = newest_grant(consumer, resource)
    path, purpose = f"/data/v1/{resource['code']}", {"Gongshu-Purpose": grant["purpose_code"]}
    missing, system = "440524188001010014", site.system(1)
    got = system.post(path + "/query", {"keys": [missing, *IDS[:3]]}, **purpose).want(200).json
    assert [k["found"] for k in got["keys"]] == [False, True, True, True]
    assert used(site, grant)["subjects"] == 4
    system.post(path + "/query", {"keys": [IDS[0], missing]}, **purpose).want(200)
    assert used(site, grant)["subjects"] == 4
    either = {"or": [{"item": "id_no", "op": "eq", "value": "11010119000307661X"},
                     {"item": "fee", "op": "eq", "value": 1}]}
    system.post(path + "/query", {"where": either}, **purpose).refused(429)


def test_R20_1_pages_join_into_the_whole_and_a_stream_is_the_same(site):
    path, purpose, _ = granted(site, 2500)
    system, got, cursor = site.system(1), [], ""
    while cursor is not None:
        page = system.get(path + "?limit=700&fields=permit_no" +
                          (f"&cursor={urllib.parse.quote(cursor)}" if cursor else ""),
                          **purpose).want(200).json
        got += [r["permit_no"] for r in page["rows"]]
        cursor = page["next_cursor"]
    assert got == [f"P-{i:05d}" for i in range(2500)], len(got)
    lines = system.get(path + "?fields=permit_no", Accept="application/x-ndjson",
                       **purpose).want(200).body.splitlines()
    assert [json.loads(x)["permit_no"] for x in lines] == got, len(lines)
    text = system.get(path + "?fields=permit_no&limit=2100", Accept="text/csv", **purpose).want(200)
    assert text.body.decode().split("\r\n")[:-1] == ["permit_no"] + got[:2100]


def test_R20_3_each_mask_shows_what_it_says_and_can_not_be_asked_about(site):
    masks = {"holder": "name", "id_no": "hash", "mobile": "suppress", "fee": "keep"}
    path, purpose, _ = granted(site, 0, masks=masks)
    system = site.system(1)
    rows = system.get(path, **purpose).want(200).json["rows"]
    assert [r["holder"] for r in rows] == ["欧阳**", "张**", "李*"], rows
    assert all(r["mobile"] is None for r in rows) and rows[0]["fee"] == "120.50"
    assert len({r["id_no"] for r in rows}) == 3 and all(len(r["id_no"]) == 32 for r in rows)
    again = system.get(path, **purpose).want(200).json["rows"]
    assert again == rows, "a hash is the same within a grant"
    other, other_purpose, _ = granted(site, 0, masks=masks)
    assert {r["id_no"] for r in system.get(other, **other_purpose).json["rows"]}.isdisjoint(
        {r["id_no"] for r in rows}), "and another in another grant"
    for item, value in (("holder", "李白"), ("id_no", IDS[0]), ("mobile", "13800000001")):
        query = urllib.parse.urlencode({item: value})
        system.get(f"{path}?{query}", **purpose).refused(403, field=item)
        for op in ("eq", "ne", "ge", "prefix"):
            for shape in ({"item": item, "op": op, "value": value},
                          {"not": {"item": item, "op": op, "value": value}},
                          {"or": [{"item": "active", "op": "eq", "value": True},
                                  {"item": item, "op": op, "value": value}]}):
                system.post(path + "/query", {"where": shape}, **purpose).refused(403, field=item)
        system.post(path + "/query", {"where": {"item": item, "op": "is_null"}},
                    **purpose).refused(403)
    system.get(f"{path}?fee=120.50", **purpose).want(200)


# --- what is refused, and in which order ---------------------------------------------

def test_R19_2_malformed_comes_before_forbidden_and_each_says_why(site):
    path, purpose, grant = granted(site, 0, items=["permit_no", "active"])
    system, other = site.system(1), site.system(0)
    for query in ("nothing=1", "fields=nothing", "fields=permit_no,permit_no", "fields=,",
                  "limit=0", "limit=1001", "limit=x", "active=maybe", "issued_on=2026-02-30",
                  "cursor=abc", "permit_no=", "where=1", "keys=1"):
        system.get(f"{path}?{query}", **purpose).refused(400)
        if "cursor" not in query:
            other.get(f"{path}?{query}", **purpose).refused(400)
    said = system.get(f"{path}?limit=abc", **purpose).refused(400, field="limit").json
    assert "1000000000" not in str(said) and "1000" in said["detail"], "the range that holds"
    for body in ({"where": []}, {"where": {"item": "zz", "op": "eq", "value": 1}}, {"nothing": 1},
                 {"where": {"item": "active", "op": "like", "value": True}}, {"fields": []},
                 {"limit": 0}, {"keys": []}, {"keys": [1]}, {"where": {"and": []}}):
        system.post(path + "/query", body, **purpose).refused(400)
    system.get(path).refused(400, field="Gongshu-Purpose")
    site.nobody().get(f"{path}?nothing=1").refused(401)
    system.get(f"{path}?fee=1", **purpose).refused(403, field="fee", article="20")
    system.get(f"{path}?fields=fee", **purpose).refused(403, field="fee")
    system.get(path, **{"Gongshu-Purpose": "p-other"}).refused(403, article="19")
    other.get(path, **purpose).refused(403, article="20")
    system.get("/data/v1/no-such-code", **purpose).refused(404)
    site.as_("steward", 1).get(path, **purpose).refused(403)
    assert used(site, grant)["calls"] == 0, "nothing refused is charged"


def test_R19_2_a_file_number_is_asked_for_when_the_grant_says_so(site):
    path, purpose, _ = granted(site, 0, matter=True)
    site.system(1).get(path, **purpose).refused(400)
    site.system(1).get(path, **purpose, **{"Gongshu-Matter": "盐办〔2026〕7号".encode().decode(
        "latin-1")}).want(200)


# --- cursors ------------------------------------------------------------------------------

def test_R20_1_a_cursor_with_any_bit_changed_is_refused(site):
    path, purpose, grant = granted(site, 2500)
    system = site.system(1)
    cursor = system.get(path + "?limit=1", **purpose).want(200).json["next_cursor"]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for i, c in enumerate(cursor):
        for bit in range(6):
            other = letters[letters.index(c) ^ (1 << bit)]
            system.get(f"{path}?limit=1&cursor={cursor[:i]}{other}{cursor[i + 1:]}",
                       **purpose).refused(400, field="cursor")
    for bad in (cursor[:-1], cursor + "A", cursor[4:], "", "%20"):
        if bad:
            system.get(f"{path}?limit=1&cursor={bad}", **purpose).refused(400)
    system.get(f"{path}?active=true&cursor={cursor}", **purpose).refused(400)
    second, second_purpose, _ = granted(site, 2500)
    system.get(f"{second}?cursor={cursor}", **second_purpose).refused(400)
    rows = system.get(f"{path}?limit=1&cursor={cursor}", **purpose).want(200).json["rows"]
    assert rows[0]["permit_no"] == "P-00001"


def test_R20_1_a_cursor_keeps_to_the_version_it_began_on(site):
    steward = site.as_("steward")
    resource = publish(site, steward)
    steward.load(resource["id"], many(50))
    grant = subscribe(site, site.as_("steward", 1), resource)
    path, purpose = f"/data/v1/{resource['code']}", {"Gongshu-Purpose": grant["purpose_code"]}
    system = site.system(1)
    first = system.get(path + "?limit=10", **purpose).want(200).json
    steward.load(resource["id"], many(20))
    rest = system.get(f"{path}?limit=100&cursor={first['next_cursor']}", **purpose).want(200).json
    assert len(rest["rows"]) == 40 and rest["version"] == first["version"], rest["version"]
    fresh = system.get(path + "?limit=100", **purpose).want(200).json
    assert len(fresh["rows"]) == 20 and fresh["version"] > first["version"]


# --- what the record holds of it ----------------------------------------------------------

def test_R20_1_refusals_and_releases_are_both_on_the_record(site):
    path, purpose, grant = granted(site, 0, items=["permit_no"])
    site.system(1).get(path, **purpose).want(200)
    site.system(1).get(path + "?fee=1", **purpose).refused(403)
    end = time.monotonic() + 5
    while time.monotonic() < end:
        found = site.as_("auditor").get(
            f"/api/v1/record?org={grant['org']}&limit=1000").want(200).json["items"]
        kinds = [x["kind"] for x in found]
        if "release" in kinds and "refusal" in kinds:
            return
        time.sleep(0.2)
    raise AssertionError(kinds)


def test_R34_1_a_refused_call_leaves_a_leaf_too(site):
    path, purpose, grant = granted(site, 3, items=["permit_no"])
    system, auditor = site.system(1), site.as_("auditor")
    org = grant["org"]

    def told():
        found = auditor.get(f"/api/v1/record?outcome=refused&org={org}&limit=1000").want(200).json
        return [x.get("detail") or "" for x in found["items"] if path in (x.get("detail") or "")]

    system.get(path + "?holder=x", **purpose).refused(403)
    system.get(path, **{"Gongshu-Purpose": "another"}).refused(403)
    end = time.monotonic() + 10
    while len(told()) < 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert len(told()) == 2, told()
