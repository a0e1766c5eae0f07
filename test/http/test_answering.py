"""How agencies answer: refusals by law and article, and who is late (R18.1, R20.3)."""
from urllib.parse import quote

from gongshu import COMMITMENT, SHARED, entry, publish
from test_lists import every_page
from test_terms import soon

AT = ("--password-days", "0", "--clock")
FLAGS = (*AT, "2026-11-23T10:00:00+08:00")
LAW = {"law": "中华人民共和国数据安全法", "level": "law", "article": "38"}
OTHER = {"law": "中华人民共和国个人信息保护法", "level": "law", "article": "23"}


def asked(site, giver, user):
    """A request that waits for its provider."""
    made = publish(site, giver, entry(**SHARED))
    case = user.case("share-request", {"resource": made["id"]}, **COMMITMENT)
    return site.as_("operator").act(case, "accept").want(200).json


def refusals(client, query=""):
    return client.get(f"/api/v1/refusals?limit=1000{query}").want(200).json["items"]


def test_R18_1_refusals_are_counted_by_agency_law_and_article(site):
    giver, user, third = site.as_("steward"), site.as_("steward", 1), site.as_("steward", 2)
    org = giver.user["org"]
    before = {(r["law"], r["article"]): r["refusals"] for r in refusals(site.as_("authority"), f"&org={org}")}
    for basis in (LAW, LAW, OTHER):
        giver.act(asked(site, giver, user), "refuse", reason="不宜共享", basis=basis).want(200)
    got = refusals(site.as_("authority"), f"&org={org}&process=share-request")
    now = {(r["law"], r["article"]): r["refusals"] for r in got}
    assert now[LAW["law"], "38"] == before.get((LAW["law"], "38"), 0) + 2, got
    assert now[OTHER["law"], "23"] == before.get((OTHER["law"], "23"), 0) + 1, got
    one = [r for r in got if r["law"] == LAW["law"] and r["article"] == "38"][0]
    assert one["org_name"] and one["level"] == "law" and one["last_at"].startswith("2026-11-23"), one
    assert one["entries"] >= 2, one
    assert {r["law"] for r in refusals(site.as_("auditor"), f"&org={org}&law={quote(OTHER['law'])}")} == {OTHER["law"]}
    assert sum(r["refusals"] for r in refusals(user, f"&org={org}")) >= 3, "of its own requests"
    assert refusals(third, f"&org={org}&from=2026-11-23") == [], "nobody else's"
    assert refusals(giver, "&to=2026-11-22&from=2026-11-21") == []
    csv = giver.get("/api/v1/refusals?format=csv").want(200).body.decode("utf-8-sig")
    assert csv.startswith("org,org_name,process,law,level,article,refusals,entries,last_on,partial"), csv
    assert f",{LAW['law']},law,38," in csv, csv
    giver.get("/api/v1/refusals?from=x").refused(400, field="from")
    giver.get("/api/v1/refusals?format=pdf").refused(400, field="format")
    site.nobody().get("/api/v1/refusals").refused(401)


def test_R18_1_one_law_and_article_count_together_however_they_were_named(site):
    giver, user = site.as_("steward", 3), site.as_("steward", 4)
    for law, article in (("个人信息保护法", "28"), ("《中华人民共和国个人信息保护法》", "第二十八条"), (OTHER["law"], "第28条")):
        giver.act(asked(site, giver, user), "refuse", reason="不宜共享", basis={"law": law, "article": article}).want(200)
    got = [r for r in refusals(site.as_("authority"), f"&org={giver.user['org']}&process=share-request") if r["article"] == "28"]
    assert [(r["law"], r["level"], r["refusals"]) for r in got] == [(OTHER["law"], "law", 3)], got
    assert refusals(giver, f"&law={quote('个人信息保护法')}") == refusals(giver, f"&law={quote(OTHER['law'])}") != []


def test_R20_3_the_authority_opens_who_is_late_since_when_and_what_was_escalated(site):
    giver, user, third = site.as_("steward"), site.as_("steward", 1), site.as_("steward", 2)
    case = asked(site, giver, user)
    assert case["term"]["owes"] == "provider" and case["term"]["due_on"] == "2026-11-30", case["term"]
    mine = f"/api/v1/late?limit=1000&process=share-request&org={giver.user['org']}"
    assert case["id"] not in [c["id"] for c in giver.get(mine).want(200).json["items"]]
    site.stop()
    site.start(*AT, "2026-12-07T09:00:00+08:00")
    authority, giver = site.as_("authority"), site.as_("steward")

    def late(client, query=mine):
        return {c["id"]: c for c in client.get(query).want(200).json["items"]}
    got = soon(lambda: (lambda c: c if c and c["escalated_at"] else None)(late(authority).get(case["id"])))
    assert got["due_on"] == "2026-11-30" and got["days_late"] == 5 and got["owes"] == "provider", got
    term = giver.get(f"/api/v1/cases/{case['id']}").want(200).json["term"]
    assert term["days_left"] == -got["days_late"], "working days on every page: no weekend among them"
    assert got["org"] == giver.user["org"] and got["org_name"] and got["told_at"], got
    assert got["escalated_to"] == "authority@city" and got["escalated_at"].startswith("2026-12-07"), got
    assert case["id"] in late(giver) and case["id"] in late(site.as_("steward", 1))
    assert case["id"] not in late(site.as_("steward", 2), "/api/v1/late?limit=1000")
    first = authority.get("/api/v1/late?limit=1").want(200).json
    more = authority.get(f"/api/v1/late?limit=1000&cursor={first['next_cursor']}").want(200).json
    assert len(first["items"]) + len(more["items"]) == first["total"] == more["total"], first
    days = [c["due_on"] for c in first["items"] + more["items"]]
    assert days == sorted(days), "the longest late first"
    def ordered(sort):
        return [(c["due_on"], c["id"], c["owes"], c["org"]) for c in
                every_page(authority, "/api/v1/late", **({"sort": sort} if sort else {}), limit=1)]
    assert len(ordered("")) > 2 and [c[:3] for c in ordered("newest")] == [c[:3] for c in ordered("")][::-1]
    who = ordered("who")
    assert sorted(who, key=str) == sorted(ordered(""), key=str)
    debtors = [(owes, org) for due, case, owes, org in who]
    assert len({d for n, d in enumerate(debtors) if not n or debtors[n - 1] != d}) == len(
        [d for n, d in enumerate(debtors) if not n or debtors[n - 1] != d]), "each debtor in one place"
    authority.get("/api/v1/late?sort=colour").refused(400, field="sort")
    sums = authority.get("/api/v1/late/agencies?limit=1000").want(200).json["items"]
    one = [s for s in sums if s["org"] == giver.user["org"] and s["process"] == "share-request"
           and s["owes"] == "provider"][0]
    assert one["cases"] == len(late(authority, mine + "&owes=provider")) and one["since"] <= "2026-11-30", one
    assert sum(s["cases"] for s in sums) == first["total"]
    site.nobody().get("/api/v1/late").refused(401)
    giver.act(case, "refuse", reason="不宜共享", basis=LAW).want(200)
    assert case["id"] not in late(authority)
    site.stop()
    site.start(*FLAGS)
