"""An error in shared data is reported, checked and mended in five working days, and
what is doubted is marked in every answer meanwhile (R23.1)."""
import http.client
import json

from gongshu import ROWS, SHARED, entry, publish, unique
from test_cases import of_county

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00")
NOTE = "不得拒绝、推诿或者要求先更正"


def org_of(client):
    org = client.user["org"]
    return org["id"] if isinstance(org, dict) else org


def used(site, **conditions):
    """A table of the first agency and the second's grant of it."""
    holder = site.as_("steward")
    made = publish(site, holder, entry(**SHARED))
    holder.load(made["id"], ROWS)
    return made, granted(site, made, 1, **conditions)


def long_held(site, grant, day=1793577600000):
    """As if the grant had been given earlier: on 2 November 2026."""
    site.sql(f"UPDATE access_grant SET made_at = {day} WHERE id = '{grant['id']}'")


def granted(site, made, n, **conditions):
    consumer = site.as_("steward", n)
    case = consumer.case("share-request", {"resource": made["id"]}, purpose="核验", scenario="一网通办",
                         commitment=True)
    site.as_("operator").act(case, "accept").want(200)
    papers = {"conditions": conditions} if conditions else {}
    site.as_("steward").act(case, "agree", **papers).want(200)
    return consumer.get(f"/api/v1/grants?resource={made['id']}&org={org_of(consumer)}").json["items"][0]


def report(client, made, **over):
    papers = {"record_key": "P-002", "item": "holder", "what_is_wrong": "姓名有误", **over}
    return client.case("correction", {"resource": made["id"]},
                       **{k: v for k, v in papers.items() if v is not None})


def mended(site, made, was="张三丰", now="张叁丰"):
    """A batch that went live just now, with one name written otherwise."""
    return site.as_("steward").load(made["id"], ROWS.replace(was.encode(), now.encode()))


def asked(site, made, grant, query="", n=1, **headers):
    return site.system(n).get(f"/data/v1/{made['code']}{query}",
                              **{"Gongshu-Purpose": grant["purpose_code"], **headers}).want(200)


def test_R23_1_the_five_days_run_from_the_providers_receipt(site):
    made, grant = used(site)
    long_held(site, grant)
    consumer, holder = site.as_("steward", 1), site.as_("steward")
    case = report(consumer, made, event_on="2026-11-19", source="电话")
    seen = holder.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert seen["state"] == "verifying" and seen["term"]["due_on"] == "2026-11-26", seen["term"]
    assert seen["term"]["article"] == "23" and seen["term"]["owes"] == "provider"
    assert case["id"] in [c["id"] for c in holder.get("/api/v1/cases?mine=waiting&limit=1000").json["items"]]
    shown = consumer.get(f"/api/v1/corrections/{case['id']}").want(200).json
    assert (shown["received_on"], shown["marked"], shown["item"]) == ("2026-11-19", True, "holder")
    consumer.post("/api/v1/cases", {"process": "correction", "subject": {"resource": made["id"]}, "papers": {
        "item": "holder", "what_is_wrong": "有误", "event_on": "2026-11-24"}}).refused(400, field="papers.event_on")


def test_R23_1_who_uses_the_data_reports_and_nobody_else(site):
    made, _ = used(site)
    body = {"process": "correction", "subject": {"resource": made["id"]},
            "papers": {"record_key": "P-002", "item": "holder", "what_is_wrong": "有误"}}
    site.as_("steward", 2).post("/api/v1/cases", body).refused(403, "correction-users-only")
    site.as_("steward").post("/api/v1/cases", body).refused(403, "correction-own")
    site.as_("operator").post("/api/v1/cases", body).refused(403)
    consumer = site.as_("steward", 1)

    def refused(status, field, **papers):
        consumer.post("/api/v1/cases", {**body, "papers": papers}).refused(status, field=field)
    refused(422, "papers.record_key", what_is_wrong="有误")
    refused(400, "papers.item", what_is_wrong="有误", item="no_such")
    refused(400, "papers.record_key", what_is_wrong="有误", record_key="x" * 5000)


