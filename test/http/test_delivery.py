"""A table handed over as a copy, once filed (test_filing.py): delivered in batches
that are there whole or not at all, each on the record before it can be fetched; where
they landed, and that they are gone after a recall (R20.1, R20.3)."""
import csv
import hashlib
import io
import signal
import time

from gongshu import COMMITMENT, SHARED, entry, newest_grant, publish, reasoned
from test_account import new_org, staff
from test_data import many
from test_record import Restored
from test_terms import lies_with, soon, told

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00")
SAID = {"use_terms": "仅用于许可核验，不得转给第三方", "care": "专库存放，专人管理，留存日志",
        "scope": "许可登记表", "rhythm": "首批全量，以后每月增量", "responsible": "欧阳修文"}
PAGE = b"%PDF-1.7 sealed\nstartxref\n0\n%%EOF\n"
WHERE = {"signatories": "欧阳修文", "original_place": "机构档案室"}


def agreed(site, rows=b"", fields=None, **conditions):
    """An agreed conditional request of the second agency on a new table of the first."""
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, provider, fields or entry(**SHARED))
    provider.load(made["id"], rows or many(300))
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    provider.act(case, "agree", **({"conditions": conditions} if conditions else {})).want(200)
    return made, case


def filed(client, request, **over):
    return client.post("/api/v1/deliveries", {"request": request["id"], **SAID, **over})


def sealed(site, case, provider, consumer, authority=None):
    provider.act(case, "agree").want(200)
    (authority or site.as_("authority")).act(case, "agree").want(200)
    provider.act(case, "seal", seal_provider=provider.upload(PAGE, filename="a.pdf"), **WHERE).want(200)
    return consumer.act(case, "seal", seal_consumer=consumer.upload(PAGE, filename="b.pdf"), **WHERE).want(200).json


def ready(site, rows=b"", **conditions):
    """A filed delivery: its entry, request and case."""
    made, request = agreed(site, rows, **conditions)
    case = {"id": filed(site.as_("steward", 1), request).want(201).json["case"]}
    done = sealed(site, case, site.as_("steward"), site.as_("steward", 1))
    assert done["state"] == "filed", done
    return made, request, case


def asked(client, case, kind="full"):
    return client.post(f"/api/v1/deliveries/{case['id']}/batches", {"kind": kind})


def made_batch(client, case, no, want="ready"):
    for _ in range(400):
        got = client.get(f"/api/v1/deliveries/{case['id']}/batches/{no}").want(200).json
        if got["state"] != "making":
            break
        time.sleep(0.02)
    assert got["state"] == want, got
    return got


def delivered(site, case, kind="full"):
    no = asked(site.as_("operator"), case, kind).want(202).json["no"]
    return made_batch(site.as_("operator"), case, no)


def path_of(case, no):
    return reasoned(f"/api/v1/deliveries/{case['id']}/batches/{no}/file")


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))


def told_of(client, case, kind):
    """The notices of that kind about a delivery, once the platform has looked who holds it."""
    for _ in range(300):
        told = [n for n in client.get("/api/v1/notices?limit=1000").want(200).json["items"]
                if n["case"] == case["id"] and n["kind"] == kind]
        if told:
            break
        time.sleep(0.02)
    return told


def shown(client, case):
    return client.get(f"/api/v1/deliveries/{case['id']}").want(200).json


def used(site, made):
    return newest_grant(site.as_("steward", 1), made)["used"]["rows"]


# --- delivery ---------------------------------------------------------------------------

def test_R20_1_a_batch_gives_what_the_grant_gives_and_no_more(site):
    made, request, case = ready(site, many(300), items=["permit_no", "holder", "mobile"],
                                masks={"holder": "name"}, quota={"rows": 250, "per": "total"},
                                where={"item": "permit_no", "op": "lt", "value": "P-00200"})
    consumer, operator = site.as_("steward", 1), site.as_("operator")
    for other in (consumer, site.as_("steward")):
        asked(other, case).refused(403, "delivery-operator-delivers")
    batch = delivered(site, case)
    assert batch["rows"] == 200 and batch["whole"] == 200 and batch["version"] == 1, batch
    assert shown(consumer, case)["state"] == "delivering"
    got = consumer.get(path_of(case, 1)).want(200)
    rows = rows_of(got)
    assert len(rows) == 200 and list(rows[0]) == ["permit_no", "holder", "mobile"], rows[0]
    assert rows[1] == {"permit_no": "P-00001", "holder": "王*", "mobile": "13800000001"}, rows[1]
    assert hashlib.sha256(got.body).hexdigest() == batch["sha256"] and len(got.body) == batch["bytes"]
    assert used(site, made) == 200
    asked(operator, case).want(202)
    failed = made_batch(operator, case, 2, "failed")
    assert failed["fault"] == "data-quota-rows" and "sha256" not in failed or not failed["sha256"], failed
    consumer.get(path_of(case, 2)).refused(409, "delivery-not-ready")
    assert used(site, made) == 200, "what wasn't delivered isn't charged"


