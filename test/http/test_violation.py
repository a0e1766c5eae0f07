"""Use against the rules is stopped at once, the measure published, and lifted (R35.1)."""
from gongshu import COMMITMENT, ROWS, entry, publish, subscribe
from test_account import staff
from test_cases import county_publishes, county_subscribes, of_county
from test_lists import every_page
from test_terms import lies_with, soon, told

AT = ("--password-days", "0", "--clock")
FLAGS = (*AT, "2026-11-23T10:00:00+08:00")
BASIS = {"law": "盐城市公共数据管理办法", "level": "other", "article": "第三十五条"}
WHY = {"reason": "超出授权用途使用", "basis": BASIS}


def org_of(client):
    org = client.user["org"]
    return org["id"] if isinstance(org, dict) else org


def used(site):
    """Data of the first agency that the second one uses: entry, grant."""
    giver, user = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, giver)
    giver.load(made["id"], ROWS)
    return made, subscribe(site, user, made)


def brought(client, about, **over):
    return client.post("/api/v1/cases", {"process": "violation", "papers": {
        "user": org_of(about), "facts": "把数据转给第三方", **over}})


def call(site, made, grant):
    return site.system(1).get(f"/data/v1/{made['code']}?limit=1",
                              **{"Gongshu-Purpose": grant["purpose_code"]})


SOON = {"promised_on": "2026-12-04", **WHY}


def colleague(site, client):
    """One more person of the same role and organisation."""
    return staff(site, client.user["roles"][0], org_of(client))


def by_token(client):
    """A program with the person's own token."""
    made = client.post("/api/v1/tokens", {"name": "脚本", "scopes": ["cases"]}).want(201).json
    program = type(client)(client.port)
    program.token = made["token"]
    return program


def state(client, case, wanted):
    now = client.get(f"/api/v1/cases/{case['id']}").want(200).json
    return now if now["state"] == wanted else None


def shut_out(client, case):
    """What the case offers, and what it tells instead of offering it, with its article."""
    now = client.get(f"/api/v1/cases/{case['id']}").want(200).json
    barred = now["acts_barred"]
    assert all(b["label"] and b["label_en"] and b["why"] and b["why_en"] for b in barred), barred
    for b in barred:
        said = client.act(case, b["act"], **dict(WHY, grants=["x"], promised_on="2026-11-24")).json
        assert (said["detail"], said["detail_en"]) == (b["why"], b["why_en"]), (said, b)
    return {a["act"] for a in now["acts"]}, {b["act"]: b["article"] for b in barred}


def notices(site, query=""):
    return site.nobody().get(f"/open/v1/notices{query}").want(200).json["items"]