def test_R23_1_answers_carry_the_mark_of_the_record_while_it_is_verified(site):
    made, grant = used(site)
    assert "marks" not in asked(site, made, grant).json
    consumer, holder = site.as_("steward", 1), site.as_("steward")
    case = report(consumer, made)
    got = asked(site, made, grant)
    assert [(m["row"], m["items"], m["mark"]) for m in got.json["marks"]] == [
        (1, ["holder"], "under_verification")], got.json
    assert NOTE in got.json["marks"][0]["note"] and len(got.json["rows"]) == 3
    assert got.headers["gongshu-marks"] == "under_verification; rows=1"
    one = asked(site, made, grant, "?permit_no=P-002").json
    assert [m["row"] for m in one["marks"]] == [0]
    for query in ("?permit_no=P-001", "?fields=fee,mobile", "?permit_no=P-003&fields=holder"):
        clean = asked(site, made, grant, query)
        assert "marks" not in clean.json and "gongshu-marks" not in clean.headers, query
    batch = site.system(1).post(f"/data/v1/{made['code']}/query", {"keys": ["P-003", "P-009", "P-002"]},
                                **{"Gongshu-Purpose": grant["purpose_code"]}).want(200).json
    place = [k["row"] for k in batch["keys"]]
    assert place[1] is None and [m["row"] for m in batch["marks"]] == [place[2]], batch
    hidden = asked(site, made, grant, "?fields=holder").json
    assert [m["row"] for m in hidden["marks"]] == [1], "the key needn't be asked for"
    holder.act(case, "correct", correction="张叁丰", batch=mended(site, made)["id"]).want(200)
    assert "marks" not in asked(site, made, grant, "?permit_no=P-002").json


def test_R23_1_lines_and_tables_say_it_in_their_own_way(site):
    made, grant = used(site)
    report(site.as_("steward", 1), made)
    for query in ("", "?limit=100"):
        lines = asked(site, made, grant, query, Accept="application/x-ndjson")
        parsed = [json.loads(x) for x in lines.body.splitlines()]
        assert [p.get("permit_no") for p in parsed] == ["P-001", "P-002", "P-003", None]
        assert parsed[3]["marks"][0]["row"] == 1 and parsed[3]["marks"][0]["items"] == ["holder"]
        table = asked(site, made, grant, query, Accept="text/csv")
        assert table.body.count(b"\r\n") == 4
        rows = "1" if query else "unknown"
        for answer in (lines, table):
            assert answer.headers["gongshu-marks"] == f"under_verification; rows={rows}"


def trailed(site, made, grant, kind):
    """The head and the trailer of a whole table, as the wire has them."""
    conn = http.client.HTTPConnection("127.0.0.1", site.port)
    conn.request("GET", f"/data/v1/{made['code']}", headers={
        "Authorization": "Bearer " + site.system(1).token, "Gongshu-Purpose": grant["purpose_code"], "Accept": kind})
    wire = conn.sock.makefile("rb")
    head = wire.readline()
    while (line := wire.readline()) != b"\r\n":
        head += line
    while (size := int(wire.readline(), 16)):
        wire.read(size + 2)
    trailer = []
    while (line := wire.readline()) != b"\r\n":
        trailer.append(line.decode().strip().lower())
    conn.close()
    return head.decode().lower(), trailer


