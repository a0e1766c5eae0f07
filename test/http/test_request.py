"""What goes along with a request to share: the commitment signed by name, the registered
scenario, items chosen, files attached; a grant renewed (R19.2, R20.2, R20.3, R31.1)."""
import hashlib
import base64
import time

from gongshu import COMMITMENT, LEFT_OUT, ROWS, SHARED, entry, newest_grant, publish, unique
from test_terms import soon

AT = ("--password-days", "0", "--usage-seconds", "1", "--clock")
FLAGS = AT + ("2026-11-23T10:00:00+08:00",)
PDF = b"%PDF-1.7 a mission letter"


def listed(site, fields=None):
    provider = site.as_("steward")
    made = publish(site, provider, entry(**(fields or {})))
    provider.load(made["id"], ROWS)
    return made


def asked(client, made, **papers):
    return client.post("/api/v1/cases", {"process": "share-request", "subject": {"resource": made["id"]},
                                         "papers": {**COMMITMENT, **papers}})


def opened(site, made, consumer=None, **papers):
    case = asked(consumer or site.as_("steward", 1), made, **papers).want(201).json
    return site.as_("operator").act(case, "accept").want(200).json


def registered(client, **over):
    return client.post("/api/v1/scenarios", {"name": "新生儿一件事", "kind": "one_stop",
        "description": "出生医学证明、户口、医保一次办理", "duty": "政务服务", **over})


def call(site, grant, query="limit=10"):
    return site.system(1).get(f"/data/v1/{grant['code']}?{query}", **{"Gongshu-Purpose": grant["purpose_code"]})


# --- the commitment ------------------------------------------------------------------------
def test_R19_2_the_commitment_is_signed_by_name_and_on_the_record(site):
    consumer = site.as_("steward", 1)
    now = consumer.get("/api/v1/commitments/current").want(200).json
    assert now["in_force"] and len(now["hash"]) == 43, now
    keys = [c["key"] for c in now["text"]["clauses"]]
    assert "third" in keys and "purpose" in keys, keys
    assert all(c["text"] and c["text_en"] for c in now["text"]["clauses"])
    made = listed(site)
    case = opened(site, made, commitment_version=now["hash"])
    signed = case["commitment"]
    assert (signed["hash"], signed["version"]) == (now["hash"], now["version"]), signed
    assert signed["by_id"] == consumer.user["id"] and signed["org"] == consumer.user["org"]
    assert signed["by_title"] and signed["org_name"] and signed["at"].startswith("2026-11-23")
    assert signed["leaf"] == case["history"][0]["leaf"], "the submission's leaf"
    leaf = site.as_("auditor").get(f"/api/v1/record?case={case['id']}&limit=50").want(200).json["items"]
    assert any(i.get("object") == now["hash"] for i in leaf), leaf
    grant = newest_grant(consumer, made)
    assert grant["commitment"] == now["hash"] and grant["commitment_version"] == now["version"]
    assert consumer.get(f"/api/v1/commitments/{now['hash']}").want(200).json["text"] == now["text"]
    consumer.get("/api/v1/commitments/nothing").want(404)


def test_R19_2_true_alone_signs_what_is_in_force_and_an_older_text_is_refused(site):
    consumer = site.as_("steward", 1)
    made = listed(site)
    assert asked(consumer, made).want(201).json["commitment"]["version"]
    old = asked(consumer, made, commitment_version="2020-1").want(409)
    assert old.json["field"] == "papers.commitment_version", old.json
    draft = asked(consumer, made, commitment=False).want(201).json
    assert draft["state"] == "draft" and "commitment" not in draft, draft


def test_R19_2_a_returned_request_is_signed_anew_and_demands_are_signed_too(site):
    consumer, operator = site.as_("steward", 1), site.as_("operator")
    case = asked(consumer, listed(site)).want(201).json
    operator.act(case, "return", reason="用途请写具体").want(200)
    again = consumer.act(case, "submit", purpose="核验从业许可").want(200).json
    assert again["commitment"]["leaf"] == again["history"][-1]["leaf"] != case["commitment"]["leaf"]
    demand = consumer.post("/api/v1/demands", {"demand": unique("需求"), "duty": "核查", "scenario": "核查",
                                               "commitment": True}).want(201).json
    got = consumer.get(f"/api/v1/cases/{demand['case']}").want(200).json
    assert got["commitment"]["version"], got