def test_R35_1_a_provider_restricts_what_it_gave_at_once_and_lifts_it(site):
    made, grant = used(site)
    giver, user = site.as_("steward"), site.as_("steward", 1)
    case = brought(giver, user).want(201).json
    assert case["state"] == "examining" and case["term"]["owes"] == "city_authority", case
    call(site, made, grant).want(200)
    said = giver.act(case, "comment", statement="x").refused(403)
    assert "被查处使用机构" in said.json["detail"], said.json
    heard = user.act(case, "comment", statement="仅内部使用").want(200).json
    assert heard["history"][-1]["actor_label"] == heard["provider"]["label"] == "被查处使用机构", heard
    giver.act(case, "restrict", grants=[grant["id"]], promised_on="2026-12-04").refused(
        422, field="papers.reason")
    giver.act(case, "restrict", grants=[grant["id"]], **WHY).refused(422, field="papers.promised_on")
    giver.act(case, "restrict", grants=["none"], **SOON).refused(409, field="papers.grants")
    giver.act(case, "restrict", grants=[], **SOON).refused(400, field="papers.grants")
    now = giver.act(case, "restrict", grants=[grant["id"]], **SOON).want(200).json
    assert now["state"] == "urgent" and now["term"]["due_on"] == "2026-12-04", now["term"]
    named = [(n["paper"], n["id"], n["kind"], n["title"], n["resource"]) for n in now["named"]]
    assert named == [("grants", grant["id"], "grant", made["title"], made["id"])], named
    call(site, made, grant).refused(403)
    assert shut_out(giver, case) == ({"dismiss"}, {"confirm": None, "close_access": None})
    giver.act(case, "publish", notice="x").refused(409)
    giver.act(case, "confirm").refused(403, "violation-second")
    assert shut_out(colleague(site, giver), case) == ({"confirm", "close_access", "dismiss"}, {})
    now = colleague(site, giver).act(case, "confirm").want(200).json
    assert now["state"] == "in_force" and now["term"]["due_on"] == "2026-11-24", now["term"]
    assert now["subject"]["title"].startswith("限制使用："), now["subject"]["title"]
    before = [n for n in notices(site) if n["id"] == case["id"]][0]
    assert before["measure"] == "restrict" and "许可信息" not in before["notice"], "its words aren't there before it is published"
    giver.act(case, "publish").refused(422, field="papers.notice")
    giver.act(case, "publish", notice="限制该机构使用许可信息").want(200)
    shown = [n for n in notices(site, "?in_force=true") if n["id"] == case["id"]][0]
    assert shown["measure"] == "restrict" and shown["notice"] == "限制该机构使用许可信息", shown
    page = site.nobody().get("/notices").want(200).body.decode()
    assert "限制该机构使用许可信息" in page and "生效中" in page
    giver.act(case, "lift").refused(422, field="papers.reason")
    giver.act(case, "lift", reason="已整改").want(200)
    call(site, made, grant).want(200)
    assert case["id"] not in [n["id"] for n in notices(site, "?in_force=true")]
    assert [n["lifted_at"] for n in notices(site) if n["id"] == case["id"]][0]


def test_R35_1_a_restricted_grant_is_opened_by_nobody_else(site):
    made, grant = used(site)
    giver, user, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    case = brought(authority, user).want(201).json
    authority.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    share = {"id": grant["case"]}
    giver.act(share, "suspend", reason="另有原因").want(200)
    giver.act(share, "resume", reason="恢复").refused(409, "grant-barred")
    colleague(site, authority).act(case, "confirm").want(200)
    authority.act(case, "publish", notice="限制使用").want(200)
    giver.act(case, "lift", reason="x").refused(404)
    authority.act(case, "lift", reason="已整改").want(200)
    call(site, made, grant).refused(403)
    giver.act(share, "resume", reason="恢复").want(200)
    call(site, made, grant).want(200)
    second = brought(authority, user).want(201).json
    authority.act(second, "restrict", grants=[grant["id"]], **SOON).want(200)
    third = brought(giver, user).want(201).json
    giver.act(third, "restrict", grants=[grant["id"]], **SOON).refused(409, "grant-barred")


def test_R35_1_closing_ends_the_grant_and_its_case(site):
    made, grant = used(site)
    authority, user = site.as_("authority"), site.as_("steward", 1)
    case = brought(authority, user).want(201).json
    authority.act(case, "close_access", grants=[grant["id"]], **WHY).refused(409)
    authority.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    authority.act(case, "close_access", grants=[grant["id"]], **WHY).refused(403, "violation-second")
    closed = colleague(site, authority).act(case, "close_access", grants=[grant["id"]], **WHY).want(200)
    assert closed.json["subject"]["title"].startswith("关闭权限："), closed.json["subject"]["title"]
    call(site, made, grant).refused(403)
    share = user.get(f"/api/v1/cases/{grant['case']}").want(200).json
    assert share["state"] == "ended", share["state"]
    step = share["history"][-1]
    assert (step["act"], step["actor"], step["article"]) == ("shut", "platform", "35"), step
    assert step["papers"] == dict(WHY, violation=case["id"]), step
    assert ("violation", case["id"], "case") in [(n["paper"], n["id"], n["kind"]) for n in share["named"]]
    ended = user.get(f"/api/v1/grants/{grant['id']}").json
    assert ended["reason"] == WHY["reason"] and ended["basis"].startswith(BASIS["law"]), ended
    authority.act(case, "publish", notice="关闭权限").want(200)
    authority.act(case, "lift", reason="期满").want(200)
    call(site, made, grant).refused(403)