def test_R23_1_a_whole_table_names_the_doubted_rows_behind_its_last(site):
    holder = site.as_("steward")
    made = publish(site, holder, entry(**SHARED))
    holder.load(made["id"], many(2500))
    grant = granted(site, made, 1)
    for kind in ("text/csv", "application/x-ndjson"):
        head, trailer = trailed(site, made, grant, kind)
        assert "trailer" not in head and trailer == [], "nothing is doubted"
    consumer = site.as_("steward", 1)
    report(consumer, made, record_key="P-00007")
    report(consumer, made, record_key="P-02400", item=None)
    for kind in ("text/csv", "application/x-ndjson"):
        head, trailer = trailed(site, made, grant, kind)
        assert "trailer: gongshu-marks" in head and "rows=unknown" in head, head
        assert trailer == ["gongshu-marks: under_verification; rows=7,2400"], trailer
    report(consumer, made, record_key=None, item="fee")
    assert trailed(site, made, grant, "text/csv")[1] == ["gongshu-marks: under_verification; rows=all"]


def test_R23_1_a_mark_names_only_what_its_caller_is_given(site):
    made, grant = used(site)
    narrow = granted(site, made, 2, items=["permit_no", "mobile"], masks={"mobile": "mobile"})
    consumer = site.as_("steward", 1)
    report(consumer, made)
    assert "marks" not in asked(site, made, narrow, n=2).json
    report(consumer, made, item="mobile")
    marks = asked(site, made, narrow, n=2).json["marks"]
    assert [(m["row"], m["items"]) for m in marks] == [(1, ["mobile"])]
    report(consumer, made, item=None, record_key="P-003")
    marks = asked(site, made, narrow, n=2).json["marks"]
    assert [(m["row"], m["items"]) for m in marks] == [(1, ["mobile"]), (2, ["permit_no", "mobile"])]
    assert asked(site, made, grant, "?permit_no=P-002").json["marks"][0]["items"] == ["holder", "mobile"]


def test_R23_1_an_item_that_is_wrong_throughout_is_marked_as_a_whole(site):
    made, grant = used(site)
    report(site.as_("steward", 1), made, record_key=None, item="fee")
    got = asked(site, made, grant, "?permit_no=P-001")
    assert [(m["row"], m["items"]) for m in got.json["marks"]] == [(None, ["fee"])]
    assert got.headers["gongshu-marks"] == "under_verification; rows=all"
    assert "marks" not in asked(site, made, grant, "?permit_no=P-001&fields=holder").json
    assert "marks" not in asked(site, made, grant, "?permit_no=nobody").json


def test_R23_1_reports_about_one_record_do_not_collide(site):
    made, grant = used(site)
    granted(site, made, 2)
    first, second = report(site.as_("steward", 1), made), report(site.as_("steward", 2), made)
    assert first["id"] != second["id"]
    holder = site.as_("steward")
    holder.act(first, "uphold").refused(422, field="papers.reason")
    assert holder.act(first, "uphold", reason="与登记原件一致").want(200).json["state"] == "upheld"
    assert asked(site, made, grant, "?permit_no=P-002").json["marks"], "the other is still open"
    site.as_("steward", 2).act(second, "cancel").want(200)
    assert "marks" not in asked(site, made, grant, "?permit_no=P-002").json


def test_R23_1_a_batch_that_is_named_is_live_and_newer_than_the_report(site):
    made, _ = used(site)
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    before = holder.get(f"/api/v1/resources/{made['id']}/batches").want(200).json["items"][0]["id"]
    case = report(consumer, made)
    words = {"correction": "张叁丰"}
    holder.act(case, "correct").refused(422, field="papers.correction")
    holder.act(case, "correct", batch="no-such", **words).refused(400, "correction-no-batch", field="papers.batch")
    holder.act(case, "correct", batch=before, **words).refused(
        409, "correction-not-live", field="papers.batch", article="23")
    consumer.act(case, "correct", correction="x").refused(403)
    failed = holder.load(made["id"], b"nothing,of,this\n1,2,3\n", want="failed")["id"]
    holder.act(case, "correct", batch=failed, **words).refused(409, "correction-not-live", field="papers.batch")
    other, _ = used(site)
    strange = mended(site, other)["id"]
    holder.act(case, "correct", batch=strange, **words).refused(400, "correction-no-batch", field="papers.batch")
    assert holder.get(f"/api/v1/corrections/{case['id']}/mended").want(200).json["data"] == []
    assert holder.get(f"/api/v1/cases/{case['id']}").json["state"] == "verifying", "what is refused moves nothing"
    after = mended(site, made)["id"]
    offer = holder.get(f"/api/v1/corrections/{case['id']}/mended").want(200).json
    assert [d["batch"] for d in offer["data"]] == [after] and offer["entry"] == [] and not offer["at_source"], offer
    consumer.get(f"/api/v1/corrections/{case['id']}/mended").refused(403, "correction-provider-only")
    done = holder.act(case, "correct", batch=after, **words).want(200).json
    assert done["state"] == "corrected" and done["term"]["owes"] == "applicant", done["term"]
    assert done["term"]["article"] is None and done["term"]["due_on"] == "2026-12-07", done["term"]
    assert [(n["id"], n["kind"], n["title"]) for n in done["named"]] == [(after, "batch", "data.csv")], done
    seen = consumer.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert "named" not in seen, "a batch is its holder's: who reported sees its id alone"


