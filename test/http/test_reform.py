"""Organisations change: renamed, merged, split, duties moved, closed; entries, cases, grants,
keys and people go along, in one change and on the record (R06.1)."""
import signal
import threading
import time

from gongshu import COMMITMENT, OPEN, ROWS, SHARED, entry, publish, subscribe, unique
from test_account import credit_code, staff
from test_cases import described, listed

AT = ("--password-days", "0", "--clock")
FLAGS = AT + ("2026-11-23T10:00:00+08:00",)
TODAY = "2026-11-23"


def founded(site, name=None, **over):
    """A city agency of its own, with nobody in it."""
    like = site.as_("sysadmin").get(f"/api/v1/orgs/{site.account('steward')['org']}").json
    return site.as_("sysadmin").post("/api/v1/orgs", {
        "name": name or "盐城市" + unique("局"), "level": like["level"], "region": like["region"],
        "kind": "agency", "parent": like["parent"], **over}).want(201).json


def agency(site, name=None, **over):
    """One with a steward."""
    org = founded(site, name, **over)
    steward = staff(site, "steward", org=org["id"])
    steward.org = org["id"]
    return org, steward


def plan(kind, *orgs, **over):
    return {"kind": kind, "instrument": "盐编〔2026〕7号", "effective_on": TODAY,
            "from": [o["id"] for o in orgs], **over}


def reform(site, kind, *orgs, **over):
    made = site.as_("operator").post("/api/v1/org-reforms", plan(kind, *orgs, **over)).want(201).json
    assert made["state"] == "registered", made
    return site.as_("authority").post(f"/api/v1/org-reforms/{made['id']}/confirm").want(200).json


def org_of(client, org):
    return client.get(f"/api/v1/orgs/{org['id']}").want(200).json


def history(client, org):
    return client.get(f"/api/v1/orgs/{org['id']}/history").want(200).json["items"]


def test_R06_1_several_become_one_with_entries_cases_grants_keys_and_people(site):
    a, one = agency(site)
    b, two = agency(site)
    reader, consumer = agency(site)
    mine = publish(site, one, entry(**OPEN, grade=1))
    one.load(mine["id"], ROWS)
    limited = listed(site, one, **SHARED)
    theirs = publish(site, two, entry())
    draft = described(two, collector=a["id"])
    grant = subscribe(site, consumer, mine)
    taken = subscribe(site, two, mine)
    request = consumer.case("share-request", {"resource": limited["id"]}, **COMMITMENT)
    request = site.as_("operator").act(request, "accept").want(200).json
    review = two.case("catalogue-review", {"resource": described(two)["id"]})
    token = one.post("/api/v1/tokens", {"name": "t", "scopes": ["catalogue"],
                                        "expires_on": "2026-12-31"}).want(201).json["token"]
    body = plan("merge", a, b, parts=[{"new": {"name": "盐城市" + unique("新局")}}])
    seen = site.as_("operator").post("/api/v1/org-reforms/preview", body).want(200).json
    counts = seen["counts"]
    assert (counts["orgs"], counts["entries"], counts["negative"]) == (2, 5, 1), counts
    assert (counts["cases"], counts["grants_given"], counts["grants_taken"]) == (2, 2, 1), counts
    assert (counts["people"], counts["tokens"], counts["drafts"]) == (2, 1, 2), counts
    assert org_of(one, a)["state"] == "active", "looking changes nothing"
    made = site.as_("operator").post("/api/v1/org-reforms", body).want(201).json
    assert org_of(one, a)["state"] == "active" and made["counts"] == counts, made
    done = site.as_("authority").post(f"/api/v1/org-reforms/{made['id']}/confirm").want(200).json
    assert done["state"] == "done" and done["counts"] == counts, done
    new = [o for o in done["orgs"] if o["side"] == "into"][0]
    assert org_of(one, a)["merged_into"] == new["id"] == org_of(one, b)["merged_into"]
    for e in (mine, limited, theirs, draft):
        got = one.get(f"/api/v1/resources/{e['id']}").want(200).json
        assert (got["org"], got["code"]) == (new["id"], e["code"]), got
    assert one.get(f"/api/v1/resources/{draft['id']}").json["collector"] == new["id"]
    now = one.get(f"/api/v1/cases/{request['id']}").want(200).json
    assert now["provider"]["org"] == new["id"] and now["term"] == request["term"], now
    assert now["provider"]["name"] == a["name"], "as it was called then"
    assert request["id"] in [c["id"] for c in two.get("/api/v1/work?limit=1000").json["items"]]
    one.act(request, "agree").want(200)
    assert site.as_("operator").act(review, "approve").want(200).json["state"] == "listed"
    grants = one.get(f"/api/v1/grants?resource={mine['id']}").json["items"]
    assert {(g["id"], g["org"]) for g in grants} == {(grant["id"], reader["id"]),
                                                    (taken["id"], new["id"])}, grants
    two.patch(f"/api/v1/resources/{mine['id']}", {"abstract": "合并后由新机构修改"}).want(200)
    client = type(one)(site.port)
    client.token = token
    assert client.get(f"/api/v1/resources/{theirs['id']}").want(200).json["org"] == new["id"]
    acts = [h["act"] for h in history(one, a)]
    assert acts[0] == "merged" and history(one, a)[0]["reform"] == made["id"], acts
    lines = history(one, new)
    assert [h["act"] for h in lines].count("took-in") == 2 and lines[-1]["act"] == "created"
    for org in (a, b, new):
        found = one.get(f"/api/v1/org-reforms?org={org['id']}").want(200).json["items"]
        assert [r["id"] for r in found] == [made["id"]], "readable from all of them"
    events = one.get(f"/api/v1/resources/{mine['id']}/history").json["items"]
    assert any(e["event"] == "handed_over" and a["name"] in e["note"] for e in events), events