def test_R20_1_the_leaf_stands_before_the_file_and_each_fetch_is_recorded(site):
    made, request, case = ready(site)
    consumer = site.as_("steward", 1)
    batch = delivered(site, case)
    for _ in range(200):
        if site.nobody().get(f"/record/v1/proof/{batch['leaf']}").status == 200:
            break
        time.sleep(0.05)
    site.nobody().get(f"/record/v1/proof/{batch['leaf']}").want(200)
    told = site.as_("auditor").get("/api/v1/record?kind=release&limit=200").want(200).json["items"]
    assert [n["act"] for n in told if n.get("object") == batch["id"]].count("delivery") == 1, told[:3]
    consumer.call("HEAD", path_of(case, 1)).want(200)
    whole = consumer.get(path_of(case, 1)).want(200)
    bare = path_of(case, 1).split("?")[0]
    part = site.system(1).get(bare, Range="bytes=10-19").want(206)
    consumer.get(bare).refused(422, "record-reason", field="reason")
    told = site.as_("auditor").get("/api/v1/record?kind=release&limit=200").want(200).json["items"]
    assert ["核对数据质量", None] == [n["detail"] for n in told[::-1] if n["act"] == "delivery-fetch"
                                and n["object"] == batch["id"]], "a person says why, a system goes by its grant"
    assert part.body == whole.body[10:20]
    consumer.get(path_of(case, 1), **{"If-None-Match": whole.headers["etag"]}).want(304)
    seen = consumer.get(f"/api/v1/deliveries/{case['id']}/fetches").want(200).json
    assert [(f["by_kind"], f["range"]) for f in seen["items"]] == [
        ("system", "bytes=10-19"), ("person", None)], seen
    for other in (site.as_("steward"), site.as_("operator"), site.as_("auditor")):
        other.get(path_of(case, 1)).refused(403)
    site.as_("steward", 2).get(path_of(case, 1)).refused(404)
    site.nobody().get(path_of(case, 1)).refused(401)


def test_R20_1_an_incremental_batch_brings_what_is_new_or_changed(site):
    made, request, case = ready(site, many(100))
    provider, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    asked(operator, case, "incremental").refused(409, "delivery-full-first", field="kind")
    delivered(site, case)
    more = many(103).decode().replace("P-00007,王乙", "P-00007,李白").replace("P-00007,王丁", "P-00007,李白")
    provider.load(made["id"], more.encode())
    batch = delivered(site, case, "incremental")
    assert (batch["rows"], batch["whole"], batch["base"]) == (4, 103, 1), batch
    rows = rows_of(consumer.get(path_of(case, 2)).want(200))
    assert [r["permit_no"] for r in rows] == ["P-00007", "P-00100", "P-00101", "P-00102"], rows
    assert rows[0]["holder"] == "李白" and used(site, made) == 104
    provider.load(made["id"], many(90))
    asked(operator, case, "incremental").want(202)
    assert made_batch(operator, case, 3, "failed")["fault"] == "delivery-rows-gone"
    assert delivered(site, case)["rows"] == 90
    first = consumer.get(f"/api/v1/deliveries/{case['id']}/batches?limit=3").want(200).json
    rest = consumer.get(f"/api/v1/deliveries/{case['id']}/batches?limit=3&cursor={first['next_cursor']}").json
    assert [b["no"] for b in first["items"] + rest["items"]] == [4, 3, 2, 1] and first["total"] == 4