def test_R23_1_who_reported_closes_or_reports_anew_and_the_provider_waits_for_it(site):
    made, grant = used(site)
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    case = report(consumer, made)
    holder.act(case, "uphold", reason="一致").want(200)
    holder.act(case, "close").refused(409, "correction-still-open")
    now = holder.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert now["acts"] == [] and [b["act"] for b in now["acts_barred"]] == ["close"], now["acts_barred"]
    assert [a["act"] for a in consumer.get(f"/api/v1/cases/{case['id']}").json["acts"]] == ["close", "return"]
    consumer.act(case, "return").refused(422, field="papers.reason")
    consumer.act(case, "return", reason="当事人身份证上不是这样").want(200)
    again = consumer.get(f"/api/v1/corrections?resource={made['id']}&open=true").json["items"]
    assert len(again) == 1 and again[0]["case"] != case["id"] and again[0]["record_key"] == "P-002", again
    assert again[0]["what"] == "当事人身份证上不是这样"
    assert asked(site, made, grant, "?permit_no=P-002").json["marks"]
    anew = {"id": again[0]["case"]}
    holder.act(anew, "correct", correction="张叁丰", batch=mended(site, made)["id"]).want(200)
    assert consumer.act(anew, "close").want(200).json["state"] == "closed"


def test_R23_1_a_report_that_is_passed_on_is_still_owed_by_the_provider(site):
    made, grant = used(site)
    long_held(site, grant)
    holder, consumer, third = site.as_("steward"), site.as_("steward", 1), site.as_("steward", 2)
    case = report(consumer, made, event_on="2026-11-20")
    third.get(f"/api/v1/cases/{case['id']}").refused(404)
    holder.act(case, "pass_on", addressee=org_of(holder), reason="x").refused(400, field="papers.addressee")
    now = holder.act(case, "pass_on", addressee=org_of(third), reason="由其收集").want(200).json
    assert now["state"] == "verifying" and now["term"]["due_on"] == "2026-11-27", now["term"]
    assert now["term"]["owes"] == "provider"
    third.get(f"/api/v1/cases/{case['id']}").want(200)
    third.act(case, "correct", correction="x").refused(403)
    holder.act(case, "correct", correction="张叁丰", batch=mended(site, made)["id"]).want(200)


# --- what carries a correction --------------------------------------------------------------

def test_R23_1_words_alone_correct_nothing_and_what_did_not_change_is_upheld(site):
    made, grant = used(site)
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    case = report(consumer, made)
    words = {"correction": "张叁丰", "finding": "已与原件核对"}
    holder.act(case, "correct", **words).refused(422, "correction-how", field="papers.batch", article="23")
    holder.act(case, "correct", at_source=True, **words).refused(
        409, "correction-held", field="papers.at_source", article="23")
    assert asked(site, made, grant).json["marks"], "and it is still marked"
    holder.act(case, "uphold", reason="与登记原件一致").want(200)
    seen = consumer.get(f"/api/v1/corrections/{case['id']}").want(200).json
    assert (seen["state"], seen["mended"]) == ("upheld", None) and seen["answered_at"], seen


