"""How a table's delivery is filed: both sides consent and both confirm the form, by a seal or by a
signature (R20.3)."""
import base64
import hashlib

from gongshu import COMMITMENT, SHARED, entry, publish
from signing import system_key
from test_bulk import by_sql
from test_cases import of_county
from test_data import many
from test_delivery import (FLAGS, PAGE, SAID, WHERE, agreed, asked, delivered, filed, path_of,
                           rows_of, sealed, shown)
from test_terms import lies_with, soon, told
from test_violation import by_token


def test_R20_3_both_consent_and_both_seal_before_it_is_filed(site):
    made, request = agreed(site)
    provider, consumer, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    case = {"id": filed(consumer, request).want(201).json["case"]}
    seen = consumer.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert seen["state"] == "consent" and seen["term"]["owes"] == "provider", seen["term"]
    assert seen["term"]["due_on"] == "2026-11-30" and seen["term"]["by"] == "house", seen["term"]
    consumer.act(case, "seal", seal_consumer="x", **WHERE).refused(409)
    assert authority.act(case, "agree").want(200).json["state"] == "consent"
    authority.act(case, "agree").refused(403)
    assert provider.act(case, "agree").want(200).json["state"] == "sealing"
    asked(site.as_("operator"), case).refused(409, "delivery-not-filed")
    provider.act(case, "seal", **WHERE).refused(422, field="papers.seal_provider")
    page = provider.upload(PAGE, filename="a.pdf")
    provider.act(case, "seal", seal_provider=page, signatories="欧阳修文").refused(422, field="papers.original_place")
    provider.act(case, "seal", seal_provider=page, original_place="档案室").refused(422, field="papers.signatories")
    provider.act(case, "seal", seal_provider="no-such-upload", **WHERE).refused(400, field="papers.seal_provider")
    provider.act(case, "seal", seal_provider=provider.upload(PAGE, filename="a.exe"), **WHERE).refused(
        400, field="papers.seal_provider")
    elses = consumer.upload(PAGE, filename="b.pdf")
    provider.act(case, "seal", seal_provider=elses, **WHERE).refused(400, field="papers.seal_provider")
    half = provider.act(case, "seal", seal_provider=page, **WHERE).want(200).json
    assert (shown(consumer, case)["provider_sealed"], shown(consumer, case)["consumer_sealed"]) == (True, False)
    assert half["state"] == "sealing" and half["term"]["owes"] == "applicant", half["term"]
    asked(site.as_("operator"), case).refused(409, "delivery-not-filed")
    now = consumer.act(case, "seal", seal_consumer=elses, **WHERE).want(200).json
    assert now["state"] == "filed" and now["term"]["owes"] == "city_operator", now
    assert shown(provider, case)["provider_sealed"] and shown(provider, case)["consumer_sealed"]
    for side in ("provider", "consumer"):
        page = provider.get(f"/api/v1/deliveries/{case['id']}/pages/{side}").want(200)
        assert page.body == PAGE and page.headers["content-type"] == "application/pdf"
    told = {n["paper"]: n for n in provider.get(f"/api/v1/cases/{case['id']}").want(200).json["named"]}
    basis = {"paper": "request", "id": request["id"], "kind": "case", "title": made["title"],
             "org_name": now["applicant"]["name"], "resource": made["id"]}
    assert told["request"] == basis, told
    assert [(n["kind"], n["title"], n["size"]) for n in (told["seal_provider"], told["seal_consumer"])] == \
        [("file", "a.pdf", len(PAGE)), ("file", "b.pdf", len(PAGE))], told
    assert told["seal_consumer"]["id"] == elses
    site.as_("steward", 2).get(f"/api/v1/deliveries/{case['id']}/pages/provider").refused(404)
    filed(consumer, request).refused(409, "delivery-filed-already", field="papers.request")


def test_R20_3_only_an_agreed_request_of_ones_own_is_filed_for(site):
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, provider, entry(**SHARED))
    request = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    filed(consumer, request).refused(409, "delivery-not-agreed", field="papers.request")
    site.as_("operator").act(request, "accept").want(200)
    provider.act(request, "agree").want(200)
    filed(provider, request).refused(403, article="20")
    filed(site.as_("steward", 2), request).refused(400, field="request")
    filed(consumer, {"id": "none"}).refused(400, field="request")
    filed(consumer, request, ends_on="2026-11-20").refused(400, field="papers.promised_on")
    for name in SAID:
        filed(consumer, request, **{name: " "}).refused(422)
    case = {"id": filed(consumer, request).want(201).json["case"]}
    provider.act(case, "refuse", reason="已有接口").refused(422, field="papers.basis")
    assert consumer.act(case, "cancel").want(200).json["state"] == "cancelled"
    filed(consumer, request).want(201)


