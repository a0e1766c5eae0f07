"""The review chain: remarks by field, many cases at once, nobody's own work, and what a
draft has to say before it goes in (R03.1, R09.2, R11.3, R11.4)."""
from gongshu import SHARED, unique
from test_account import staff
from test_bulk import breaking
from test_cases import described, listed
from test_change import person_with
from test_duplicate import OTHER, items, org_of, pair_of, run, twins

WHY = {"basis": "测试条例第三条", "scope": "全市", "necessity": "履行许可职责所需"}


def in_review(steward, **over):
    made = described(steward, **over)
    return made, steward.case("catalogue-review", {"resource": made["id"]})


def remarks_of(client, made, **query):
    asked = "&".join(f"{k}={v}" for k, v in query.items())
    return client.get(f"/api/v1/resources/{made['id']}/remarks?{asked}").want(200).json["items"]


# --- remarks --------------------------------------------------------------------------
def test_R09_2_an_entry_goes_back_with_remarks_by_field_which_stand_until_it_is_changed(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made, case = in_review(steward, collection=WHY)
    operator.act(case, "return", reason="请逐项修改", remarks=[
        {"field": "title", "remark": "名称不规范"}, {"field": "items.fee", "remark": "缺少计量单位"},
        {"field": "collection.scope", "remark": "范围过大"}]).want(200)
    seen = remarks_of(steward, made)
    assert [r["field"] for r in seen] == ["collection.scope", "items.fee", "title"], seen
    assert all(r["open"] and r["case"] == case["id"] and r["by"] and r["by_title"] for r in seen), seen
    assert seen[2]["said"].startswith("测试许可目录") and seen[0]["said"] == "全市", seen
    steward.patch(f"/api/v1/resources/{made['id']}", {"title": unique("许可台账")}).want(200)
    assert [r["field"] for r in remarks_of(steward, made, open="true")] == ["collection.scope",
                                                                           "items.fee"]
    steward.patch(f"/api/v1/resources/{made['id']}",
                  {"collection": {**WHY, "scope": "市区"}}).want(200)
    assert [r["field"] for r in remarks_of(operator, made, open="true")] == ["items.fee"]
    fields = steward.get(f"/api/v1/resources/{made['id']}").json["items"]
    sent = [{k: v for k, v in i.items() if v is not None and k != "no"} for i in fields]
    for item in sent:
        if item["code"] == "fee":
            item["description"] = "单位：元"
    steward.patch(f"/api/v1/resources/{made['id']}", {"items": sent}).want(200)
    assert remarks_of(steward, made, open="true") == []
    everything = remarks_of(steward, made)
    assert len(everything) == 3 and all(r["settled_at"] and r["settled_by"] for r in everything)
    history = steward.get(f"/api/v1/cases/{case['id']}").json["history"]
    assert len(history[-1]["papers"]["remarks"]) == 3, "the case keeps them as they were said"


def answer(client, made, remark, words):
    return client.call("PUT", f"/api/v1/resources/{made['id']}/remarks/{remark['id']}",
                       json_body={"answer": words})


def test_R09_2_what_is_passed_in_the_end_leaves_no_remark_open(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made, case = in_review(steward)
    operator.act(case, "return", reason="请核对", remarks=[
        {"field": "grade", "remark": "请说明为何定为二级"}]).want(200)
    answer(steward, made, remarks_of(steward, made)[0], "含有企业登记信息").want(200)
    steward.act(case, "submit").want(200)
    operator.act(case, "approve").want(200)
    assert remarks_of(steward, made, open="true") == []
    assert len(remarks_of(steward, made)) == 1
    site.as_("steward", 1).get(f"/api/v1/resources/{made['id']}/remarks").refused(403)


def test_R09_2_nothing_goes_in_again_while_a_remark_is_neither_followed_nor_answered(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made, case = in_review(steward, collection=WHY)
    operator.act(case, "return", reason="请逐项处理", remarks=[
        {"field": "title", "remark": "名称不规范"}, {"field": "items.fee", "remark": "缺少计量单位"},
        {"field": "collection.scope", "remark": "范围过大"}]).want(200)

    def refused(n, first, *named):
        got = steward.act(case, "submit").refused(422, field=first, code="remarks-untouched")
        assert f"有 {n} 条" in got.json["detail"], got.json
        assert all(f"（{f}）" in got.json["detail"] for f in named), got.json
        assert steward.get(f"/api/v1/cases/{case['id']}").json["state"] == "draft"
    refused(3, "title", "title", "items.fee", "collection.scope")
    again = steward.post("/api/v1/cases", {"process": "catalogue-review", "papers": {},
                                           "subject": {"resource": made["id"]}})
    again.refused(422, field="title", code="remarks-untouched")
    got = steward.post("/api/v1/cases/acts",
                       {"acts": [{"case": case["id"], "act": "submit"}]}).want(200).json
    assert (got["items"][0]["status"], got["items"][0]["field"]) == (422, "title"), got
    was = steward.get(f"/api/v1/resources/{made['id']}").json["title"]
    steward.patch(f"/api/v1/resources/{made['id']}", {"title": unique("许可台账")}).want(200)
    refused(2, "items.fee", "items.fee", "collection.scope")
    steward.patch(f"/api/v1/resources/{made['id']}", {"title": was}).want(200)
    refused(3, "title", "title")
    name = unique("许可台账")
    steward.patch(f"/api/v1/resources/{made['id']}", {"title": name}).want(200)
    scope, fee, title = remarks_of(steward, made)
    assert (title["open"], title["became"], title["said"]) == (False, name, was), title
    assert answer(steward, made, fee, "  收费单位统一为元 ").want(200).json["open"] is False
    answer(steward, made, fee, " 　").want(200)
    refused(2, "items.fee", "items.fee")
    answer(steward, made, fee, "收费单位统一为元，见说明").want(200)
    answer(steward, made, scope, "许可职责覆盖全市").want(200)
    steward.act(case, "submit").want(200)
    scope, fee, title = remarks_of(operator, made, case=case["id"])
    assert (title["said"], title["became"], title["answer"]) == (was, name, None), title
    assert (fee["became"], fee["answer"]) == (None, "收费单位统一为元，见说明"), fee
    assert all(r["handed_in"] and not r["open"] for r in (scope, fee, title))
    assert remarks_of(operator, made, case="other") == []


def test_R09_2_what_was_said_to_a_remark_stands_once_it_is_handed_in(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made, case = in_review(steward)
    was = steward.get(f"/api/v1/resources/{made['id']}").json["title"]
    operator.act(case, "return", reason="请改", remarks=[
        {"field": "title", "remark": "名称不规范"}]).want(200)
    remark = remarks_of(steward, made, waiting="true")[0]
    for client, status in ((operator, 403), (site.as_("steward", 1), 404)):
        answer(client, made, remark, "x").refused(status)
    answer(steward, made, remark, "长" * 1001).refused(400, field="answer")
    answer(steward, made, {"id": "no-such-remark"}, "x").refused(404)
    name = unique("许可台账")
    steward.patch(f"/api/v1/resources/{made['id']}", {"title": name}).want(200)
    steward.act(case, "submit").want(200)
    answer(steward, made, remark, "x").refused(409)
    operator.act(case, "return", reason="原名称更好", remarks=[
        {"field": "title", "remark": "请改回原名称"}]).want(200)
    second = remarks_of(steward, made, waiting="true")
    assert [r["said"] for r in second] == [name] and second[0]["open"], second
    answer(steward, made, remark, "x").refused(404)
    steward.patch(f"/api/v1/resources/{made['id']}", {"title": was}).want(200)
    steward.act(case, "submit").want(200)
    told = [(r["said"], r["became"]) for r in remarks_of(operator, made)]
    assert told == [(name, was), (was, name)], "of each round what it was then"
    history = steward.get(f"/api/v1/resources/{made['id']}/history").json["items"]
    assert not [h for h in history if h["event"] == "answered"], "only what was answered"


def anew(steward, made):
    return steward.post("/api/v1/cases", {"process": "catalogue-review", "papers": {},
                                          "subject": {"resource": made["id"]}})


def test_R09_2_taking_back_and_beginning_anew_takes_the_remarks_along(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made, case = in_review(steward)
    was = steward.get(f"/api/v1/resources/{made['id']}").json["title"]
    operator.act(case, "return", reason="请改", remarks=[
        {"field": "title", "remark": "名称不规范"}, {"field": "items.fee", "remark": "缺少计量单位"}]).want(200)
    fee, title = remarks_of(steward, made)
    name = unique("许可台账")
    steward.patch(f"/api/v1/resources/{made['id']}", {"title": name}).want(200)
    answer(steward, made, fee, "收费单位为元").want(200)
    steward.act(case, "submit").want(200)
    steward.act(case, "cancel").want(200)
    assert [r["field"] for r in remarks_of(steward, made, waiting="true")] == ["items.fee", "title"]
    steward.patch(f"/api/v1/resources/{made['id']}", {"title": was}).want(200)
    anew(steward, made).refused(422, field="title", code="remarks-untouched")
    answer(steward, made, fee, "收费单位为元，见说明").want(200)
    answer(steward, made, title, "名称与许可证一致").want(200)
    second = anew(steward, made).want(201).json
    seen = remarks_of(operator, made, case=second["id"])
    assert [(r["field"], r["answer"], r["case"]) for r in seen] == [
        ("items.fee", "收费单位为元，见说明", case["id"]), ("title", "名称与许可证一致", case["id"])], seen
    operator.act(second, "return", reason="再改", remarks=[
        {"field": "abstract", "remark": "请写明时间范围"}]).want(200)
    answer(steward, made, remarks_of(steward, made, waiting="true")[0], "目录说明已写明").want(200)
    steward.act(second, "submit").want(200)
    steward.act(second, "cancel").want(200)
    assert [r["field"] for r in remarks_of(steward, made, waiting="true")] == ["abstract"], "the others were judged"
    third = anew(steward, made).want(201).json
    assert [r["field"] for r in remarks_of(operator, made, case=third["id"])] == ["abstract"]


def test_R09_2_remarks_that_name_no_field_are_refused_and_nothing_moves(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made, case = in_review(steward)
    for bad, place in (([{"field": "nope", "remark": "x"}], "papers.remarks[0]"),
                       ([{"field": "title", "remark": "x"}, {"field": "title"}],
                        "papers.remarks[1]"),
                       (["title"], "papers.remarks[0]"),
                       ([{"field": "title", "remark": ""}], "papers.remarks[0]"),
                       ([{"field": "items.Bad Code", "remark": "x"}], "papers.remarks[0]"),
                       ([{"field": "title", "remark": "长" * 1001}], "papers.remarks[0]"),
                       ([{"field": "title", "remark": "x"}] * 101, "papers.remarks"),
                       ("title", "papers.remarks")):
        operator.act(case, "return", reason="x", remarks=bad).refused(400, field=place)
    assert operator.get(f"/api/v1/cases/{case['id']}").json["state"] == "city_review"
    assert remarks_of(steward, made) == []


# --- many at once -----------------------------------------------------------------------
def test_R09_2_many_cases_are_decided_at_once_each_on_its_own(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    good = [in_review(steward)[1] for _ in range(3)]
    limited = in_review(steward, **SHARED)[1]
    draft = in_review(steward, abstract=None)[1]
    acts = [{"case": c["id"], "act": "approve"} for c in (*good, limited, draft)]
    acts.append({"case": good[0]["id"], "act": "approve"})
    acts.append({"case": "no-such-case", "act": "approve"})
    acts[2] = {"case": good[2]["id"], "act": "return"}
    got = operator.post("/api/v1/cases/acts", {"acts": acts}).want(200).json
    assert (got["done"], got["refused"], got["total"]) == (3, 4, 7), got
    assert [i["done"] for i in got["items"]] == [True, True, False, True, False, False, False]
    assert [i["state"] for i in got["items"]] == ["listed", "listed", "city_review",
                                                  "negative_review", None, "listed", None]
    assert got["items"][2]["field"] == "papers.reason" and got["items"][2]["status"] == 422
    assert got["items"][5]["status"] in (403, 409) and got["items"][6]["status"] == 404
    for item in got["items"]:
        assert item["done"] or (item["code"] and item["detail"] and item["detail_en"]), item
    for c, state in zip((*good, limited), ("listed", "listed", "city_review", "negative_review")):
        assert operator.get(f"/api/v1/cases/{c['id']}").json["state"] == state


def test_R09_2_many_are_returned_with_one_reason_and_strangers_move_nothing(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    cases = [in_review(steward)[1] for _ in range(2)]
    acts = [{"case": c["id"], "act": "return", "papers": {"reason": "名称不规范", "remarks": [
        {"field": "title", "remark": "名称不规范"}]}} for c in cases]
    got = site.as_("steward", 1).post("/api/v1/cases/acts", {"acts": acts}).want(200).json
    assert got["done"] == 0 and {i["status"] for i in got["items"]} == {404}, got
    assert {i["title"] for i in got["items"]} == {None}, "what isn't theirs to know of isn't told"
    got = operator.post("/api/v1/cases/acts", {"acts": acts}).want(200).json
    assert got["done"] == 2 and {i["state"] for i in got["items"]} == {"draft"}, got
    operator.post("/api/v1/cases/acts", {"acts": []}).refused(400)
    operator.post("/api/v1/cases/acts", {"acts": acts * 101}).refused(400)
    operator.post("/api/v1/cases/acts", {"acts": [{"case": "x"}]}).refused(400)


def test_R09_2_a_broken_store_ends_the_acts_and_they_are_sent_again(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    cases = [in_review(steward)[1] for _ in range(3)]
    body = {"acts": [{"case": c["id"], "act": "approve"} for c in cases]}
    key = {"Idempotency-Key": unique("key")}

    def states():
        return [operator.get(f"/api/v1/cases/{c['id']}").want(200).json["state"] for c in cases]
    with breaking(site, "case_act", "case_id", cases[1]["id"]) as status:
        operator.post("/api/v1/cases/acts", body, **key).refused(status)
    assert states() == ["listed", "city_review", "city_review"]
    if status == 500:                           # of unknown outcome: that key stays taken
        key = {"Idempotency-Key": unique("key")}
    got = operator.post("/api/v1/cases/acts", body, **key).want(200).json
    assert [i["done"] for i in got["items"]] == [False, True, True], got
    assert states() == ["listed"] * 3


# --- nobody's own work ----------------------------------------------------------------------
def test_R09_2_nobody_reviews_what_they_wrote_or_handed_in_whatever_office_they_hold_now(site):
    office = site.account("operator")["org"]
    writer = person_with(site, office, "steward", "operator")
    colleague = staff(site, "steward", org=office)
    made = described(writer)
    case = colleague.case("catalogue-review", {"resource": made["id"]})
    assert case["state"] == "city_review", case
    seen = writer.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert seen["own"] and "approve" not in {a["act"] for a in seen["acts"]}, seen["acts"]
    writer.act(case, "approve").refused(403)
    writer.act(case, "return", reason="x").refused(403)
    got = writer.post("/api/v1/cases/acts", {"acts": [{"case": case["id"], "act": "approve"}]}).json
    assert got["refused"] == 1 and got["items"][0]["status"] == 403, got
    site.as_("operator").act(case, "return", reason="补正").want(200)
    site.as_("secadmin").call("PUT", f"/api/v1/users/{colleague.id}/roles",
                              json_body={"roles": ["steward", "operator"]}).want(200)
    writer.act(case, "submit").want(200)
    now = colleague.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert now["own"], "handed it in the first time"
    colleague.act(case, "approve").refused(403)
    assert site.as_("operator").act(case, "approve").want(200).json["state"] == "listed"


# --- collected already ------------------------------------------------------------------------
def test_R11_3_a_draft_older_than_the_word_of_the_authority_is_stopped_when_it_is_handed_in(site):
    one, other, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    a, b = twins(site, "芦苇荡")
    old = described(other, title="芦苇荡审批清单", items=items("芦苇荡", OTHER))
    late = described(other, title="芦苇荡审批总表", items=items("芦苇荡", OTHER), abstract=None)
    kept = other.case("catalogue-review", {"resource": late["id"]})
    assert kept["state"] == "draft", kept
    run(site)
    case = {"id": pair_of(site, a, b)["case"]}
    authority.act(case, "name_collector", holder=org_of(one), reason="先采先建").want(200)
    stopped = other.post("/api/v1/cases", {"process": "catalogue-review",
                                           "subject": {"resource": old["id"]}, "papers": {}})
    stopped.refused(409, code="duplicate-collected-already", field="title", article="11 ¶2")
    assert "芦苇荡审批信息" in stopped.json["detail"], "the pointer"
    other.act(kept, "submit").refused(409, code="duplicate-collected-already", article="11 ¶2")
    got = other.post("/api/v1/cases/acts", {"acts": [{"case": kept["id"], "act": "submit"}]}).json
    assert got["items"][0]["code"] == "duplicate-collected-already", got
    assert other.get(f"/api/v1/resources/{old['id']}").json["state"] == "draft"
    other.patch(f"/api/v1/resources/{old['id']}", {"collector": org_of(one)}).want(200)
    assert other.case("catalogue-review", {"resource": old["id"]})["state"] == "city_review"


# --- lawful, necessary, moderate ------------------------------------------------------------------
def test_R11_4_who_collects_names_basis_scope_and_necessity_before_it_is_handed_in(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = described(steward, collector=org_of(steward))
    case = steward.case("catalogue-review", {"resource": made["id"]})
    assert case["state"] == "draft", case
    assert case["missing"] == ["collection.basis", "collection.scope", "collection.necessity"]
    steward.act(case, "submit").refused(422, field="collection.basis")
    steward.patch(f"/api/v1/resources/{made['id']}", {"collection": {"basis": "测试条例"}}).want(200)
    steward.act(case, "submit").refused(422, field="collection.scope")
    steward.patch(f"/api/v1/resources/{made['id']}", {"collection": WHY}).want(200)
    steward.act(case, "submit").want(200)
    asked = {a["act"]: a for a in operator.get(f"/api/v1/cases/{case['id']}").json["acts"]}
    names = [p["name"] for p in asked["approve"]["papers"]]
    assert names == ["lawful", "necessary", "moderate"], asked["approve"]
    operator.act(case, "approve", lawful=True, necessary=True, moderate=False).refused(
        422, field="papers.moderate", article="11 ¶1")
    done = operator.act(case, "approve", lawful=True, necessary=True, moderate=True).want(200).json
    assert done["state"] == "listed" and done["history"][-1]["papers"]["moderate"] is True, done


def test_R11_4_who_says_a_part_of_it_says_all_and_who_shares_from_a_source_owes_none(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    half = described(steward, collection={"basis": "测试条例第三条"})
    case = steward.case("catalogue-review", {"resource": half["id"]})
    assert case["missing"] == ["collection.scope", "collection.necessity"], case
    shared = described(steward, collector=org_of(other))
    assert steward.case("catalogue-review", {"resource": shared["id"]})["state"] == "city_review"


# --- forms ------------------------------------------------------------------------------------------
FORMS = {"table": "MySQL", "document": "OFD", "spreadsheet": "xlsx", "chart": "svg, xlsx",
         "image": "tif、jpg", "audio": "mp3", "video": "MP4", "spatial": "GeoJSON/shp",
         "e-licence": "ofd", "e-archive": "pdf", "api": "REST", "file": "zip"}


def test_R03_1_every_form_of_the_article_is_catalogued_and_published(site):
    steward = site.as_("steward")
    for form, format_ in FORMS.items():
        made = listed(site, steward, form=form, format=format_, duty="许可管理",
                      source_system="许可系统", region="320900")
        got = steward.get(f"/api/v1/resources/{made['id']}").want(200).json
        assert (got["state"], got["form"], got["format"]) == ("published", form, format_), got
        assert not [w for w in got["warnings"] if w["code"].startswith("warn-form")], (form, got)
        found = steward.get(f"/api/v1/resources?form={form}&limit=1000").want(200).json["items"]
        assert made["id"] in [r["id"] for r in found], form


def test_R03_1_each_form_says_what_it_owes_and_what_does_not_go_with_it(site):
    steward = site.as_("steward")
    for form, missing in (("document", ["format"]), ("chart", ["format"]),
                          ("spreadsheet", ["format", "items"]), ("table", ["items"])):
        made = described(steward, form=form, items=None, format=None)
        assert made["missing"] == missing, (form, made["missing"])
        case = steward.case("catalogue-review", {"resource": made["id"]})
        assert case["state"] == "draft" and case["missing"] == missing, case
    for form, format_ in (("image", "mp3"), ("audio", "PDF"), ("video", "csv"), ("api", "docx"),
                          ("document", "mp4")):
        made = described(steward, form=form, format=format_)
        assert any(w["code"] == "warn-format-class" and w["field"] == "format"
                   for w in made["warnings"]), (form, made["warnings"])
    bare = described(steward, form="e-licence", format=None, items=None)
    wanted = {w["field"] for w in bare["warnings"] if w["code"].startswith("warn-wants-")}
    assert wanted == {"format", "items", "duty"}, bare["warnings"]
    steward.post("/api/v1/resources", {"title": "x", "form": "hologram"}).refused(400, field="form")


def test_R38_1_a_persons_number_that_would_go_out_as_it_is_is_told(site):
    steward = site.as_("steward")
    def told(**item):
        made = described(steward, share_type="unconditional", open_type="unconditional", items=[
            {"code": "no", "name": "编号", "type": "string", "length": 20, "key": True},
            {"code": "who", "name": "负责人身份证号", "type": "string", "length": 18, **item}])
        return [w["field"] for w in made["warnings"] if w["code"].startswith("warn-item-p")]
    assert told() == ["items[1].name"], "neither a format nor a mask"
    assert told(format="resident_id") == ["items[1].name"], "a format protects nothing"
    assert told(format="resident_id", mask="id_number") == []
    assert told(format="resident_id", share_type="conditional", open_type="none") == []
