"""Data assets: each agency's register, computed, confirmed, summed up (R45.1)."""
import csv
import hashlib
import io
import time

from gongshu import ROWS, entry, publish, subscribe
from test_cases import described, of_county
from test_completeness import org_of
from test_reform import agency, reform

ASSETS = "/api/v1/assets"


def lines(client, query=""):
    got = client.get(f"{ASSETS}?limit=1000{query}").want(200).json
    assert len(got["items"]) == got["total"], got["total"]
    return {a["code"]: a for a in got["items"]}


def summary(client, org):
    return client.get(f"{ASSETS}/agencies?org={org}").want(200).json["items"][0]


def confirm(client, **fields):
    return client.post(f"{ASSETS}/confirmations", fields)


def test_R45_1_the_register_follows_the_catalogue_and_the_volumes(site):
    steward, consumer = site.as_("steward"), site.as_("steward", 1)
    org = org_of(steward)
    before = summary(steward, org)
    draft = described(steward, **entry())
    made = publish(site, steward)
    assert draft["code"] not in lines(steward), "a draft is no asset"
    empty = lines(steward)[made["code"]]
    assert (empty["rows"], empty["bytes"], empty["versions"], empty["live_at"]) == (0, 0, 0, None)
    steward.load(made["id"], ROWS)
    steward.load(made["id"], ROWS)
    subscribe(site, consumer, made)
    full = lines(steward)[made["code"]]
    assert (full["rows"], full["versions"], full["grants"]) == (3, 2, 1) and full["bytes"] > 0, full
    after = summary(steward, org)
    assert after["entries"] == before["entries"] + 1 and after["rows"] == before["rows"] + 3
    assert after["bytes"] == before["bytes"] + full["bytes"]
    assert after["grants"] == before["grants"] + 1
    found = lines(steward, f"&q={made['code']}")
    assert set(found) == {made["code"]}