def test_R35_1_one_person_closes_nothing_that_the_case_has_not_restricted(site):
    made, grant = used(site)
    giver, user, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    other, elsewhere = used(site), used(site)
    case = brought(authority, user).want(201).json
    authority.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    second_case = brought(authority, user).want(201).json
    authority.act(second_case, "restrict", grants=[elsewhere[1]["id"]], **SOON).want(200)
    second = colleague(site, authority)
    for more in (other, elsewhere):
        second.act(case, "close_access", grants=[grant["id"], more[1]["id"]], **WHY).refused(
            409, "violation-not-shut", field="papers.grants")
    call(site, *other).want(200)
    second.act(case, "close_access", grants=[grant["id"]], **WHY).want(200)
    call(site, *other).want(200)
    assert giver.get(f"/api/v1/cases/{other[1]['case']}").want(200).json["state"] == "open"


def test_R35_1_a_program_with_a_persons_token_is_no_second_person(site):
    made, grant = used(site)
    giver, user = site.as_("steward"), site.as_("steward", 1)
    case = brought(giver, user).want(201).json
    giver.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    second = colleague(site, giver)
    program = by_token(second)
    program.act(case, "confirm").refused(403, "violation-second-token")
    program.act(case, "close_access", grants=[grant["id"]], **WHY).refused(403, "violation-second-token")
    second.act(case, "confirm").want(200)


def test_R35_1_a_measure_in_long_words_stands_in_the_title_by_whole_characters(site):
    authority, user = site.as_("authority"), site.as_("steward", 1)
    used(site)
    case = brought(authority, user).want(201).json
    words = "a" + "约谈负责人" * 20
    now = authority.act(case, "measure", measure=words, **WHY).want(200).json
    shown = now["subject"]["title"].split("：")[0]
    assert words.startswith(shown) and 27 <= len(shown) <= 30, now["subject"]["title"]


def test_R35_1_each_within_its_remit(site):
    made, grant = used(site)
    giver, user, third = site.as_("steward"), site.as_("steward", 1), site.as_("steward", 2)
    brought(third, user).refused(403, "violation-not-yours")
    brought(giver, giver).refused(400, field="papers.user")
    operator = site.as_("operator")
    case = brought(operator, user).want(201).json
    operator.act(case, "restrict", grants=[grant["id"]], **SOON).refused(403)
    elsewhere = publish(site, third)
    other = subscribe(site, user, elsewhere)
    own = brought(giver, user).want(201).json
    giver.act(own, "restrict", grants=[grant["id"], other["id"]], **SOON).refused(409)
    call(site, made, grant).want(200)
    third.get(f"/api/v1/cases/{own['id']}").refused(404)
    user.act(own, "dismiss", reason="没有").refused(403)
    giver.act(own, "dismiss", reason="查无实据").want(200)


def test_R35_1_an_urgent_restriction_is_short_and_lapses_unless_a_second_person_confirms_it(site):
    made, grant = used(site)
    authority, user = site.as_("authority"), site.as_("steward", 1)
    case = brought(authority, user).want(201).json
    assert case["subject"]["title"].startswith("违规处置："), case["subject"]["title"]
    for day in ("2026-11-23", "2026-12-31"):
        authority.act(case, "restrict", grants=[grant["id"]], **dict(SOON, promised_on=day)).refused(
            400, field="papers.promised_on")
    authority.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    call(site, made, grant).refused(403)
    site.stop()
    site.start(*AT, "2026-12-05T09:00:00+08:00")
    authority = site.as_("authority")
    now = soon(lambda: state(authority, case, "examining"))
    assert now["subject"]["title"].startswith("违规处置："), now["subject"]["title"]
    call(site, made, grant).want(200)
    assert [bool(n["lifted_at"]) for n in notices(site) if n["id"] == case["id"]] == [True], "it says that it is over"
    again = dict(SOON, promised_on="2026-12-10")
    authority.act(case, "restrict", grants=[grant["id"]], **again).refused(403, "violation-again")
    call(site, made, grant).want(200)
    second = colleague(site, authority)
    by_token(second).act(case, "restrict", grants=[grant["id"]], **again).refused(
        403, "violation-second-token")
    second.act(case, "restrict", grants=[grant["id"]], **again).want(200)
    call(site, made, grant).refused(403)
    second.act(case, "confirm").refused(403, "violation-second")
    authority.act(case, "dismiss", reason="查无实据").want(200)
    call(site, made, grant).want(200)
    site.stop()
    site.start(*FLAGS)