# --- items ------------------------------------------------------------------------------------
def test_R20_2_an_unconditional_grant_opens_on_the_items_asked_for(site):
    consumer = site.as_("steward", 1)
    made = listed(site)
    opened(site, made, items_asked=["holder", "permit_no"], rows_asked="只要有效的许可")
    grant = newest_grant(consumer, made)
    assert grant["items"] == ["permit_no", "holder"] and grant["asked"] == ["permit_no", "holder"], grant
    rows = call(site, grant).want(200).json["rows"]
    assert set(rows[0]) == {"permit_no", "holder"}, rows
    call(site, grant, "fields=fee").want(403)
    opened(site, made)
    whole = newest_grant(consumer, made)
    assert whole["asked"] is None and len(whole["items"]) == 7, whole


def test_R20_3_an_agreement_gives_what_was_asked_unless_it_says_otherwise(site):
    consumer, provider = site.as_("steward", 1), site.as_("steward")
    made = listed(site, SHARED)
    case = opened(site, made, items_asked=["permit_no", "active"])
    provider.act(case, "agree", conditions={"quota": {"rows": 50}}).want(200)
    grant = newest_grant(consumer, made)
    assert grant["items"] == ["permit_no", "active"] == grant["asked"], grant
    case = opened(site, made, items_asked=["permit_no", "active"])
    provider.act(case, "agree", conditions={"items": ["permit_no", "holder"]}).want(200)
    grant = newest_grant(consumer, made)
    assert grant["items"] == ["permit_no", "holder"] and grant["asked"] == ["permit_no", "active"]


def partly(client, case, conditions, **papers):
    return client.post(f"/api/v1/cases/{case['id']}/acts", {
        "act": "agree", "papers": {"conditions": conditions, **papers}})


def test_R20_3_R18_1_agreeing_to_less_than_was_asked_carries_reason_and_law_and_is_counted(site):
    consumer, provider = site.as_("steward", 1), site.as_("steward")
    made = listed(site, SHARED)
    why, law = LEFT_OUT["reason"], LEFT_OUT["basis"]
    kept = dict(law, article="6")       # as the pack calls it
    fewer, verify = {"items": ["permit_no"]}, {"verify_only": True}
    for asked_for, less in ((["permit_no", "holder"], fewer), (None, fewer), (None, verify),
                            (None, {"aggregate": "only"}), (None, {"masks": {"holder": "suppress"}})):
        case = opened(site, made, **({"items_asked": asked_for} if asked_for else {}))
        said = partly(provider, case, less).refused(422, "share-left-out", field="papers.reason")
        assert "理由" in said.json["detail"] and "依据" in said.json["detail"], said.json
        assert said.json["article"] == "20", said.json
        partly(provider, case, less, reason=" ", basis=law).refused(422, field="papers.reason")
        partly(provider, case, less, reason=why).refused(422, "share-left-out", field="papers.basis")
        partly(provider, case, less, reason=why, basis=dict(law, law="某办法", level="rule")).refused(
            422, "basis-level", field="papers.basis.level")
    count = f"/api/v1/refusals?limit=1000&org={provider.user['org']}"
    before = [r["refusals"] for r in provider.get(count).json["items"] if r["partial"]]
    done = partly(provider, case, fewer, reason=why, basis=law).want(200).json
    agreed = [h for h in done["history"] if h["act"] == "agree"][0]
    assert agreed["papers"]["basis"]["article"] == law["article"] and agreed["papers"]["reason"] == why
    grant = newest_grant(consumer, made)
    assert grant["left_out"] == {"reason": why, **kept}, grant
    got = [r for r in provider.get(count).json["items"] if r["partial"]]
    assert sum(r["refusals"] for r in got) == sum(before) + 1, got
    assert any((r["law"], r["article"], r["process"]) == (kept["law"], kept["article"], "share-request") for r in got), got


def test_R20_3_masks_rows_quota_and_period_are_conditions_and_need_no_basis(site):
    consumer, provider = site.as_("steward", 1), site.as_("steward")
    made = listed(site, SHARED)
    case = opened(site, made, items_asked=["permit_no", "holder"])
    partly(provider, case, {"masks": {"holder": "name"}, "quota": {"rows": 9}, "valid_until": "2027-01-15",
                            "where": {"item": "active", "op": "eq", "value": True},
                            "items": ["permit_no", "holder"]}).want(200)
    assert newest_grant(consumer, made)["left_out"] is None