def test_R06_1_a_reform_is_confirmed_by_a_second_person_of_the_authority(site):
    a = founded(site)
    operator, authority = site.as_("operator"), site.as_("authority")
    body = plan("rename", a, name=a["name"] + "（新）")
    site.as_("steward").post("/api/v1/org-reforms", body).refused(403)
    site.as_("sysadmin").post("/api/v1/org-reforms", body).refused(403)
    authority.post("/api/v1/org-reforms", body).refused(403)
    made = operator.post("/api/v1/org-reforms", body).want(201).json
    operator.post(f"/api/v1/org-reforms/{made['id']}/confirm").refused(403)
    both = staff(site, "operator", org=site.account("operator")["org"])
    site.as_("secadmin").call("PUT", f"/api/v1/users/{both.id}/roles",
                              json_body={"roles": ["operator", "authority"]}).want(200)
    operator.post(f"/api/v1/org-reforms/{made['id']}/cancel", {"reason": "改由他人登记"}).want(200)
    again = both.post("/api/v1/org-reforms", body).want(201).json
    assert again["own"] is True
    both.post(f"/api/v1/org-reforms/{again['id']}/confirm").refused(403, code="reform-own")
    operator.post("/api/v1/org-reforms", body).refused(409, field="from[0]")
    authority.post(f"/api/v1/org-reforms/{again['id']}/refuse", {"reason": "文号有误"}).want(200)
    authority.post(f"/api/v1/org-reforms/{again['id']}/confirm").refused(409)
    assert org_of(operator, a)["name"] == a["name"]
    done = reform(site, "rename", a, name=a["name"] + "（新）")
    assert done["state"] == "done" and org_of(operator, a)["name"] == a["name"] + "（新）"
    line = history(operator, a)[0]
    assert (line["act"], line["other"], line["reform"]) == ("renamed", a["name"], done["id"]), line