def test_R23_1_the_consumer_sees_what_was_corrected_when_and_which_version_carries_it(site):
    made, _ = used(site)
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    case = report(consumer, made)
    batch = mended(site, made)
    mended(site, made, "欧阳修文", "欧阳修")
    holder.act(case, "correct", correction="姓名改为张叁丰", finding="录入时写错", batch=batch["id"]).want(200)
    want = {"correction": "姓名改为张叁丰", "finding": "录入时写错", "mended": "batch",
            "mended_version": batch["version"], "mended_at": batch["ended_at"]}
    one = consumer.get(f"/api/v1/corrections/{case['id']}").want(200).json
    listed = consumer.get(f"/api/v1/corrections?resource={made['id']}").want(200).json["items"][0]
    for seen in (one, listed):
        assert {k: seen[k] for k in want} == want and seen["answered_at"] >= batch["ended_at"], seen
    steward = site.account("steward")
    assert steward["name"] not in json.dumps(one) and "data.csv" not in json.dumps(one), one


def test_R23_1_a_report_that_came_another_way_is_mended_by_a_batch_since_the_day_of_its_receipt(site):
    made, grant = used(site)
    long_held(site, grant)
    consumer, holder = site.as_("steward", 1), site.as_("steward")
    batch = mended(site, made)["id"]
    today = report(consumer, made)
    holder.act(today, "correct", correction="张叁丰", batch=batch).refused(409, "correction-not-live")
    earlier = report(consumer, made, event_on="2026-11-20", source="电话")
    holder.act(earlier, "correct", correction="张叁丰", batch=batch).want(200)


def republished(site, made, **over):
    holder = site.as_("steward")
    got = holder.get(f"/api/v1/resources/{made['id']}").want(200)
    holder.patch(f"/api/v1/resources/{made['id']}", over, **{"If-Match": got.headers["etag"]}).want(200)
    case = holder.case("catalogue-review", {"resource": made["id"]})
    for office in ("operator", "authority"):
        if holder.get(f"/api/v1/cases/{case['id']}").json["state"] != "listed":
            site.as_(office).act(case, "approve").want(200)
    return holder.get(f"/api/v1/resources/{made['id']}").want(200).json


def test_R23_1_where_the_entrys_words_were_wrong_a_version_published_since_corrects_them(site):
    made, _ = used(site)
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    case = report(consumer, made, record_key=None, item="fee", what_is_wrong="说明中的单位写错")
    words = {"correction": "单位应为元"}
    for version, status, code in ((made["version"], 409, "correction-not-published"),
                                  (made["version"] + 1, 400, "correction-no-version"), (-1, 400, "correction-no-version"),
                                  (2 ** 40, 400, "correction-no-version")):
        holder.act(case, "correct", entry_version=version, **words).refused(status, code, field="papers.entry_version")
    holder.act(case, "correct", entry_version="2", **words).refused(400, field="papers.entry_version")
    holder.patch(f"/api/v1/resources/{made['id']}", {"abstract": "金额单位为元"}).want(200)
    holder.act(case, "correct", entry_version=made["version"] + 1, **words).refused(409, "correction-not-published")
    now = republished(site, made, abstract=made["abstract"])
    holder.act(case, "correct", entry_version=now["version"], **words).refused(409, "correction-same-words")
    now = republished(site, made, abstract="金额单位为元")
    offer = holder.get(f"/api/v1/corrections/{case['id']}/mended").want(200).json
    assert [e["version"] for e in offer["entry"]] == [now["version"]] and offer["data"] == [], offer
    republished(site, made, abstract="金额单位为人民币元")
    holder.act(case, "correct", entry_version=now["version"], **words).want(200)
    seen = consumer.get(f"/api/v1/corrections/{case['id']}").want(200).json
    assert (seen["mended"], seen["mended_version"], seen["mended_at"]) == (
        "entry", now["version"], offer["entry"][0]["at"]), seen


