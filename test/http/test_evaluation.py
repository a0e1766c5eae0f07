"""Is a limit still needed? Evaluation and conversion (R18.2, R25.1)."""
from gongshu import COMMITMENT, SHARED
from test_cases import described, listed
from test_terms import soon

AT = ("--password-days", "0", "--clock")
FLAGS = AT + ("2025-11-24T10:00:00+08:00",)
MADE_AT = "2025-11-20T09:00:00+08:00"


def begin(client, made, dimension, **papers):
    return client.post("/api/v1/cases", {"process": "evaluation", "subject": {"resource": made["id"]},
                                         "papers": {"dimension": dimension, **papers}})


def entry_now(site, made):
    return site.as_("steward").get(f"/api/v1/resources/{made['id']}").want(200).json


def on_negative_list(site, made):
    found = site.as_("steward", 1).get("/api/v1/negative-list?limit=1000").want(200).json["items"]
    return [n for n in found if n["resource"] == made["id"]]


def test_R18_2_converting_to_unconditional_changes_catalogue_list_and_access_at_once(site):
    steward, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    made = listed(site, steward, **SHARED)
    listing = on_negative_list(site, made)[0]
    assert listing["review_on"] > listing["listed_at"][:10] and listing["evaluation"] is None
    case = begin(steward, made, "share", reason="条件已具备").want(201).json
    assert case["state"] == "due" and case["term"]["owes"] == "applicant", case
    assert on_negative_list(site, made)[0]["evaluation"] == case["id"]
    begin(steward, made, "share").refused(409)
    steward.act(case, "convert", finding="可以放开").refused(422, field="papers.target")
    steward.act(case, "convert", finding="可以放开", target="conditional").refused(
        422, field="papers.target")
    steward.act(case, "convert", finding="可以放开", target="wide").refused(400, field="papers.target")
    steward.act(case, "convert", finding="可以放开", target="unconditional").want(200)
    steward.act(case, "approve").refused(403, article="9 ¶3")
    done = operator.act(case, "approve").want(200).json
    assert done["state"] == "converted" and done["ended"], done
    now = entry_now(site, made)
    assert now["share_type"] == "unconditional" and now["version"] == 2, now
    assert now["share_reason"] is None and now["share_basis"] is None, now
    assert not on_negative_list(site, made), "off the list in the same transaction"
    request = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    assert operator.act(request, "accept").want(200).json["state"] == "open", "no provider is asked"
    versions = steward.get(f"/api/v1/resources/{made['id']}/versions").json["items"]
    assert {v["version"]: v["state"] for v in versions} == {1: "superseded", 2: "published"}


def test_R18_2_what_is_not_shared_is_converted_after_treatment_and_the_authority_looks(site):
    steward, operator, authority = site.as_("steward"), site.as_("operator"), site.as_("authority")
    made = listed(site, steward, **dict(SHARED, share_type="none"))
    case = begin(steward, made, "share").want(201).json
    steward.act(case, "convert", finding="可去标识化", target="conditional").refused(
        422, field="papers.treatment", article="18 ¶3")
    steward.act(case, "convert", finding="可去标识化", target="conditional",
                treatment="去标识化").refused(422, field="papers.statement")
    steward.act(case, "convert", finding="可去标识化", target="conditional", treatment="去标识化",
                statement="限本市机构").want(200)
    assert operator.act(case, "approve").want(200).json["state"] == "at_authority"
    operator.act(case, "approve").refused(403)
    assert authority.act(case, "approve").want(200).json["state"] == "converted"
    now = entry_now(site, made)
    assert now["share_type"] == "conditional" and now["share_conditions"] == "限本市机构", now
    assert now["share_basis"]["law"], "the limit that stays keeps its basis"
    assert on_negative_list(site, made)[0]["share_type"] == "conditional"


