"""What of rows handed over as copies is under verification: beside each batch as it was made, and
told to who holds it when it opens and when it ends (R23.1)."""
import time

from gongshu import COMMITMENT, SHARED, entry, publish
from test_data import many
from test_delivery import delivered, path_of, ready, rows_of, told_of
from test_delivery_mark import PLAIN, invented_for, plain_rows

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00")


def reported(client, made, key=None, item=None):
    papers = {"record_key": key, "item": item, "what_is_wrong": "与证照不符"}
    return client.case("correction", {"resource": made["id"]}, **{k: v for k, v in papers.items() if v})


def doubts(client, case, no=None, status=200):
    return client.get(f"/api/v1/deliveries/{case['id']}{f'/batches/{no}' if no else ''}/doubts").want(status).json


def test_R23_1_beside_a_batch_stands_what_of_its_rows_is_under_verification(site):
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, provider, entry(items=PLAIN, **SHARED))
    provider.load(made["id"], plain_rows(3000))
    provider.put(f"/api/v1/resources/{made['id']}/marks", {
        "items": {"kind": "blank"}, "order": ["fee"], "invented": ["permit_no", "kind", "fee"]}).want(200)
    case, batch, body = invented_for(site, 1, made)
    assert batch["doubted"] == 0 and batch["invented"] and doubts(consumer, case, 1)["items"] == []
    assert "gongshu-marks" not in consumer.get(path_of(case, 1)).want(200).headers
    reported(consumer, made, "320900-001234", "kind")
    reported(consumer, made, "320900-000007")
    reported(consumer, made, None, "fee")
    batch = delivered(site, case)
    assert batch["doubted"] == 3 and batch["rows"] == 3000 and batch["mark"], batch
    got = consumer.get(path_of(case, 2)).want(200)
    assert got.headers["gongshu-marks"] == ("under_verification; list=/api/v1/deliveries/"
                                            f"{case['id']}/batches/2/doubts"), got.headers
    said, rows = doubts(consumer, case, 2), rows_of(got)
    assert said["sha256"] == batch["sha256"] and "不得拒绝、推诿或者要求先更正" in said["note"]
    assert said["names"] == {i["code"]: i["name"] for i in PLAIN if i["code"] in ("permit_no", "kind", "fee")}, said["names"]
    whole = [d for d in said["items"] if d["of"] == "all"]
    assert [(d["row"], d["key"], d["items"]) for d in whole] == [(None, None, ["fee"])], said
    single = {d["key"]["permit_no"]: d for d in said["items"] if d["of"] == "record"}
    assert single["320900-001234"]["items"] == ["kind"] and single["320900-001234"]["mark"] == "under_verification"
    assert single["320900-000007"]["items"] == ["permit_no", "kind", "fee"], single
    for key, d in single.items():
        assert rows[d["row"]]["permit_no"] == key, (key, d["row"], rows[d["row"]])
    provider.load(made["id"], plain_rows(3001))
    assert delivered(site, case, "incremental")["doubted"] == 3, "the record came with an earlier batch"
    assert {d["row"] for d in doubts(consumer, case, 3)["items"]} == {None}
    for other in (provider, site.as_("operator")):
        doubts(other, case, 2, 403)
    doubts(site.as_("steward", 2), case, 2, 404)