def test_R20_1_a_suspended_or_revoked_grant_stops_batches_and_fetches_at_once(site):
    made, request, case = ready(site)
    provider, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    delivered(site, case)
    consumer.get(path_of(case, 1)).want(200)
    provider.act(request, "suspend", reason="核查用途").want(200)
    consumer.get(path_of(case, 1)).refused(403, "data-suspended")
    asked(operator, case).refused(403, "data-suspended")
    provider.act(request, "resume", reason="核查完毕").want(200)
    consumer.get(path_of(case, 1)).want(200)
    grant = newest_grant(consumer, made)
    provider.post(f"/api/v1/grants/{grant['id']}/revoke",
                  {"reason": "用途不符", "basis": SHARED["share_basis"]}).want(200)
    assert consumer.get(path_of(case, 1)).status in (403, 409)
    assert asked(operator, case).status in (403, 409)
    now = shown(consumer, case)
    assert (now["state"], now["copies_left"], now["due_on"]) == ("recalled", 1, "2026-12-07"), now
    told = consumer.get("/api/v1/notices?limit=100").want(200).json["items"]
    assert [n for n in told if n["case"] == case["id"] and n["kind"] == "waits" and n["due_on"] == "2026-12-07"], told
    seen = consumer.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert (seen["history"][-1]["act"], seen["history"][-1]["actor"]) == ("lapse", "platform"), seen["history"]
    copy = consumer.get(f"/api/v1/deliveries/{case['id']}/copies").json["items"][0]
    consumer.post(f"/api/v1/deliveries/{case['id']}/copies/{copy['id']}/destroyed",
                  {"on": "2026-11-23", "statement": "已清除"}).want(200)
    assert shown(consumer, case)["state"] == "ended"


def test_R20_3_however_a_grant_ends_what_rests_on_it_ends_or_comes_back(site):
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    for sealed_too in (False, True):
        made, request = agreed(site)
        case = {"id": filed(consumer, request).want(201).json["case"]}
        if sealed_too:
            sealed(site, case, provider, consumer)
        consumer.act(request, "close").want(200)
        wanted = "ended" if sealed_too else "cancelled"
        assert shown(consumer, case)["state"] == wanted, "no copy was taken"
    made, request, case = ready(site)
    delivered(site, case)
    consumer.get(path_of(case, 1)).want(200)
    authority = site.as_("authority")
    authority.act(request, "suspend", reason="核查用途").want(200)
    assert shown(consumer, case)["state"] == "delivering", "it may go on"
    authority.act(request, "revoke", reason="用途不符", basis=SHARED["share_basis"]).want(200)
    assert shown(consumer, case)["state"] == "recalled"
    mine = consumer.get("/api/v1/deliveries?copies=true&limit=1000").json["items"]
    assert [d["due_on"] for d in mine if d["case"] == case["id"]] == ["2026-12-07"], mine


def test_R20_3_with_a_closed_agency_its_requests_end_and_its_copies_are_called_back(site):
    provider, authority = site.as_("steward"), site.as_("authority")
    org = new_org(site, 61).want(201).json
    consumer = staff(site, "steward", org["id"])
    made = publish(site, provider, entry(**SHARED))
    provider.load(made["id"], many(30))
    taken, waiting = (consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT) for _ in range(2))
    site.as_("operator").act(taken, "accept").want(200)
    provider.act(taken, "agree").want(200)
    case = {"id": filed(consumer, taken).want(201).json["case"]}
    sealed(site, case, provider, consumer)
    delivered(site, case)
    consumer.get(path_of(case, 1)).want(200)
    site.as_("sysadmin").post(f"/api/v1/orgs/{org['id']}/close").want(200)
    request = authority.get(f"/api/v1/cases/{taken['id']}").want(200).json
    assert request["state"] == "ended" and request["history"][-1]["act"] == "end", request["history"]
    assert org["name"] in request["history"][-1]["papers"]["reason"], request["history"][-1]
    assert shown(authority, case)["state"] == "recalled"
    site.as_("operator").act(waiting, "accept").want(200)
    assert provider.act(waiting, "agree").want(200).json["state"] == "ended", "nobody is there to use it"


def test_R20_1_a_batch_under_way_when_the_server_is_killed_is_not_there_and_comes(site):
    made, request, case = ready(site, many(30000))
    operator = site.as_("operator")
    no = asked(operator, case).want(202).json["no"]
    site.restart(*FLAGS, how=signal.SIGKILL)
    operator, consumer = site.as_("operator"), site.as_("steward", 1)
    batch = made_batch(operator, case, no)
    body = consumer.get(path_of(case, no)).want(200).body
    assert batch["rows"] == 30000 and hashlib.sha256(body).hexdigest() == batch["sha256"]
    assert used(site, made) == 30000, "charged once"
    left = [p.name for p in (site.dir / "deliveries").iterdir() if p.name.endswith(".tmp")]
    assert not left, left