def test_R23_1_what_lies_outside_the_platform_is_mended_at_its_source_by_the_providers_word(site):
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, holder, entry(**SHARED))
    granted(site, made, 1)
    case = report(consumer, made)
    words = {"correction": "来源系统已改"}
    assert holder.get(f"/api/v1/corrections/{case['id']}/mended").json["at_source"]
    for given in ({}, {"at_source": False}):
        holder.act(case, "correct", **given, **words).refused(422, "correction-how-source", field="papers.at_source")
    holder.act(case, "correct", at_source=True).refused(422, field="papers.correction")
    holder.act(case, "correct", at_source=True, **words).want(200)
    seen = consumer.get(f"/api/v1/corrections/{case['id']}").want(200).json
    assert (seen["mended"], seen["mended_version"], seen["correction"]) == ("source", 0, "来源系统已改"), seen
    assert seen["mended_at"] == seen["answered_at"], "it is known since it was said"


def test_R23_1_a_stream_that_runs_while_something_is_reported_is_not_cut(site):
    made, grant = used(site)
    consumer = site.as_("steward", 1)
    site.as_("steward").load(made["id"], many(20000))
    system = site.system(1)
    import threading
    reported = threading.Thread(target=lambda: [report(consumer, made, record_key=f"P-{n:05d}") for n in range(5)])
    reported.start()
    lines = asked(site, made, grant, "?fields=permit_no,holder", Accept="application/x-ndjson").body.splitlines()
    reported.join()
    rows = [json.loads(x) for x in lines]
    assert [r["permit_no"] for r in rows if "permit_no" in r] == [f"P-{i:05d}" for i in range(20000)]
    whole = asked(site, made, grant, "?fields=permit_no,holder", Accept="application/x-ndjson").body.splitlines()
    marks = [m["row"] for x in whole if b'"marks"' in x for m in json.loads(x)["marks"]]
    assert marks == [0, 1, 2, 3, 4], marks
    assert system


def many(n):
    head = "permit_no,holder,id_no,mobile,issued_on,fee,active\n"
    return (head + "".join(f"P-{i:05d},王甲,,,2026-01-05,1.00,true\n" for i in range(n))).encode()


def test_R23_1_a_key_of_several_items_is_said_in_full(site):
    holder = site.as_("steward")
    fields = entry(**SHARED)
    fields["items"] = [dict(i, key=True) if i["code"] == "issued_on" else i for i in fields["items"]]
    made = publish(site, holder, fields)
    holder.load(made["id"], ROWS)
    grant = granted(site, made, 1)
    consumer = site.as_("steward", 1)
    consumer.post("/api/v1/cases", {"process": "correction", "subject": {"resource": made["id"]}, "papers": {
        "record_key": "P-002", "item": "fee", "what_is_wrong": "有误"}}).refused(400, field="papers.record_key")
    report(consumer, made, item="fee", record_key=json.dumps({"permit_no": "P-002", "issued_on": "2026/2/6"}))
    assert [m["row"] for m in asked(site, made, grant).json["marks"]] == [1]


def test_R23_1_reports_are_listed_for_those_who_may_know(site):
    made, _ = used(site)
    consumer, holder = site.as_("steward", 1), site.as_("steward")
    word = unique("w")
    case = report(consumer, made, what_is_wrong=f"姓名有误 {word}")
    for client in (consumer, holder, site.as_("operator"), site.as_("authority")):
        got = client.get(f"/api/v1/corrections?q={word}").want(200).json
        assert [d["case"] for d in got["items"]] == [case["id"]] and got["total"] == 1
    assert site.as_("steward", 2).get(f"/api/v1/corrections?q={word}").json["total"] == 0
    site.as_("steward", 2).get(f"/api/v1/corrections/{case['id']}").refused(404)
    of_county(site)[0].get(f"/api/v1/corrections/{case['id']}").refused(404)
    assert consumer.get(f"/api/v1/corrections?q={word}&provider={org_of(holder)}&open=true").json["total"] == 1
    assert consumer.get(f"/api/v1/corrections?q={word}&late=true&state=verifying").json["total"] == 0
    consumer.get("/api/v1/corrections?open=perhaps").refused(400)
    steps = holder.get(f"/api/v1/cases/{case['id']}").json["history"]
    assert len(steps) == 1 and steps[0]["leaf"] and steps[0]["article"] == "23"