def test_R45_1_an_agency_confirms_and_sees_what_moved_since(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    org = org_of(steward)
    kept, grows, goes = (publish(site, steward) for _ in range(3))
    steward.load(grows["id"], ROWS)
    assert lines(steward)[kept["code"]]["change"] == "unconfirmed"
    done = confirm(steward, note="年度盘点").want(201).json
    now = summary(steward, org)
    assert (done["entries"], done["rows"], done["bytes"]) == (
        now["entries"], now["rows"], now["bytes"]), (done, now)
    assert now["confirmed_by"] == done["by"] and now["moved"] == 0 and now["leaf"] == done["leaf"]
    assert {a["change"] for a in lines(steward).values()} == {"same"}
    text = "".join(f"{a['resource']}\t{a['code']}\t{a['version']}\t{a['rows']}\t{a['bytes']}\n"
                   for a in sorted(lines(steward).values(), key=lambda a: a["resource"]))
    assert hashlib.sha256(text.encode()).hexdigest() == done["hash"], "anybody can count it again"
    steward.load(grows["id"], ROWS.rsplit(b"P-003", 1)[0])
    new = publish(site, steward)
    case = steward.get(f"/api/v1/cases?process=catalogue-review&resource={goes['id']}").json["items"][0]
    steward.act(case, "retire", reason="职能调整").want(200)
    operator.act(case, "retire").want(200)
    said = lines(steward)
    assert said[grows["code"]]["change"] == "changed"
    assert (said[grows["code"]]["was_rows"], said[grows["code"]]["rows"]) == (3, 2)
    assert said[new["code"]]["change"] == "new" and said[new["code"]]["was_version"] is None
    assert said[goes["code"]]["change"] == "gone" and said[goes["code"]]["rows"] == 0
    assert said[kept["code"]]["change"] == "same"
    assert summary(steward, org)["moved"] == 3
    again = confirm(steward).want(201).json
    assert summary(steward, org)["moved"] == 0 and goes["code"] not in lines(steward)
    history = steward.get(f"{ASSETS}/confirmations").want(200).json
    assert [c["id"] for c in history["items"]][:2] == [again["id"], done["id"]]
    assert history["items"][1]["note"] == "年度盘点" and history["items"][1]["hash"] == done["hash"]


def test_R45_1_a_confirmation_stands_on_the_record(site):
    steward = site.as_("steward")
    done = confirm(steward).want(201).json
    for _ in range(60):
        proof = site.nobody().get(f"/record/v1/proof/{done['leaf']}")
        if proof.status == 200:
            break
        time.sleep(0.1)
    assert proof.status == 200
    found = site.as_("auditor").get("/api/v1/record?kind=catalogue-change&limit=50").json["items"]
    leaf = [x for x in found if x["act"] == "assets-confirmed"][0]
    assert leaf["object"] == done["hash"] and leaf["rows"] == done["rows"], leaf


def test_R45_1_the_authority_sums_up_and_takes_files(site):
    authority, steward = site.as_("authority"), site.as_("steward")
    all_ = authority.get(f"{ASSETS}/agencies?limit=1000").want(200).json
    assert all_["total"] == len(all_["items"]) > 5
    rows = list(csv.DictReader(io.StringIO(authority.get(
        f"{ASSETS}/agencies?format=csv").want(200).body.decode("utf-8-sig"))))
    assert [r["org"] for r in rows] == [a["org"] for a in all_["items"]]
    assert [int(r["rows"]) for r in rows] == [a["rows"] for a in all_["items"]]
    everything = lines(authority)
    assert sum(a["rows"] for a in everything.values()) == sum(a["rows"] for a in all_["items"])
    assert sum(a["bytes"] for a in everything.values()) == sum(a["bytes"] for a in all_["items"])
    file = list(csv.DictReader(io.StringIO(steward.get(
        f"{ASSETS}?format=csv").want(200).body.decode("utf-8-sig"))))
    assert {r["code"]: int(r["rows"]) for r in file} == {
        c: a["rows"] for c, a in lines(steward).items()}
    page = authority.get(f"{ASSETS}?limit=3").json
    rest = authority.get(f"{ASSETS}?limit=3&cursor={page['next_cursor']}").json
    assert not {a["code"] for a in page["items"]} & {a["code"] for a in rest["items"]}


def test_R45_1_one_sees_and_confirms_ones_own_alone(site):
    steward, other = site.as_("steward"), site.as_("steward", 1)
    for path in ("", "/agencies", "/confirmations"):
        steward.get(f"{ASSETS}{path}?org={org_of(other)}").refused(403)
    assert {a["org"] for a in lines(steward).values()} == {org_of(steward)}
    confirm(site.as_("authority")).refused(403)
    confirm(site.as_("auditor")).refused(403)
    confirm(site.nobody()).refused(401)
    agency, _, operator, _, stranger = of_county(site)
    seen = operator.get(f"{ASSETS}/agencies?limit=1000").want(200).json["items"]
    assert org_of(agency) in {a["org"] for a in seen} and len({a["region"] for a in seen}) == 1
    theirs = stranger.get(f"{ASSETS}/agencies?limit=1000").json["items"]
    assert org_of(agency) not in {a["org"] for a in theirs}
    steward.get(ASSETS + "?format=xml").refused(400, field="format")
    confirm(steward, note="x" * 1001).refused(400, field="note")
    confirm(steward, org=org_of(other)).refused(400, field="org")


def test_R45_1_what_a_merged_agency_had_confirmed_is_not_gone_but_its_heirs(site):
    (a, one), (b, two) = agency(site), agency(site)
    made = publish(site, one)
    confirm(one).want(201)
    site.as_("sysadmin").post(f"/api/v1/orgs/{a['id']}/merge", {"into": b["id"]}).want(200)
    for client in (two, site.as_("authority")):
        got = client.get(f"{ASSETS}?q={made['code']}").want(200).json
        assert [(x["org"], x["change"]) for x in got["items"]] == [(b["id"], "unconfirmed")], got
        assert got["total"] == 1


def test_R45_1_an_entry_that_went_to_another_agency_stands_at_both_on_any_page(site):
    (a, one), (b, two) = agency(site), agency(site)
    made = publish(site, one)
    confirm(one).want(201)
    reform(site, "split", a, parts=[{"into": b["id"], "resources": [made["id"]]}],
           effective_on=time.strftime("%Y-%m-%d"))
    authority, seen, cursor = site.as_("authority"), [], ""
    while cursor is not None:
        got = authority.get(f"{ASSETS}?limit=1&q={made['code']}{cursor}").want(200).json
        seen += [(x["org"], x["change"]) for x in got["items"]]
        cursor = got["next_cursor"] and f"&cursor={got['next_cursor']}"
    assert seen == [(b["id"], "unconfirmed"), (a["id"], "gone")] and got["total"] == 2, seen