def test_R35_1_who_is_restricted_asks_for_the_same_only_once_that_ended_and_who_decides_sees_why(site):
    made, grant = used(site)
    authority, user, operator = site.as_("authority"), site.as_("steward", 1), site.as_("operator")
    ask = {"process": "share-request", "subject": {"resource": made["id"]}, "papers": COMMITMENT}
    waiting = user.post("/api/v1/cases", ask).want(201).json
    assert waiting["state"] == "submitted" and "restrictions" not in waiting, waiting
    case = brought(authority, user).want(201).json
    authority.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    said = user.post("/api/v1/cases", ask).refused(409, "grant-restricted", article="35").json
    assert "不能重新申请" in said["detail"] and "requested anew" in said["detail_en"], said
    operator.act(waiting, "accept").refused(409, "grant-restricted")
    seen = operator.get(f"/api/v1/cases/{waiting['id']}").want(200).json["restrictions"]
    assert [(r["case"], r["grant"], r["how"], r["reason"]) for r in seen] == [
        (case["id"], grant["id"], "in_force", WHY["reason"])] and not seen[0]["ended_at"], seen
    other = subscribe(site, site.as_("steward", 2), made)
    assert other["org"] != grant["org"], "nobody else is kept from it"
    site.stop()
    site.start(*AT, "2026-12-05T09:00:00+08:00")
    authority, user, operator = site.as_("authority"), site.as_("steward", 1), site.as_("operator")
    soon(lambda: state(authority, case, "examining"))
    anew = user.post("/api/v1/cases", ask).want(201).json
    for client in (operator, user, site.as_("authority")):
        seen = client.get(f"/api/v1/cases/{anew['id']}").want(200).json["restrictions"]
        assert [(r["how"], r["state"], r["measure"]) for r in seen] == [("lapsed", "examining", None)], seen
        assert seen[0]["ended_at"].startswith("2026-12-05"), seen
    operator.act(anew, "accept").want(200)
    operator.act(waiting, "accept").want(200)
    authority.act(case, "dismiss", reason="查无实据").want(200)
    assert "restrictions" not in operator.get(f"/api/v1/cases/{anew['id']}").want(200).json
    site.stop()
    site.start(*FLAGS)


def test_R35_1_who_was_closed_out_asks_again_only_once_the_measure_is_lifted(site):
    made, grant = used(site)
    authority, user = site.as_("authority"), site.as_("steward", 1)
    case = brought(authority, user).want(201).json
    ask = {"process": "share-request", "subject": {"resource": made["id"]}, "papers": COMMITMENT}
    draft = user.post("/api/v1/cases", dict(ask, papers={"purpose": "先起草"})).want(201).json
    assert draft["state"] == "draft", draft
    authority.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    colleague(site, authority).act(case, "close_access", grants=[grant["id"]], **WHY).want(200)
    user.post("/api/v1/cases", ask).refused(409, "grant-restricted")
    user.act(draft, "submit", **COMMITMENT).refused(409, "grant-restricted")
    authority.act(case, "publish", notice="关闭权限").want(200)
    user.post("/api/v1/cases", ask).refused(409, "grant-restricted")
    authority.act(case, "lift", reason="已整改").want(200)
    anew = user.act(draft, "submit", **COMMITMENT).want(200).json
    seen = site.as_("operator").get(f"/api/v1/cases/{anew['id']}").want(200).json["restrictions"]
    assert [(r["how"], r["measure"], r["state"]) for r in seen] == [("lifted", "close_access", "lifted")], seen
    assert seen[0]["imposed_by"] and "第三十五条" in seen[0]["basis"] and seen[0]["published_at"], seen
    site.as_("operator").act(anew, "accept").want(200)