def test_R23_1_what_is_verified_by_yes_or_no_says_so_too_and_tells_of_no_record(site):
    made, grant = used(site)
    consumer = site.as_("steward", 1)

    def marks(key, **claims):
        got = site.system(1).post(f"/data/v1/{made['code']}/verify", {"key": {"permit_no": key}, "claims": claims},
                                  **{"Gongshu-Purpose": grant["purpose_code"]}).want(200).json
        return [(m["row"], m["items"]) for m in got.get("marks", [])]
    assert marks("P-002", holder="张三丰") == []
    report(consumer, made)
    assert marks("P-002", holder="张三丰", fee="1") == [(None, ["holder"])]
    assert marks("P-001", holder="欧阳修文") == [], "this record isn't doubted"
    wrong = [marks(key, holder="某某") for key in ("P-001", "P-002", "nobody")]
    assert wrong == [[(None, ["holder"])]] * 3, "a no tells nobody which record there is"
    assert marks("P-002", active=True) == []


def test_R23_1_numbers_of_groups_say_what_of_them_is_under_verification_and_give_away_no_small_group(site):
    """Thirty records of two kinds: 甲 is P-000 to P-019, 乙 the others; the least group is ten."""
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, holder, entry(**SHARED))
    holder.load(made["id"], "".join(f"P-{i:03d},{'甲' if i < 20 else '乙'},,,2026-01-05,{i}.00,true\n"
                                    for i in range(30)).encode())
    grant = granted(site, made, 1, aggregate="only")
    lasting = granted(site, made, 2, aggregate="only", where={"item": "permit_no", "op": "lt", "value": "P-020"})

    def counted(where=None, group_by=(), measures=(), n=1, under=grant):
        got = site.system(n).post(f"/data/v1/{made['code']}/aggregate", {
            "where": where, "group_by": list(group_by), "measures": list(measures)},
            **{"Gongshu-Purpose": under["purpose_code"]}).want(200)
        marks = got.json.get("marks", [])
        assert all(NOTE in m["note"] and m["mark"] == "under_verification" for m in marks)
        return [(m["of"], m["rows"], m["items"]) for m in marks], got.headers.get("gongshu-marks")
    first = {"item": "holder", "op": "eq", "value": "甲"}
    fee = [{"op": "sum", "item": "fee"}]
    assert counted(measures=fee) == ([], None)
    report(consumer, made, record_key="P-003", item="fee")
    some = "under_verification; rows=some"
    assert counted(measures=fee) == ([("some", None, ["fee"])], some)
    for where in (first, {"item": "holder", "op": "eq", "value": "乙"}):
        assert counted(where, measures=fee)[0] == [("some", None, ["fee"])], "one record: not told where it is"
    assert counted(first) == ([], None), "a count doesn't rest on what it costs"
    assert counted({"item": "fee", "op": "ge", "value": "10"})[0] == [("some", None, ["fee"])], "what it chooses by"
    for i in range(4, 14):
        report(consumer, made, record_key=f"P-{i:03d}", item="fee")
    assert counted(measures=fee)[0] == [("some", 11, ["fee"])], "eleven are a group"
    assert counted(first, measures=fee)[0] == [("some", 11, ["fee"])]
    nobody = counted({"item": "holder", "op": "eq", "value": "乙"}, measures=fee)
    assert nobody[0] == [("some", 0, ["fee"])], nobody
    apart = {"item": "permit_no", "op": "lt", "value": "P-013"}
    assert counted(apart, measures=fee)[0] == [("some", None, ["fee"])], "the eleventh would be told apart"
    report(consumer, made, record_key="P-025", item=None)
    assert counted()[0] == [("some", None, [])], "a whole record is doubted in a count too"
    assert counted(group_by=["holder"])[0] == [("some", None, ["holder"])]
    assert counted(measures=fee)[0] == [("some", 12, ["fee"])]
    assert counted(n=2, under=lasting)[0] == [], "out of that grant's reach"
    assert counted(measures=fee, n=2, under=lasting)[0] == [("some", 11, ["fee"])]
    report(consumer, made, record_key=None, item="fee")
    assert counted(measures=fee) == ([("all", None, ["fee"]), ("some", 12, ["fee"])], "under_verification; rows=all")
    leaf = site.as_("auditor").get(f"/api/v1/record?grant={grant['id']}&kind=release&limit=1").want(200).json["items"][0]
    assert leaf["detail"] == "under verification: 2", leaf


