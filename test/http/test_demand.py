"""Data that the sharing catalogue doesn't have is asked for, and who holds it answers
in seven working days; what is agreed is looked at, not ticked (R21.1, R19.1)."""
from urllib.parse import quote

from gongshu import COMMITMENT, LEFT_OUT, ROWS, SHARED, entry, newest_grant, publish, unique, without_none
from test_cases import county_publishes, of_county
from test_change import person_with
from test_content import PDF, described, mount
from test_lists import every_page
from test_terms import told

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00")
LAW = {"law": "中华人民共和国个人信息保护法", "level": "law", "article": "第十条"}


def org_of(client):
    org = client.user["org"]
    return org["id"] if isinstance(org, dict) else org


def said(**over):
    return {"demand": "近三年车辆年检结论 " + unique("want"), "duty": "老旧车辆报废补贴审核",
            "scenario": "以旧换新补贴", "commitment": True, **over}


def demanded(client, **over):
    return client.post("/api/v1/demands", without_none(said(**over)))


def asked(site, **over):
    """Of the first agency, by the second: the case, and how it is known to both."""
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    made = demanded(consumer, holder=org_of(holder), **over).want(201).json
    return {"id": made["case"]}, holder, consumer


def shown(client, case):
    return client.get(f"/api/v1/demands/{case['id']}").want(200).json


def test_R21_1_a_holder_that_is_named_answers_within_seven_working_days(site):
    case, holder, consumer = asked(site)
    seen = holder.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert seen["state"] == "at_holder" and seen["term"]["due_on"] == "2026-12-02", seen["term"]
    assert seen["term"]["article"] == "21" and seen["term"]["owes"] == "provider"
    assert [a["act"] for a in consumer.get(f"/api/v1/cases/{case['id']}").json["acts"]] == ["cancel"]
    holder.act(case, "refuse", reason="不掌握").refused(422, field="papers.basis")
    holder.act(case, "refuse", reason="依法保密", basis=dict(LAW, level="rule", law="某办法")).refused(422)
    done = holder.act(case, "refuse", reason="依法保密", basis=LAW).want(200).json
    assert done["state"] == "refused" and done["ended"]
    assert shown(consumer, case)["state"] == "refused"


def test_R21_1_where_nobody_is_named_the_operator_finds_who_holds_it(site):
    holder, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    case = {"id": demanded(consumer).want(201).json["case"]}
    assert shown(operator, case)["state"] == "routing"
    holder.get(f"/api/v1/demands/{case['id']}").refused(404)
    assert case["id"] in [c["id"] for c in operator.get("/api/v1/cases?mine=waiting&limit=1000").json["items"]]
    operator.act(case, "assign").refused(422, field="papers.holder")
    operator.act(case, "assign", holder="nobody").refused(400, field="papers.holder")
    operator.act(case, "assign", holder=org_of(consumer)).refused(400, field="papers.holder")
    now = operator.act(case, "assign", holder=org_of(holder)).want(200).json
    assert now["state"] == "at_holder" and now["term"]["due_on"] == "2026-12-02", now["term"]
    assert shown(holder, case)["holder"] == org_of(holder)
    assert case["id"] in [c["id"] for c in holder.get("/api/v1/cases?mine=waiting&limit=1000").json["items"]]


def test_R21_1_the_wrong_holder_says_so_once(site):
    case, holder, consumer = asked(site)
    operator, third = site.as_("operator"), site.as_("steward", 2)
    holder.act(case, "not_mine").refused(422, field="papers.reason")
    assert holder.act(case, "not_mine", reason="属市场监管职责").want(200).json["state"] == "routing"
    holder.act(case, "agree_direct").refused(409)
    operator.act(case, "assign", holder=org_of(holder)).refused(409, "demand-passed")
    operator.act(case, "assign", holder=org_of(third)).want(200)
    holder.act(case, "agree_direct").refused(404)
    holder.get(f"/api/v1/demands/{case['id']}").refused(404)
    holder.get(f"/api/v1/cases/{case['id']}").refused(404)
    third.act(case, "not_mine", reason="也不是").refused(409)
    third.act(case, "agree_direct").want(200)
    assert shown(consumer, case)["holder"] == org_of(third)