def test_R06_1_a_renamed_agencys_entries_are_found_by_the_new_name(site):
    a, steward = agency(site)
    made = publish(site, steward, entry(**OPEN, grade=1))
    new = "盐城市" + unique("渔政局")
    reform(site, "rename", a, name=new)
    got = steward.get(f"/api/v1/resources?q={new[-10:]}").want(200).json["items"]
    assert made["id"] in [r["id"] for r in got], got
    assert steward.get(f"/api/v1/resources/{made['id']}").json["org_name"] == new


def test_R06_1_whom_an_entry_named_is_shown_as_of_today_with_what_it_was_called(site):
    a, one = agency(site)
    b, two = agency(site)
    why = {"basis": "测试条例", "scope": "全市", "necessity": "履职"}
    by_id = listed(site, one, collector=a["id"], collection=why)
    by_name = listed(site, two, collector=a["name"])
    seen = one.get(f"/api/v1/resources/{by_id['id']}").json
    assert (seen["collector_name"], seen["collector_was"]) == (a["name"], None), seen
    new = "盐城市" + unique("海洋局")
    reform(site, "rename", a, name=new)
    for made in (by_id, by_name):
        seen = two.get(f"/api/v1/resources/{made['id']}").json
        assert (seen["collector_name"], seen["collector_was"]) == (new, a["name"]), seen
    reform(site, "merge", a, parts=[{"into": b["id"]}])
    seen = two.get(f"/api/v1/resources/{by_id['id']}").json
    assert seen["collector"] == a["id"], "what was published stays as it was said"
    assert (seen["collector_name"], seen["collector_was"]) == (b["name"], a["name"]), seen


def test_R06_1_an_agencys_page_of_a_former_name_leads_to_the_new_one(site):
    a, one = agency(site)
    b = founded(site)
    made = publish(site, one, entry(**OPEN, grade=1))
    anybody = site.nobody()
    assert anybody.get(f"/datasets?org={a['id']}").want(200)
    reform(site, "merge", a, parts=[{"into": b["id"]}])
    moved = anybody.get(f"/datasets?org={a['id']}&sort=title").want(301)
    assert moved.headers["location"] == f"/datasets?sort=title&org={b['id']}", moved.headers
    name = anybody.get(f"/id/agency/{a['id']}").want(303)
    assert name.headers["location"] == f"/datasets?org={b['id']}", name.headers
    assert anybody.get(f"/id/dataset/{made['code']}").want(303)
    got = one.get(f"/api/v1/resources?org={a['id']}").want(200).json
    assert [r["id"] for r in got["items"]] == [made["id"]], "the old id finds them too"
    anybody.get(f"/open/v1/datasets?org={a['id']}").want(200)
    anybody.get(f"/catalog.ttl?org={a['id']}").want(200)


def test_R06_1_duties_move_with_their_entries_and_the_rest_stays(site):
    a, one = agency(site)
    b, two = agency(site)
    _, consumer = agency(site)
    goes, stays = publish(site, one, entry(**SHARED)), publish(site, one, entry())
    request = consumer.case("share-request", {"resource": goes["id"]}, **COMMITMENT)
    request = site.as_("operator").act(request, "accept").want(200).json
    other = consumer.case("share-request", {"resource": stays["id"]}, **COMMITMENT)
    element = unique("el")
    site.as_("operator").post("/api/v1/elements", {"code": element, "name": "要素", "source": a["id"]
                                                   }).want(201)
    items = [{"code": "x", "name": "要素", "type": "string", "length": 9, "element": element}]
    carrier = listed(site, one, items=items)
    done = reform(site, "move", a, parts=[{"into": b["id"],
                                           "resources": [goes["code"], carrier["id"]]}])
    assert (done["counts"]["entries"], done["counts"]["cases"]) == (2, 1), done
    assert one.get(f"/api/v1/resources/{goes['id']}").json["org"] == b["id"]
    assert one.get(f"/api/v1/resources/{stays['id']}").json["org"] == a["id"]
    assert request["id"] in [c["id"] for c in two.get("/api/v1/work?limit=1000").json["items"]]
    assert request["id"] not in [c["id"] for c in one.get("/api/v1/work?limit=1000").json["items"]]
    now = one.get(f"/api/v1/cases/{request['id']}").want(200).json
    assert now["provider"]["org"] == b["id"] and now["term"]["due_on"] == request["term"]["due_on"]
    one.act(request, "agree").refused(403)
    assert two.act(request, "agree").want(200).json["state"] == "open"
    two.get(f"/api/v1/cases/{other['id']}").refused(404)
    mine = [c["id"] for c in two.get(f"/api/v1/cases?resource={goes['id']}").json["items"]]
    assert request["id"] in mine and len(mine) >= 2, "the entry's history is the new one's too"
    review = two.get(f"/api/v1/cases?resource={goes['id']}&process=catalogue-review").json["items"][0]
    two.act(review, "retire", reason="不再采集").want(200)
    found = site.as_("operator").get("/api/v1/elements?limit=1000").json["items"]
    assert [e["source"] for e in found if e["code"] == element] == [b["id"]]
    assert [h["act"] for h in history(one, a)][0] == "gave"
    assert [h["act"] for h in history(one, b)][0] == "received"


