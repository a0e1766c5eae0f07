"""What a grant answers besides rows: whether a claim is so, and numbers of groups; how
guessing is stopped, and that malformed questions are refused and never break anything."""
import concurrent.futures
import json
import os
import random
import subprocess

from gongshu import (COMMITMENT, IDS, ROWS, SHARED, Client, entry, newest_grant, publish)
from test_data import granted, leaves, used

KEY = {"id_no": IDS[0]}


def verify(site, path, purpose, key, claims, **more):
    return site.system(1).post(path + "/verify", {"key": key, "claims": claims}, **purpose, **more)


# --- verification ---------------------------------------------------------------------

def test_R20_1_each_claim_is_answered_yes_or_no_and_no_value_is_told(site):
    path, purpose, grant = granted(site, 0, quota={"calls": 9, "subjects": 3})
    got = verify(site, path, purpose, KEY, {"holder": "欧阳修文", "fee": "120.5",
                                            "mobile": "13800000009", "active": True,
                                            "issued_on": "2026-01-05"}).want(200)
    assert got.json["claims"] == {"holder": True, "fee": True, "mobile": False, "active": True,
                                  "issued_on": True}
    assert "found" not in got.json and "13800000001" not in got.body.decode()
    assert got.headers["ratelimit-remaining"] == "8" and got.headers["gongshu-receipt"]
    got = verify(site, path, purpose, {"permit_no": "P-002"}, {"fee": 0, "holder": "张三丰"})
    assert got.want(200).json["claims"] == {"fee": False, "holder": True}, "a null is nothing"
    nobody = verify(site, path, purpose, {"id_no": "440524188001010014"}, {"holder": "李白"})
    assert nobody.want(200).json["claims"] == {"holder": False}
    assert used(site, grant) == {"calls": 3, "rows": 0, "subjects": 3}
    assert [x["rows"] for x in leaves(site, grant, 3)] == [0, 0, 0]


def test_R20_1_a_grant_for_verification_alone_never_gives_a_row(site):
    path, purpose, grant = granted(site, 0, verify_only=True, tell_missing=True)
    assert grant["uses"] == ["verify"] and set(grant["masks"].values()) == {"verify"}
    system = site.system(1)
    for query in ("", "?permit_no=P-001", "?fields=permit_no"):
        system.get(path + query, **purpose).refused(403, "data-use", article="20")
        system.get(path + query, Accept="text/csv", **purpose).refused(403)
    system.post(path + "/query", {"keys": ["P-001"]}, **purpose).refused(403, "data-use")
    got = verify(site, path, purpose, KEY, {"holder": "欧阳修文", "mobile": "1"}).want(200).json
    assert got["claims"] == {"holder": True, "mobile": False} and got["found"] is True
    got = verify(site, path, purpose, {"permit_no": "P-9"}, {"holder": "欧阳修文"}).want(200).json
    assert got["claims"] == {"holder": False} and got["found"] is False
    assert used(site, grant)["calls"] == 2


def test_R20_1_what_is_masked_or_not_granted_can_not_be_claimed(site):
    path, purpose, _ = granted(site, 0, items=["permit_no", "id_no", "holder", "mobile"],
                               masks={"holder": "name", "mobile": "verify"})
    verify(site, path, purpose, KEY, {"mobile": "13800000001"}).want(200)
    verify(site, path, purpose, KEY, {"holder": "欧阳修文"}).refused(403, field="holder")
    verify(site, path, purpose, KEY, {"fee": 1}).refused(403, field="fee", article="20")
    verify(site, path, purpose, {"holder": "李白"}, {"mobile": "1"}).refused(400, field="key")
    verify(site, path, {"Gongshu-Purpose": "p-x"}, KEY, {"mobile": "1"}).refused(403, article="19")