def test_R21_1_what_is_agreed_is_met_when_it_is_so_and_not_before(site):
    case, holder, consumer = asked(site)
    now = holder.act(case, "agree_direct").want(200).json
    assert now["state"] == "fulfilling" and now["term"]["due_on"] == "2026-12-02", now["term"]
    holder.act(case, "aggregate").refused(409)
    holder.act(case, "catalogue").refused(422, field="papers.entry")
    holder.act(case, "catalogue", entry="no-such").refused(409, field="papers.entry")
    draft = holder.post("/api/v1/resources", without_none(entry())).want(201).json
    holder.act(case, "catalogue", entry=draft["code"]).refused(409, field="papers.entry")
    elsewhere = publish(site, consumer)
    holder.act(case, "catalogue", entry=elsewhere["code"]).refused(409, field="papers.entry")
    made = publish(site, holder)
    holder.act(case, "catalogue", entry=made["code"]).want(200)
    assert (shown(consumer, case)["catalogued"], shown(consumer, case)["aggregated"]) == (True, False)
    holder.act(case, "aggregate").refused(409, "demand-no-data")
    holder.act(case, "share").refused(409)
    holder.load(made["id"], ROWS)
    holder.act(case, "aggregate").want(200)
    holder.act(case, "share", conditions={"items": ["no-such-item"]}).refused(400)
    for nothing in ({}, {"items": None}):
        holder.act(case, "share", conditions=nothing).refused(400, "grant-conditions-none", field="conditions")
    fewer, why, law = {"items": ["permit_no"]}, LEFT_OUT["reason"], LEFT_OUT["basis"]
    share = lambda **papers: holder.post(f"/api/v1/cases/{case['id']}/acts", {"act": "share", "papers": papers})
    said = share(conditions=fewer).refused(422, "share-left-out", field="papers.reason")
    assert said.json["article"] == "21", said.json
    share(conditions=fewer, reason=why).refused(422, "share-left-out", field="papers.basis")
    count = f"/api/v1/refusals?limit=1000&org={holder.user['org']}"
    before = sum(r["refusals"] for r in holder.get(count).json["items"] if r["partial"])
    done = share(conditions=fewer, reason=why, basis=law).want(200).json
    assert sum(r["refusals"] for r in holder.get(count).json["items"] if r["partial"]) == before + 1
    assert done["state"] == "fulfilled" and done["ended"], done
    met = shown(consumer, case)
    assert met["shared"] and met["code"] == made["code"] and not met["late"], met
    grant = consumer.get(f"/api/v1/grants?resource={made['id']}").json["items"][0]
    assert grant["id"] == met["grant"] and grant["state"] == "open"
    assert grant["left_out"] == {"reason": why, **law, "article": "6"}, grant["left_out"]
    assert consumer.get(f"/api/v1/cases/{case['id']}").json["came_to"] == grant["case"]
    assert grant["commitment"] and grant["commitment_version"], "signed with the demand"
    system = site.system(1)
    got = system.get(f"/data/v1/{made['code']}?limit=1",
                     **{"Gongshu-Purpose": grant["purpose_code"]}).want(200).json
    assert list(got["rows"][0]) == ["permit_no"], got


def met(site, **conditions):
    """A demand that was met: who gives, who uses, the entry, the grant."""
    case, holder, consumer = asked(site)
    holder.act(case, "agree_direct").want(200)
    made = publish(site, holder, entry(**SHARED))
    holder.load(made["id"], ROWS)
    holder.act(case, "catalogue", entry=made["code"]).want(200)
    holder.act(case, "aggregate").want(200)
    holder.act(case, "share", **({"conditions": conditions} if conditions else {})).want(200)
    return case, holder, consumer, made, newest_grant(consumer, made)


def test_R20_3_what_a_demand_came_to_lives_and_ends_as_any_grant(site):
    case, holder, consumer, made, grant = met(site, valid_until="2027-03-01")
    share, system = {"id": grant["case"]}, site.system(1)
    purpose = {"Gongshu-Purpose": grant["purpose_code"]}

    def call():
        return system.get(f"/data/v1/{made['code']}?limit=1", **purpose)
    seen = consumer.get(f"/api/v1/cases/{share['id']}").want(200).json
    step = seen["history"][-1]
    assert (seen["process"], seen["state"], seen["term"]["due_on"]) == ("share-request", "open", "2027-03-01"), seen
    assert (step["act"], step["actor"], step["article"]) == ("open", "platform", "21"), step
    assert ("origin", case["id"], "case") in [(n["paper"], n["id"], n["kind"]) for n in seen["named"]]
    assert {a["act"] for a in seen["acts"]} == {"close"}, seen["acts"]
    call().want(200)
    site.as_("authority").act(share, "suspend", reason="核查用途").want(200)
    call().refused(403, "data-suspended")
    holder.act(share, "resume", reason="x").refused(403)
    site.as_("authority").act(share, "resume", reason="核查完毕").want(200)
    holder.act(share, "suspend", reason="核查用途").want(200)
    holder.act(share, "resume", reason="核查完毕").want(200)
    call().want(200)
    renewal = consumer.case("share-request", {"resource": made["id"]}, purpose="p", scenario="s",
                            commitment=True, renews=grant["id"])
    assert renewal["state"] == "submitted", renewal["state"]
    consumer.act(share, "close").want(200)
    call().refused(403, "data-ended")
    _, holder, consumer, made, grant = met(site)
    assert holder.post(f"/api/v1/grants/{grant['id']}/revoke", {"reason": "用途不符", "basis": LAW}).want(
        200).json["state"] == "ended"
    site.as_("steward", 2).get(f"/api/v1/cases/{grant['case']}").refused(404)


