"""The public reports an error in open data without an account, follows it by a code, and marks
nothing (R23.1)."""
import json
import re
import urllib.parse

from gongshu import OPEN, entry, publish, subscribe, unique, without_none
from test_account import staff
from test_content import PDF, confirm, described, mount
from test_correction import FLAGS, asked, org_of
from test_terms import soon


def on_portal(site, **over):
    """An open table of the first agency that the second also uses by a grant."""
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, holder, without_none(entry(items=[
        {"code": "permit_no", "name": "许可编号", "type": "string", "length": 20, "key": True},
        {"code": "place", "name": "地址", "type": "string", "length": 50}], **OPEN, **over)))
    holder.load(made["id"], "permit_no,place\nA-1,建军路 1 号\nA-2,解放路 2 号\n".encode())
    return made, subscribe(site, consumer, made)


def public_report(site, made, **over):
    client = site.nobody()
    if "address" in over:
        client.source = (over.pop("address"), 0)
    body = {"what": "门牌号应为 3 号", "item": "place", "record_key": "编号 A-2 的那一行", **over}
    return client.post(f"/open/v1/datasets/{made['code']}/reports", body)


def looked_up(site, got, code=None):
    return site.nobody().post(f"/open/v1/reports/{got['receipt']}", {"code": code or got["code"]})


def looked_up_page(site, got):
    body = urllib.parse.urlencode({"receipt": got["receipt"], "code": got["code"]}).encode()
    return site.nobody().call("POST", "/reports", body, {
        "Content-Type": "application/x-www-form-urlencoded"}).want(200).body.decode()


def test_R23_1_the_public_reports_an_error_without_account_and_marks_nothing_until_it_is_taken_up(site):
    made, grant = on_portal(site)
    holder = site.as_("steward")
    got = public_report(site, made, address="127.0.0.20", contact="电话 13900001111").want(201).json
    assert got["due_on"] == "2026-11-30" and len(got["code"]) == 17, got
    seen = looked_up(site, got).want(200).json
    assert (seen["state"], seen["due_on"], seen["answer"]) == ("reported", "2026-11-30", None), seen
    assert "contact" not in seen and "13900001111" not in json.dumps(seen)
    assert "marks" not in asked(site, made, grant).json, "anybody could mark everything"
    listed = holder.get(f"/api/v1/corrections?resource={made['id']}").want(200).json["items"]
    assert [(c["case"], c["source"], c["marked"], c["state"], c["applicant"]) for c in listed] == [
        (got["receipt"], "public", False, "reported", None)], listed
    assert holder.get(f"/api/v1/corrections?resource={made['id']}&source=agency").json["total"] == 0
    assert holder.get(f"/api/v1/corrections?resource={made['id']}&open=true").json["total"] == 0
    case = holder.get(f"/api/v1/cases/{got['receipt']}").want(200).json
    assert not case["term"].get("article") and case["term"]["due_on"] == "2026-11-30", case["term"]
    holder.act(case, "accept", record_key="A-2").want(200)
    marked = asked(site, made, grant).json
    assert [(m["row"], m["items"]) for m in marked["marks"]] == [(1, ["place"])], marked
    assert looked_up(site, got).json["state"] == "verifying"
    now = holder.get(f"/api/v1/cases/{got['receipt']}").want(200).json
    assert now["term"]["due_on"] == "2026-11-30", "the clock goes on"
    for given, status, field in (({}, 422, "correction"), ({"correction": "解放路 3 号"}, 422, "batch"),
                                 ({"correction": "解放路 3 号", "at_source": True}, 409, "at_source")):
        refused = holder.act(case, "correct", **given).refused(status, field=f"papers.{field}").json
        assert "article" not in refused, "on these the measures are silent"
    batch = holder.load(made["id"], "permit_no,place\nA-1,建军路 1 号\nA-2,解放路 3 号\n".encode())
    holder.act(case, "correct", correction="解放路 3 号", finding="已与实地核对", batch=batch["id"]).want(200)
    assert "marks" not in asked(site, made, grant).json
    history = holder.get(f"/api/v1/cases/{got['receipt']}").want(200).json["history"]
    assert len(history) > 3 and not [h for h in history if h.get("article")], history
    seen = looked_up(site, got, got["code"].lower().replace("-", " ")).want(200).json
    assert (seen["state"], seen["answer"], seen["due_on"]) == ("corrected", "已与实地核对", None), seen
    assert (seen["correction"], seen["mended"], seen["mended_version"], seen["mended_at"]) == (
        "解放路 3 号", "batch", batch["version"], batch["ended_at"]), seen
    shown = looked_up_page(site, got)
    for words in ("解放路 3 号", "已与实地核对", f"数据第 {batch['version']} 版"):
        assert words in shown, words
    told = json.dumps(seen) + shown
    for inner in (batch["id"], "data.csv", site.account("steward")["name"]):
        assert inner not in told, inner
    assert holder.get(f"/api/v1/cases/{got['receipt']}").json["state"] == "closed"