def test_R39_1_guessing_ends_after_ten_wrong_claims_about_one_subject(site):
    path, purpose, grant = granted(site, 0, verify_only=True)
    for i in range(10):
        got = verify(site, path, purpose, KEY, {"mobile": f"1390000{i:04d}"}).want(200)
        assert got.json["claims"] == {"mobile": False}
    over = verify(site, path, purpose, KEY, {"mobile": "13800000001"}).refused(429)
    assert over.headers["ratelimit-limit"] == "10" and over.headers["ratelimit-remaining"] == "0"
    assert over.headers["retry-after"] == over.headers["ratelimit-reset"]
    assert used(site, grant)["calls"] == 10, "what isn't answered isn't charged"
    verify(site, path, purpose, {"id_no": IDS[1]}, {"mobile": "13800000002"}).want(200)


def test_R39_1_guessing_at_once_gets_no_more_answers_than_one_after_the_other(site):
    path, purpose, _ = granted(site, 0, verify_only=True)

    def guess(i):
        client = Client(site.port)
        client.token = site.system(1).token
        try:
            return client.post(path + "/verify", {"key": KEY, "claims": {"holder": f"人{i}"}},
                               **purpose).status
        finally:
            client.close()
    with concurrent.futures.ThreadPoolExecutor(60) as pool:
        got = list(pool.map(guess, range(60)))
    assert sorted(got) == [200] * 10 + [429] * 50, got


def test_R39_1_a_grant_has_its_own_limit_and_exact_values_in_a_filter_count_too(site):
    site.restart("--verify-grant-wrong", "6")
    path, purpose, _ = granted(site, 0, masks={"mobile": "verify"})
    system = site.system(1)
    assert system.get(path + "?mobile=13800000001", **purpose).want(200).json["rows"]
    values = {"item": "mobile", "op": "in", "value": [str(13800000001 + i) for i in range(7)]}
    system.post(path + "/query", {"where": values}, **purpose).want(200)
    verify(site, path, purpose, KEY, {"mobile": "13800000008"}).want(200)
    verify(site, path, purpose, {"id_no": IDS[1]}, {"mobile": "13800000002"}).refused(429)
    system.get(path + "?mobile=13800000001", **purpose).refused(429)
    system.get(path + "?permit_no=P-001", **purpose).want(200)
    site.restart()


# --- aggregates ---------------------------------------------------------------------------

def towns(sizes):
    """A row for each count of a holder's; the fee is 1.50 and every third has no mobile."""
    head, rows = "permit_no,holder,id_no,mobile,issued_on,fee,active\n", []
    for holder, n in sizes:
        rows += [f"P-{len(rows) + i:05d},{holder},,{'' if i % 3 == 0 else 13800000000 + i},"
                 f"2026-01-0{i % 2 + 1},{'' if holder == '空' else '1.50'},true" for i in range(n)]
    return (head + "\n".join(rows) + "\n").encode()


