"""How much is used, day by day: counted from the record, public without what isn't (R34.1)."""
import json
import pathlib
import re
import sqlite3
import subprocess
import time
from urllib.parse import quote

from gongshu import OPEN, ROWS, entry, publish, reasoned, subscribe, without_none
from test_cases import county_subscribes, of_county
from test_data import many
from test_delivery import delivered, path_of, ready
from test_release import by_sql

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00", "--usage-seconds", "0",
         "--warn-least", "100")
TODAY = "2026-11-23"
OTHER = {"title": None, "code": None, "provider_name": None}


def until(ask, what, seconds=20):
    """The clock ticks every five seconds; what it counts comes by itself."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = ask()
        if what(got):
            return got
        time.sleep(0.3)
    raise AssertionError(got)


def lines(client, query="", path="/api/v1/use"):
    return client.get(f"{path}?limit=1000{query}").want(200).json["items"]


def opened(site, giver):
    """An entry that stands on the portal."""
    made = publish(site, giver, without_none(entry(items=[
        {"code": "permit_no", "name": "许可编号", "type": "string", "length": 20, "key": True}], **OPEN)))
    giver.load(made["id"], "permit_no\nA-1\nA-2\n")
    return made


def call(site, made, grant, query="", method=None):
    head = {"Gongshu-Purpose": grant["purpose_code"]}
    if method:
        return site.system(1).post(f"/data/v1/{made['code']}/verify", method, **head)
    return site.system(1).get(f"/data/v1/{made['code']}?limit=2{query}", **head)


def used(site):
    giver, user = site.as_("steward"), site.as_("steward", 1)
    secret, public = publish(site, giver), opened(site, giver)
    giver.load(secret["id"], ROWS)
    return secret, subscribe(site, user, secret), public, subscribe(site, user, public)


def test_R34_1_a_days_calls_are_counted_by_agency_and_entry_and_what_is_not_public_has_no_name(site):
    secret, grant, public, open_grant = used(site)
    user, third = site.as_("steward", 1), site.as_("steward", 2)
    for _ in range(3):
        call(site, secret, grant).want(200)
    call(site, secret, grant, "&permit_no=NONE").want(200)
    call(site, secret, grant, method={"key": {"permit_no": "P-1"}, "claims": {"holder": "某"}}).want(200)
    call(site, secret, {"purpose_code": "p-none"}).refused(403)
    call(site, public, open_grant).want(200)
    got = until(lambda: lines(user, f"&resource={secret['id']}"), lambda x: x and x[0]["refused"])[0]
    assert {k: got[k] for k in ("day", "calls", "rows", "verifications", "aggregates", "refused",
                                "empty", "copies")} == {
        "day": TODAY, "calls": 5, "rows": 6, "verifications": 1, "aggregates": 0, "refused": 1,
        "empty": 1, "copies": 0}, got
    assert got["title"] == secret["title"] and got["provider"] == site.as_("steward").user["org"], got
    assert lines(site.as_("operator"), f"&resource={secret['code']}") == [got]
    assert lines(site.as_("steward"), f"&resource={secret['id']}") == [got], "its provider sees it"
    assert lines(third, f"&resource={secret['id']}") == [], "nobody else's steward does"
    site.nobody().get("/api/v1/use").refused(401)
    shown = lines(site.nobody(), f"&org={user.user['org']}", "/open/v1/use")
    named = [x for x in shown if x["code"] == public["code"]]
    assert [(x["calls"], x["rows"], x["title"]) for x in named] == [(1, 2, public["title"])], shown
    other = [x for x in shown if x["code"] is None and x["day"] == TODAY]
    assert len(other) == 1 and other[0]["calls"] >= 5 and other[0]["refused"] >= 1, shown
    assert {k: other[0][k] for k in OTHER} == OTHER
    assert "resource" not in other[0] and "persons" not in other[0], other
    csv = site.nobody().get("/open/v1/use?format=csv").want(200).body.decode("utf-8-sig")
    page = site.nobody().get("/use").want(200).body.decode()
    english = site.nobody().get("/use?lang=en").want(200).body.decode()
    assert csv.startswith("day,org,org_name,code,title,provider_name,calls,rows,verifications"), csv
    for text in (csv, page, english, str(shown)):
        assert public["title"] in text, text
        for secret_word in (secret["title"], secret["code"], secret["id"], grant["id"]):
            assert secret_word not in text, secret_word
    assert "其他（未对社会公布的目录）" in page and "Other (not public)" in english
    staff = user.get(f"/api/v1/use?format=csv&resource={secret['id']}").want(200).body.decode("utf-8-sig")
    assert staff.splitlines()[1].endswith(",5,6,1,0,1,1,2,0,0"), staff


def test_R34_1_what_is_taken_off_the_portal_loses_its_name_in_the_statistics_at_once(site):
    giver, user = site.as_("steward"), site.as_("steward", 1)
    public = opened(site, giver)
    call(site, public, subscribe(site, user, public)).want(200)
    until(lambda: lines(site.nobody(), "", "/open/v1/use"),
          lambda x: public["code"] in [y["code"] for y in x])
    assert public["title"] in site.nobody().get("/use").want(200).body.decode()
    by_sql(site, f"UPDATE portal_dataset SET standing = 'suspended' WHERE resource = '{public['id']}'")
    by_sql(site, "UPDATE catalogue_sequence SET last = last + 1 WHERE name = 'change'")
    assert public["code"] not in str(lines(site.nobody(), "", "/open/v1/use"))
    until(lambda: site.nobody().get("/use").want(200).body.decode(),
          lambda page: public["title"] not in page)


def test_R34_1_one_question_is_about_a_month_at_most_however_long_it_was_counted(site):
    user = site.as_("steward", 1)
    days = 20780 - 1500
    for at in range(0, 1500, 500):
        by_sql(site, "INSERT INTO usage_day (day, org, resource, grant_id, calls, rows_out, bytes_out, "
               "claims, grouped, empty, refused, copies, copied, hours, persons, sketch, seen) VALUES "
               + ", ".join(f"({days + at + d}, '{user.user['org']}', 'gone', 'g', 2, 3, 0, 0, 0, 0, 0, 0, "
                           "0, 1, 0, NULL, 0)" for d in range(500)))
    got = user.get("/api/v1/use?from=2026-01-01&to=2026-01-31&limit=10").want(200).json
    assert got["total"] == 31 and len(got["items"]) == 10, got
    rest = user.get(f"/api/v1/use?from=2026-01-01&to=2026-01-31&limit=30&cursor={got['next_cursor']}").json
    assert [x["day"] for x in got["items"] + rest["items"]] == [
        f"2026-01-{d:02}" for d in range(31, 0, -1)], rest
    for path in ("/api/v1/use", "/open/v1/use"):
        client = user if path.startswith("/api") else site.nobody()
        client.get(f"{path}?from=2026-01-01&to=2026-02-01").refused(400, field="from")
        client.get(f"{path}?from=2026-02-01&to=2026-01-01").refused(400, field="from")
        client.get(f"{path}?to=today").refused(400, field="to")
    site.nobody().get("/use?from=x").refused(400)
    file = site.nobody().get("/open/v1/use?from=2026-01-01&to=2026-01-31&format=csv").want(200)
    assert file.body.decode("utf-8-sig").count("\n") == 32 and "gone" not in file.body.decode()
    for day in (19000, 19001):
        for part in range(3):
            by_sql(site, "INSERT INTO usage_day (day, org, resource, grant_id, calls, rows_out, bytes_out, "
                   "claims, grouped, empty, refused, copies, copied, hours, persons, sketch, seen) VALUES "
                   + ", ".join(f"({day}, '{user.user['org']}', 'gone{part}{n:04}', 'g', 1, 1, 0, 0, 0, 0, 0, 0, "
                               "0, 1, 0, NULL, 0)" for n in range(700)))
    file = user.get("/api/v1/use?from=2022-01-01&to=2022-01-31&format=csv").want(200)
    days = [line.split(",")[0] for line in file.body.decode("utf-8-sig").splitlines()[1:]]
    assert days == ["2022-01-09"] * 2100 + ["2022-01-08"] * 2100, (len(days), set(days))
    assert "2026年1月31日" in site.nobody().get("/use?from=2026-01-01&to=2026-01-31").body.decode()


def test_R34_1_a_delivered_copy_counts_once_for_the_agency_it_was_made_for(site):
    made, _, case = ready(site)
    user, giver = site.as_("steward", 1), site.as_("steward")
    delivered(site, case)
    user.get(path_of(case, 1)).want(200)
    for client in (user, giver):
        got = until(lambda: lines(client, f"&resource={made['id']}"), lambda x: any(u["copies"] for u in x))
        assert [(u["org"], u["copies"], u["copied_rows"]) for u in got] == [(user.user["org"], 1, 300)], got
    copy = [m for m in monitored(site.as_("auditor"), "&kind=copy") if m["leaf"]["case"] == case["id"]]
    made_it = [m["words"] for m in copy if m["leaf"]["act"] == "delivery"]
    assert made_it == [f"全量批次，提供给“{got[0]['org_name']}”；没有水印"], made_it
    assert not [m for m in copy if "full" in (m["words"] or "") or not m["words_en"] and m["leaf"]["detail"]], copy


def use_of(site, day, orgs, entries=20):
    """As many agencies use as many entries on that day."""
    rows = [f"({day}, 'o{o:05}', 'gone{n:03}', 'g', 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, NULL, 0)"
            for o in range(orgs) for n in range(entries)]
    for at in range(0, len(rows), 1000):
        by_sql(site, "INSERT INTO usage_day (day, org, resource, grant_id, calls, rows_out, bytes_out, "
               "claims, grouped, empty, refused, copies, copied, hours, persons, sketch, seen) VALUES "
               + ", ".join(rows[at:at + 1000]))


def work_of(site, day, org, after, lines):
    """Steps of SQLite's machine, or rows of the sums that PostgreSQL reads, for one page."""
    path = pathlib.Path(__file__).resolve().parents[2] / "src/usage/usage.sql"
    sql = path.read_text().split("-- :name USAGE_OPEN_LINES")[1].split("-- :name")[0]
    sql = re.sub(r"^--[^\n]*\n", "", sql.split("\n", 1)[1], flags=re.M)
    given = {"day": str(day), "from_org": f"'{org}'", "to_org": "CAST(NULL AS TEXT)", "agencies": str(lines + 1),
             "limit": str(lines), "after": f"'{after}'" if after is not None else "CAST(NULL AS TEXT)"}
    for name, value in given.items():
        sql = re.sub(f":{name}\\b", value, sql)
    if site.store == "sqlite":
        steps = [0]
        with sqlite3.connect(f"file:{site.dir}/main.db?mode=ro", uri=True) as db:
            db.set_progress_handler(lambda: steps.__setitem__(0, steps[0] + 1), 1)
            assert len(db.execute(sql).fetchall()) == lines
        return steps[0]
    out = subprocess.run(["psql", "-qXAt", site.dsn, "-c", "ANALYZE usage_day", "-c",
                          "EXPLAIN (ANALYZE, FORMAT JSON) " + sql], check=True, capture_output=True, text=True)

    def read(node):
        own = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] \
            if node.get("Relation Name") == "usage_day" else 0
        return own + sum(read(n) for n in node.get("Plans", ()))
    return read(json.loads(out.stdout)[0]["Plan"])