def test_R14_1_a_backup_brings_the_batches_back_and_the_next_one_builds_on_them(site):
    made, request, case = ready(site, many(40))
    batch = delivered(site, case)
    body = site.as_("steward", 1).get(path_of(case, 1)).want(200).body
    with Restored(site) as copy:
        copy.start(*FLAGS)
        try:
            got = copy.as_("steward", 1).get(path_of(case, 1)).want(200).body
            assert got == body and hashlib.sha256(got).hexdigest() == batch["sha256"]
            copy.as_("steward").load(made["id"], many(42))
            assert delivered(copy, case, "incremental")["rows"] == 2, "what was held is known still"
        finally:
            copy.stop()


# --- where it landed ----------------------------------------------------------------------

def test_R20_3_copies_are_registered_recalled_and_confirmed_as_destroyed(site):
    made, request, case = ready(site)
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    copies = f"/api/v1/deliveries/{case['id']}/copies"
    delivered(site, case)
    consumer.get(path_of(case, 1)).want(200)
    first = consumer.get(copies).want(200).json["items"]
    assert len(first) == 1 and first[0]["place"] is None, "fetched: it is somewhere"
    place = {"batch": 1, "place": "业务库 permit 表", "responsible": "欧阳修文"}
    provider.post(copies, place).refused(403)
    consumer.post(copies, dict(place, batch=9)).refused(400, field="batch")
    consumer.post(copies, place).want(200)
    consumer.post(copies, dict(place, place="离线备份盘")).want(200)
    kept = consumer.get(copies).json["items"]
    assert sorted(c["place"] for c in kept) == ["业务库 permit 表", "离线备份盘"], kept
    consumer.act(case, "close", reason="用毕").refused(409, "delivery-copies-left")
    provider.act(case, "recall", reason="用途到期").refused(422, field="papers.promised_on")
    now = provider.act(case, "recall", reason="用途到期", promised_on="2026-12-15").want(200).json
    assert now["state"] == "recalled" and now["term"]["due_on"] == "2026-12-15", now["term"]
    assert now["term"]["owes"] == "applicant"
    consumer.get(path_of(case, 1)).refused(403, "delivery-no-fetch")
    asked(site.as_("operator"), case).refused(409, "delivery-not-filed")
    listed = provider.get("/api/v1/deliveries?copies=true&limit=200").json["items"]
    assert case["id"] in [d["case"] for d in listed]
    gone = {"on": "2026-11-22", "statement": "删除表并覆写备份，双人核对"}
    consumer.post(f"{copies}/{kept[0]['id']}/destroyed", dict(gone, on="2026-12-30")).refused(400, field="on")
    provider.post(f"{copies}/{kept[0]['id']}/destroyed", gone).refused(403)
    consumer.post(f"{copies}/{kept[0]['id']}/destroyed", gone).want(200)
    consumer.post(f"{copies}/{kept[0]['id']}/destroyed", gone).refused(409)
    assert shown(provider, case)["state"] == "recalled" and shown(provider, case)["copies_left"] == 1
    consumer.post(f"{copies}/{kept[1]['id']}/destroyed", gone).want(200)
    done = shown(provider, case)
    assert done["state"] == "ended" and done["ended"] and done["copies_left"] == 0, done


def test_R20_3_what_is_not_destroyed_by_the_day_of_the_recall_is_late(site):
    made, request, case = ready(site)
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    delivered(site, case)
    consumer.get(path_of(case, 1)).want(200)
    provider.act(case, "recall", reason="用途到期", promised_on="2026-11-23").want(200)
    assert not shown(provider, case)["late"]
    site.restart("--password-days", "0", "--clock", "2026-11-25T10:00:00+08:00")
    try:
        provider = site.as_("steward")
        assert shown(provider, case)["late"]
        late = provider.get("/api/v1/deliveries?late=true&limit=200").json["items"]
        assert case["id"] in [d["case"] for d in late]
    finally:
        site.restart(*FLAGS)


def running(site, cycle):
    """A delivery of an entry with that update cycle, its first batch out on Monday 2026-11-23."""
    made, request = agreed(site, fields=entry(update_cycle=cycle, **SHARED))
    case = {"id": filed(site.as_("steward", 1), request).want(201).json["case"]}
    sealed(site, case, site.as_("steward"), site.as_("steward", 1))
    delivered(site, case)
    return case


