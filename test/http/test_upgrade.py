"""Upgrades of filled stores: a city with people, cases, grants and deliveries in it is brought
back to how a store stood before a migration that rewrites rows, tables and rows alike, and then
this server starts on it (R20.3, R35.1 and others as named)."""
import contextlib
import re
import sqlite3
from urllib.parse import quote

import test_answering
import test_coordination
import test_demand
import test_dispute
import test_violation
from gongshu import ROOT, newest_grant
from test_cases import listed
from test_data import BASIS
from test_delivery import agreed, delivered, filed, path_of, ready
from test_delivery_doubt import reported
from test_terms import lies_with, soon, told
from test_violation import org_of

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00")
FILES = {int(p.name[:4]): p for p in sorted((ROOT / "src/store/migration").glob("*.sql"))}
TODAY = 20780                           # 2026-11-23, in days since 1970


# --- the way back -----------------------------------------------------------------------------

def statements(no, store):
    """Of a migration, as that store reads it (src/store/migrate.c)."""
    mine, kept = True, []
    for line in FILES[no].read_text().splitlines():
        if line.startswith("-- :both"):
            mine = True
        elif line.startswith("-- :only "):
            mine = line[9:].startswith(store if store == "sqlite" else "postgres")
        elif mine:
            kept.append(line.split("--")[0])
    return [s.strip() for s in "\n".join(kept).split(";") if s.strip()]


def made_earlier(index, no, store):
    """What made that index before migration `no`."""
    for earlier in sorted((n for n in FILES if n < no), reverse=True):
        for s in statements(earlier, store):
            if re.match(rf"CREATE (UNIQUE )?INDEX {index}\b", s):
                return s
    raise AssertionError(f"nothing made {index}")