def test_R21_1_what_has_to_be_prepared_names_its_date_and_is_held_to_it(site):
    case, holder, consumer = asked(site)
    holder.act(case, "agree_later").refused(422, field="papers.promised_on")
    holder.act(case, "agree_later", promised_on="2026-11-20").refused(400, field="papers.promised_on")
    now = holder.act(case, "agree_later", promised_on="2026-12-31").want(200).json
    assert now["state"] == "processing" and now["term"]["due_on"] == "2026-12-31", now["term"]
    assert now["term"]["kind"] == "date" and now["term"]["article"] == "21"
    assert shown(consumer, case)["promised_on"] == "2026-12-31"
    holder.act(case, "postpone", promised_on="2027-01-29").refused(422, field="papers.reason")
    for day in ("2026-12-30", "2026-12-31", "2999-12-31"):
        holder.act(case, "postpone", promised_on=day, reason="x").refused(
            400, field="papers.promised_on")
    later = holder.act(case, "postpone", promised_on="2027-01-29", reason="清洗量大").want(200).json
    assert later["term"]["due_on"] == "2027-01-29"
    days = [h["papers"]["promised_on"] for h in later["history"] if "promised_on" in h["papers"]]
    assert days == ["2026-12-31", "2027-01-29"], "the first date stays visible"
    holder.act(case, "postpone", promised_on="2027-02-26", reason="接口改造").want(200)
    row = shown(consumer, case)
    assert (row["first_promised_on"], row["promised_on"], row["postponed"]) == ("2026-12-31", "2027-02-26", 2)
    page = consumer.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert page["promise"] == {"first_on": "2026-12-31", "last_on": "2027-02-26", "postponed": 2}
    added = [n["text"] for n in told(consumer, case, "added")]
    assert len(added) == 2 and "2027-02-26" in added[0] and "推迟承诺日期" in added[0], added
    assert not told(holder, case, "added"), "who put it off knows it"
    made = publish(site, holder)
    holder.load(made["id"], ROWS)
    holder.act(case, "catalogue", entry=made["code"]).want(200)
    holder.act(case, "aggregate").want(200)
    assert holder.act(case, "share").want(200).json["state"] == "fulfilled"


def test_R21_1_what_is_in_the_sharing_catalogue_is_subscribed_to_instead(site):
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, holder)
    demanded(consumer, entry=made["code"]).refused(409, "demand-listed", field="papers.entry")
    closed = publish(site, holder, entry(share_type="none", share_reason="依法保密", share_basis=LAW,
                                         share_conditions=None, open_type="none",
                                         open_reason="依法保密", open_basis=LAW))
    demanded(consumer, entry=closed["code"], holder=org_of(holder)).want(201)


def test_R19_2_a_demand_carries_its_scenario_and_the_commitment(site):
    consumer = site.as_("steward", 1)
    for field in ("scenario", "duty", "demand"):
        demanded(consumer, **{field: "  "}).refused(422)
        demanded(consumer, **{field: None}).refused(400, field=field)
    demanded(consumer, commitment=False).refused(422)
    demanded(consumer, holder=org_of(consumer)).refused(400, field="papers.holder")
    demanded(site.as_("operator")).refused(403)
    demanded(site.as_("auditor")).refused(403)


def test_R21_1_a_countys_demand_is_routed_by_its_operator_and_stays_within_reach(site):
    steward, _, operator, _, _ = of_county(site)
    case = {"id": demanded(steward).want(201).json["case"]}
    seen = operator.get(f"/api/v1/cases/{case['id']}").want(200).json
    assert seen["term"]["owes"] == "county_operator", seen["term"]
    operator.act(case, "assign", holder=org_of(site.as_("steward"))).want(200)
    assert shown(site.as_("steward"), case)["state"] == "at_holder"