def test_R20_3_the_next_batch_is_owed_by_the_entrys_update_cycle(site):
    weekly, monthly, irregular = (running(site, c) for c in ("weekly", "monthly", "irregular"))
    operator = site.as_("operator")
    assert [shown(operator, c)["next_due_on"] for c in (weekly, monthly, irregular)] == [
        "2026-12-01", "2026-12-25", None]
    told = [n for n in operator.get("/api/v1/notices?limit=1000").json["items"]
            if n["case"] == weekly["id"] and n["kind"] == "due_soon" and n["due_on"] == "2026-12-01"]
    assert told == [], "four working days before nobody is reminded"

    def at(day):
        site.restart("--password-days", "0", "--clock", f"{day}T10:00:00+08:00")
        return site.as_("operator")
    try:
        operator = at("2026-11-30")
        soon = told_of(operator, weekly, "due_soon")
        assert [n["due_on"] for n in soon] == ["2026-12-01"] and not shown(operator, weekly)["late"], soon
        assert lies_with(operator, weekly) and not lies_with(operator, monthly)
        operator = at("2026-12-02")
        assert told_of(operator, weekly, "late") and shown(operator, weekly)["late"]
        assert told_of(site.as_("authority"), weekly, "escalated")
        def owed(client):
            got = client.get("/api/v1/late?limit=1000&process=table-delivery").want(200).json["items"]
            return [c for c in got if c["id"] == weekly["id"]]
        for client in (operator, site.as_("authority"), site.as_("steward"), site.as_("steward", 1)):
            one, = owed(client)
            assert (one["term"], one["owes"], one["batch"], one["due_on"], one["days_late"]) == (
                "TABLE_NEXT", "city_operator", 2, "2026-12-01", 1), one
            assert one["told_at"] and one["escalated_to"] == "authority@city", one
        assert not owed(site.as_("steward", 2)), "nobody else's"
        work = [c for c in operator.get("/api/v1/work?limit=1000").want(200).json["items"] if c["id"] == weekly["id"]]
        assert [(c["term"]["key"], c["term"]["late"], c["term"]["days_left"], c["term"]["by"]) for c in work] == [
            ("TABLE_NEXT", True, -1, "house")], work
        mine = operator.get("/api/v1/cases?mine=waiting&late=true&limit=1000").want(200).json["items"]
        assert weekly["id"] in [c["id"] for c in mine]
        late = [d["case"] for d in operator.get("/api/v1/deliveries?late=true&limit=200").json["items"]]
        assert weekly["id"] in late and monthly["id"] not in late and irregular["id"] not in late
        by_due = [d["case"] for d in operator.get("/api/v1/deliveries?sort=due&limit=200").json["items"]]
        assert by_due.index(weekly["id"]) < by_due.index(monthly["id"]) < by_due.index(irregular["id"]), by_due
        delivered(site, weekly, "incremental")
        now = shown(operator, weekly)
        assert (now["late"], now["next_due_on"]) == (False, "2026-12-10"), now
        assert len(told_of(operator, weekly, "late")) == 1
        assert not owed(operator) and not lies_with(operator, weekly)
    finally:
        site.restart(*FLAGS)


def test_R20_3_a_grant_that_gives_nothing_now_owes_no_batch(site):
    made, request = agreed(site, fields=entry(update_cycle="weekly", **SHARED))
    case = {"id": filed(site.as_("steward", 1), request).want(201).json["case"]}
    sealed(site, case, site.as_("steward"), site.as_("steward", 1))
    delivered(site, case)
    site.restart("--password-days", "0", "--clock", "2026-11-30T10:00:00+08:00")
    try:
        operator, authority = site.as_("operator"), site.as_("authority")
        soon(lambda: lies_with(operator, case))
        authority.act(request, "suspend", reason="核查用途").want(200)
        soon(lambda: not lies_with(operator, case))
        authority.act(request, "resume", reason="核查完毕").want(200)
        soon(lambda: lies_with(operator, case))
    finally:
        site.restart(*FLAGS)


def test_R20_3_what_was_never_fetched_ends_with_its_recall(site):
    made, request, case = ready(site)
    delivered(site, case)
    done = site.as_("authority").act(case, "recall", reason="不再需要", promised_on="2026-12-01").want(200).json
    assert done["state"] == "ended" and done["ended"], done


def test_R20_3_an_agreed_end_calls_the_copies_back_by_itself(site):
    made, request = agreed(site)
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    case = {"id": filed(consumer, request, ends_on="2026-11-23").want(201).json["case"]}
    sealed(site, case, provider, consumer)
    delivered(site, case)
    consumer.get(path_of(case, 1)).want(200)
    site.restart("--password-days", "0", "--clock", "2026-11-24T10:00:00+08:00")
    try:
        for _ in range(100):
            now = shown(site.as_("steward"), case)
            if now["state"] == "recalled":
                break
            time.sleep(0.1)
        assert now["state"] == "recalled" and now["late"], now
    finally:
        site.restart(*FLAGS)