def test_R25_1_what_is_not_opened_is_opened_with_treatment_or_consent(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = listed(site, steward, **SHARED)
    assert entry_now(site, made)["open_type"] == "none"
    case = begin(steward, made, "open").want(201).json
    steward.act(case, "convert", finding="可开放", target="conditional", statement="实名申请").refused(
        422, field="papers.treatment", article="25 ¶2")
    steward.act(case, "convert", finding="可开放", target="conditional", statement="实名申请",
                consent="已取得全部权利人同意").want(200)
    assert operator.act(case, "approve").want(200).json["state"] == "converted"
    assert entry_now(site, made)["open_type"] == "conditional"
    found = site.nobody().get(f"/open/v1/datasets/{made['code']}").want(200).json
    assert found["open_type"] == "conditional", found


def test_R18_2_keeping_it_and_being_sent_back(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = listed(site, steward, **SHARED)
    case = begin(steward, made, "share").want(201).json
    steward.act(case, "keep", finding="仍有必要").refused(422, field="papers.reason")
    assert steward.act(case, "keep", finding="仍有必要", reason="依据仍然有效").want(200).json[
        "state"] == "kept"
    again = begin(steward, made, "share").want(201).json
    steward.act(again, "convert", finding="可以放开", target="unconditional").want(200)
    back = operator.act(again, "return", reason="依据仍然有效").want(200).json
    assert back["state"] == "due", back
    steward.act(again, "convert", finding="可以放开", target="unconditional").want(200)
    steward.patch(f"/api/v1/resources/{made['id']}", {"abstract": "另有修改"}).want(200)
    operator.act(again, "approve").refused(409)
    assert entry_now(site, made)["share_type"] == "conditional", "nothing half-done"


def test_R18_2_a_type_changed_by_review_ends_the_evaluation_it_rested_on(site):
    steward, operator, authority = site.as_("steward"), site.as_("operator"), site.as_("authority")
    made = listed(site, steward, **SHARED)
    case = begin(steward, made, "share").want(201).json
    steward.act(case, "convert", finding="可以放开", target="unconditional").want(200)
    steward.patch(f"/api/v1/resources/{made['id']}", {"share_type": "none"}).want(200)
    review = steward.case("catalogue-review", {"resource": made["id"]})
    operator.act(review, "approve").want(200)
    authority.act(review, "approve").want(200)
    operator.act(case, "approve").refused(409)
    now = steward.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert now["state"] == "moot" and now["ended"], now
    assert now["history"][-1]["actor"] == "platform", now["history"][-1]
    assert entry_now(site, made)["share_type"] == "none", "no way round the treatment"
    assert begin(steward, made, "share").want(201).json["state"] == "due"


def test_R18_2_a_review_that_leaves_the_type_leaves_the_evaluation(site):
    steward, operator, authority = site.as_("steward"), site.as_("operator"), site.as_("authority")
    made = listed(site, steward, **SHARED)
    case = begin(steward, made, "share").want(201).json
    steward.patch(f"/api/v1/resources/{made['id']}", {"abstract": "改写"}).want(200)
    review = steward.case("catalogue-review", {"resource": made["id"]})
    operator.act(review, "approve").want(200)
    authority.act(review, "approve").want(200)
    assert steward.get(f"/api/v1/cases/{case['id']}").json["state"] == "due"


def test_R18_2_a_retired_entry_is_evaluated_no_more(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = listed(site, steward, **SHARED)
    case = begin(steward, made, "share").want(201).json
    review = steward.get(f"/api/v1/cases?resource={made['id']}&process=catalogue-review").json[
        "items"][0]
    steward.act(review, "retire", reason="不再采集").want(200)
    operator.act(review, "retire", reason="同意").want(200)
    now = steward.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert now["state"] == "moot" and now["ended"], now


def test_R18_2_what_cannot_be_evaluated(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    free = listed(site, steward)
    begin(steward, free, "share").refused(409, field="papers.dimension")
    begin(steward, free, "both").refused(400, field="papers.dimension")
    begin(other, free, "share").refused(403)
    begin(steward, described(steward, **SHARED), "share").refused(409)


def test_R18_2_a_conditional_entry_is_looked_at_again_on_its_day(site):
    steward = site.as_("steward")
    made, edited = listed(site, steward, **SHARED), listed(site, steward, **SHARED)
    due = on_negative_list(site, made)[0]["review_on"]
    assert due >= "2026-11-20", due
    site.restart(*AT, "2026-06-01T09:00:00+08:00")
    steward = site.as_("steward")
    steward.patch(f"/api/v1/resources/{edited['id']}", {"abstract": "改写"}).want(200)
    review = steward.case("catalogue-review", {"resource": edited["id"]})
    for office in ("operator", "authority"):
        site.as_(office).act(review, "approve").want(200)
    site.restart(*AT, f"{due}T09:00:00+08:00")
    case = soon(lambda: on_negative_list(site, made)[0]["evaluation"], 30)
    opened = site.as_("steward").get(f"/api/v1/cases/{case}").want(200).json
    assert opened["state"] == "due" and opened["history"][0]["actor"] == "platform", opened
    assert opened["papers"] == {"dimension": "share"}, opened["papers"]
    work = site.as_("steward").get("/api/v1/work?limit=1000").json["items"]
    assert case in [c["id"] for c in work]
    assert soon(lambda: on_negative_list(site, edited)[0]["evaluation"], 30), \
        "a version that leaves the limit is no look at it"