def test_R20_2_items_that_cant_be_had_are_refused_by_name(site):
    consumer = site.as_("steward", 1)
    items = entry()["items"]
    items[1]["share_type"], items[3]["share_type"] = "conditional", "none"
    made = listed(site, {"items": items, "share_reason": "部分信息项受限", "share_conditions": "另行申请",
                         "share_basis": SHARED["share_basis"]})
    for bad, field in ((["permit_no", "nothing"], "[1]"), (["mobile"], "[0]"), (["holder"], "[0]"),
                       (["fee", "fee"], "[1]"), ([7], "[0]"), ([], "")):
        got = asked(consumer, made, items_asked=bad).want(400).json
        assert got["field"] == "papers.items_asked" + field, (bad, got)
    asked(consumer, made, items_asked="permit_no").want(400)
    asked(consumer, made, rows_asked=["x"]).want(400)


def test_R19_2_the_applicants_words_stay_whatever_the_provider_says(site):
    provider = site.as_("steward")
    made = listed(site, SHARED)
    case = opened(site, made)
    for paper, value in (("purpose", "别的用途"), ("items_asked", ["fee"]), ("scenario_code", "x")):
        got = provider.act(case, "agree", **{paper: value}).want(400).json
        assert got["field"] == f"papers.{paper}", got
    provider.act(case, "agree").want(200)
    assert newest_grant(site.as_("steward", 1), made)["purpose"] == COMMITMENT["purpose"]


def counted(client, code, calls):
    """Calls are counted from the record a moment later."""
    def got():
        one = client.get(f"/api/v1/scenarios/{code}").want(200).json
        return one["calls"] >= calls and one
    return soon(got, 30)


# --- scenarios ----------------------------------------------------------------------------------
def test_R31_1_a_scenario_is_registered_by_its_agency_and_tells_what_it_uses(site):
    consumer, provider = site.as_("steward", 1), site.as_("steward")
    code = unique("birth")
    made = registered(consumer, code=code, city_wide=True, since="2026-01-01").want(201)
    assert made.json["org"] == consumer.user["org"] and made.json["yours"], made.json
    assert registered(consumer, code=code).want(409).json["field"] == "code"
    table = listed(site)
    case = opened(site, table, scenario_code=code)
    assert case["scenario"] == {"code": code, "name": "新生儿一件事"}, case
    grant = newest_grant(consumer, table)
    assert (grant["scenario_code"], grant["scenario_name"]) == (code, "新生儿一件事")
    rows = len(call(site, grant).want(200).json["rows"])
    call(site, grant).want(200)
    asked(consumer, listed(site, SHARED), scenario_code=code).want(201)
    got = counted(provider, code, 2)
    assert (got["resources"], got["grants"], got["requests"]) == (1, 1, 1), got
    assert (got["calls"], got["rows"]) == (2, 2 * rows) and not got["yours"], got
    uses = {u["resource"]: u for u in got["uses"]}
    assert uses[table["id"]]["calls"] == 2 and uses[table["id"]]["open"] == 1, uses
    assert len(uses) == 2 and sum(u["requests"] for u in uses.values()) == 1, uses


def test_R31_1_totals_outlive_the_period_of_a_quota(site):
    consumer, provider = site.as_("steward", 1), site.as_("steward")
    code = registered(consumer).want(201).json["code"]
    table = listed(site, SHARED)
    case = opened(site, table, scenario_code=code)
    provider.act(case, "agree", conditions={"quota": {"calls": 1, "per": "day"}}).want(200)
    grant = newest_grant(consumer, table)
    call(site, grant).want(200)
    call(site, grant).want(429)
    site.restart(*AT, "2026-11-24T10:00:00+08:00")
    call(site, grant).want(200)
    consumer = site.as_("steward", 1)
    assert consumer.get(f"/api/v1/grants/{grant['id']}").json["used"]["calls"] == 1
    assert counted(consumer, code, 2)["calls"] == 2, "what was refused is no call"