def test_R34_1_a_public_page_costs_what_its_lines_cost_however_much_is_used_that_day(site):
    few, many_ = 18001, 18002
    use_of(site, few, 30)
    use_of(site, many_, 300)
    for org, after in (("", None), ("o00015", "")):
        one, ten = (work_of(site, day, org, after, 10) for day in (few, many_))
        print(f"# {site.store}: {one} of 600 sums of a day, {ten} of 6000")
        assert ten < 1.2 * one, (one, ten)
    nobody, seen, cursor = site.nobody(), [], ""
    while cursor is not None:
        got = nobody.get("/open/v1/use?from=2019-04-10&to=2019-04-17&limit=100"
                         + (f"&cursor={cursor}" if cursor else "")).want(200).json
        assert got["total"] == 330, got["total"]
        seen += [(x["day"], x["org"], x["calls"]) for x in got["items"]]
        cursor = got["next_cursor"]
    assert seen == [(day, f"o{o:05}", 20) for day, n in (("2019-04-16", 300), ("2019-04-15", 30))
                    for o in range(n)], seen[:3]
    got = nobody.get("/open/v1/use?from=2019-04-10&to=2019-04-17&org=o00007").want(200).json
    assert got["total"] == 2 and [x["day"] for x in got["items"]] == ["2019-04-16", "2019-04-15"], got
    assert nobody.get("/open/v1/use?from=2019-04-10&to=2019-04-17&org=nobody").json["items"] == []
    use_of(site, 18003, 3, 1)
    by_sql(site, "UPDATE catalogue_sequence SET last = last + 1 WHERE name = 'change'")
    got = nobody.get("/open/v1/use?from=2019-04-10&to=2019-04-17&limit=2").want(200).json
    assert got["total"] == 333 and got["next_cursor"] and len(got["items"]) == 2, got