def test_R35_1_a_measure_that_names_its_end_is_lifted_by_it(site):
    made, grant = used(site)
    authority, user = site.as_("authority"), site.as_("steward", 1)
    case = brought(authority, user).want(201).json
    authority.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    other = colleague(site, authority)
    other.act(case, "confirm", promised_on="2026-11-23").refused(400, field="papers.promised_on")
    other.act(case, "confirm", promised_on="2026-12-31").want(200)
    now = authority.act(case, "publish", notice="限制至年底").want(200).json
    assert now["term"]["kind"] == "date" and now["term"]["due_on"] == "2026-12-31", now["term"]
    assert [n["ends_on"] for n in notices(site) if n["id"] == case["id"]] == ["2026-12-31"]
    call(site, made, grant).refused(403)
    site.stop()
    site.start(*AT, "2027-01-01T09:00:00+08:00")
    now = soon(lambda: state(site.as_("authority"), case, "lifted"))
    assert now["history"][-1]["act"] == "expire" and now["history"][-1]["by"] == "time", now["history"]
    call(site, made, grant).want(200)
    shown = [n for n in notices(site) if n["id"] == case["id"]][0]
    assert shown["lifted_at"].startswith("2027-01-01"), shown
    site.stop()
    site.start(*FLAGS)


def test_R35_1_grants_may_be_named_from_the_beginning_if_they_are_the_users(site):
    made, grant = used(site)
    giver, user, third = site.as_("steward"), site.as_("steward", 1), site.as_("steward", 2)
    other = subscribe(site, user, publish(site, third))
    brought(giver, user, grants=["none"]).refused(400, field="papers.grants")
    brought(giver, user, grants=[other["id"]]).refused(400, field="papers.grants")
    case = brought(giver, user, grants=[grant["id"]]).want(201).json
    assert giver.get(f"/api/v1/cases/{case['id']}").json["history"][0]["papers"]["grants"] == [grant["id"]]
    brought(site.as_("authority"), user, grants=[grant["id"], other["id"]]).want(201)


def test_R35_1_a_countys_authority_acts_in_its_county_and_hands_over(site):
    steward, _, _, authority, stranger = of_county(site)
    case = brought(authority, steward).want(201).json
    assert case["term"]["owes"] == "county_authority", case["term"]
    stranger.get(f"/api/v1/cases/{case['id']}").refused(404)
    authority.act(case, "refer", addressee=org_of(site.as_("cyber")) if site.as_("cyber").user["org"]
                  else org_of(site.as_("authority")), **WHY).want(200)
    other = brought(authority, steward).want(201).json
    authority.act(other, "measure", measure="约谈负责人", **WHY).want(200)
    authority.act(other, "publish", notice="已约谈").want(200)
    assert "约谈负责人" in [n["measure"] for n in notices(site)]


def test_R35_1_a_countys_authority_reaches_no_further_than_its_county(site):
    agency, _, operator, authority, stranger = of_county(site)
    made, between = used(site)
    user = site.as_("steward", 1)
    for office in (authority, stranger):
        brought(office, user).refused(403, field="papers.user")
    brought(stranger, agency).refused(403, field="papers.user")
    theirs = county_subscribes(site, agency, authority, made)
    case = brought(authority, agency).want(201).json
    authority.act(case, "restrict", grants=[theirs["id"]], **SOON).want(200)
    # an agency of the county gave the city's agency data: that use alone is the county's affair
    given = subscribe(site, user, county_publishes(site, agency, operator))
    case = brought(authority, user).want(201).json
    authority.act(case, "restrict", grants=[given["id"], between["id"]], **SOON) \
        .refused(403, field="papers.grants")
    assert call(site, made, between).status == 200
    authority.act(case, "restrict", grants=[given["id"]], **SOON).want(200)
    brought(stranger, user).refused(403, field="papers.user")


