"""Copies that tell whose they are: marks where the provider allows them, rows that were
never there, and a leaked piece held against all of them (R20.1)."""
import csv
import io

from gongshu import COMMITMENT, SHARED, entry, newest_grant, publish, reasoned
from test_data import many
from test_delivery import FLAGS, delivered, filed, path_of, ready, rows_of, sealed, used


# --- marks ----------------------------------------------------------------------------------

def three_recipients(site):
    """One marked table delivered to three agencies: its entry, and the files by agency."""
    provider, operator = site.as_("steward"), site.as_("operator")
    made = publish(site, provider, entry(**SHARED))
    provider.load(made["id"], many(4000))
    provider.put(f"/api/v1/resources/{made['id']}/marks",
                 {"items": {"holder": "blank", "fee": "digit"}}).want(200)
    files = {}
    for nth in (1, 2, 3):
        consumer = site.as_("steward", nth)
        request = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
        operator.act(request, "accept").want(200)
        provider.act(request, "agree").want(200)
        case = {"id": filed(consumer, request).want(201).json["case"]}
        sealed(site, case, provider, consumer)
        assert delivered(site, case)["mark"]
        files[case["id"]] = consumer.get(path_of(case, 1)).want(200).body
    return made, files


def traced(site, body):
    return site.as_("secadmin").call("POST", reasoned("/api/v1/deliveries/leaked"), body, {"Content-Type": "text/csv"})


def test_R20_1_a_leaked_piece_names_its_recipient_and_an_unmarked_one_nobody(site):
    made, files = three_recipients(site)
    for case, body in files.items():
        lines = body.splitlines(keepends=True)
        said = traced(site, lines[0] + b"".join(lines[1500:2500])).want(200).json
        assert said["named"] == 1 and said["items"][0]["case"] == case, said["items"][:2]
        assert said["items"][0]["named"] and said["items"][0]["odds"] > 6 > said["items"][1]["odds"]
        assert "10" in said["method"] and said["method_en"], said
        bare = traced(site, b"".join(lines[200:1200])).want(200).json
        assert bare["items"][0]["case"] == case and bare["named"] == 1, "without the line of names"
    plain = traced(site, many(1000)).want(200).json
    assert plain["named"] == 0 and all(not s["named"] for s in plain["items"]), plain["items"][:2]
    traced(site, b"x").refused(400, "delivery-no-table")
    site.as_("secadmin").call("POST", "/api/v1/deliveries/leaked", files[case],
                              {"Content-Type": "text/csv"}).refused(422, "record-reason", field="reason")
    noted = site.as_("auditor").get("/api/v1/record?kind=admin-change&limit=50").want(200).json["items"]
    assert all(n["detail"].startswith("核对数据质量; ") for n in noted if n["act"] == "leak-traced"), noted
    for role in ("steward", "operator", "authority", "auditor", "sysadmin"):
        site.as_(role).call("POST", reasoned("/api/v1/deliveries/leaked"), b"a,b\n1,2\n",
                            {"Content-Type": "text/csv"}).refused(403)
    path = site.dir / "leaked.csv"
    path.write_bytes(files[case])
    site.stop()
    try:
        said = site.run("leaked", str(path), "--data", str(site.dir), "--store", site.dsn).stdout.decode()
    finally:
        site.start(*FLAGS)
    assert [l.split()[-2] for l in said.splitlines() if l.startswith("NAMED")] == [case], said


def test_R20_1_a_mark_alters_only_what_the_provider_allowed(site):
    made, files = three_recipients(site)
    truth = {r["permit_no"]: r for r in csv.DictReader(io.StringIO(many(4000).decode()))}
    blanks = digits = 0
    for body in files.values():
        rows = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
        assert len(rows) == 4000
        for row in rows:
            was = truth[row["permit_no"]]
            assert row["holder"].rstrip(" ") == was["holder"] and row["fee"][:-1] == was["fee"][:-1]
            blanks += row["holder"] != was["holder"]
            digits += row["fee"] != was["fee"]
            assert all(row[k] == was[k] for k in ("mobile", "issued_on", "active"))
    assert blanks > 900 and digits > 900, (blanks, digits)
    provider = site.as_("steward")
    path = f"/api/v1/resources/{made['id']}/marks"
    for allowed, field in (({"permit_no": "blank"}, "items.permit_no"), ({"fee": "blank"}, "items.fee"),
                           ({"holder": "digit"}, "items.holder"), ({"holder": "x"}, "items.holder"),
                           ({"none": "blank"}, "items.none")):
        provider.put(path, {"items": allowed}).refused(400, field=field)
    provider.put(path, {"items": {}, "order": ["none"]}).refused(400, field="order[0]")
    site.as_("steward", 1).put(path, {"items": {}}).refused(403)
    said = site.as_("steward", 1).get(path).want(200).json
    assert said["allowed"]["items"] == {"holder": "blank", "fee": "digit"}, said