def test_R23_1_who_holds_a_copy_learns_that_a_record_of_it_is_verified_and_how_that_ends(site):
    provider, consumer, other = site.as_("steward"), site.as_("steward", 1), site.as_("steward", 2)
    made, request, case = ready(site, many(300), where={"item": "permit_no", "op": "lt", "value": "P-00200"})
    delivered(site, case)
    consumer.get(path_of(case, 1)).want(200)
    request = other.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(request, "accept").want(200)
    provider.act(request, "agree").want(200)
    far = reported(other, made, "P-00250", "holder")
    near = reported(other, made, "P-00007", "holder")
    assert len(told_of(consumer, case, "copy_doubted")) == 1, "the copy holds one of the two"
    held = doubts(consumer, case)
    assert [(d["key"], d["item"], d.get("mark")) for d in held["items"]] == [
        ({"permit_no": "P-00007"}, "holder", "under_verification")], held
    title = {i["code"]: i["name"] for i in consumer.get(f"/api/v1/resources/{made['id']}").json["items"]}
    assert held["items"][0]["names"] == {c: title[c] for c in ("permit_no", "holder")}, held["items"][0]
    told = told_of(consumer, case, "copy_doubted")[0]
    assert "校核" in told["text"] and other.user["org"] not in str(held) and near["id"] not in str(told), told
    consumer.get(f"/api/v1/cases/{near['id']}").refused(404)
    doubts(provider, case, status=403)
    batch = provider.load(made["id"], many(300))["id"]
    provider.act(near, "correct", batch=batch, correction="已更正为王五").want(200)
    assert len(told_of(consumer, case, "copy_settled")) == 1
    ended = doubts(consumer, case)["items"]
    assert [(d["outcome"], "mark" in d, d["ended_at"][:10]) for d in ended] == [("corrected", False, "2026-11-23")], ended
    provider.act(far, "uphold", reason="核实无误").want(200)
    later = reported(other, made, None, "fee")
    consumer.get("/api/v1/notices?limit=1").want(200)
    for _ in range(300):
        if len(doubts(consumer, case)["items"]) == 2:
            break
        time.sleep(0.02)
    assert len(told_of(consumer, case, "copy_doubted")) == 2 and len(told_of(consumer, case, "copy_settled")) == 1
    assert doubts(consumer, case)["items"][0]["of"] == "all", later


def test_R23_1_a_key_is_told_to_who_has_the_record_however_many_batches_and_while_it_runs(site):
    provider, consumer, other = site.as_("steward"), site.as_("steward", 1), site.as_("steward", 2)
    made, request, case = ready(site, many(300), where={"item": "permit_no", "op": "lt", "value": "P-00200"})
    for no in range(1, 23):
        delivered(site, case)
        consumer.get(path_of(case, no)).want(200)
    request = other.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(request, "accept").want(200)
    provider.act(request, "agree").want(200)
    reported(other, made, "P-00250", "holder")
    reported(other, made, "P-00007", "holder")
    assert len(told_of(consumer, case, "copy_doubted")) == 1, "none of the batches holds the other"
    assert [d["key"] for d in doubts(consumer, case)["items"]] == [{"permit_no": "P-00007"}]
    delivered(site, case)
    assert [d["key"] for d in doubts(consumer, case, 23)["items"]] == [{"permit_no": "P-00007"}]
    provider.act(case, "recall", reason="用途到期", promised_on="2026-12-15").want(200)
    assert [d["key"] for d in doubts(consumer, case)["items"]] == [None], "over: rows are given no more"
    assert [d["key"] for d in doubts(consumer, case, 23)["items"]] == [None]


def test_R23_1_a_ledger_that_cannot_be_read_names_no_record_and_holds_nobody_up(site):
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    made, request, case = ready(site, many(20))
    later = ready(site, many(20))
    for one in (case, later[2]):
        delivered(site, one)
    ledger = site.dir / "deliveries" / (
        consumer.get(f"/api/v1/deliveries/{case['id']}/batches/1").want(200).json["id"] + ".ledger")
    ledger.unlink()
    ledger.mkdir()
    reported(consumer, made, "P-00007", "holder")
    reported(consumer, later[0], "P-00007", "holder")
    for one, key in ((case, None), (later[2], {"permit_no": "P-00007"})):
        assert len(told_of(consumer, one, "copy_doubted")) == 1
        assert [d["key"] for d in doubts(consumer, one)["items"]] == [key]


def test_R23_1_who_got_a_copy_marked_as_it_was_made_learns_how_that_ended(site):
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    made, request, case = ready(site, many(300))
    near = reported(consumer, made, "P-00007", "holder")
    assert delivered(site, case)["doubted"] == 1
    assert len(told_of(consumer, case, "copy_doubted")) == 1
    provider.act(near, "uphold", reason="核实无误").want(200)
    assert len(told_of(consumer, case, "copy_settled")) == 1
    assert [(d["key"], d["outcome"]) for d in doubts(consumer, case)["items"]] == [({"permit_no": "P-00007"}, "upheld")]