def test_R35_1_every_agency_sees_who_uses_whose_data_by_which_article(site):
    made, grant = used(site)
    giver, user, third = site.as_("steward"), site.as_("steward", 1), site.as_("steward", 2)

    def active(client, query=""):
        got = client.get(f"/api/v1/active-grants?resource={made['id']}{query}").want(200).json
        assert len(got["items"]) == got["total"]
        return got["items"]
    seen = active(third)
    assert [g["id"] for g in seen] == [grant["id"]], seen
    assert seen[0]["article"] and seen[0]["process"] == "share-request", seen
    assert not {"items", "masks", "where", "quota", "used", "purpose_code"} & set(seen[0]), seen
    assert active(third, f"&org={org_of(user)}") == seen == active(third, f"&provider={org_of(giver)}")
    assert active(third, f"&org={org_of(third)}") == []
    by_end = every_page(third, "/api/v1/active-grants", sort="until", limit=1)
    ends = [g["valid_until"] or "9999" for g in by_end]
    assert len(ends) > 1 and ends == sorted(ends), ends
    assert {g["id"] for g in by_end} == {g["id"] for g in every_page(third, "/api/v1/active-grants", limit=1000)}
    third.get("/api/v1/active-grants?sort=colour").refused(400, field="sort")
    site.nobody().get("/api/v1/active-grants").refused(401)
    case = brought(giver, user).want(201).json
    giver.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    assert active(third) == []


def test_R35_1_the_user_is_told_at_once_and_may_speak_until_it_is_decided(site):
    made, grant = used(site)
    giver, user, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    case = brought(giver, user).want(201).json
    waits = told(user, case, "waits")
    assert len(waits) == 1 and waits[0]["due_on"] == "2026-11-30", waits
    mine = user.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert mine["term"]["key"] == "VIOLATION_COMMENT" and mine["term"]["owes"] == "provider"
    assert [a["act"] for a in mine["acts"]] == ["comment"] and lies_with(user, case)
    assert authority.get(f"/api/v1/cases/{case['id']}").json["term"]["key"] == "VIOLATION_EXAMINE"
    giver.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    now = user.act(case, "comment", statement="仅内部使用").want(200).json
    assert now["state"] == "urgent" and now["term"]["owes"] == "time", "nothing waits for it any more"
    assert not lies_with(user, case)
    assert "陈述申辩" in told(giver, case, "added")[0]["text"]
    user.act(case, "comment", statement="另有补充").want(200)
    colleague(site, giver).act(case, "dismiss", reason="不成立").want(200)
    user.act(case, "comment", statement="x").refused(409)


def test_R35_1_who_decides_hears_what_the_user_says(site):
    used(site)
    giver, user, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    case = brought(giver, user).want(201).json
    user.act(case, "comment", statement="仅内部使用").want(200)
    for client in (giver, authority):
        added = told(client, case, "added")
        assert len(added) == 1 and "陈述申辩" in added[0]["text"], added
    assert not told(user, case, "added") and not lies_with(user, case) and lies_with(authority, case)


def public(site, case):
    return next((n for n in notices(site) if n["id"] == case["id"]), None)


def test_R35_1_an_urgent_restriction_is_public_at_once_unless_a_reason_is_given(site):
    made, grant = used(site)
    giver, user = site.as_("steward"), site.as_("steward", 1)
    case = brought(giver, user).want(201).json
    giver.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    now = public(site, case)
    assert now["measure"] == "urgent" and now["ends_on"] == "2026-12-04" and not now["lifted_at"], now
    assert "2026年12月4日" in now["notice"] and SOON["reason"] not in str(now), "no words that nobody looked at"
    assert "紧急限制" in site.nobody().get("/notices").want(200).body.decode()
    colleague(site, giver).act(case, "confirm").want(200)
    assert public(site, case)["measure"] == "restrict"
    giver.act(case, "publish", notice="限制使用").want(200)
    assert public(site, case)["notice"] == "限制使用"
    giver.act(case, "lift", reason="已整改").want(200)
    quiet = brought(giver, user).want(201).json
    giver.act(quiet, "restrict", grants=[grant["id"]], withheld="涉及正在办理的案件", **SOON).want(200)
    assert public(site, quiet) is None
    colleague(site, giver).act(quiet, "dismiss", reason="不成立").want(200)
    assert public(site, quiet) is None
    third = brought(giver, user).want(201).json
    giver.act(third, "restrict", grants=[grant["id"]], **SOON).want(200)
    colleague(site, giver).act(third, "dismiss", reason="不成立").want(200)
    assert public(site, third)["lifted_at"], "what was public says that it is over"