def test_R31_1_who_may_name_and_keep_a_scenario(site):
    consumer, other = site.as_("steward", 1), site.as_("steward", 2)
    made = registered(consumer, name="内部核查").want(201).json
    code, table = made["code"], listed(site)
    got = asked(other, table, scenario_code=code).want(422).json
    assert got["field"] == "papers.scenario_code", got
    assert asked(consumer, table, scenario_code="没有").want(422).json["field"] == "papers.scenario_code"
    said = {"name": "内部核查", "kind": "other", "description": "自查", "duty": "监管"}
    other.put(f"/api/v1/scenarios/{code}", said).want(403)
    other.post(f"/api/v1/scenarios/{code}/results", {"result": "无"}).want(403)
    registered(other, org=consumer.user["org"]).want(403)
    registered(site.as_("operator"), org=consumer.user["org"], name="代为登记").want(201)
    registered(site.as_("auditor")).want(403)
    site.nobody().get("/api/v1/scenarios").want(401)
    site.as_("operator").put(f"/api/v1/scenarios/{code}", {**said, "city_wide": True}).want(200)
    asked(other, table, scenario_code=code).want(201)
    consumer.put(f"/api/v1/scenarios/{code}", {**said, "state": "ended", "until": "2026-11-01"}).want(200)
    asked(consumer, table, scenario_code=code).want(422)
    # free words stay free, and a code among them is linked while it may be named
    assert "scenario" not in asked(consumer, table, scenario=code).want(201).json
    live = registered(consumer).want(201).json["code"]
    assert asked(consumer, table, scenario=live).want(201).json["scenario"]["code"] == live


def test_R31_1_the_register_is_looked_through_and_leaves_as_a_file(site):
    consumer = site.as_("steward", 1)
    word = unique("网")
    code = registered(consumer, name=word, kind="one_network").want(201).json["code"]
    found = consumer.get(f"/api/v1/scenarios?q={word.encode().hex() and word[1:]}&kind=one_network").want(200).json
    assert [s["code"] for s in found["items"]] == [code], found
    assert site.as_("steward", 2).get(f"/api/v1/scenarios?usable=1&q={word[1:]}").json["total"] == 0
    assert consumer.get(f"/api/v1/scenarios?usable=1&q={word[1:]}").json["total"] == 1
    file = consumer.get(f"/api/v1/scenarios?q={word[1:]}&format=csv").want(200)
    lines = file.body.decode("utf-8-sig").strip().splitlines()
    assert lines[0].startswith("code,name,kind") and len(lines) == 2 and word in lines[1], lines
    for bad in ("kind=x", "state=x", "usable=x", "format=pdf", "nothing=1"):
        consumer.get(f"/api/v1/scenarios?{bad}").want(400)
    for over, field in (({"since": "2027-01-01"}, "since"), ({"code": "有空格"}, "code"), ({"kind": "x"}, "kind"),
                        ({"since": "2026-02-01", "until": "2026-01-01"}, "until"), ({"name": ""}, "name")):
        assert registered(consumer, **over).want(400).json["field"] == field, over
    consumer.get("/api/v1/scenarios/nothing").want(404)
    done = consumer.post(f"/api/v1/scenarios/{code}/results", {"on": "2026-11-20", "result": "办件提速一半"}).want(201).json
    assert done["outcomes"][0]["result"] == "办件提速一半" and done["results"] == 1, done
    assert consumer.post(f"/api/v1/scenarios/{code}/results", {"on": "2027-01-01", "result": "x"}).want(400).json["field"] == "on"
    stale = consumer.call("PUT", f"/api/v1/scenarios/{code}", headers={"If-Match": '"99"'},
                          json_body={"name": word, "kind": "other", "description": "x", "duty": "y"})
    assert stale.status == 412, stale.status