def test_R06_1_one_is_split_and_takes_keys_and_people_along(site):
    a, one = agency(site)
    leaver = staff(site, "steward", org=a["id"])
    made = publish(site, one, entry())
    done = reform(site, "split", a, parts=[
        {"new": {"name": "盐城市" + unique("分局")}, "resources": [made["id"]], "people": [leaver.id]}])
    new = [o for o in done["orgs"] if o["side"] == "into"][0]
    assert (done["counts"]["entries"], done["counts"]["people"]) == (1, 1), done
    leaver.patch(f"/api/v1/resources/{made['id']}", {"abstract": "分设后修改"}).want(200)
    one.patch(f"/api/v1/resources/{made['id']}", {"abstract": "原机构"}).refused(403)
    assert org_of(one, a)["state"] == "active"
    assert leaver.get("/api/v1/sessions/current").json["user"]["org"] == new["id"]


def test_R06_1_only_who_holds_nothing_is_closed(site):
    a, one = agency(site)
    made = publish(site, one, entry())
    body = plan("close", a)
    site.as_("operator").post("/api/v1/org-reforms/preview", body).refused(
        409, code="reform-still-holds")
    review = one.get(f"/api/v1/cases?resource={made['id']}").json["items"][0]
    one.act(review, "retire", reason="职责取消").want(200)
    site.as_("operator").act(review, "retire", reason="同意").want(200)
    assert reform(site, "close", a)["state"] == "done"
    assert org_of(site.as_("operator"), a)["state"] == "closed"
    one.get("/api/v1/sessions/current").refused(401)


def test_R20_3_who_still_provides_data_is_not_closed_and_what_it_gave_ends_by_its_entry(site):
    a, provider = agency(site)
    consumer_org, consumer = agency(site)
    made = listed(site, provider, **SHARED)
    case = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(case, "accept").want(200)
    assert provider.act(case, "agree").want(200).json["state"] == "open"
    close = f"/api/v1/orgs/{a['id']}/close"
    no = site.as_("sysadmin").call("POST", close).refused(409, code="org-still-provides")
    shown = consumer.get(f"/api/v1/resources/{made['id']}").want(200).json
    assert shown["title"] in no.json["detail"] and shown["code"] in no.json["detail"], no.json
    assert org_of(consumer, a)["state"] == "active"
    assert consumer.get(f"/api/v1/cases/{case['id']}").json["state"] == "open"
    review = provider.get(f"/api/v1/cases?resource={made['id']}&process=catalogue-review").json["items"][0]
    provider.act(review, "retire", reason="机构撤销，无承接机构").want(200)
    site.as_("operator").act(review, "retire", reason="同意").want(200)
    site.as_("sysadmin").call("POST", close).want(200)
    over = consumer.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert over["state"] == "ended" and over["history"][-1]["act"] == "end", over["history"]
    assert over["history"][-1]["papers"]["reason"], over["history"][-1]
    told = consumer.get("/api/v1/notices?limit=100").want(200).json["items"]
    assert any(n.get("case") == case["id"] for n in told), told


