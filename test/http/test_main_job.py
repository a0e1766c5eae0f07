"""The main job end to end, as an outside program would do it: from an agency's
file to an authorised, masked, provable answer."""
import base64
import hashlib
import json
import time

from gongshu import (COMMITMENT, IDS, OPEN, ROWS, SHARED, entry, newest_grant, publish, subscribe,
                     unique, without_none)


def test_R09_1_a_steward_describes_a_table_and_the_operator_publishes_it(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = steward.post("/api/v1/resources", without_none(entry())).want(201).json
    assert made["state"] == "draft" and made["national_code"] is None, made
    case = steward.case("catalogue-review", {"resource": made["id"]})
    assert case["state"] == "city_review", case
    assert steward.get(f"/api/v1/resources/{made['id']}").json["state"] == "in_review"
    returned = operator.act(case, "return", reason="摘要写得太短").want(200).json
    assert returned["state"] == "draft", returned
    again = steward.act(case, "submit").want(200).json
    assert again["state"] == "city_review", again
    done = operator.act(case, "approve").want(200).json
    assert done["state"] == "listed", done
    got = steward.get(f"/api/v1/resources/{made['id']}").want(200).json
    assert got["state"] == "published" and "/" in got["national_code"], got
    assert "etag" in steward.get(f"/api/v1/resources/{made['id']}").headers


def test_R17_1_R18_1_conditional_sharing_needs_reason_and_basis_and_goes_on_the_negative_list(site):
    steward = site.as_("steward")
    bare = without_none(entry(share_type="conditional", share_conditions="仅限核验"))
    made = steward.post("/api/v1/resources", bare).want(201).json
    got = steward.post("/api/v1/cases", {"process": "catalogue-review",
                                         "subject": {"resource": made["id"]}, "papers": {}})
    if got.status == 201:
        assert got.json["state"] == "draft" and got.json["missing"], got.json
    else:
        got.refused(422)
    weak = dict(SHARED, share_basis={"law": "某某办法", "level": "rule", "article": "3"})
    made = steward.post("/api/v1/resources", without_none(entry(**weak))).want(201).json
    got = steward.post("/api/v1/cases", {"process": "catalogue-review",
                                         "subject": {"resource": made["id"]}, "papers": {}})
    assert got.status == 422 or got.json["state"] == "draft", got.body
    shared = publish(site, steward, entry(**SHARED))
    listed = site.as_("steward", 1).get("/api/v1/negative-list?limit=1000").want(200).json["items"]
    mine = [x for x in listed if x.get("code") == shared["code"] or
            x.get("resource") == shared["id"]]
    assert mine, listed[:2]


def test_R12_1_a_csv_is_uploaded_in_pieces_loaded_and_its_bad_rows_kept_aside(site):
    steward = site.as_("steward")
    published = publish(site, steward)
    more = "".join(f"P-{n},王某,,,2026-01-05,1.00,true\n" for n in range(100, 140))
    bad = "P-999,某人,320902190001010010,,2026-02-30,1.00,true\n"
    batch = steward.load(published["id"], ROWS + more.encode() + bad.encode())
    assert batch["rows_live"] == 43 and batch["rows_rejected"] == 1, batch
    rejects = steward.take(f"/api/v1/batches/{batch['id']}/rejects").want(200).body.decode("utf-8-sig")
    assert "P-999" in rejects and "45" in rejects, rejects
    got = steward.get(f"/api/v1/resources/{published['id']}").want(200).json
    assert got["data"]["rows"] == 43, got["data"]
    failed = steward.load(published["id"], b"a,b\n1,2\n", want="failed")
    assert failed["state"] == "failed"
    got = steward.get(f"/api/v1/resources/{published['id']}").want(200).json
    assert got["data"]["rows"] == 43, "the earlier data stays live"


def test_R20_2_R19_2_an_unconditional_subscription_opens_when_the_operator_accepts(site):
    steward, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    published = publish(site, steward)
    steward.load(published["id"], ROWS)
    got = consumer.post("/api/v1/cases", {"process": "share-request",
                                          "subject": {"resource": published["id"]},
                                          "papers": {"purpose": "核验", "scenario": "一网通办"}})
    if got.status == 201:
        assert got.json["state"] == "draft" and "commitment" in json.dumps(got.json["missing"])
    else:
        got.refused(422)
    case = consumer.case("share-request", {"resource": published["id"]}, **COMMITMENT)
    assert case["state"] == "submitted", case
    assert not [a for a in operator.get(f"/api/v1/cases/{case['id']}").json["acts"]
                if a["act"] == "refuse"], "no act of refusal exists here"
    operator.act(case, "accept").want(200)
    grant = newest_grant(consumer, published)
    assert grant["state"] in ("open", "active") and grant["purpose_code"].isascii(), grant
    system = site.system(1)
    got = system.get(f"/data/v1/{published['code']}?permit_no=P-001",
                     **{"Gongshu-Purpose": grant["purpose_code"]}).want(200)
    assert got.json["rows"][0]["holder"] == "欧阳修文", got.json
    assert got.json["rows"][0]["fee"] == "120.50", got.json
    assert got.headers["gongshu-receipt"].count(";") == 2


def conditional(site, conditions=None, rows=ROWS):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    published = publish(site, steward, entry(**SHARED))
    steward.load(published["id"], rows)
    case = consumer.case("share-request", {"resource": published["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    papers = {"conditions": conditions} if conditions else {}
    done = steward.act(case, "agree", **papers).want(200).json
    assert done["state"] == "open", done
    return published, newest_grant(consumer, published), case


def test_R20_3_the_provider_has_five_working_days_and_the_clock_is_explained(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    published = publish(site, steward, entry(**SHARED))
    case = consumer.case("share-request", {"resource": published["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    seen = steward.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert seen["state"] == "at_provider", seen
    term = seen["term"]
    assert term["kind"] == "days" and sum(d["counts"] for d in term["explanation"]) == 5, term
    assert term["explanation"][-1]["date"] == term["due_on"], term
    assert {a["act"] for a in seen["acts"]} >= {"agree", "refuse"}, seen["acts"]
    steward.act(case, "refuse", reason="不宜提供").refused(422)
    steward.act(case, "refuse", reason="不宜提供",
                basis={"law": "某某办法", "level": "rule", "article": "8"}).refused(422)
    assert consumer.act(case, "agree").status in (403, 409)
    done = steward.act(case, "refuse", reason="不宜提供", basis={
        "law": "中华人民共和国个人信息保护法", "level": "law", "article": "25"}).want(200).json
    assert done["state"] == "refused", done
    assert done["history"][-1]["article"], done["history"][-1]


def test_R20_1_a_call_gets_exactly_what_the_grant_says_masked(site):
    published, grant, _ = conditional(site, {
        "items": ["permit_no", "holder", "id_no", "mobile"],
        "masks": {"holder": "name", "id_no": "id_number", "mobile": "mobile"},
        "where": {"item": "active", "op": "eq", "value": True},
        "quota": {"rows": 1000}})
    system = site.system(1)
    purpose = {"Gongshu-Purpose": grant["purpose_code"]}
    path = f"/data/v1/{published['code']}"
    rows = system.get(path, **purpose).want(200).json["rows"]
    assert [r["permit_no"] for r in rows] == ["P-001", "P-003"], rows
    assert rows[0]["holder"] == "欧阳**" and rows[0]["id_no"] == IDS[0][:6] + "********" + IDS[0][-4:]
    assert rows[0]["mobile"] == "138****0001" and "fee" not in rows[0], rows[0]
    system.get(path + "?id_no=" + IDS[0], **purpose).refused(403)
    system.get(path + "?fee=1", **purpose).refused(403)
    system.get(path + "?nonsense=1", **purpose).refused(400)
    system.get(path + "?fields=fee", **purpose).refused(403)
    system.get(path, **{"Gongshu-Purpose": "another"}).refused(403)
    assert system.get(path).status in (400, 403)
    site.system(0).get(path, **purpose).refused(403)
    site.nobody().get(path, **purpose).refused(401)
    got = system.post(path + "/query", {"where": {"item": "permit_no", "op": "in",
                                                  "value": ["P-002", "P-003"]},
                                        "fields": ["permit_no"]}, **purpose).want(200).json
    assert got["rows"] == [{"permit_no": "P-003"}], got
    text = system.get(path, Accept="text/csv", **purpose).want(200)
    assert text.headers["content-type"].startswith("text/csv") and "欧阳**" in text.body.decode()
    lines = system.get(path, Accept="application/x-ndjson", **purpose).want(200).body.splitlines()
    assert json.loads(lines[0])["permit_no"] == "P-001"


def test_R20_1_a_quota_is_never_exceeded_and_429_releases_nothing(site):
    published, grant, _ = conditional(site, {"quota": {"rows": 3}})
    system = site.system(1)
    purpose = {"Gongshu-Purpose": grant["purpose_code"]}
    got = system.get(f"/data/v1/{published['code']}?limit=2", **purpose).want(200)
    assert len(got.json["rows"]) == 2 and got.json["next_cursor"], got.json
    over = system.get(f"/data/v1/{published['code']}?limit=2", **purpose).refused(429)
    assert "1 rows are left" in over.json["detail_en"], over.json
    one = system.get(f"/data/v1/{published['code']}?limit=1", **purpose).want(200)
    assert len(one.json["rows"]) == 1
    assert system.get(f"/data/v1/{published['code']}?limit=1", **purpose).refused(429).headers[
        "retry-after"]
    used = [g for g in site.as_("steward").get(f"/api/v1/grants?resource={published['id']}").json[
        "items"] if g["id"] == grant["id"]][0]["used"]
    assert used["rows"] == 3, used


def test_R20_1_revoking_a_grant_works_within_a_second(site):
    published, grant, _ = conditional(site)
    system = site.system(1)
    purpose = {"Gongshu-Purpose": grant["purpose_code"]}
    system.get(f"/data/v1/{published['code']}", **purpose).want(200)
    site.as_("steward").post(f"/api/v1/grants/{grant['id']}/revoke", {}).refused(422)
    site.as_("steward").post(f"/api/v1/grants/{grant['id']}/revoke", {
        "reason": "用途不符", "basis": {"law": "中华人民共和国个人信息保护法", "level": "law",
                                     "article": "23"}}).want(200)
    system.get(f"/data/v1/{published['code']}", **purpose).refused(403)


def inclusion_root(leaf, index, size, hashes):
    """RFC 9162 §2.1.3.2."""
    fn, sn, r = index, size - 1, leaf
    for p in hashes:
        assert sn != 0
        if fn & 1 or fn == sn:
            r = hashlib.sha256(b"\x01" + p + r).digest()
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            r = hashlib.sha256(b"\x01" + r + p).digest()
        fn >>= 1
        sn >>= 1
    assert sn == 0
    return r


def test_R34_1_the_receipt_of_an_answer_is_provable_within_two_seconds(site):
    published, grant, _ = conditional(site)
    got = site.system(1).get(f"/data/v1/{published['code']}?permit_no=P-001",
                             **{"Gongshu-Purpose": grant["purpose_code"]}).want(200)
    origin, _, leaf = got.headers["gongshu-receipt"].split(";")
    end = time.monotonic() + 2.5
    while True:
        proof = site.nobody().get(f"/record/v1/proof/{leaf}")
        if proof.status == 200 or time.monotonic() > end:
            break
        time.sleep(0.1)
    proof = proof.want(200).json
    raw = base64.urlsafe_b64decode(leaf + "=" * (-len(leaf) % 4))
    root = inclusion_root(raw, proof["index"], proof["size"],
                          [base64.b64decode(h) for h in proof["hashes"]])
    note = proof["checkpoint"].split("\n")
    assert note[0] == origin and int(note[1]) == proof["size"], note
    assert base64.b64decode(note[2]) == root, "the proof does not lead to the signed root"
    newest = site.nobody().get("/record/v1/checkpoint").want(200).body.decode().split("\n")
    assert newest[0] == origin and int(newest[1]) >= proof["size"]


def test_R34_1_the_auditor_finds_each_step_and_verify_finds_nothing_wrong(site):
    published, grant, case = conditional(site)
    site.system(1).get(f"/data/v1/{published['code']}?permit_no=P-001",
                       **{"Gongshu-Purpose": grant["purpose_code"]}).want(200)
    site.system(0).get(f"/data/v1/{published['code']}",
                       **{"Gongshu-Purpose": grant["purpose_code"]}).refused(403)
    time.sleep(2)
    found = site.as_("auditor").get(
        f"/api/v1/record?resource={published['id']}&limit=100").want(200).json
    kinds = {x["kind"] for x in found["items"]}
    assert "release" in kinds and len(kinds) >= 3, kinds
    site.as_("steward").get("/api/v1/record").refused(403)
    site.run("verify", "--data", str(site.dir))


def test_R26_1_R27_1_an_unconditionally_open_dataset_stands_on_the_portal_by_itself(site):
    steward = site.as_("steward")
    word = unique("公交站点")
    fields = entry(**OPEN, title=f"{word}信息", grade=1, items=[
        {"code": "stop_no", "name": "站点编号", "type": "string", "length": 10, "key": True,
         "open_type": "unconditional"},
        {"code": "name", "name": "站名", "type": "string", "length": 40,
         "open_type": "unconditional"},
        {"code": "longitude", "name": "经度", "type": "decimal", "length": 10, "precision": 6},
    ])
    published = publish(site, steward, fields)
    public = site.nobody()
    assert public.get(f"/open/v1/datasets/{published['code']}").status == 404
    steward.load(published["id"], "stop_no,name,longitude\n001,中心站,120.139999\n"
                 "002,\"南站, 西广场\",120.15\n".encode())
    page = public.get(f"/open/v1/datasets/{published['code']}").want(200).json
    assert page["title"] == fields["title"], page
    found = public.get("/open/v1/datasets?q=" + "%E5%85%AC%E4%BA%A4&limit=1000").want(200).json
    assert published["code"] in [d["code"] for d in found["items"]], found["total"]
    rows = public.get(f"/open/v1/datasets/{published['code']}/preview").want(200).json["rows"]
    assert len(rows) == 2 and rows[0]["stop_no"] == "001", rows
    text = public.get(f"/open/v1/datasets/{published['code']}/download?format=csv").want(200)
    assert "中心站" in text.body.decode("utf-8-sig") and text.headers["etag"]
    part = public.get(f"/open/v1/datasets/{published['code']}/download?format=csv",
                      Range="bytes=0-9").want(206)
    assert len(part.body) == 10
    again = public.get(f"/open/v1/datasets/{published['code']}/download?format=csv",
                       **{"If-None-Match": text.headers["etag"]})
    assert again.status == 304
    data = public.get(f"/open/v1/datasets/{published['code']}/download?format=json").want(200).json
    assert "002" in json.dumps(data)
    html = public.get(f"/datasets/{published['code']}").want(200)
    assert html.headers["content-type"].startswith("text/html") and word in html.body.decode()
    rows = public.get(f"/open/v1/datasets/{published['code']}/rows?limit=1").want(200).json["rows"]
    assert len(rows) == 1


def test_R24_1_personal_data_in_the_values_stops_what_is_to_be_opened(site):
    steward = site.as_("steward")
    fields = entry(**OPEN, grade=1, items=[
        {"code": "no", "name": "编号", "type": "string", "length": 10, "key": True},
        {"code": "note", "name": "说明", "type": "string", "length": 40}])
    published = publish(site, steward, fields)
    steward.load(published["id"], f"no,note\n1,{IDS[0]}\n2,{IDS[1]}\n".encode(), want=None)
    assert site.nobody().get(f"/open/v1/datasets/{published['code']}").status == 404


def test_R54_1_a_state_secret_never_enters(site):
    got = site.as_("steward").post("/api/v1/resources", without_none(entry(secret=True)))
    assert got.status in (403, 422), got.body
    assert got.json.get("article"), got.json


def test_R39_1_deciding_on_ones_own_submission_is_refused(site):
    steward = site.as_("steward")
    made = steward.post("/api/v1/resources", without_none(entry())).want(201).json
    case = steward.case("catalogue-review", {"resource": made["id"]})
    steward.act(case, "approve").refused(403)


def test_unconditional_subscription_is_what_subscribe_does(site):
    published = publish(site, site.as_("steward"))
    grant = subscribe(site, site.as_("steward", 1), published)
    assert grant["case"] and grant["org"] == site.as_("steward", 1).user["org"]


def test_an_answer_and_all_else_survive_a_restart(site):
    published, grant, case = conditional(site)
    site.restart()
    got = site.system(1).get(f"/data/v1/{published['code']}?permit_no=P-002",
                             **{"Gongshu-Purpose": grant["purpose_code"]}).want(200)
    assert len(got.json["rows"]) == 1
    assert site.as_("steward").get(f"/api/v1/cases/{case['id']}").json["state"] == "open"


def test_the_working_day_calculator_needs_no_sign_in(site):
    got = site.nobody().get("/api/v1/calendar/due?from=2024-09-30&days=5").want(200).json
    assert got["due_on"] == "2024-10-12" and got["provisional"] is False, got
    assert got["explanation"][-1]["date"] == "2024-10-12"
    site.nobody().get("/api/v1/calendar/due?from=2024-02-30&days=5").refused(400)