# --- attachments ---------------------------------------------------------------------------------
def test_R19_2_a_file_goes_along_and_is_handed_to_the_parties_alone(site):
    consumer, provider, operator = site.as_("steward", 1), site.as_("steward"), site.as_("operator")
    letter = consumer.upload(PDF, filename="任务书 第1号.pdf")
    case = opened(site, listed(site, SHARED), attachments=[letter])
    file = case["attachments"][0]
    digest = base64.urlsafe_b64encode(hashlib.sha256(PDF).digest()).decode().rstrip("=")
    assert (file["name"], file["type"], file["size"], file["sha256"], file["act"]) == (
        "任务书 第1号.pdf", "application/pdf", len(PDF), digest, "submit"), file
    where = f"/api/v1/cases/{case['id']}/attachments/{file['id']}"
    for who in (consumer, provider, operator):
        got = who.get(where).want(200)
        assert got.body == PDF and got.headers["content-type"] == "application/pdf"
        assert got.headers["content-disposition"].startswith("attachment; filename="), got.headers
        assert "UTF-8''%E4%BB%BB" in got.headers["content-disposition"]
        assert got.headers["x-content-type-options"] == "nosniff"
    site.as_("steward", 2).get(where).want(404)
    site.as_("auditor").get(where).want(403)
    site.nobody().get(where).want(401)
    provider.get(f"/api/v1/cases/{case['id']}/attachments/nothing").want(404)
    consumer.delete(f"/api/v1/uploads/{letter}", **{"Tus-Resumable": "1.0.0"}).want(409)
    taken = site.as_("auditor").get(f"/api/v1/record?case={case['id']}&limit=100").want(200).json["items"]
    acts = [i.get("act") for i in taken]
    assert acts.count("attachment-fetched") == 3 and acts.count("file-attached") == 1, acts
    reply = provider.upload(b"\x89PNG\r\n\x1a\n and so on", filename="scan.PNG")
    done = provider.act(case, "agree", attachments=[reply]).want(200).json
    assert [(f["act"], f["type"]) for f in done["attachments"]] == [
        ("submit", "application/pdf"), ("agree", "image/png")], done["attachments"]


def test_R19_2_what_isnt_a_file_we_take_is_refused_by_place(site):
    consumer, made = site.as_("steward", 1), listed(site)
    good = consumer.upload(PDF, filename="a.pdf")
    others = site.as_("steward", 2).upload(PDF, filename="a.pdf")
    for bad in (consumer.upload(b"<html>", filename="a.pdf"), consumer.upload(b"<svg>", filename="a.svg"),
                consumer.upload(PDF, filename="pdf"), others, "nothing"):
        got = asked(consumer, made, attachments=[good, bad]).want(400).json
        assert got["field"] == "papers.attachments[1]", got
    for bad in ("a", [7], [good, good], [""], [{}], [f"x{n}" for n in range(11)]):
        assert asked(consumer, made, attachments=bad).want(400).json["field"].startswith("papers.attachments")
    half = consumer.call("POST", "/api/v1/uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "10",
        "Upload-Metadata": "filename " + base64.b64encode(b"a.pdf").decode()}).want(201)
    half = half.headers["location"].rsplit("/", 1)[1]
    assert asked(consumer, made, attachments=[half]).want(409).json["field"] == "papers.attachments[0]"


def test_R19_2_a_drafts_files_are_nobodys_until_it_is_handed_in(site):
    consumer, provider = site.as_("steward", 1), site.as_("steward")
    made = listed(site, SHARED)
    letter = consumer.upload(PDF, filename="a.pdf")
    draft = asked(consumer, made, commitment=False, attachments=[letter]).want(201).json
    assert draft["state"] == "draft" and "attachments" not in draft, draft
    site.as_("auditor").get(f"/api/v1/cases/{draft['id']}/attachments/{letter}").want(404)
    case = consumer.act(draft, "submit", commitment=True).want(200).json
    file = case["attachments"][0]
    site.as_("operator").act(case, "accept").want(200)
    assert provider.get(f"/api/v1/cases/{case['id']}/attachments/{file['id']}").want(200).body == PDF
    # in one answer to many acts too
    again = opened(site, made)
    reply = provider.upload(PDF, filename="b.pdf")
    bad = provider.post("/api/v1/cases/acts", {"acts": [{"case": again["id"], "act": "agree",
                                                          "papers": {"attachments": ["x"]}}]}).want(200).json
    assert bad["refused"] == 1 and bad["items"][0]["field"] == "papers.attachments[0]", bad
    provider.post("/api/v1/cases/acts", {"acts": [{"case": again["id"], "act": "agree",
                                                   "papers": {"attachments": [reply]}}]}).want(200)
    assert provider.get(f"/api/v1/cases/{again['id']}").json["attachments"][0]["act"] == "agree"


# --- renewal ---------------------------------------------------------------------------------------
def later(site, when):
    """Consumer and provider, at a later time."""
    site.restart(*AT, when)
    return site.as_("steward", 1), site.as_("steward")