def statement(name):
    text = (pathlib.Path(__file__).resolve().parents[2] / "src/usage/usage.sql").read_text()
    return re.sub(r"^--[^\n]*\n", "", text.split(f"-- :name {name} ")[1].split("\n", 1)[1].split("-- :name")[0],
                  flags=re.M)


def test_R34_1_after_a_recount_the_total_is_counted_anew(site):
    nobody, path = site.nobody(), "/open/v1/use?from=2016-07-12&to=2016-07-20"

    def all_counted():
        size = int(nobody.get("/record/v1/checkpoint").want(200).body.split(b"\n")[1])
        return until(lambda: site.rows("SELECT at FROM usage_mark"), lambda at: at == [(size,)])
    use_of(site, 17001, 5, 1)
    by_sql(site, "UPDATE catalogue_sequence SET last = last + 1 WHERE name = 'change'")
    before = all_counted()
    assert nobody.get(path).want(200).json["total"] == 5
    by_sql(site, statement("USAGE_DROP"))
    by_sql(site, statement("USAGE_MARK_BACK"))
    assert all_counted() == before
    got = nobody.get(path).want(200).json
    assert (got["total"], got["items"]) == (0, []), "five were no leaves of the record"


# --- use that isn't as usual ------------------------------------------------------------

def past(site, user, made, grant, days=10, **over):
    """Days on which the grant was used as it is."""
    row = {"calls": 20, "rows_out": 40, "persons": 15, "hours": 1 << 10, **over}
    for d in range(1, days + 1):
        by_sql(site, "INSERT INTO usage_day (day, org, resource, grant_id, calls, rows_out, bytes_out, "
               "claims, grouped, empty, refused, copies, copied, hours, persons, sketch, seen) VALUES "
               f"({20780 - d}, '{user.user['org']}', '{made['id']}', '{grant['id']}', {row['calls']}, "
               f"{row['rows_out']}, 0, 0, 0, 0, 0, 0, 0, {row['hours']}, {row['persons']}, NULL, 0)")