def test_R35_1_what_a_second_person_decides_isnt_public_under_the_urgent_ones_words(site):
    made, grant = used(site)
    authority, user = site.as_("authority"), site.as_("steward", 1)
    second = colleague(site, authority)
    case = brought(authority, user).want(201).json
    authority.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    assert "未确认的到期解除" in public(site, case)["notice"]
    second.act(case, "confirm", promised_on="2026-12-31").want(200)
    now = public(site, case)
    assert (now["measure"], now["ends_on"]) == ("restrict", "2026-12-31") and not now["lifted_at"], now
    assert "2026年12月31日" in now["notice"] and "12月4日" not in now["notice"], now
    assert "未确认" not in now["notice"] and "复核确认" in now["notice"], now
    other = used(site)
    case = brought(authority, user).want(201).json
    authority.act(case, "restrict", grants=[other[1]["id"]], **SOON).want(200)
    second.act(case, "close_access", grants=[other[1]["id"]], **WHY).want(200)
    now = public(site, case)
    assert now["measure"] == "close_access" and now["ends_on"] is None, now
    assert "关闭" in now["notice"] and "2026-12-04" not in now["notice"], now
    authority.act(case, "publish", notice="关闭权限的公告").want(200)
    assert public(site, case)["notice"] == "关闭权限的公告"
    other = used(site)
    quiet = brought(authority, user).want(201).json
    authority.act(quiet, "restrict", grants=[other[1]["id"]], withheld="涉及正在办理的案件", **SOON).want(200)
    second.act(quiet, "confirm").want(200)
    assert public(site, quiet) is None, "what was withheld waits for its publication"
    authority.act(quiet, "publish", notice="限制使用的公告").want(200)
    assert public(site, quiet)["notice"] == "限制使用的公告"


def test_R35_1_a_measure_stands_with_the_day_from_which_it_is_public_as_it_stands(site):
    def row_of(words):
        page = site.nobody().get("/notices").want(200).body.decode()
        return next(r for r in page.split("<tr") if words in r)
    made, grant = used(site)
    authority, user = site.as_("authority"), site.as_("steward", 1)
    case = brought(authority, user).want(201).json
    authority.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
    assert public(site, case)["published_at"].startswith("2026-11-23")
    site.stop()
    site.start(*AT, "2026-11-25T10:00:00+08:00")
    colleague(site, site.as_("authority")).act(case, "confirm", promised_on="2026-12-31").want(200)
    now = public(site, case)
    assert now["published_at"].startswith("2026-11-25") and now["measure"] == "restrict", now
    row = row_of(now["notice"])
    assert "2026年11月25日" in row and "2026年11月23日" not in row, row
    site.stop()
    site.start(*AT, "2026-11-27T10:00:00+08:00")
    authority = site.as_("authority")
    authority.act(case, "publish", notice="限制使用的公告，第二十七日").want(200)
    assert public(site, case)["published_at"].startswith("2026-11-27"), public(site, case)
    site.stop()
    site.start(*FLAGS)


def test_R35_1_after_an_urgent_one_lapsed_the_next_measure_is_public_only_when_it_is_published(site):
    authority, user = site.as_("authority"), site.as_("steward", 1)
    cases, grants = [], []
    for _ in range(2):
        grant = used(site)[1]
        case = brought(authority, user).want(201).json
        authority.act(case, "restrict", grants=[grant["id"]], **SOON).want(200)
        cases.append(case)
        grants.append(grant["id"])
    site.stop()
    site.start(*AT, "2026-12-05T09:00:00+08:00")
    authority = site.as_("authority")
    for case in cases:
        soon(lambda: state(authority, case, "examining"))
        assert public(site, case)["lifted_at"], "it was, and is over"
    talked, withheld = cases
    authority.act(talked, "measure", measure="约谈负责人", **WHY).want(200)
    assert public(site, talked) is None, "it isn't published yet"
    authority.act(talked, "publish", notice="已约谈").want(200)
    now = public(site, talked)
    assert (now["measure"], now["notice"]) == ("约谈负责人", "已约谈") and not now["lifted_at"], now
    second = colleague(site, authority)
    second.act(withheld, "restrict", grants=[grants[1]], withheld="涉及正在办理的案件",
               **dict(SOON, promised_on="2026-12-10")).want(200)
    authority.act(withheld, "confirm").want(200)
    assert public(site, withheld) is None, "withheld, and not published yet"
    second.act(withheld, "publish", notice="限制使用").want(200)
    assert public(site, withheld)["notice"] == "限制使用"
    site.stop()
    site.start(*FLAGS)