def test_R06_1_nobody_ends_up_deciding_on_their_own_request(site):
    a, provider = agency(site)
    b, consumer = agency(site)
    made = listed(site, provider, **SHARED)
    request = consumer.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    site.as_("operator").act(request, "accept").want(200)
    reform(site, "merge", b, parts=[{"into": a["id"]}])
    seen = consumer.get(f"/api/v1/cases/{request['id']}").want(200).json
    assert seen["own"] and seen["provider"]["org"] == a["id"] == seen["applicant"]["org"], seen
    assert "agree" not in {x["act"] for x in seen["acts"]}, seen["acts"]
    consumer.act(request, "agree").refused(403)
    consumer.act(request, "refuse", reason="x", basis={"law": "个人信息保护法"}).refused(403)
    assert provider.act(request, "agree").want(200).json["state"] == "open"


def test_R06_1_what_is_no_plan_is_refused_by_field(site):
    a, one = agency(site)
    b = founded(site)
    mine, op = publish(site, one, entry()), site.as_("operator")

    def refused(status, field, body):
        op.post("/api/v1/org-reforms/preview", body).refused(status, field=field)
        op.post("/api/v1/org-reforms", body).refused(status, field=field)
    to_b = {"into": b["id"]}
    refused(400, "name", plan("rename", a))
    refused(400, "parts", plan("rename", a, name="x", parts=[to_b]))
    refused(409, "name", plan("rename", a, name=a["name"]))
    refused(400, "from", plan("rename", a, b, name="x"))
    refused(400, "parts", plan("merge", a))
    refused(400, "from[1]", plan("merge", a, a, parts=[to_b]))
    refused(400, "parts[0].into", plan("merge", a, parts=[{"into": a["id"]}]))
    refused(400, "parts[0].into", plan("merge", a, parts=[{}]))
    refused(400, "parts[0].into", plan("merge", a, parts=[{**to_b, "new": {"name": "x"}}]))
    refused(400, "parts[0].into", plan("merge", a, parts=[{"into": "nobody"}]))
    refused(400, "parts[0].resources", plan("merge", a, parts=[{**to_b, "resources": ["x"]}]))
    refused(400, "parts[0].resources", plan("move", a, parts=[to_b]))
    refused(400, "parts[0].new", plan("move", a, parts=[{"new": {"name": "x"}, "resources": ["y"]}]))
    refused(409, "parts[0].resources[1]", plan("move", a, parts=[
        {**to_b, "resources": [mine["id"], "nothing"]}]))
    refused(409, "parts[0].resources[0]", plan("move", b, parts=[
        {"into": a["id"], "resources": [mine["id"]]}]))
    refused(409, "parts[0].people[0]", plan("split", a, parts=[{**to_b, "people": ["nobody"]}]))
    refused(409, "parts[0].keys[0]", plan("split", a, parts=[{**to_b, "keys": ["nothing"]}]))
    refused(400, "parts", plan("move", a, parts=[{**to_b, "resources": [mine["id"]] * 2}]))
    refused(400, "effective_on", plan("close", a, effective_on="2126-01-01"))
    op.post("/api/v1/org-reforms", plan("dance", a)).refused(400, field="kind")
    op.get("/api/v1/org-reforms/none").refused(404)
    op.post("/api/v1/org-reforms/none/cancel", {"reason": "x"}).refused(404)
    assert op.get(f"/api/v1/org-reforms?org={a['id']}").json["total"] == 0