def warnings(client, query=""):
    return client.get(f"/api/v1/use-warnings?limit=200{query}").want(200).json["items"]


def test_R37_1_unusual_use_is_warned_of_looked_at_and_closed_and_the_grant_stopped(site):
    giver, user, third = site.as_("steward"), site.as_("steward", 1), site.as_("steward", 2)
    secadmin, operator, auditor = site.as_("secadmin"), site.as_("operator"), site.as_("auditor")
    made = publish(site, giver)
    giver.load(made["id"], ROWS)
    grant = subscribe(site, user, made)
    past(site, user, made, grant)
    for _ in range(120):
        call(site, made, grant, "&permit_no=NONE").want(200)
    got = until(lambda: warnings(giver, f"&resource={made['id']}"),
                lambda x: {"calls", "misses"} <= {w["kind"] for w in x})
    by = {w["kind"]: w for w in got}
    assert by["calls"]["figure"] == 120 and by["calls"]["usual"] == 20 and by["calls"]["least"] == 100
    assert by["misses"]["figure"] == 120 and by["misses"]["grant"] == grant["id"], by
    assert by["calls"]["state"] == "open" and by["calls"]["title"] == made["title"], by
    assert by["calls"]["grant_state"] == "open" and by["calls"]["case"] == grant["case"]
    for client in (user, secadmin, operator, site.as_("authority"), auditor, site.as_("cyber")):
        assert by["calls"]["id"] in [w["id"] for w in warnings(client, "&kind=calls")], client.user
    assert warnings(third, f"&resource={made['id']}") == [], "nobody else's steward"
    one = f"/api/v1/use-warnings/{by['calls']['id']}"
    may = {name: [(w["may_close"], w["may_suspend"]) for w in warnings(client, "&kind=calls")
                  if w["id"] == by["calls"]["id"]] for name, client in (
        ("giver", giver), ("user", user), ("city", site.as_("authority")), ("operator", operator),
        ("auditor", auditor))}
    assert may == {"giver": [(True, True)], "user": [(False, False)], "city": [(True, True)],
                   "operator": [(True, False)], "auditor": [(False, False)]}, may
    for client in (giver, user, secadmin, operator):
        told = client.get("/api/v1/notices?limit=50").want(200).json["items"]
        texts = [n["text"] for n in told if n["kind"] == "unusual_use" and made["title"] in n["text"]]
        assert len(texts) == 2 and len(set(texts)) == 2, (client.user, told)
    third.post(one + "/look", {"finding": "x"}).refused(404)
    auditor.post(one + "/look", {"finding": "x"}).refused(403)
    user.post(one + "/look", {"finding": ""}).refused(422, field="finding")
    user.post(one + "/look", {"finding": "批量核对历史档案"}).want(204)
    user.post(one + "/close", {"reason": "没事"}).refused(403, "warning-not-own")
    giver.post(one + "/look", {"finding": f"与使用机构核对\n{TODAY} authority: 属实"}).want(204)
    giver.post(one + "/close", {"reason": ""}).refused(422, field="reason")
    giver.act({"id": grant["case"]}, "suspend", reason="先停下来核查").want(200)
    call(site, made, grant).refused(403)
    giver.post(one + "/close", {"reason": "已核实，属于批量核对"}).want(204)
    giver.post(one + "/look", {"finding": "再看"}).refused(409, "warning-closed")
    now = {w["id"]: w for w in warnings(secadmin, "&state=closed")}[by["calls"]["id"]]
    assert now["finding"].split("\n") == [
        f"{TODAY} {user.user['name']}: 批量核对历史档案",
        f"{TODAY} {giver.user['name']}: 与使用机构核对", f"　{TODAY} authority: 属实"], now["finding"]
    assert now["reason"] == "已核实，属于批量核对", now
    assert now["grant_state"] == "suspended" and now["by"] == giver.user["name"], now
    noted = auditor.get(f"/api/v1/record?grant={grant['id']}&kind=grant-change&limit=50").want(200).json
    assert {"unusual-use", "warning-looked", "warning-closed"} <= {x["act"] for x in noted["items"]}
    for wrong, field in (("kind=strange", "kind"), ("state=lost", "state")):
        giver.get(f"/api/v1/use-warnings?{wrong}").refused(400, field=field)
    site.nobody().get("/api/v1/use-warnings").refused(401)