def test_R23_1_what_the_provider_finds_right_is_answered_and_never_marked(site):
    made, grant = on_portal(site)
    holder = site.as_("steward")
    got = public_report(site, made, address="127.0.0.21").want(201).json
    site.as_("steward", 1).post(f"/api/v1/cases/{got['receipt']}/acts", {"act": "accept", "papers": {}}).refused(404)
    site.as_("operator").act({"id": got["receipt"]}, "accept").refused(403)
    holder.act({"id": got["receipt"]}, "uphold").refused(422, field="papers.reason")
    holder.act({"id": got["receipt"]}, "uphold", reason="与登记资料一致").want(200)
    seen = looked_up(site, got).want(200).json
    assert (seen["state"], seen["answer"]) == ("upheld", "与登记资料一致"), seen
    assert "marks" not in asked(site, made, grant).json


def test_R23_1_files_are_mended_for_the_public_by_a_version_that_is_open_to_it(site):
    holder = site.as_("steward")
    made = publish(site, holder, without_none(described(**OPEN)))
    mount(holder, made, (PDF, "年报.pdf")).want(201)
    other = staff(site, "steward", org=org_of(holder))
    confirm(other, made, 1).want(200)
    got = public_report(site, made, address="127.0.0.28", item=None).want(201).json
    words = {"correction": "第 3 页的数字已改"}
    for named, status, code in (("1", 409, "correction-not-live"), ("2", 400, "correction-no-batch"),
                                ("x", 400, "correction-no-batch"), ("9" * 30, 400, "correction-no-batch")):
        holder.act(got["receipt"], "correct", batch=named, **words).refused(status, code, field="papers.batch")
    mount(holder, made, (PDF + b"!", "年报.pdf")).want(201)
    assert holder.get(f"/api/v1/corrections/{got['receipt']}/mended").want(200).json["data"] == []
    holder.act(got["receipt"], "correct", batch="2", **words).refused(409, "correction-not-open", field="papers.batch")
    confirm(other, made, 2).want(200)
    offer = holder.get(f"/api/v1/corrections/{got['receipt']}/mended").want(200).json
    assert [d["batch"] for d in offer["data"]] == ["2"], offer
    holder.act(got["receipt"], "correct", batch="2", **words).want(200)
    seen = looked_up(site, got).want(200).json
    assert (seen["mended"], seen["mended_version"], seen["answer"]) == ("files", 2, None), seen


def test_R23_1_the_public_reads_that_a_source_was_mended_by_the_providers_word_alone(site):
    made, _ = on_portal(site)
    holder = site.as_("steward")
    got = public_report(site, made, address="127.0.0.29").want(201).json
    holder.act(got["receipt"], "correct", correction="已改", at_source=True).refused(409, "correction-held")
    bare = publish(site, holder, without_none(entry(items=[
        {"code": "no", "name": "编号", "type": "string", "length": 20, "key": True}], **{
            **OPEN, "open_type": "conditional", "open_reason": "涉及运营安全", "open_conditions": "按协议使用",
            "open_basis": {"law": "中华人民共和国数据安全法", "level": "law", "article": "42"}})))
    got = public_report(site, bare, address="127.0.0.29", item=None).want(201).json
    holder.act(got["receipt"], "correct", correction="来源系统已改", at_source=True).want(200)
    assert "平台无法核对" in looked_up_page(site, got)