def test_R06_1_a_countys_office_reforms_its_own_agencies_alone(site):
    from test_cases import of_county
    agency_, second, operator, authority, stranger = of_county(site)
    first, other = ({"id": c.user["org"]} for c in (agency_, second))
    city = founded(site)
    body = plan("rename", city, name="x")
    operator.post("/api/v1/org-reforms/preview", body).refused(403, field="from[0]")
    body = plan("rename", first, name="盐城市" + unique("县局"))
    made = operator.post("/api/v1/org-reforms", body).want(201).json
    stranger.post(f"/api/v1/org-reforms/{made['id']}/confirm").refused(403)
    stranger.post(f"/api/v1/org-reforms/{made['id']}/refuse", {"reason": "x"}).refused(403)
    done = authority.post(f"/api/v1/org-reforms/{made['id']}/confirm").want(200).json
    assert done["state"] == "done" and other["id"], done


def test_R06_1_it_takes_effect_on_its_day_and_a_kill_leaves_it_whole(site):
    a, one = agency(site)
    b = founded(site)
    made = [publish(site, one, entry()) for _ in range(3)]
    later = site.as_("operator").post("/api/v1/org-reforms", plan(
        "merge", a, parts=[{"into": b["id"]}], effective_on="2026-11-25")).want(201).json
    body = site.as_("authority").post(f"/api/v1/org-reforms/{later['id']}/confirm").want(200).json
    assert body["state"] == "confirmed" and org_of(one, a)["state"] == "active", body

    def whole():
        looks = site.as_("authority")
        merged = org_of(looks, a)["state"] == "merged"
        orgs = {looks.get(f"/api/v1/resources/{m['id']}").want(200).json["org"] for m in made}
        state = looks.get(f"/api/v1/org-reforms/{later['id']}").json["state"]
        return merged, orgs == {b["id"] if merged else a["id"]}, state
    assert whole() == (False, True, "confirmed")
    try:
        for wait in (0.0, 0.03, 0.06):  # the first tick comes with the start
            site.restart(*AT, "2026-11-25T09:00:00+08:00", how=signal.SIGKILL)
            time.sleep(wait)
        site.restart(*AT, "2026-11-25T09:00:00+08:00", how=signal.SIGKILL)
        for _ in range(200):
            merged, kept, state = whole()
            assert kept or not merged, "seen half done"
            if merged:
                break
            time.sleep(0.05)
        assert whole() == (True, True, "done"), "the clock carries it out"
        lines = history(site.as_("authority"), a)
        assert lines[0]["reform"] == later["id"] and [x["act"] for x in lines].count("merged") == 1
    finally:
        site.restart(*FLAGS)


def test_R06_1_what_can_no_longer_be_carried_out_is_told_and_touches_nothing(site):
    a, one = agency(site)
    b = founded(site)
    made = publish(site, one, entry())
    moved = site.as_("operator").post("/api/v1/org-reforms", plan("move", a, parts=[
        {"into": b["id"], "resources": [made["id"]]}])).want(201).json
    site.as_("sysadmin").post(f"/api/v1/orgs/{b['id']}/close").want(200)
    site.as_("authority").post(f"/api/v1/org-reforms/{moved['id']}/confirm").refused(
        409, field="parts[0].into")
    now = one.get(f"/api/v1/org-reforms/{moved['id']}").json
    assert now["state"] == "registered" and now["counts"] is None, now
    assert one.get(f"/api/v1/resources/{made['id']}").json["org"] == a["id"]