def test_R37_1_a_countys_authority_is_offered_no_stop_of_what_the_city_suspends(site):
    agency, _, _, county, _ = of_county(site)
    giver = site.as_("steward")
    made = publish(site, giver)
    grant = county_subscribes(site, agency, county, made)
    site.sql("INSERT INTO use_warning (id, kind, day, about, org, provider, resource, grant_id, case_id, figure,"
             " usual, least, at, state, changed_at) SELECT 'W-county', 'rows', 20780, id, org, provider, resource,"
             f" id, case_id, 900, 10, 100, 1, 'open', 1 FROM access_grant WHERE id = '{grant['id']}'")
    may = [warnings(client, f"&resource={made['id']}")[0]["may_suspend"]
           for client in (county, site.as_("authority"), giver, agency)]
    assert may == [False, True, True, False], may
    county.act({"id": grant["case"]}, "suspend", reason="核查").refused(403)
    site.as_("authority").act({"id": grant["case"]}, "suspend", reason="核查").want(200)


def test_R37_1_wrong_claims_of_a_day_are_warned_of(site):
    giver, user = site.as_("steward"), site.as_("steward", 1)
    made = publish(site, giver)
    giver.load(made["id"], ROWS)
    grant = subscribe(site, user, made)
    for n in range(9):
        for k in range(12):
            call(site, made, grant, method={"key": {"permit_no": f"P-{n}-{k}"},
                                            "claims": {"holder": "某", "active": True}})
    got = until(lambda: warnings(giver, f"&resource={made['id']}&kind=wrong"), lambda x: x)
    assert got[0]["figure"] >= 100 and got[0]["usual"] == 0, got