def test_R21_1_what_a_demand_came_to_is_named_to_who_may_read_it(site):
    consumer, holder, operator, authority, _ = of_county(site)
    case = {"id": demanded(consumer, holder=org_of(holder)).want(201).json["case"]}
    holder.act(case, "agree_direct").want(200)
    made = county_publishes(site, holder, operator)
    holder.load(made["id"], ROWS)
    holder.act(case, "catalogue", entry=made["code"]).want(200)
    holder.act(case, "aggregate").want(200)
    holder.act(case, "share").want(200)
    into = newest_grant(consumer, made)["case"]
    for client in (consumer, holder, operator, authority, site.as_("operator"), site.as_("authority")):
        seen, there = client.get(f"/api/v1/cases/{case['id']}"), client.get(f"/api/v1/cases/{into}")
        if seen.status == 200:
            assert (seen.json.get("came_to") == into) == (there.status == 200), (client.user, there.status)


def test_R21_1_a_grade_that_asks_for_two_persons_asks_them_here_too(site):
    case, holder, consumer = asked(site)
    fields = entry(grade=4)
    fields["items"] = [dict(i, grade=4) if not i.get("key") else i for i in fields["items"]]
    made = publish(site, holder, fields)
    holder.load(made["id"], ROWS)
    holder.act(case, "agree_direct").want(200)
    holder.act(case, "catalogue", entry=made["code"]).want(200)
    holder.act(case, "aggregate").want(200)
    first = holder.act(case, "share").want(200).json
    assert first["state"] == "fulfilling", first
    holder.act(case, "share").refused(403, "share-second-person")
    second = person_with(site, org_of(holder), "steward")
    other = publish(site, holder, dict(fields, title="另一份 " + unique("b"), code=None))
    holder.load(other["id"], ROWS)
    second.act(case, "catalogue", entry=other["code"]).want(200)
    second.act(case, "share").refused(409), "another entry is agreed to anew"
    second.act(case, "aggregate").want(200)
    assert second.act(case, "share").want(200).json["state"] == "fulfilling"
    second.act(case, "share").refused(403, "share-second-person")
    assert holder.act(case, "share").want(200).json["state"] == "fulfilled"
    assert shown(consumer, case)["code"] == other["code"]


def test_R21_1_a_demand_is_met_by_an_entry_of_files_as_well(site):
    case, holder, consumer = asked(site)
    made = publish(site, holder, described(**SHARED))
    holder.act(case, "agree_direct").want(200)
    holder.act(case, "catalogue", entry=made["code"]).want(200)
    holder.act(case, "aggregate").refused(409, "demand-no-data", article="21")
    mount(holder, made, (PDF, "年报.pdf")).want(201)
    holder.act(case, "aggregate").want(200)
    assert holder.act(case, "share").want(200).json["state"] == "fulfilled"
    assert shown(consumer, case)["code"] == made["code"]
    purpose = newest_grant(consumer, made)["purpose_code"]
    got = site.system(1).get(f"/data/v1/{made['code']}/files", **{"Gongshu-Purpose": purpose}).want(200).json
    assert [f["name"] for f in got["items" if "items" in got else "files"]] == ["年报.pdf"], got


def test_R19_1_what_is_wanted_is_listed_beside_what_is_supplied(site):
    case, holder, consumer = asked(site)
    word = shown(consumer, case)["demand"].split()[-1]
    for client in (consumer, holder, site.as_("operator"), site.as_("authority")):
        got = client.get(f"/api/v1/demands?q={word}").want(200).json
        assert [d["case"] for d in got["items"]] == [case["id"]] and got["total"] == 1
    assert site.as_("steward", 2).get(f"/api/v1/demands?q={word}").json["total"] == 0
    assert consumer.get(f"/api/v1/demands?q={word}&holder={org_of(holder)}&open=true").json["total"] == 1
    assert consumer.get(f"/api/v1/demands?q={word}&late=true").json["total"] == 0
    consumer.act(case, "cancel").want(200)
    assert consumer.get(f"/api/v1/demands?q={word}&open=true").json["total"] == 0
    consumer.get("/api/v1/demands?open=perhaps").refused(400)
    consumer.get("/api/v1/demands?colour=red").refused(400)