def test_R23_1_in_numbers_a_record_of_two_key_items_is_found_in_doubt(site):
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    items = [dict(x, key=True) if x["code"] in ("permit_no", "issued_on") else x for x in entry()["items"]]
    made = publish(site, holder, entry(items=items, **SHARED))
    holder.load(made["id"], "".join(f"P-{i:03d},甲,,,2026-01-{day:02d},{i}.00,true\n"
                                    for i in range(12) for day in (5, 6)).encode())
    grant = granted(site, made, 1, aggregate="only")
    for i in range(10):
        report(consumer, made, record_key=json.dumps([f"P-{i:03d}", "2026-01-06"]), item="fee")
    got = site.system(1).post(f"/data/v1/{made['code']}/aggregate", {"measures": [{"op": "avg", "item": "fee"}]},
                              **{"Gongshu-Purpose": grant["purpose_code"]}).want(200).json
    assert [(m["of"], m["rows"]) for m in got["marks"]] == [("some", 10)], got


def test_R23_1_a_day_of_receipt_lies_in_what_could_be_and_says_so_where_it_makes_late(site):
    made, grant = used(site)
    consumer, holder = site.as_("steward", 1), site.as_("steward")
    def tried(day, **over):
        return consumer.post("/api/v1/cases", {"process": "correction", "subject": {"resource": made["id"]},
                             "papers": {"item": "holder", "what_is_wrong": "有误", "event_on": day, **over}})
    early = tried("2026-11-20").refused(422, "correction-before-grant", field="papers.event_on")
    assert "2026-11-23" in early.json["detail_en"] and early.json["article"] == "23", early.json
    assert "2022-12-01" in tried("1900-01-01").refused(422, "event-before", field="papers.event_on").json["detail_en"]
    long_held(site, grant)
    late = tried("2026-11-10").refused(422, "event-late", field="papers.evidence")
    assert "2026-11-17" in late.json["detail_en"], late.json
    case = tried("2026-11-10", evidence="11 月 10 日电话告知，有通话记录").want(201).json
    assert case["term"]["due_on"] == "2026-11-17" and case["term"]["late"], case["term"]
    holder.act(case, "comment").refused(422, field="papers.statement")
    said = holder.act(case, "comment", statement="11 月 20 日才收到").want(200).json["history"][-1]
    assert said["late"], "who owes it is late with it, in what it says too"
    added = [n for n in consumer.get("/api/v1/notices?limit=1000").json["items"]
             if n["case"] == case["id"] and n["kind"] == "added"]
    assert len(added) == 1 and "提出意见" in added[0]["text"], added
    said = consumer.act(case, "comment", statement="另有凭证").want(200).json["history"][-1]
    assert said["act"] == "comment" and not said["late"], "who merely speaks isn't late with what others owe"