# --- monitored operations -----------------------------------------------------------------

def monitored(client, query=""):
    return client.get(f"/api/v1/monitored?limit=1000{query}").want(200).json["items"]


def test_R39_1_exports_and_copies_need_a_permission_and_a_reason_and_stand_on_the_security_page(site):
    auditor, secadmin = site.as_("auditor"), site.as_("secadmin")
    auditor.get("/api/v1/record/export?kind=export").refused(422, "record-reason", field="reason")
    site.as_("steward").get("/api/v1/record/export?reason=x").refused(403)
    auditor.get(f"/api/v1/record/export?reason={quote('审' * 201)}").refused(
        400, "record-reason-long", field="reason")
    why = quote("审" * 200)
    auditor.get(f"/api/v1/record/export?kind=export&org=a{quote('盐城' * 30)}&reason={why}").want(200)
    until(lambda: [m for m in monitored(secadmin, "&kind=export")
                   if (m["leaf"]["detail"] or "").startswith("审" * 200 + ";")], lambda x: x)
    taken = auditor.get("/api/v1/record/export?kind=export&reason=%E5%B9%B4%E5%BA%A6%E5%AE%A1%E8%AE%A1").want(200)
    assert taken.headers["content-disposition"].startswith("attachment")
    got = until(lambda: [m for m in monitored(secadmin, "&kind=export")
                         if (m["leaf"]["detail"] or "").startswith("年度审计;")], lambda x: x)[0]
    leaf = got["leaf"]
    assert got["monitored"] == "export" and leaf["act"] == "record-export", got
    assert (got["words"], got["words_en"]) == ("理由：年度审计；条件 kind：export", "Reason: 年度审计; Where kind is export")
    assert leaf["principal"] == auditor.user["id"] and leaf["principal_name"], leaf
    found = auditor.get(f"/api/v1/record?kind=export&principal={auditor.user['id']}").want(200).json
    assert leaf in found["items"], "the record's own leaf, no second log"
    assert got in monitored(auditor, f"&kind=export&org={leaf['org']}&from=2026-11-23&to=2026-11-23")
    for other in ("&from=2026-11-24", "&to=2026-11-22"):
        assert got not in monitored(auditor, other), other
    assert got not in monitored(auditor, "&kind=destroy")
    page = auditor.get("/api/v1/monitored?limit=1").want(200).json
    rest = auditor.get(f"/api/v1/monitored?limit=1000&cursor={page['next_cursor']}").json["items"] \
        if page["next_cursor"] else []
    assert page["total"] == len(rest) + 1
    for who in ("steward", "operator", "authority", "sysadmin"):
        site.as_(who).get("/api/v1/monitored").refused(403)
    site.nobody().get("/api/v1/monitored").refused(401)
    auditor.get("/api/v1/monitored?kind=strange").refused(400, field="kind")
    auditor.get("/api/v1/monitored?from=x").refused(400, field="from")