def test_R21_1_a_register_comes_by_the_day_that_is_due_through_every_page(site):
    holder, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    word = unique("order")
    later, ended, first = (demanded(consumer, demand=f"{word} {x}", holder=h).want(201).json["case"]
                           for x, h in (("a", org_of(holder)), ("b", org_of(holder)), ("c", None)))
    consumer.act({"id": ended}, "cancel").want(200)
    for client in (operator, consumer):
        page = every_page(client, "/api/v1/demands", q=word, sort="due", limit=1)
        assert [r["case"] for r in page] == [first, later, ended], page
        assert [r["due_on"] for r in page][:2] == sorted(r["due_on"] for r in page[:2])
    for path in ("demands", "disputes", "coordinations", "corrections", "channels", "deliveries"):
        for client in (operator, consumer):
            got = every_page(client, f"/api/v1/{path}", sort="due", limit=2)
            assert sorted(r["case"] for r in got) == sorted(
                r["case"] for r in every_page(client, f"/api/v1/{path}", limit=1000)), path
        operator.get(f"/api/v1/{path}?sort=colour").refused(400, field="sort")


def test_R19_1_supply_is_what_may_be_shared_searched_and_sorted(site):
    holder, reader = site.as_("steward"), site.as_("steward", 1)
    word = unique("供给")
    shared = [publish(site, holder, entry(title=f"{word} {x}"))["id"] for x in "ba"]
    closed = publish(site, holder, without_none(entry(title=f"{word} 不共享", share_type="none", share_reason="涉密",
                                                      share_basis=LAW)))["id"]

    def rows(query):
        return reader.get(f"/api/v1/supply-demand?q={quote(word)}&limit=1{query}").want(200).json

    def through(query):
        got, cursor = [], ""
        while cursor is not None:
            page = rows(query + (f"&cursor={cursor}" if cursor else ""))
            got += [r["resource"] for r in page["items"]]
            cursor = page["next_cursor"] and quote(page["next_cursor"])
        return got, page["total"]
    assert through("") == (shared[::-1], 2), "newest first, and nothing that isn't shared"
    assert through("&sort=title") == (shared[::-1], 2), "a before b"
    other = unique("同名")
    twins = [publish(site, site.as_("steward", n), entry(title=f"{other} {x}"))["id"]
             for n, x in ((0, "a"), (0, "a b"), (1, "a"))]
    assert [r["resource"] for r in every_page(reader, "/api/v1/supply-demand", q=other, sort="title", limit=1)] == [
        twins[0], twins[2], twins[1]], "of one title by age"
    reader.case("share-request", {"resource": shared[0]}, **COMMITMENT)
    assert through("&sort=requests") == (shared, 2)
    assert closed not in through("&share_type=none")[0]
    reader.get("/api/v1/supply-demand?sort=colour").refused(400, field="sort")


def test_R19_1_what_is_wanted_stands_beside_what_may_be_shared_and_is_called_alike(site):
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    word = "机动车检验结论" + "".join(chr(0x4e00 + int(c, 36)) for c in unique("")[-6:] if c.isalnum())
    fits = publish(site, holder, entry(title=word))
    publish(site, holder, without_none(entry(title=word + "（内部）", share_type="none", share_reason="涉密",
                                             share_basis=LAW)))
    wanted = demanded(consumer, demand=word).want(201).json
    other = demanded(consumer, demand=unique("zzqx")).want(201).json

    def found(client, query=""):
        return {m["case"]: m for m in client.get(f"/api/v1/supply-demand/matches?limit=1000{query}").want(200).json["items"]}
    seen = found(consumer)
    assert [f["resource"] for f in seen[wanted["case"]]["fits"]] == [fits["id"]], seen[wanted["case"]]
    assert seen[wanted["case"]]["fits"][0]["share_type"] == "unconditional"
    assert seen[other["case"]]["fits"] == []
    assert wanted["case"] not in found(site.as_("steward", 2)), "nobody else's demand"
    assert list(found(consumer, f"&q={quote(word)}")) == [wanted["case"]]
    page = consumer.get("/api/v1/supply-demand/matches?limit=1").want(200).json
    assert page["next_cursor"] and page["total"] >= 2, page
    csv = consumer.get(f"/api/v1/supply-demand/matches?format=csv&q={quote(word)}").want(200).body.decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("case,demand,duty,applicant") and fits["code"] in csv, csv
    consumer.act({"id": wanted["case"]}, "cancel").want(200)
    assert wanted["case"] not in found(consumer), "what is taken back isn't wanted"


def test_R21_1_every_step_of_a_demand_is_on_the_record(site):
    case, holder, consumer = asked(site)
    holder.act(case, "agree_direct").want(200)
    steps = holder.get(f"/api/v1/cases/{case['id']}").json["history"]
    assert len(steps) == 2 and all(s["leaf"] for s in steps), steps
    assert [s["actor"] for s in steps] == ["applicant", "provider"]