def counted(site, sizes, **conditions):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    resource = publish(site, steward, entry(**SHARED))
    steward.load(resource["id"], towns(sizes))
    case = consumer.case("share-request", {"resource": resource["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    steward.act(case, "agree", conditions={"aggregate": "only", **conditions}).want(200)
    grant = newest_grant(consumer, resource)
    return f"/data/v1/{resource['code']}", {"Gongshu-Purpose": grant["purpose_code"]}, grant


def test_R20_1_groups_are_counted_and_measured_and_small_ones_hidden_with_another(site):
    path, purpose, grant = counted(site, [("甲", 40), ("乙", 25), ("丙", 12), ("丁", 3), ("空", 30)],
                                   quota={"calls": 8, "rows": 20})
    system = site.system(1)
    ask = {"group_by": ["holder"], "measures": [{"op": op, "item": "fee"} for op in (
        "count", "sum", "avg", "min", "max")]}
    got = system.post(path + "/aggregate", ask, **purpose).want(200).json
    told = {g["by"]["holder"]: (g["count"], [m["value"] for m in g["measures"]])
            for g in got["groups"]}
    assert told == {"甲": (40, [40, "60.00", "1.500000", "1.50", "1.50"]),
                    "乙": (25, [25, "37.50", "1.500000", "1.50", "1.50"]),
                    "空": (30, [0, None, None, None, None])}, told
    assert (got["suppressed"], got["least"]) == (2, 10), "丁 is too small, 丙 would tell it"
    whole = system.post(path + "/aggregate", {}, **purpose).want(200).json["groups"]
    assert whole == [{"by": {}, "count": 110, "measures": []}]
    assert used(site, grant) == {"calls": 2, "rows": 4, "subjects": 0}
    assert sorted(x["rows"] for x in leaves(site, grant, 2)) == [1, 3]
    some = system.post(path + "/aggregate", {"where": {"item": "holder", "op": "eq", "value": "乙"},
                                             "group_by": ["issued_on"]}, **purpose).want(200).json
    assert {g["by"]["issued_on"]: g["count"] for g in some["groups"]} == {
        "2026-01-01": 13, "2026-01-02": 12}


def test_R20_1_what_leaves_out_a_few_or_names_a_person_or_a_masked_item_is_refused(site):
    path, purpose, grant = counted(site, [("甲", 40), ("丁", 3)], masks={"mobile": "mobile"})
    system = site.system(1)
    for where in ({"item": "holder", "op": "ne", "value": "丁"},
                  {"not": {"item": "permit_no", "op": "eq", "value": "P-00000"}}):
        system.post(path + "/aggregate", {"where": where}, **purpose).refused(403, field="where")
    person = {"item": "id_no", "op": "eq", "value": IDS[0]}
    system.post(path + "/aggregate", {"where": person}, **purpose).refused(403, field="where")
    system.post(path + "/aggregate", {"group_by": ["mobile"]}, **purpose).refused(403, field="mobile")
    system.get(path, **purpose).refused(403, "data-use")
    verify(site, path, purpose, KEY, {"fee": 1}).refused(403, "data-use")
    few = system.post(path + "/aggregate", {"where": {"item": "holder", "op": "eq", "value": "丁"}},
                      **purpose).want(200).json
    assert few["groups"] == [] and few["suppressed"] == 1
    for body in ({"group_by": ["a"]}, {"group_by": ["holder", "holder"]}, {"measures": {}},
                 {"group_by": ["holder", "fee", "active", "permit_no"]},
                 {"measures": [{"op": "median", "item": "fee"}]}, {"measures": [1]},
                 {"measures": [{"op": "sum", "item": "holder"}]},
                 {"measures": [{"op": "sum", "item": "fee"}] * 11}, {"where": 1}):
        system.post(path + "/aggregate", body, **purpose).refused(400)
    path, purpose, _ = granted(site)
    system.post(path + "/aggregate", {}, **purpose).refused(403, "data-use", article="20")


def test_R20_1_no_more_than_a_thousand_groups_are_told(site):
    path, purpose, _ = counted(site, [("甲", 1200)])
    site.system(1).post(path + "/aggregate", {"group_by": ["permit_no"]}, **purpose).refused(
        400, field="group_by")


# --- the page of a grant -------------------------------------------------------------------

def test_R20_1_a_grants_own_openapi_names_what_it_allows_and_its_examples_run(site):
    path, purpose, grant = granted(site, 0, items=["permit_no", "holder", "mobile"], matter=True,
                                   masks={"mobile": "mobile"}, quota={"calls": 50},
                                   aggregate=True)
    page = f"/api/v1/grants/{grant['id']}/openapi.json"
    got = site.as_("steward", 1).get(page).want(200).json
    assert set(got["paths"]) == {path, path + "/query", path + "/verify", path + "/aggregate"}
    names = {x["name"] for x in got["paths"][path]["get"]["parameters"]}
    assert names == {"Gongshu-Purpose", "Gongshu-Matter", "permit_no", "holder", "fields", "limit",
                     "cursor"}, "what is masked can't be asked about"
    row = got["components"]["schemas"]["row"]["properties"]
    assert {k: v["x-mask"] for k, v in row.items()} == {"permit_no": "keep", "holder": "keep",
                                                        "mobile": "mobile"}
    assert got["x-grant"]["quota"] == {"calls": 50, "per": "total"}
    assert {k: v["x-ask"] for k, v in row.items()} == {"permit_no": True, "holder": True,
                                                       "mobile": False}, "what can be claimed"
    bodies = {at: call["post"]["requestBody"]["content"]["application/json"]
              for at, call in got["paths"].items() if "post" in call}
    assert bodies[path + "/query"]["example"] == {"keys": ["0", "0"]}
    for body in bodies.values():
        assert set(body["example"]) <= set(body["schema"]["properties"])
    env, ran = {**os.environ, "GONGSHU_TOKEN": site.system(1).token}, 0
    for call in got["paths"].values():
        for sample in next(iter(call.values()))["x-codeSamples"]:
            how = ["sh", "-c"] if sample["lang"] == "curl" else ["python3", "-c"]
            done = subprocess.run([*how, sample["source"]], env=env, capture_output=True, text=True)
            assert done.returncode == 0 and json.loads(done.stdout)["code"], (sample, done)
            ran += 1
            told = subprocess.run([*how, sample["source"].replace(purpose["Gongshu-Purpose"], "no")],
                                  env=env, capture_output=True, text=True)
            assert told.returncode and '"detail"' in told.stdout + told.stderr, "why not"
    assert ran == 8 and used(site, grant)["calls"] == 8
    only = granted(site, 0, verify_only=True)[2]
    got = site.as_("steward").get(f"/api/v1/grants/{only['id']}/openapi.json").want(200).json
    assert set(got["paths"]) == {path + "/verify"}
    site.system(1).get("/api/v1/grants/none/openapi.json").refused(404)


# --- malformed ------------------------------------------------------------------------

ODD = [None, True, 0, -1, 1.5, "", "x", "\x00", "P-001", [], [1], {}, {"a": {}}, 10 ** 30,
       "x" * 5000, {"permit_no": "P-001"}, {"permit_no": None}, {"permit_no": ["P-001"]}]


def odd_bodies(good, n):
    """Good bodies with a part exchanged, left out, doubled or put where it doesn't belong."""
    chance = random.Random(7)
    for _ in range(n):
        body = json.loads(json.dumps(good))
        field = chance.choice([*good, "extra"])
        body[field] = chance.choice(ODD)
        if chance.random() < 0.2:
            body.pop(chance.choice(list(body)))
        yield body


def test_R34_1_a_malformed_question_is_refused_and_never_breaks_the_server(site):
    path, purpose, grant = granted(site, 0, aggregate=True)
    system = site.system(1)
    good = [("/verify", {"key": KEY, "claims": {"holder": "李白"}}),
            ("/aggregate", {"group_by": ["active"], "where": {"item": "fee", "op": "ge", "value": 0},
                            "measures": [{"op": "sum", "item": "fee"}]}),
            ("/query", {"keys": ["P-001"], "fields": ["fee"], "limit": 5})]
    for where, body in good:
        for odd in odd_bodies(body, 150):
            got = system.post(path + where, odd, **purpose)
            assert got.status in (200, 400, 403, 429), (where, odd, got.status, got.body)
            if got.status == 400:
                assert got.json["code"] and got.json["detail"], got.body
    for claims in ({f"i{n}": 1 for n in range(21)}, {"zz": 1}, {"fee": None}, {"fee": "x"},
                   {"active": 1}, {"issued_on": "2026-02-30"}):
        verify(site, path, purpose, KEY, claims).refused(400)
    for key in ({}, {"permit_no": "P-001", "id_no": IDS[0]}, {"fee": 1}, {"zz": 1}, [], "P-001"):
        verify(site, path, purpose, key, {"fee": 1}).refused(400)
    assert ROWS and system.get(path, **purpose).want(200).json["rows"]