def undone(no, store):
    """What takes a migration's tables, columns and indexes back, the last first."""
    back = []
    for s in statements(no, store):
        if m := re.match(r"CREATE TABLE (\w+)", s):
            back.append(f"DROP TABLE {m[1]}")
        elif m := re.match(r"CREATE (?:UNIQUE )?INDEX (\w+)", s):
            back.append(f"DROP INDEX IF EXISTS {m[1]}")
        elif m := re.match(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", s):
            back.append(f"ALTER TABLE {m[1]} DROP COLUMN {m[2]}")
        elif m := re.match(r"DROP INDEX (\w+)", s):
            back.append(made_earlier(m[1], no, store))
        else:
            assert re.match("(INSERT|UPDATE|DELETE) ", s), f"no way back from {no:04}: {s[:60]}"
    return back[::-1]


def form(db):
    """Tables with their columns, and indexes, of an SQLite store."""
    tables = [t for t, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                                     "AND name <> 'migration'")]
    return ({t: sorted(c[1:] for c in db.execute(f"PRAGMA table_info({t})")) for t in tables},
            {(n, re.sub(r"\s+", " ", s)) for n, s in db.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")})


def stands_as_before(site, no):
    """The tables are those that a store had which knew no migration from `no` on."""
    old = sqlite3.connect(":memory:")
    for n in sorted(FILES):
        if n < no:
            old.executescript(";\n".join(statements(n, "sqlite")) + ";")
    with contextlib.closing(sqlite3.connect(site.dir / "main.db")) as now:
        assert form(now) == form(old)


@contextlib.contextmanager
def before(site, no):
    """The store as it stood before that migration, not served; then this server starts on it."""
    site.stop()
    back = [s for n in sorted(FILES, reverse=True) if n >= no for s in undone(n, site.store)]
    for s in back if site.store == "sqlite" else ["; ".join(back)]:
        site.sql(s)
    site.sql(f"DELETE FROM migration WHERE no >= {no}")
    if site.store == "sqlite":
        stands_as_before(site, no)
    yield
    site.start(*FLAGS)
    assert {n for n, in site.rows("SELECT no FROM migration")} == set(FILES)


def ids(cases):
    return ", ".join(f"'{c}'" for c in cases)


def by(client, case):
    return client.get(f"/api/v1/cases/{case}").want(200).json


# --- 0099 ----------------------------------------------------------------------------------------

def test_R35_1_a_grant_that_a_measure_keeps_shut_is_known_as_such_after_an_upgrade(site):
    authority, user = site.as_("authority"), site.as_("steward", 1)
    _, grant = test_violation.used(site)
    case = test_violation.brought(authority, user).want(201).json
    authority.act(case, "restrict", grants=[grant["id"]], **test_violation.SOON).want(200)
    bars = sorted(site.rows("SELECT grant_id, case_id, at FROM grant_bar"))
    assert (grant["id"], case["id"]) in [b[:2] for b in bars], bars
    with before(site, 99):
        pass
    assert sorted(site.rows("SELECT grant_id, case_id, began_at FROM grant_barred")) == bars
    assert set(site.rows("SELECT reason, ended_at, how FROM grant_barred")) == {(None, 0, "")}
    test_violation.colleague(site, site.as_("authority")).act(case, "dismiss", reason="查无实据").want(200)
    [(how, ended)] = site.rows(f"SELECT how, ended_at FROM grant_barred WHERE case_id = '{case['id']}'")
    assert how == "dismissed" and ended > 0
    assert site.as_("steward", 1).get(f"/api/v1/grants/{grant['id']}").json["state"] == "open"


# --- 0102 ----------------------------------------------------------------------------------------

def test_R10_1_an_asked_retirement_stands_in_its_state_from_the_day_of_asking_after_an_upgrade(site):
    steward = site.as_("steward")
    cases = []
    for _ in range(3):
        made = listed(site, steward)
        cases.append(steward.get(f"/api/v1/cases?resource={made['id']}&process=catalogue-review").json["items"][0]["id"])
    asked, dropped, alone = cases
    due = steward.act(asked, "retire", reason="职能调整").want(200).json["term"]["due_on"]
    steward.act(dropped, "retire", reason="职能调整").want(200)
    site.as_("operator").act(dropped, "retire").want(200)
    with before(site, 102):
        site.sql(f"UPDATE case_file SET state = 'listed', facts = facts || ' retire_asked', entered = {TODAY - 90}, "
                 f"from_day = {TODAY - 90}, due = {TODAY - 80}, provisional = 0 WHERE id = '{asked}'")
        site.sql(f"UPDATE case_file SET facts = facts || ' retire_asked' WHERE id = '{dropped}'")
    operator = site.as_("operator")
    soon(lambda: not site.rows("SELECT case_id FROM case_redesk"))
    now = by(operator, asked)
    assert (now["state"], now["term"]["owes"], now["term"]["from"], now["term"]["due_on"]) == (
        "retiring", "city_operator", "2026-11-23", due), now["term"]
    assert site.rows(f"SELECT entered, provisional FROM case_file WHERE id = '{asked}'") == [(TODAY, 0)]
    assert "retire_asked" not in site.rows(f"SELECT facts FROM case_file WHERE id = '{asked}'")[0][0]
    assert lies_with(operator, {"id": asked}) and {a["act"] for a in now["acts"]} >= {"retire", "refuse"}
    assert by(operator, dropped)["state"] == "retired" and by(operator, alone)["state"] == "listed"
    assert operator.act(asked, "refuse", reason="仍有机构在用").want(200).json["state"] == "listed"


# --- 0104 ----------------------------------------------------------------------------------------

def carried_back(site, grants, shares):
    """Grants ({id: origin}) as they were while none had a share request: by the demand or
    coordination itself."""
    for g, origin in grants.items():
        site.sql(f"UPDATE access_grant SET case_id = '{origin}' WHERE id = '{g}'")
    for table, key in (("case_file", "id"), ("case_act", "case_id"), ("case_scope", "case_id"), ("case_desk", "case_id"),
                       ("commitment_signed", "case_id"), ("case_scenario", "case_id"), ("notice", "case_id")):
        site.sql(f"DELETE FROM {table} WHERE {key} IN ({ids(shares)})")


def of_counties(site):
    """What a coordination between counties came to: its holder, its user, the origin and the grant."""
    agency, operator, authority, holder = test_coordination.counties(site)
    made = test_coordination.county_entry(site, holder)
    case = test_coordination.ask(agency, entry=made["code"]).want(201).json
    authority.act(case, "forward").want(200)
    site.as_("authority").act(case, "ask", entry=made["code"]).want(200)
    holder.act(case, "agree").want(200)
    operator.act(case, "open").want(200)
    return case, holder, agency, made, newest_grant(agency, made)


def test_R20_3_grants_that_demands_and_coordinations_came_to_get_a_request_of_their_own_after_an_upgrade(site):
    until = test_demand.met(site, valid_until="2027-03-01")
    open_ended, held, over = test_demand.met(site), test_demand.met(site), test_demand.met(site)
    between = of_counties(site)
    site.as_("steward").act(held[4]["case"], "suspend", reason="核查用途").want(200)
    site.as_("steward", 1).act(over[4]["case"], "close").want(200)
    suspended_due = by(site.as_("steward"), held[4]["case"])["term"]["due_on"]
    all_of = (until, open_ended, held, over, between)
    origins = {m[4]["id"]: m[0]["id"] for m in all_of}
    facts = {m[4]["id"]: set(site.rows(f"SELECT facts FROM case_file WHERE id = '{m[4]['case']}'")[0][0].split())
             for m in all_of}
    scopes = {m[4]["id"]: sorted(site.rows(f"SELECT scope FROM case_scope WHERE case_id = '{m[0]['id']}'")) for m in all_of}
    with before(site, 104):
        carried_back(site, origins, [m[4]["case"] for m in all_of])
    holder, consumer = site.as_("steward"), site.as_("steward", 1)
    soon(lambda: not site.rows("SELECT case_id FROM case_redesk"))
    for m in all_of:
        g = m[4]["id"]
        assert site.rows(f"SELECT case_id FROM access_grant WHERE id = '{g}'") == [(g,)], "by its own request"
        assert (g, origins[g]) in site.rows("SELECT case_id, origin FROM case_origin")
        assert set(site.rows(f"SELECT facts FROM case_file WHERE id = '{g}'")[0][0].split()) == facts[g]
        assert sorted(site.rows(f"SELECT scope FROM case_scope WHERE case_id = '{g}'")) == scopes[g]
        signed = "SELECT no, hash, by_id, org FROM commitment_signed WHERE case_id = "
        assert site.rows(signed + f"'{g}'") == site.rows(signed + f"'{origins[g]}'")
    assert len(site.rows(f"SELECT case_id FROM commitment_signed WHERE case_id IN ({ids(origins)})")) >= 4
    seen = by(consumer, until[4]["id"])
    assert (seen["process"], seen["state"], seen["term"]["due_on"]) == ("share-request", "open", "2027-03-01"), seen
    assert {a["act"] for a in seen["acts"]} == {"close"} and by(consumer, until[0]["id"])["came_to"] == until[4]["id"]
    assert not by(consumer, open_ended[4]["id"]).get("term")
    ended = by(consumer, over[4]["id"])
    assert ended["state"] == "ended" and ended["ended"] and not ended["acts"], ended["state"]
    now = by(holder, held[4]["id"])
    assert (now["state"], now["term"]["owes"], now["term"]["due_on"]) == ("suspended", "provider", suspended_due), now["term"]
    assert lies_with(holder, {"id": held[4]["id"]}) and told(holder, {"id": held[4]["id"]}, "waits")
    holder.act(held[4]["id"], "resume", reason="核查完毕").want(200)
    assert consumer.get(f"/api/v1/grants/{held[4]['id']}").json["state"] == "open"
    _, county, agency, _, grant = between
    county, agency = site.signed_in(account(site, county)), site.signed_in(account(site, agency))
    assert by(agency, grant["id"])["state"] == "open" and by(county, grant["id"])["provider"]["name"]
    county.act(grant["id"], "revoke", reason="用途不符", basis=BASIS).want(200)
    assert agency.get(f"/api/v1/grants/{grant['id']}").json["state"] == "ended"
    with_end = consumer.act(until[4]["id"], "close").want(200).json
    assert with_end["ended"], with_end["state"]


def account(site, client):
    return next(a for a in site.accounts["accounts"] if a["name"] == client.user["name"])


# --- 0110 ----------------------------------------------------------------------------------------

def test_R20_3_open_cases_lie_on_every_desk_that_owes_with_its_own_term_after_an_upgrade(site):
    provider, consumer, authority = site.as_("steward"), site.as_("steward", 1), site.as_("authority")
    _, request = agreed(site)
    consent = filed(consumer, request).want(201).json["case"]
    _, request = agreed(site)
    sealing = filed(consumer, request).want(201).json["case"]
    provider.act(sealing, "agree").want(200)
    authority.act(sealing, "agree").want(200)
    dispute, _, _ = test_dispute.brought(site)
    examining = test_violation.brought(provider, consumer).want(201).json["id"]
    made = listed(site, provider)
    waits = consumer.case("share-request", {"resource": made["id"]}, **test_demand.COMMITMENT)["id"]
    cases = {consent: 2, sealing: 2, dispute["id"]: 2, examining: 2, waits: 1}
    rows = "SELECT desk, owes, term, from_day, due, provisional, binds FROM case_desk WHERE case_id = "
    want = {c: sorted(site.rows(rows + f"'{c}'")) for c in cases}
    assert {c: len(r) for c, r in want.items()} == cases, want
    counted = site.rows("SELECT COUNT(*) FROM case_desk")
    city, mine, theirs = "authority@city", f"steward@{org_of(provider)}", f"steward@{org_of(consumer)}"
    owing = [(("steward", 0), mine, consent), (("authority", 0), city, consent), (("steward", 0), mine, sealing),
             (("steward", 1), theirs, sealing), (("steward", 0), mine, dispute["id"]),
             (("authority", 0), city, dispute["id"]), (("steward", 1), theirs, examining)]
    told_it = {(desk, c): len(told(site.as_(*who), {"id": c}, "waits")) for who, desk, c in owing}
    beside = set()
    with before(site, 110):
        for c in cases:                 # an older server knew the case's own term alone
            own = site.rows(f"SELECT owes FROM case_file WHERE id = '{c}'")[0][0]
            for desk in [r[0] for r in want[c] if r[1] != own]:
                beside.add((desk, c))
                for table in ("case_desk", "notice"):
                    site.sql(f"DELETE FROM {table} WHERE case_id = '{c}' AND desk = '{desk}'")
    assert len(beside) == 4, beside
    soon(lambda: not site.rows("SELECT case_id FROM case_redesk"))
    for c in cases:
        assert sorted(site.rows(rows + f"'{c}'")) == want[c], c
    assert site.rows("SELECT COUNT(*) FROM case_desk") == counted, "and nothing of the city's own is gone"
    for who, desk, c in owing:
        again = told(site.as_(*who), {"id": c}, "waits")
        assert lies_with(site.as_(*who), {"id": c}), (desk, c)
        assert len(again) == (1 if (desk, c) in beside else told_it[desk, c]), (desk, again)
    assert site.rows(f"SELECT binds FROM case_desk WHERE case_id = '{waits}'") == [(1,)]


# --- 0118 ----------------------------------------------------------------------------------------

def test_R20_3_R23_1_recalled_deliveries_owe_no_batch_and_no_old_doubt_shows_a_key_after_an_upgrade(site):
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    made, _, going = ready(site)
    _, _, recalled = ready(site)
    for case in (going, recalled):
        delivered(site, case)
    reported(consumer, made, "P-00007", "holder")
    soon(lambda: site.rows(
        f"SELECT found FROM delivery_doubt WHERE case_id = '{going['id']}'") == [(1,)])
    consumer.get(path_of(recalled, 1)).want(200)
    assert provider.act(recalled, "recall", reason="用途到期", promised_on="2026-12-15").want(200).json["state"] == "recalled"
    owed = site.rows(f"SELECT next_due FROM delivery WHERE case_id = '{going['id']}'")
    assert owed[0][0] > 0, owed
    doubts = f"/api/v1/deliveries/{going['id']}/doubts"
    assert consumer.get(doubts).want(200).json["items"][0]["key"], "it is told while it is known"
    with before(site, 118):
        site.sql(f"UPDATE delivery SET next_due = {TODAY + 9} WHERE case_id = '{recalled['id']}'")
    consumer = site.as_("steward", 1)
    assert site.rows(f"SELECT next_due FROM delivery WHERE case_id = '{recalled['id']}'") == [(0,)]
    assert site.rows(f"SELECT next_due FROM delivery WHERE case_id = '{going['id']}'") == owed
    assert site.rows(f"SELECT found FROM delivery_doubt WHERE case_id = '{going['id']}'") == [(0,)]
    assert consumer.get(doubts).want(200).json["items"][0]["key"] is None, "nobody knows it any more"
    assert not site.rows("SELECT d.case_id FROM delivery d JOIN case_file c ON c.id = d.case_id "
                         "WHERE d.next_due > 0 AND c.state IN ('recalled', 'ended')")


# --- 0130 ----------------------------------------------------------------------------------------

def test_R35_1_a_confirmed_measure_stands_with_the_day_of_its_confirmation_after_an_upgrade(site):
    authority, user = site.as_("authority"), site.as_("steward", 1)
    confirmed, urgent = (test_violation.brought(authority, user).want(201).json["id"] for _ in range(2))
    for case in (confirmed, urgent):
        _, grant = test_violation.used(site)
        authority.act(case, "restrict", grants=[grant["id"]], **test_violation.SOON).want(200)
    test_violation.colleague(site, authority).act(confirmed, "confirm", promised_on="2026-12-31").want(200)
    shown = f"SELECT case_id, published_at FROM violation_notice WHERE case_id IN ({ids((confirmed, urgent))})"
    want = dict(site.rows(shown))
    with before(site, 130):
        site.sql(f"UPDATE violation_notice SET published_at = published_at - 86400000 WHERE case_id = '{confirmed}'")
    now = dict(site.rows(shown))
    [(at,)] = site.rows(f"SELECT MAX(at) FROM case_act WHERE case_id = '{confirmed}' AND to_state = 'in_force'")
    assert now[confirmed] == at and abs(at - want[confirmed]) < 60000, (now, want)
    assert now[urgent] == want[urgent], "it is public as it was made"


# --- 0140 ----------------------------------------------------------------------------------------

def test_R20_3_a_batch_that_is_owed_is_laid_on_its_desk_anew_after_an_upgrade(site):
    _, _, case = ready(site)
    delivered(site, case)
    [(due,)] = site.rows(f"SELECT next_due FROM delivery WHERE case_id = '{case['id']}'")
    assert due > 0
    with before(site, 140):
        site.sql(f"UPDATE delivery SET next_due = {TODAY + 1}, next_told = 1 WHERE case_id = '{case['id']}'")
    soon(lambda: lies_with(site.as_("operator"), case))
    assert site.rows(f"SELECT next_told FROM delivery WHERE case_id = '{case['id']}'") == [(1,)]
    assert site.rows(f"SELECT term, due FROM case_desk WHERE case_id = '{case['id']}'") == [("TABLE_NEXT", TODAY + 1)]


# --- 0160 ----------------------------------------------------------------------------------------

def test_R18_1_refusals_from_before_are_counted_by_the_words_they_used_after_an_upgrade(site):
    giver, user = site.as_("steward", 2), site.as_("steward", 3)
    for basis in (test_answering.LAW, {"law": "数据安全法", "article": "第三十八条"}):
        giver.act(test_answering.asked(site, giver, user), "refuse", reason="不宜共享", basis=basis).want(200)
    org = f"&org={giver.user['org']}&process=share-request&to=2026-11-24"
    assert [r["refusals"] for r in test_answering.refusals(giver, org) if r["article"] == "38"] == [2]
    with before(site, 160):
        pass
    giver = site.as_("steward", 2)
    got = {(r["law"], r["level"], r["article"]): r["refusals"] for r in test_answering.refusals(giver, org)}
    assert got["中华人民共和国数据安全法", "law", "38"] == 1 and got["数据安全法", None, "第三十八条"] == 1, got
    assert [r["article"] for r in test_answering.refusals(giver, org + "&law=" + quote("数据安全法"))].count("第三十八条") == 1