def test_R23_1_a_visitors_own_words_are_no_key_until_the_provider_says_which_record(site):
    made, _ = on_portal(site)
    holder = site.as_("steward")
    got = public_report(site, made, address="127.0.0.22", record_key="x" * 200).want(201).json
    holder.act({"id": got["receipt"]}, "accept").refused(422, "report-which", field="papers.record_key")
    holder.act({"id": got["receipt"]}, "accept", item="nope").refused(400, field="papers.item")
    assert looked_up(site, got).json["state"] == "reported"
    holder.act({"id": got["receipt"]}, "accept", record_key="A-1", item="place").want(200)


def test_R23_1_who_doesnt_have_the_code_learns_nothing(site):
    made, _ = on_portal(site)
    got = public_report(site, made, address="127.0.0.23").want(201).json
    other = public_report(site, made, address="127.0.0.23").want(201).json
    answers = [looked_up(site, got, other["code"]), looked_up(site, {"receipt": "0" * 16, "code": "x"}),
               looked_up(site, got, "x"), looked_up(site, got, " ")]
    assert {(a.status, a.json["code"]) for a in answers} == {(404, "report-unknown")}, answers
    for who in (site.as_("steward", 2), site.as_("steward", 1)):
        who.get(f"/api/v1/cases/{got['receipt']}").refused(404)
        who.get(f"/api/v1/corrections/{got['receipt']}").refused(404)


def test_R23_1_the_contact_is_sealed_and_each_look_has_its_reason_on_the_record(site):
    made, _ = on_portal(site)
    holder, auditor = site.as_("steward"), site.as_("auditor")
    got = public_report(site, made, address="127.0.0.24", contact="微信 abc-77").want(201).json
    none = public_report(site, made, address="127.0.0.24").want(201).json
    kept = site.rows(f"SELECT contact FROM public_report WHERE case_id = '{got['receipt']}'")
    assert kept and kept[0][0] and "abc-77" not in str(kept), kept
    path = f"/api/v1/corrections/{got['receipt']}/contact"
    holder.get(path).refused(422, "record-reason", field="reason")
    assert holder.take(path, "请其补充照片").want(200).json["contact"] == "微信 abc-77"
    site.as_("operator").take(path).refused(403, "report-provider-only")
    site.as_("steward", 1).take(path).refused(404)
    holder.take(f"/api/v1/corrections/{none['receipt']}/contact").refused(404)
    leaves = auditor.get(f"/api/v1/record?resource={made['id']}&limit=100").want(200).json["items"]
    assert [x["detail"] for x in leaves if x["act"] == "contact-opened"] == ["请其补充照片"], leaves
    mine = [x for x in leaves if x["case"] == got["receipt"]]
    assert {"case-opened", "submit", "public-report"} <= {x["act"] for x in mine}, mine
    assert "abc-77" not in json.dumps(leaves) and "门牌号" not in json.dumps(leaves, ensure_ascii=False)
    assert all(not x["principal"] for x in mine), mine
    assert all(not x["peer"] for x in mine), "who nobody knows is not known by their address"


def test_R23_1_floods_of_reports_are_held_by_address_and_by_dataset(site):
    made, _ = on_portal(site)
    other, _ = on_portal(site)
    said = [public_report(site, made, address="127.0.0.25").status for _ in range(11)]
    assert said == [201] * 10 + [429], said
    public_report(site, other, address="127.0.0.25").refused(429, "report-slow-down")
    public_report(site, made, address="127.0.0.26").want(201)
    for n in range(39):
        public_report(site, made, address=f"127.0.1.{n // 10 + 1}").want(201)
    public_report(site, made, address="127.0.0.27").refused(429, "report-enough")
    public_report(site, other, address="127.0.0.27").want(201)
    assert not site.rows("SELECT 1 FROM public_report WHERE peer IS NULL")


def test_R23_1_a_report_is_plain_text_of_some_size_about_what_stands_on_the_portal(site):
    made, _ = on_portal(site)
    hidden = publish(site, site.as_("steward"), entry())
    client = site.nobody()
    path = f"/open/v1/datasets/{made['code']}/reports"
    for field, status, body in (
            ("what", 422, {"what": "错"}), ("what", 400, {"what": "字" * 2001, "item": "place"}),
            ("what", 400, {"what": "ab\x07cd", "item": "place"}), ("item", 400, {"what": "有错误的", "item": "nope"}),
            ("record_key", 422, {"what": "有错误的"}), ("contact", 400, {"what": "有错误的", "item": "place", "contact": "x" * 101}),
            ("owner", 400, {"what": "有错误的", "item": "place", "owner": "x"})):
        client.post(path, body).refused(status, field=field)
    client.post(path, {"what": "字" * 9000}).refused(413)
    for code in (hidden["code"], "no-such"):
        client.post(f"/open/v1/datasets/{code}/reports", {"what": "有错误的", "item": "holder"}).refused(404)
    assert not site.rows(f"SELECT 1 FROM public_report WHERE resource = '{made['id']}'"), "nothing is kept"