def test_R35_1_a_countys_authority_neither_confirms_nor_opens_what_it_may_not_restrict(site):
    agency, _, operator, county, _ = of_county(site)
    _, between = used(site)
    user, city = site.as_("steward", 1), site.as_("authority")
    given = subscribe(site, user, county_publishes(site, agency, operator))
    case = brought(county, user).want(201).json
    city.act(case, "restrict", grants=[given["id"], between["id"]], **SOON).want(200)
    for act, papers in (("confirm", {}), ("dismiss", {"reason": "不成立"}),
                        ("close_access", dict(WHY, grants=[given["id"]]))):
        said = county.act(case, act, **papers).refused(403, "violation-beyond-county", article="35")
        assert between["id"] in said.json["detail"], said.json
    assert county.get(f"/api/v1/cases/{case['id']}").want(200).json["state"] == "urgent"
    assert shut_out(county, case) == (set(), {"confirm": "35", "dismiss": "35", "close_access": "35"})
    colleague(site, city).act(case, "confirm").want(200)
    city.act(case, "publish", notice="限制使用").want(200)
    county.act(case, "lift", reason="已整改").refused(403, "violation-beyond-county", article="35")
    assert shut_out(county, case) == (set(), {"lift": "35"})
    assert city.get(f"/api/v1/grants/{between['id']}").want(200).json["state"] == "suspended"
    city.act(case, "lift", reason="已整改").want(200)
    # what lies within the county it looks at and opens itself, whoever restricted it
    case = brought(county, user).want(201).json
    city.act(case, "restrict", grants=[given["id"]], **SOON).want(200)
    county.act(case, "confirm").want(200)
    city.act(case, "publish", notice="限制使用").want(200)
    county.act(case, "lift", reason="已整改").want(200)


def test_R35_1_the_days_in_which_the_user_may_speak_are_counted_again_beside_an_agreed_end(site):
    made, grant = used(site)
    site.restart(*AT, "2026-12-28T10:00:00+08:00")
    authority, user = site.as_("authority"), site.as_("steward", 1)
    case = brought(authority, user).want(201).json
    authority.act(case, "restrict", grants=[grant["id"]], **dict(SOON, promised_on="2027-01-08")).want(200)

    def lies(client):
        own = user.get(f"/api/v1/cases/{case['id']}").want(200).json["term"]
        desk = site.rows(f"SELECT due, provisional FROM case_desk WHERE case_id = '{case['id']}' "
                         f"AND desk = 'steward@{org_of(client)}'")
        return own["key"], own["due_on"], own["provisional"], desk

    key, due, provisional, [(day, marked)] = lies(user)
    assert (key, due, provisional, marked) == ("VIOLATION_COMMENT", "2027-01-05", True, 1), due
    assert site.rows(f"SELECT provisional FROM case_file WHERE id = '{case['id']}'") == [(0,)], "the end is agreed"
    site.as_("sysadmin").post("/api/v1/calendar", {
        "source": "http://notice.gov.cn", "body": "2027-01-01,off,元旦\n2027-01-04,off,元旦\n2027-10-01,off,国庆节\n"}) \
        .want(201)
    assert lies(user) == ("VIOLATION_COMMENT", "2027-01-06", False, [(day + 1, 0)])
    again = told(user, case, "recounted")
    assert len(again) == 1 and again[0]["due_on"] == "2027-01-06", again
    assert not told(authority, case, "recounted"), "the agreed end is what it was"
    site.restart(*FLAGS)