def test_R20_3_the_form_says_what_was_filed_and_names_articles(site):
    made, request = agreed(site)
    consumer = site.as_("steward", 1)
    case = {"id": filed(consumer, request, use_terms="许可核验" * 400).want(201).json["case"]}
    got = consumer.get(f"/api/v1/deliveries/{case['id']}/form").want(200)
    assert got.headers["content-type"] == "application/pdf" and got.body[:5] == b"%PDF-"
    assert b"/Type /Page" in got.body and got.body.rstrip().endswith(b"%%EOF")
    assert got.body.count(b"/FontFile") >= 1, "fonts are inside: it prints anywhere"
    assert got.body == consumer.get(f"/api/v1/deliveries/{case['id']}/form").want(200).body
    site.as_("steward", 2).get(f"/api/v1/deliveries/{case['id']}/form").refused(404)


def to_seal(site):
    """A filing both consented to, and its form's hash."""
    made, request = agreed(site)
    case = {"id": filed(site.as_("steward", 1), request).want(201).json["case"]}
    site.as_("steward").act(case, "agree").want(200)
    site.as_("authority").act(case, "agree").want(200)
    return case, shown(site.as_("steward", 1), case)["form_sha256"]


def test_R20_3_a_sealed_page_is_what_its_name_says_and_the_register_names_the_form(site):
    case, form = to_seal(site)
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    for party in (provider, consumer):
        offered = {a["act"]: {p["name"] for p in a["papers"] if p["required"]}
                   for a in party.get(f"/api/v1/cases/{case['id']}").want(200).json["acts"]}
        assert offered["sign"] == {"sign_key", "signature"} and offered["seal"] > set(WHERE), offered
    for body, name in ((b"just text", "a.pdf"), (b"%PDF-1.7 cut off", "a.pdf"), (b"x" + PAGE, "a.pdf"),
                       (b"%PDF-x.y\nstartxref\n0\n%%EOF", "a.pdf"), (PAGE, "a.png"), (PAGE, "a.ofd"),
                       (b"\xff\xd8\xff no end", "a.jpg"), (PAGE, "a.tiff")):
        provider.act(case, "seal", seal_provider=provider.upload(body, filename=name), **WHERE).refused(
            422, "delivery-page-bytes", field="papers.seal_provider")
    page = provider.upload(PAGE, filename="a.pdf")
    provider.act(case, "seal", seal_provider=page, form_hash="0" * 64, **WHERE).refused(
        422, "delivery-other-form", field="papers.form_hash")
    provider.act(case, "seal", seal_provider=page, form_hash=form, **WHERE).want(200)
    picture = consumer.upload(b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82", filename="b.PNG")
    assert consumer.act(case, "seal", seal_consumer=picture, **WHERE).want(200).json["state"] == "filed"
    seals = shown(provider, case)["seals"]
    assert [(s["side"], s["way"], s["form_sha256"], s["signatories"], s["original_place"]) for s in seals] == [
        (side, "page", form, "欧阳修文", "机构档案室") for side in ("provider", "consumer")], seals
    assert seals[0]["page_hash"] == hashlib.sha256(PAGE).hexdigest(), seals[0]
    assert b"sha256:" + form.encode() in consumer.get(f"/api/v1/deliveries/{case['id']}/form").want(200).body


def test_R20_3_a_filing_from_before_the_form_was_kept_is_confirmed_for_one_form(site):
    case, form = to_seal(site)
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    by_sql(site, f"UPDATE delivery SET form = NULL WHERE case_id = '{case['id']}'")
    assert shown(provider, case)["form_sha256"] == form
    provider.act(case, "seal", seal_provider=provider.upload(PAGE, filename="a.pdf"), **WHERE).want(200)
    by_sql(site, f"UPDATE case_file SET title = '改了名的登记表' WHERE id = '{case['id']}'")
    now = consumer.act(case, "seal", seal_consumer=consumer.upload(PAGE, filename="b.pdf"), form_hash=form, **WHERE).want(200)
    assert now.json["state"] == "filed" and {s["form_sha256"] for s in shown(provider, case)["seals"]} == {form}


def test_R20_3_a_side_that_sealed_before_the_register_was_kept_stands_in_it(site):
    case, form = to_seal(site)
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    provider.act(case, "seal", seal_provider=provider.upload(PAGE, filename="a.pdf"), **WHERE).want(200)
    was = shown(provider, case)["seals"]
    site.stop()
    site.sql(f"DELETE FROM delivery_seal WHERE case_id = '{case['id']}'")
    site.sql(f"UPDATE delivery SET form = NULL WHERE case_id = '{case['id']}'")
    site.sql("DELETE FROM migration WHERE no = 131")
    site.start(*FLAGS)
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    got = shown(provider, case)["seals"]
    same = ("side", "way", "page_hash", "by_name")
    assert [[s[k] for k in same] for s in got] == [[s[k] for k in same] for s in was], got
    assert (got[0]["form_sha256"], got[0]["signatories"], got[0]["original_place"]) == (None, None, None), got
    assert got[0]["at"][:10] == was[0]["at"][:10], (got, was)
    now = consumer.act(case, "seal", seal_consumer=consumer.upload(PAGE, filename="b.pdf"), **WHERE).want(200).json
    assert now["state"] == "filed"
    assert [(s["side"], s["form_sha256"]) for s in shown(consumer, case)["seals"]] == [("provider", None), ("consumer", form)]


def test_R20_3_an_agency_that_became_both_sides_puts_both_seals(site):
    case, _ = to_seal(site)
    both, gone = site.as_("steward"), site.as_("steward", 1)
    both.act(case, "seal", seal_provider=both.upload(PAGE, filename="a.pdf"), **WHERE).want(200)
    by_sql(site, f"UPDATE case_file SET applicant = '{both.user['org']}' WHERE id = '{case['id']}'")
    both.act(case, "seal", seal_consumer="", **WHERE).refused(422, field="papers.seal_consumer")
    now = both.act(case, "seal", seal_consumer=both.upload(PAGE, filename="b.pdf"), **WHERE).want(200).json
    assert now["state"] == "filed" and gone.user["org"] != both.user["org"], now
    assert [(s["side"], s["way"]) for s in shown(both, case)["seals"]] == [("provider", "page"), ("consumer", "page")]


def signer(site, nth, algorithm):
    """A registered and approved key of that agency: its id, and what signs a text with it."""
    key, private = system_key(site, algorithm, nth)
    return key, lambda said: base64.encodebytes(private.der(said)).decode()


def test_R20_3_two_keys_sign_the_form_instead_of_seals(site):
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    for mine, theirs in (("ed25519", "ecdsa-p256-sha256"), ("sm2-sm3", "ed25519")):
        case, form = to_seal(site)
        other, _ = to_seal(site)
        base = f"/api/v1/deliveries/{case['id']}/statement/"
        said = provider.get(base + "provider").want(200).body
        assert said.decode() == f"gongshu-filing-1\ncase: {case['id']}\nside: provider\nform-sha256: {form}\n"
        site.as_("steward", 2).get(base + "provider").refused(404)
        key, sign = signer(site, 0, mine)
        consumers, sign_consumer = signer(site, 1, theirs)
        spare, sign_spare = signer(site, 0, theirs)

        def signs(client, key, text, **over):
            return client.act(case, "sign", **{"sign_key": key, "signature": text, **over})
        wrong = [(key, sign_spare(said)), (key, sign(said + b" ")), (key, sign(consumer.get(base + "consumer").body)),
                 (key, sign(provider.get(base.replace(case["id"], other["id"]) + "provider").body)),
                 (spare, sign(said))]
        for named, text in wrong:
            signs(provider, named, text).refused(422, "delivery-signature-wrong", field="papers.signature")
        for text in ("x", "AAAA", base64.b64encode(b"\x30" * 70).decode(), "A" * 600):
            signs(provider, key, text).refused(422, "delivery-signature-form", field="papers.signature")
        signs(provider, consumers, sign_consumer(said)).refused(422, "delivery-no-key", field="papers.sign_key")
        signs(provider, "no-such-key", sign(said)).refused(422, "delivery-no-key", field="papers.sign_key")
        provider.act(case, "sign", sign_key=key).refused(422, field="papers.signature")
        site.as_("operator").act(case, "sign", sign_key=key, signature=sign(said)).refused(403)
        provider.post(f"/api/v1/keys/{spare}/revoke", {"reason": "更换"}).want(200)
        signs(provider, spare, sign_spare(said)).refused(422, "delivery-key-off", field="papers.sign_key")
        signs(by_token(provider), key, sign(said)).refused(403, "delivery-confirm-token")
        told = provider.act(case, "deliver").refused(409).json["detail"]
        assert "盖章" in told and "签名" in told, told
        assert signs(provider, key, sign(said)).want(200).json["state"] == "sealing"
        signs(provider, key, sign(said)).refused(403)
        theirs_said = consumer.get(base + "consumer").want(200).body
        assert signs(consumer, consumers, sign_consumer(theirs_said)).want(200).json["state"] == "filed"
        seals = shown(consumer, case)["seals"]
        assert [(s["side"], s["way"], s["algorithm"], s["key_id"], s["form_sha256"]) for s in seals] == [
            ("provider", "signature", mine, key, form), ("consumer", "signature", theirs, consumers, form)], seals
        assert len(base64.b64decode(seals[0]["signature"])) == 64 and "BEGIN PUBLIC KEY" in seals[0]["public_key"]
        consumer.act(other, "cancel").want(200)
    assert delivered(site, case)["rows"] == 300


def test_R20_3_a_countys_authority_files_and_seals_for_its_agencies(site):
    agency, _, _, authority, stranger = of_county(site)
    provider = site.as_("steward")
    made = publish(site, provider, entry(**SHARED))
    provider.load(made["id"], many(20))
    request = agency.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    authority.act(request, "forward").want(200)
    site.as_("operator").act(request, "accept").want(200)
    provider.act(request, "agree", conditions={"items": ["permit_no"]}).want(200)
    filed(agency, request).refused(403, "delivery-county-files", article="20")
    stranger.post("/api/v1/deliveries", {"request": request["id"], **SAID}).refused(400)
    case = {"id": filed(authority, request).want(201).json["case"]}
    assert shown(authority, case)["form"] == "county"
    done = sealed(site, case, provider, authority)
    assert done["state"] == "filed" and done["term"]["owes"] == "city_operator", done
    assert delivered(site, case)["rows"] == 20
    agency.get(path_of(case, 1)).refused(404)
    assert [list(r) for r in rows_of(authority.get(path_of(case, 1)).want(200))][0] == ["permit_no"]


def test_R20_3_each_who_owes_a_consent_or_a_seal_has_it_on_the_desk_until_it_is_given(site):
    made, request = agreed(site)
    provider, consumer, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    case = {"id": filed(consumer, request).want(201).json["case"]}
    for client, owes in ((provider, "provider"), (authority, "city_authority")):
        now = shown(client, case) and client.get(f"/api/v1/cases/{case['id']}").json
        assert now["term"]["owes"] == owes and now["term"]["due_on"] == "2026-11-30", now["term"]
        assert [t["owes"] for t in now["terms"]] == ["provider", "city_authority"], now["terms"]
        assert lies_with(client, case) and len(told(client, case, "waits")) == 1
    assert not lies_with(consumer, case)
    authority.act(case, "agree").want(200)
    assert not lies_with(authority, case) and lies_with(provider, case)
    assert len(told(provider, case, "waits")) == 1, "nothing new waits for it"
    provider.act(case, "agree").want(200)
    for client in (provider, consumer):
        assert lies_with(client, case), client.user
        assert told(client, case, "waits")[0]["due_on"] == "2026-11-30"
    consumer.act(case, "seal", seal_consumer=consumer.upload(PAGE, filename="b.pdf"), **WHERE).want(200)
    assert lies_with(provider, case) and not lies_with(consumer, case)


def test_R20_3_of_two_who_owe_each_is_late_by_its_own_day_and_counted(site):
    made, request = agreed(site)
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    case = {"id": filed(consumer, request).want(201).json["case"]}
    site.restart("--password-days", "0", "--clock", "2026-12-02T10:00:00+08:00")
    try:
        authority, provider = site.as_("authority"), site.as_("steward")
        soon(lambda: told(provider, case, "late") and told(authority, case, "late"))
        def late():
            got = authority.get("/api/v1/late?limit=1000&process=table-delivery").want(200).json["items"]
            return sorted(c["owes"] for c in got if c["id"] == case["id"])
        assert late() == ["city_authority", "provider"]
        provider.act(case, "agree").want(200)
        assert late() == ["city_authority"], "who has done its part is late no longer"
        done = authority.act(case, "agree").want(200).json
        assert done["state"] == "sealing" and not done["term"]["late"], done["term"]
        assert [s["late"] for s in done["history"]] == [False, True, True]
    finally:
        site.restart(*FLAGS)