def told(client, case, kind):
    got = client.get("/api/v1/notices?limit=1000").want(200).json
    return [n for n in got["items"] if n["case"] == case["id"] and n["kind"] == kind]


def test_R20_3_a_grant_is_renewed_before_it_runs_out_and_none_stands_still(site):
    consumer, provider = later(site, "2026-11-25T10:00:00+08:00")
    made = listed(site, SHARED)
    case = opened(site, made, items_asked=["permit_no", "holder"])
    provider.act(case, "agree", conditions={"valid_until": "2027-01-15", "quota": {"calls": 1}}).want(200)
    old = newest_grant(consumer, made)
    assert not told(consumer, case, "grant_ending")
    consumer, provider = later(site, "2026-12-16T09:00:00+08:00")
    first = soon(lambda: told(consumer, case, "grant_ending"))
    assert first[0]["due_on"] == "2027-01-15" and "2027年1月15日" in first[0]["text"], first
    consumer, provider = later(site, "2027-01-08T09:00:00+08:00")
    soon(lambda: told(consumer, case, "grant_ends"))
    call(site, old).want(200)
    call(site, old).want(429)
    for who, other in ((site.as_("steward", 2), made), (consumer, listed(site, SHARED))):
        assert asked(who, other, renews=old["id"]).want(422).json["field"] == "papers.renews"
    renewal = asked(consumer, made, renews=old["id"], items_asked=old["items"]).want(201).json
    twice = asked(consumer, made, renews=old["id"]).want(409).json
    assert renewal["id"] in twice["detail"] and twice["field"] == "papers.renews", twice
    assert consumer.get(f"/api/v1/grants/{old['id']}").json["renewal"] == renewal["id"]
    site.as_("operator").act(renewal, "accept").want(200)
    provider.act(renewal, "agree", conditions={"valid_until": "2027-12-31", "quota": {"calls": 2}}).want(200)
    new = newest_grant(consumer, made)
    was = consumer.get(f"/api/v1/grants/{old['id']}").json
    assert new["renews"] == old["id"] and was["renewed_by"] == new["id"] and was["state"] == "open"
    assert was["renewal"] is None and new["used"]["calls"] == 0, "quotas are separate"
    said = told(consumer, renewal, "grant_renewed")
    assert said and said[0]["due_on"] == "2027-01-15", said
    call(site, new).want(200)
    asked(consumer, made, renews=old["id"]).want(409)
    consumer, provider = later(site, "2027-01-16T00:05:00+08:00")
    soon(lambda: consumer.get(f"/api/v1/grants/{old['id']}").json["state"] == "ended")
    assert "续期" in call(site, old).want(403).json["detail"]
    call(site, new).want(200)
    time.sleep(1)
    assert len(told(consumer, case, "grant_ends")) == 1 == len(told(consumer, case, "grant_ending"))


def test_R20_3_what_ran_out_is_renewed_what_was_taken_back_is_not(site):
    consumer, provider = later(site, "2027-02-01T10:00:00+08:00")
    made = listed(site, SHARED)
    endless = opened(site, made)
    provider.act(endless, "agree").want(200)
    assert asked(consumer, made, renews=newest_grant(consumer, made)["id"]).want(409).json["field"] == "papers.renews"
    back = opened(site, made)
    provider.act(back, "agree", conditions={"valid_until": "2027-03-01"}).want(200)
    grant = newest_grant(consumer, made)
    provider.act(back, "suspend", reason="核查").want(200)
    asked(consumer, made, renews=grant["id"]).want(409)
    provider.act(back, "revoke", reason="用途不符", basis={"law": "中华人民共和国数据安全法", "article": "38"}).want(200)
    asked(consumer, made, renews=grant["id"]).want(409)
    asked(consumer, made, renews="nothing").want(422)
    short = opened(site, made)
    provider.act(short, "agree", conditions={"valid_until": "2027-02-05"}).want(200)
    grant = newest_grant(consumer, made)
    consumer, provider = later(site, "2027-02-08T10:00:00+08:00")
    soon(lambda: consumer.get(f"/api/v1/grants/{grant['id']}").json["state"] == "ended")
    asked(consumer, made, renews=grant["id"]).want(201)