def test_R39_1_what_a_person_takes_out_has_a_reason_and_a_leaf_before_it_leaves(site):
    """The catalogue with what is only shared, a release of it, rejected rows: each by who may."""
    auditor, secadmin, giver, nobody = (site.as_("auditor"), site.as_("secadmin"), site.as_("steward"),
                                        site.nobody())
    made = publish(site, giver)
    batch = giver.load(made["id"], many(100) + b"P-9999,x,y\n")
    rejects = f"/api/v1/batches/{batch['id']}/rejects"
    no = site.as_("operator").post("/api/v1/catalogue/releases", {}).want(201).json["no"]
    taken = {
        "catalogue-export": [f"/api/v1/catalogue/export?format={f}" for f in ("json", "csv", "xlsx")]
        + ["/api/v1/catalogue/core-metadata"],
        "release-file-fetched": [f"/api/v1/catalogue/releases/0..{no}?format=csv"],
        "rejects-fetched": [rejects, rejects + "?form=lines"]}
    before = len(monitored(secadmin, "&kind=export"))
    for path in sum(taken.values(), []):
        giver.get(path).refused(422, "record-reason", field="reason", article="39")
        giver.take(path, " \n").refused(422, "record-reason", field="reason")
        giver.take(path, "核" * 201).refused(400, "record-reason-long", field="reason")
        giver.call("HEAD", reasoned(path)).want(200)
    nobody.get(reasoned("/api/v1/catalogue/export")).refused(401)
    for act, paths in taken.items():
        for n, path in enumerate(paths):
            giver.take(path, f"{act} {n}").want(200)

    def ours():
        return [m["leaf"] for m in monitored(secadmin, "&kind=export")
                if m["leaf"]["principal"] == giver.user["id"] and m["leaf"]["act"] in taken]
    got = until(ours, lambda x: len(x) == 7)
    assert {(x["act"], x["detail"].split(";")[0]) for x in got} == {
        (act, f"{act} {n}") for act, paths in taken.items() for n in range(len(paths))}, got
    assert len(monitored(secadmin, "&kind=export")) == before + 7, "of what was refused or HEAD no leaf"
    whole = giver.take("/api/v1/catalogue/export?format=json").want(200).json["items"]
    rows = {x["rows"] for x in got if x["act"] == "catalogue-export" and "format" in x["detail"]}
    assert rows == {len(whole)}, (rows, len(whole))
    core = giver.take("/api/v1/catalogue/core-metadata").want(200).json["items"]
    rows = {x["rows"] for x in got if x["act"] == "catalogue-export" and "format" not in x["detail"]}
    assert rows == {len(core)}, (rows, len(core))
    lost = [x for x in got if x["act"] == "rejects-fetched"]
    assert all((x["rows"], x["resource"], x["object"]) == (1, made["id"], batch["id"]) for x in lost), lost
    found = auditor.get(f"/api/v1/record?kind=export&principal={giver.user['id']}&limit=100").want(200).json
    assert {x["index"] for x in got} <= {x["index"] for x in found["items"]}


def test_R39_1_a_reader_of_the_catalogue_is_told_to_have_taken_what_they_see(site):
    """The leaf's number of entries is that of the file, whoever takes it."""
    for role in ("steward", "operator", "auditor"):
        client = site.as_(role)
        mine = client.take("/api/v1/catalogue/export?format=json", f"按角色 {role}")
        if mine.status == 403:
            continue
        n = len(mine.want(200).json["items"])
        got = until(lambda: [m["leaf"] for m in monitored(site.as_("secadmin"), "&kind=export")
                             if (m["leaf"]["detail"] or "").startswith(f"按角色 {role};")], lambda x: x)
        assert got[0]["rows"] == n, (role, got[0], n)


def test_R39_1_calls_for_personal_data_are_told_by_day_and_a_systems_acts_name_no_person(site):
    giver, user, auditor = site.as_("steward"), site.as_("steward", 1), site.as_("auditor")
    made, plain = publish(site, giver), opened(site, giver)
    giver.load(made["id"], ROWS)
    for entry_ in (made, plain):
        call(site, entry_, subscribe(site, user, entry_)).want(200)
    got = until(lambda: lines(auditor, "&personal=true"),
                lambda x: made["id"] in [u["resource"] for u in x])
    assert plain["id"] not in [u["resource"] for u in got]
    assert all(u["persons"] > 0 for u in got)
    auditor.get("/api/v1/use?personal=perhaps").refused(400, field="personal")
    leaf = auditor.get(f"/api/v1/record?kind=release&resource={made['id']}").want(200).json["items"][0]
    assert leaf["system"] and leaf["principal_name"] is None and leaf["object"], leaf
    case = auditor.get("/api/v1/record?kind=case-act&limit=1").want(200).json["items"][0]
    assert not case["system"], case