def test_R20_1_without_a_word_of_the_provider_nothing_is_altered(site):
    made, request, case = ready(site, many(50))
    batch = delivered(site, case)
    assert not batch.get("mark"), batch
    rows = rows_of(site.as_("steward", 1).get(path_of(case, 1)).want(200))
    assert [r["fee"] for r in rows] == [r["fee"] for r in csv.DictReader(io.StringIO(many(50).decode()))]


# --- rows that were never there -------------------------------------------------------------

PLAIN = [{"code": "permit_no", "name": "许可编号", "type": "string", "length": 20, "key": True},
         {"code": "kind", "name": "类别", "type": "string", "length": 50},
         {"code": "fee", "name": "金额", "type": "decimal", "length": 12, "precision": 2, "nullable": True}]


def plain_rows(n):
    return ("permit_no,kind,fee\n" + "".join(f"320900-{i:06d},{'甲乙丙丁'[i % 4]}类,{i % 97}.{i % 100:02d}\n"
                                             for i in range(n))).encode()


def invented_for(site, nth, made):
    provider, consumer, operator = site.as_("steward"), site.as_("steward", nth), site.as_("operator")
    request = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    operator.act(request, "accept").want(200)
    provider.act(request, "agree").want(200)
    case = {"id": filed(consumer, request).want(201).json["case"]}
    sealed(site, case, provider, consumer)
    return case, delivered(site, case), consumer.get(path_of(case, 1)).want(200).body


def test_R20_1_invented_rows_are_in_one_copy_alone_and_in_no_table(site):
    provider = site.as_("steward")
    made = publish(site, provider, entry(items=PLAIN, **SHARED))
    provider.load(made["id"], plain_rows(6000))
    marks = f"/api/v1/resources/{made['id']}/marks"
    provider.put(marks, {"items": {}, "invented": ["permit_no", "none"]}).refused(400, field="invented[1]")
    provider.put(marks, {"items": {}, "invented": ["permit_no", "kind", "fee"]}).want(200)
    truth = {r["permit_no"] for r in csv.DictReader(io.StringIO(plain_rows(6000).decode()))}
    copies = [invented_for(site, nth, made) for nth in (1, 2)]
    extra = []
    for case, batch, body in copies:
        rows = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
        mine = [r for r in rows if r["permit_no"] not in truth]
        assert batch["rows"] == batch["whole"] == 6000 and 8 < batch["invented"] == len(mine) < 60, batch
        assert len({r["permit_no"] for r in rows}) == len(rows) == 6000 + len(mine)
        assert all(len(r["permit_no"]) == 13 and r["kind"][1] == "类" and "." in r["fee"] for r in mine), mine
        extra.append({r["permit_no"] for r in mine})
        said = traced(site, body).want(200).json
        assert [s["case"] for s in said["items"] if s["named"]] == [case["id"]], said["items"][:2]
        assert said["items"][0]["invented"] == len(mine) and said["items"][0]["bits"] == 0, said["items"][0]
    assert not extra[0] & extra[1]
    assert used(site, made) == 6000, "what was invented is charged to nobody"
    purpose = newest_grant(site.as_("steward", 1), made)["purpose_code"]
    one = sorted(extra[0])[0]
    found = site.system(1).get(f"/data/v1/{made['code']}?permit_no={one}", **{"Gongshu-Purpose": purpose}).want(200).json
    assert found["data"] == [] if "data" in found else found["rows"] == [], found
    case = copies[0][0]
    provider.load(made["id"], plain_rows(6001))
    batch = delivered(site, case, "incremental")
    assert batch["rows"] == 1 and not batch.get("invented"), batch


def test_R20_1_nothing_is_invented_of_persons_or_beyond_the_providers_list(site):
    provider = site.as_("steward")
    every = ["permit_no", "holder", "id_no", "mobile", "issued_on", "fee", "active"]
    made, request, case = ready(site, many(3000))
    provider.put(f"/api/v1/resources/{made['id']}/marks", {"items": {}, "invented": every}).want(200)
    batch = delivered(site, case)
    assert batch["rows"] == 3000 and not batch.get("invented"), "rows of persons"
    other = publish(site, provider, entry(items=PLAIN, **SHARED))
    provider.load(other["id"], plain_rows(3000))
    provider.put(f"/api/v1/resources/{other['id']}/marks", {"items": {}, "invented": ["permit_no", "kind"]}).want(200)
    case, batch, body = invented_for(site, 1, other)
    assert not batch.get("invented") and len(body.splitlines()) == 3001, "the fee is not listed"