def test_R06_1_what_a_new_one_would_be_refused_for_on_the_day_is_refused_before(site):
    op, authority, admin = (site.as_(w) for w in ("operator", "authority", "sysadmin"))
    code, of_a = credit_code(606101), credit_code(606102)
    a = founded(site, code=of_a)
    b = founded(site)
    below = founded(site, parent=b["id"])
    closed = founded(site)
    founded(site, code=code)
    admin.post(f"/api/v1/orgs/{closed['id']}/close").want(200)
    bad = of_a[:-1] + ("0" if of_a[-1] != "0" else "1")

    def founding(kind, *orgs, **new):
        new = {"name": "盐城市" + unique("新局"), **new}
        return plan(kind, *orgs, effective_on="2026-11-25", parts=[{"new": new}])

    def refused(status, field, body):
        op.post("/api/v1/org-reforms/preview", body).refused(status, field="parts" + field)
        op.post("/api/v1/org-reforms", body).refused(status, field="parts" + field)
    refused(400, "[0].new.parent", founding("merge", a, parent="nobody"))
    refused(409, "[0].new.parent", founding("merge", a, parent=closed["id"]))
    refused(409, "[0].new.parent", founding("merge", a, b, parent=b["id"]))
    refused(409, "[0].new.parent", founding("merge", a, b, parent=below["id"]))
    refused(409, "[0].new.parent", founding("merge", below, b))
    refused(400, "[0].new.code", founding("merge", a, code=bad))
    refused(409, "[0].new.code", founding("merge", a, code=code))
    leavers = [staff(site, "steward", org=a["id"]) for _ in range(2)]

    def split(*codes):
        return plan("split", a, parts=[
            {"new": {"name": "盐城市" + unique("分局"), "code": c}, "people": [who.id]}
            for c, who in zip(codes, leavers)])
    refused(409, "[0].new.code", split(of_a))
    refused(409, "[1].new.code", split(credit_code(606103), credit_code(606103)))
    done = reform(site, "split", a, parts=split(None, credit_code(606103))["parts"])
    assert done["state"] == "done", done
    later = op.post("/api/v1/org-reforms", founding("merge", a, parent=below["id"],
                                                    code=of_a)).want(201).json
    admin.post(f"/api/v1/orgs/{below['id']}/close").want(200)
    authority.post(f"/api/v1/org-reforms/{later['id']}/confirm").refused(
        409, field="parts[0].new.parent")
    op.post(f"/api/v1/org-reforms/{later['id']}/cancel", {"reason": "上级已撤销"}).want(200)
    done = reform(site, "merge", a, parts=founding("merge", a, code=of_a)["parts"])
    new = [o for o in done["orgs"] if o["side"] == "into"][0]
    assert org_of(op, new)["code"] == of_a, "that of one that it takes in"


def test_R06_1_a_county_founds_nothing_below_another_office(site):
    from test_cases import of_county
    agency_, _, operator, _, _ = of_county(site)
    city = founded(site)
    body = plan("merge", {"id": agency_.user["org"]}, parts=[
        {"new": {"name": "盐城市" + unique("县局"), "parent": city["id"]}}])
    operator.post("/api/v1/org-reforms/preview", body).refused(403, field="parts[0].new.parent")
    body["parts"][0]["new"].pop("parent")
    operator.post("/api/v1/org-reforms/preview", body).want(200)


def test_R06_1_calls_go_on_while_their_agency_is_merged(site):
    a, one = agency(site)
    b, consumer = agency(site)
    c = founded(site)
    made = publish(site, one, entry())
    one.load(made["id"], ROWS)
    grant = subscribe(site, consumer, made)
    token = consumer.post("/api/v1/tokens", {"name": "系统", "scopes": ["data"],
                                             "expires_on": "2026-12-31"}).want(201).json["token"]
    stop, bad, good = threading.Event(), [], [0]

    def calls():
        client = type(one)(site.port)
        client.token = token
        while not stop.is_set():
            got = client.get(f"/data/v1/{made['code']}?limit=2",
                             **{"Gongshu-Purpose": grant["purpose_code"]})
            good[0] += got.status == 200
            if got.status != 200:
                bad.append((got.status, got.body[:200]))
        client.close()
    threads = [threading.Thread(target=calls) for _ in range(4)]
    for t in threads:
        t.start()
    time.sleep(0.3)
    reform(site, "merge", b, parts=[{"into": c["id"]}])
    reform(site, "merge", a, parts=[{"into": c["id"]}])
    time.sleep(0.3)
    before = good[0]
    time.sleep(0.2)
    stop.set()
    for t in threads:
        t.join()
    assert not bad and good[0] > before > 0, (bad[:3], before, good)