def test_R23_1_a_page_without_script_takes_the_report_and_tells_how_it_stands(site):
    made, _ = on_portal(site, title="门牌 <b>" + unique())
    client = site.nobody()
    client.source = ("127.0.0.28", 0)
    page = client.get(f"/datasets/{made['code']}").want(200).body.decode()
    assert f"/datasets/{made['code']}/report" in page
    form = client.get(f"/datasets/{made['code']}/report").want(200)
    text = form.body.decode()
    assert "<form" in text and "<script" not in text and "noindex" in text and "no-store" in form.headers["cache-control"]
    assert "地址" in text and "&lt;b&gt;" in text and "<b>" + made["title"][4:] not in text

    def send(path, fields, kind="application/x-www-form-urlencoded"):
        return client.call("POST", path, urllib.parse.urlencode(fields).encode(), {"Content-Type": kind})
    bad = send(f"/datasets/{made['code']}/report", {"what": "错", "record_key": "<i>A-1", "item": "place"})
    assert bad.status == 422 and "至少 4 个字" in bad.body.decode() and "&lt;i&gt;A-1" in bad.body.decode(), bad.body
    good = send(f"/datasets/{made['code']}/report", {"what": "门牌\r\n号错误", "item": "place", "record_key": "A-1", "contact": " "})
    assert good.status == 201 and "no-store" in good.headers["cache-control"], good.body
    words = re.findall(r"<dd>([^<]*)</dd>", good.body.decode())
    seen = send("/reports", {"receipt": words[0], "code": words[1]})
    assert seen.status == 200 and "等待提供机构核实" in seen.body.decode() and "5 个工作日" in seen.body.decode()
    assert "<dd>地址</dd>" in seen.body.decode(), "the item by its name"
    page = client.get("/reports").want(200)
    assert 'name="receipt"' in page.body.decode() and 'name="code"' in page.body.decode()
    wrong = send("/reports", {"receipt": words[0], "code": "AAAAA-AAAAA-AAAAA"})
    assert wrong.status == 404 and "查询码不正确" in wrong.body.decode() and words[0] in wrong.body.decode()
    site.as_("steward").act({"id": words[0]}, "uphold", reason="<u>与登记一致").want(200)
    seen = send("/reports?lang=en", {"receipt": words[0], "code": words[1]}).body.decode()
    assert "found right" in seen and "&lt;u&gt;与登记一致" in seen
    for fields, kind in (({"what": "x"}, "text/plain"), ({"other": "x"}, "application/x-www-form-urlencoded")):
        assert send(f"/datasets/{made['code']}/report", fields, kind).status == 400
    assert client.call("POST", "/reports", b"a=%ff&&=", {"Content-Type": "application/x-www-form-urlencoded"}).status == 400
    assert client.get("/datasets/no-such/report").status == 404
    assert send("/datasets/no-such/report", {"what": "有错误的"}).status == 404
    assert send(f"/datasets/{made['code']}/report", {"what": "x" * 40000}).status == 413


def test_R23_1_where_a_report_came_from_is_forgotten_after_a_day_without_another_report(site):
    made, _ = on_portal(site)
    client = site.nobody()
    client.source = ("127.0.0.28", 0)
    client.post(f"/open/v1/datasets/{made['code']}/reports", {"what": "门牌号错误", "item": "place", "record_key": "A-1"},
                **{"Idempotency-Key": unique("once")}).want(201)
    kept = "SELECT 1 FROM public_report WHERE peer IS NOT NULL"
    assert site.rows(kept)
    assert not [r for r in site.rows("SELECT principal FROM idempotency") if "127.0.0." in r[0]]
    site.restart("--password-days", "0", "--clock", "2026-11-24T12:00:00+08:00")
    try:
        soon(lambda: not site.rows(kept))
    finally:
        site.restart(*FLAGS)
