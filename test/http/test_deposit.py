"""Batches of a table delivery written into the recipient's own database by gongshu-tap: whole
or not at all, once, on the record before, and taken away again on the recipient's word
(R20.1, R20.3, R39.1). A real PostgreSQL stands for the recipient's, on both stores."""
import csv
import io
import signal
import time

from agency import Agency, Rogue
from gongshu import SHARED, entry, unique
from test_data import many
from test_delivery import delivered, ready, shown
from test_itsystem import register

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00", "--database-networks", "127.0.0.1/32",
         "--database-drivers", "PostgreSQL Unicode", "--tap-seconds", "3", "--pull-seconds", "4",
         "--deposit-seconds", "1")
COLUMNS = "permit_no,holder,id_no,mobile,issued_on,fee,active"


made_here = {}


def agency():
    """The recipient's database server: one for all tests of this process, and of no other module."""
    if not made_here:
        made_here["it"] = Agency().start()
    return made_here["it"]


def writer():
    """A schema of the agency's, for one test, and a user who may write there."""
    a, name = agency(), unique("d").replace("-", "_")
    a.sql(f"CREATE SCHEMA {name}; GRANT USAGE ON SCHEMA {name} TO reader;")
    return name


def tables(schema, statements):
    """As the recipient's own people would make them."""
    agency().sql(statements + f"GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA {schema} TO reader;")


def connected(site, nth=1, **over):
    steward = site.as_("steward", nth)
    system = register(steward).want(201).json["id"]
    steward.put(f"/api/v1/systems/{system}/database", agency().connection(**over)).want(200)
    return system


def path(case, what):
    return f"/api/v1/deliveries/{case['id']}/{what}"


def aimed(site, case, schema=None, system=None):
    """The delivery's target, set by the recipient once its tables are there."""
    consumer, schema = site.as_("steward", 1), schema or writer()
    said = {"system": system or connected(site), "schema": schema, "table": "permit"}
    statements = consumer.get(path(case, "target")).want(200).json["statements"]
    statements = statements.replace('CREATE TABLE "t_', f'CREATE TABLE {schema}."t_').replace(
        'CREATE TABLE "gongshu', f'CREATE TABLE {schema}."gongshu')
    first = statements.split('"')[1]
    tables(schema, statements.replace(f'"{first}"', '"permit"'))
    got = consumer.put(path(case, "target"), said).want(200).json
    assert got["set"] and got["table"] == "permit" and not got["copy_there"], got
    return schema


def last(site, case, *states, want=None, n=1):
    """The newest write, once it is in one of the states."""
    for _ in range(300):
        got = site.as_("steward", 1).get(path(case, "writes")).want(200).json
        one = got["items"][0] if got["items"] else {}
        if got["total"] >= n and one["state"] in states and want in (None, one.get("code")):
            break
        time.sleep(0.05)
    else:
        raise AssertionError(got)
    return one


def held(schema, what="*"):
    return list(csv.reader(io.StringIO(agency().sql(
        f"COPY (SELECT {what} FROM {schema}.permit ORDER BY permit_no) TO STDOUT (FORMAT csv)"))))


def lines(schema):
    return agency().sql(f"SELECT rows_written FROM {schema}.gongshu_delivery ORDER BY written_at, batch").split()


def test_R20_3_a_full_batch_is_written_into_the_recipients_table(site):
    made, request, case = ready(site, many(300))
    schema = aimed(site, case)
    assert shown(site.as_("steward", 1), case)["target"] == "database"
    batch = delivered(site, case)
    done = last(site, case, "written")
    assert (done["batch"], done["rows"], done["attempts"]) == (1, 300, 1), done
    rows = held(schema, COLUMNS)
    want = list(csv.reader(io.StringIO(many(300).decode())))[1:]
    assert [r[:6] for r in rows] == [r[:6] for r in want], (rows[0], want[0])
    assert {r[6] for r in rows} <= {"t", "f"} and lines(schema) == ["300"]
    sha = agency().sql(f"SELECT sha256 FROM {schema}.gongshu_delivery").strip()
    assert sha == batch["sha256"]
    copies = site.as_("steward", 1).get(path(case, "copies")).want(200).json["items"]
    assert len(copies) == 1 and copies[0]["in_database"] and schema in copies[0]["place"], copies
    kept = site.as_("auditor").get("/api/v1/record?kind=release&limit=200").want(200).json["items"]
    leaves = [n for n in kept if n.get("object") == batch["id"] and n["act"] == "delivery-write"]
    assert len(leaves) == 1, kept[:3]
    site.nobody().get(f"/record/v1/proof/{done['leaf']}")


def test_R20_3_an_incremental_batch_replaces_by_key_and_a_full_one_all(site):
    made, request, case = ready(site, many(100))
    schema, provider = aimed(site, case), site.as_("steward")
    delivered(site, case)
    last(site, case, "written")
    more = many(103).decode().replace("P-00007,王乙", "P-00007,李白").replace("P-00007,王丁", "P-00007,李白")
    provider.load(made["id"], more.encode())
    delivered(site, case, "incremental")
    assert last(site, case, "written", n=2)["rows"] == 4
    rows = held(schema, "permit_no, holder")
    assert len(rows) == 103 and rows[7] == ["P-00007", "李白"] and lines(schema) == ["100", "4"], rows[7]
    provider.load(made["id"], many(40))
    delivered(site, case)
    assert last(site, case, "written", n=3)["rows"] == 40 and len(held(schema)) == 40


def test_R20_3_a_batch_that_fails_leaves_the_table_as_it_was_and_is_tried_again(site):
    made, request, case = ready(site, many(50))
    schema, consumer = aimed(site, case), site.as_("steward", 1)
    delivered(site, case)
    last(site, case, "written")
    before = held(schema)
    agency().sql(f"ALTER TABLE {schema}.permit ADD CONSTRAINT few CHECK (permit_no < 'P-00055')")
    site.as_("steward").load(made["id"], many(60).replace("王".encode(), "张".encode()))
    delivered(site, case)
    failed = last(site, case, "queued", want="tap-row", n=2)
    assert "56" in failed["detail_en"] and "23514" in failed["detail_en"], failed
    assert "P-000" not in str(failed), "a driver's message holds values of rows"
    assert held(schema) == before and lines(schema) == ["50"], "all or nothing"
    told = consumer.get("/api/v1/notices").want(200).json["items"]
    assert [n for n in told if n["kind"] == "deposit_failed"], told[:2]
    agency().sql(f"ALTER TABLE {schema}.permit DROP CONSTRAINT few")
    done = last(site, case, "written", n=2)
    assert done["attempts"] > 1 and len(held(schema)) == 60, done


def test_R20_3_a_database_that_takes_one_row_a_statement_is_given_one(site):
    made, request, case = ready(site, many(130))
    schema = aimed(site, case)
    agency().sql(f"CREATE FUNCTION {schema}.one() RETURNS trigger AS 'BEGIN IF (SELECT count(*) FROM those) > 1 THEN "
                 f"RAISE syntax_error; END IF; RETURN NULL; END' LANGUAGE plpgsql; CREATE TRIGGER one AFTER INSERT ON "
                 f"{schema}.permit REFERENCING NEW TABLE AS those FOR EACH STATEMENT EXECUTE FUNCTION {schema}.one()")
    delivered(site, case)
    done = last(site, case, "written")
    assert (done["rows"], done["attempts"]) == (130, 1) and lines(schema) == ["130"], done
    assert len(held(schema)) == 130


def test_R20_3_rows_known_by_two_items_together_are_replaced_by_both(site):
    fields = entry(**SHARED)
    fields["items"][4]["key"] = True            # issued_on, beside permit_no
    made, request, case = ready(site, many(80), fields=fields)
    schema = aimed(site, case)
    delivered(site, case)
    last(site, case, "written")
    site.as_("steward").load(made["id"], many(82).replace("王乙".encode(), "李白".encode()))
    delivered(site, case, "incremental")
    changed = last(site, case, "written", n=2)["rows"]
    rows = held(schema, "permit_no, holder")
    assert changed == 22 and len(rows) == 82, (changed, len(rows))
    assert [r[0] for r in rows if r[1] == "李白"] == [f"P-{i:05d}" for i in range(1, 82, 4)], rows


def test_R20_3_what_was_written_is_not_written_again_when_the_answer_was_lost(site):
    made, request, case = ready(site, many(80))
    schema = aimed(site, case)
    delivered(site, case)
    last(site, case, "written")
    agency().sql(f"UPDATE {schema}.permit SET holder = '已用' WHERE permit_no = 'P-00003'")
    as_if_lost(site, case)
    site.as_("operator").post(path(case, "writes"), {"batch": 1}).want(200)
    done = last(site, case, "written", n=2)
    assert done["rows"] == 80 and lines(schema) == ["80"], done
    assert ["P-00003", "已用"] in held(schema, "permit_no, holder"), "it would have been replaced"
    site.as_("operator").post(path(case, "writes"), {"batch": 1}).refused(409, "deposit-written", field="batch")


def as_if_lost(site, case):
    """The server forgets how the write ended, as when it is killed before it hears."""
    site.stop()
    site.sql(f"UPDATE delivery_write SET state = 'failed' WHERE case_id = '{case['id']}'")
    site.start(*FLAGS, "--clock", "2026-11-23T11:00:00+08:00")


def forgotten(site, case, maybe, hour):
    """The write waits again, and `maybe` tries of it may have come there."""
    site.stop()
    site.sql(f"UPDATE delivery_write SET state = 'queued', not_before = 4102444800000, maybe = {maybe} "
             f"WHERE case_id = '{case['id']}'")
    site.start(*FLAGS, "--clock", f"2026-11-23T{hour}:00:00+08:00")


def copies(site, case):
    return site.as_("steward", 1).get(path(case, "copies")).want(200).json["items"]


def test_R20_3_a_copy_stays_on_the_register_as_long_as_it_may_be_there(site):
    made, request, case = ready(site, many(15))
    schema = aimed(site, case)
    delivered(site, case)
    last(site, case, "written")
    forgotten(site, case, 1, 11)
    provider = site.as_("steward")
    provider.act(request, "suspend", reason="核查用途").want(200)
    site.as_("operator").post(path(case, "writes"), {"batch": 1}).want(200)
    last(site, case, "failed", want="data-suspended")
    assert len(copies(site, case)) == 1, "the try before may have come there"
    provider.act(request, "resume", reason="核查完毕").want(200)
    agency().sql(f"UPDATE {schema}.gongshu_delivery SET rows_written = 14")
    forgotten(site, case, 0, 12)
    site.as_("operator").post(path(case, "writes"), {"batch": 1}).want(200)
    last(site, case, "queued", want="deposit-count")
    assert len(copies(site, case)) == 1, "the ledger says that it is there"


def test_R20_3_rows_that_are_not_of_the_delivery_are_never_emptied_away(site):
    made, request, case = ready(site, many(10))
    schema = aimed(site, case)
    agency().sql(f"INSERT INTO {schema}.permit (permit_no, holder) VALUES ('OWN', '自有')")
    delivered(site, case)
    last(site, case, "queued", want="tap-not-empty")
    assert [r[0] for r in held(schema)] == ["OWN"]
    copies = site.as_("steward", 1).get(path(case, "copies")).want(200).json["items"]
    assert copies == [], "what surely never came there is no copy"


def test_R20_3_an_incremental_batch_needs_the_one_it_builds_on(site):
    made, request, case = ready(site, many(10))
    delivered(site, case)
    schema = aimed(site, case)
    site.as_("steward").load(made["id"], many(12))
    delivered(site, case, "incremental")
    last(site, case, "queued", want="tap-no-base")
    assert held(schema) == []
    site.as_("steward", 1).post(path(case, "writes"), {"batch": 1}).want(200)
    for _ in range(200):
        if lines(schema) == ["10", "2"]:
            break
        time.sleep(0.05)
    assert lines(schema) == ["10", "2"] and len(held(schema)) == 12


def test_R20_3_a_table_that_does_not_fit_is_refused_with_the_reason(site):
    made, request, case = ready(site, many(3))
    schema, system = writer(), connected(site)
    consumer, a = site.as_("steward", 1), agency()
    said = {"system": system, "schema": schema, "table": "permit"}
    columns = ("permit_no varchar(20), holder varchar(200), id_no varchar(20), mobile varchar(20), issued_on date, "
               "fee numeric(12,2), active boolean")

    def refused(ddl, code, field="table"):
        a.sql(f"DROP TABLE IF EXISTS {schema}.permit; {ddl} GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO reader;")
        consumer.put(path(case, "target"), said).refused(400, code, field=field)

    refused("", "tap-no-table", None)
    make = f"CREATE TABLE {schema}.permit ({columns});"
    refused(make.replace("fee numeric(12,2), ", ""), "deposit-no-column")
    refused(make.replace("numeric(12,2)", "double precision"), "deposit-other-type")
    refused(make.replace("numeric(12,2)", "numeric(12,1)"), "deposit-too-narrow")
    refused(make.replace("date", "integer"), "deposit-other-type")
    refused(make, "tap-no-ledger")
    a.sql(f"CREATE TABLE {schema}.gongshu_delivery (batch text, delivery text, table_name text, rows_written bigint, "
          f"sha256 text, written_at text); GRANT ALL ON {schema}.gongshu_delivery TO reader;")
    consumer.put(path(case, "target"), said).want(200)
    delivered(site, case)
    last(site, case, "queued", want="tap-no-ledger")
    a.sql(f"ALTER TABLE {schema}.gongshu_delivery ADD PRIMARY KEY (batch)")
    last(site, case, "written")


def test_R39_1_only_the_recipients_people_aim_and_only_at_their_own_database(site):
    made, request, case = ready(site, many(3))
    schema = writer()
    theirs = connected(site, 0)
    said = {"system": theirs, "schema": schema, "table": "permit"}
    for who in (site.as_("steward"), site.as_("operator"), site.as_("auditor")):
        who.put(path(case, "target"), said).refused(403)
        who.post(path(case, "target/erase"), {"statement": "x"}).refused(403)
    site.as_("steward", 2).put(path(case, "target"), said).refused(404)
    site.nobody().put(path(case, "target"), said).refused(401)
    consumer = site.as_("steward", 1)
    consumer.put(path(case, "target"), said).refused(400, "deposit-system", field="system")
    consumer.put(path(case, "target"), {**said, "table": "gongshu_delivery"}).refused(400, field="table")
    own = connected(site)
    for table in ('permit; DROP TABLE x', 'a"b', "x' OR 1=1", "p%"):
        consumer.put(path(case, "target"), {**said, "system": own, "table": table}).refused(400, "tap-no-table")
    consumer.put(path(case, "target"), {**said, "system": own, "table": "a\nb"}).refused(400, field="table")
    consumer.post(path(case, "writes"), {"batch": 1}).refused(409)


def test_R20_3_names_that_are_no_plain_words_are_names_and_no_sql(site):
    made, request, case = ready(site, many(5))
    schema, odd = writer(), 'odd "; DROP TABLE licence; --'
    consumer, a = site.as_("steward", 1), agency()
    quoted = odd.replace('"', '""')
    ddl = consumer.get(path(case, "target")).json["statements"]
    first = ddl.split('"')[1]
    tables(schema, ddl.replace(f'CREATE TABLE "{first}"', f'CREATE TABLE {schema}."{quoted}"').replace(
        'CREATE TABLE "gongshu', f'CREATE TABLE {schema}."gongshu'))
    consumer.put(path(case, "target"), {"system": connected(site), "schema": schema, "table": odd}).want(200)
    shown_ddl = consumer.get(path(case, "target")).json["statements"]
    assert f'CREATE TABLE "{schema}"."{quoted}"' in shown_ddl, shown_ddl
    delivered(site, case)
    last(site, case, "written")
    assert a.sql(f'SELECT count(*) FROM {schema}."{quoted}"').strip() == "5"
    assert a.sql("SELECT count(*) FROM permits.licence").strip() != ""


def test_R20_3_a_suspended_grant_stops_what_is_to_be_written(site):
    made, request, case = ready(site, many(20))
    schema = aimed(site, case)
    delivered(site, case)
    last(site, case, "written")
    provider = site.as_("steward")
    provider.load(made["id"], many(30))
    agency().sql(f"REVOKE INSERT ON {schema}.permit FROM reader")
    delivered(site, case)
    last(site, case, "queued", want="tap-denied-write", n=2)
    provider.act(request, "suspend", reason="核查用途").want(200)
    agency().sql(f"GRANT INSERT ON {schema}.permit TO reader")
    last(site, case, "failed", want="data-suspended", n=2)
    assert len(held(schema)) == 20
    provider.act(request, "resume", reason="核查完毕").want(200)
    site.as_("operator").post(path(case, "writes"), {"batch": 2}).want(200)
    last(site, case, "written", n=3)
    assert len(held(schema)) == 30


def test_R20_3_a_recall_is_met_by_the_platforms_deleting_the_rows_with_consent(site):
    made, request, case = ready(site, many(25))
    schema, consumer, provider = aimed(site, case), site.as_("steward", 1), site.as_("steward")
    consumer.post(path(case, "target/erase"), {"statement": "x"}).refused(409, "deposit-nothing-there")
    delivered(site, case)
    last(site, case, "written")
    consumer.call("DELETE", path(case, "target")).refused(409, "deposit-copy-there")
    consumer.act(case, "close", reason="用毕").refused(409, "delivery-copies-left")
    provider.act(case, "recall", reason="用途到期", promised_on="2026-12-15").want(200)
    consumer.post(path(case, "writes"), {"batch": 1}).refused(409)
    consumer.post(path(case, "target/erase"), {"statement": "同意删除，别处没有拷贝"}).want(200)
    done = last(site, case, "written", n=2)
    assert done["kind"] == "erase" and done["rows"] == 25, done
    assert held(schema) == [] and lines(schema) == []
    now = shown(provider, case)
    assert now["state"] == "ended" and now["copies_left"] == 0, now
    copy = consumer.get(path(case, "copies")).json["items"][0]
    assert copy["destroyed"] and "25" in copy["statement"] and "别处没有拷贝" in copy["statement"], copy
    acts = [n["act"] for n in site.as_("auditor").get("/api/v1/record?kind=export&limit=200").json["items"]]
    assert {"copy-erase-asked", "copy-erase", "copy-erased"} <= set(acts), acts


def test_R20_3_rows_that_come_again_are_another_copy_and_the_proof_of_destruction_stays(site):
    made, request, case = ready(site, many(5))
    schema, consumer = aimed(site, case), site.as_("steward", 1)
    delivered(site, case)
    last(site, case, "written")
    consumer.post(path(case, "target/erase"), {"statement": "换一张表，同意删除"}).want(200)
    last(site, case, "written", n=2)
    assert not consumer.get(path(case, "target")).json["set"], "consent ends the writing by itself"
    delivered(site, case)
    assert consumer.get(path(case, "writes")).want(200).json["total"] == 2
    said = {"system": connected(site), "schema": schema, "table": "permit"}
    consumer.put(path(case, "target"), said).want(200)
    site.as_("operator").post(path(case, "writes"), {"batch": 2}).want(200)
    last(site, case, "written", n=3)
    new, old = copies(site, case)
    assert new["in_database"] and not new["destroyed"] and new["batch"] == 2, new
    assert old["in_database"] and old["destroyed"] and "换一张表" in old["statement"], old
    kept = site.as_("auditor").get("/api/v1/record?kind=release&limit=200").want(200).json["items"]
    leaf = [n for n in kept if n["act"] == "delivery-write" and n["case"] == case["id"]][0]
    recipient = consumer.user["org"]
    assert leaf["org"] == recipient and leaf["principal"] == "platform", leaf
    asked = [n for n in site.as_("auditor").get("/api/v1/record?kind=export&limit=200").json["items"]
             if n["act"] == "delivery-write-asked" and n["case"] == case["id"]][0]
    assert asked["principal"] != "platform" and asked["org"] != recipient, asked


def test_R20_3_two_deliveries_never_share_a_table(site):
    made, request, case = ready(site, many(5))
    system, consumer = connected(site), site.as_("steward", 1)
    schema = aimed(site, case, system=system)
    delivered(site, case)
    last(site, case, "written")
    made, request, other = ready(site, many(7))
    said = {"system": system, "schema": schema, "table": "permit"}
    consumer.put(path(other, "target"), said).refused(400, "deposit-anothers", field="table")
    consumer.put(path(other, "target"), {**said, "system": connected(site)}).want(200)
    agency().sql(f"DELETE FROM {schema}.permit")
    delivered(site, other)
    last(site, other, "queued", want="tap-shared")
    assert lines(schema) == ["5"] and held(schema) == []


def test_R20_3_a_table_two_deliveries_shared_once_is_refused_with_what_is_to_be_done(site):
    made, request, case = ready(site, many(5))
    schema, consumer = aimed(site, case), site.as_("steward", 1)
    delivered(site, case)
    last(site, case, "written")
    agency().sql(f"INSERT INTO {schema}.gongshu_delivery VALUES ('b', 'another', 'permit', 1, '', ''); "
                 f"INSERT INTO {schema}.permit (permit_no) VALUES ('OTHER')")
    delivered(site, case)
    refused = last(site, case, "queued", want="tap-shared", n=2)
    for word in ('"permit"', '"gongshu_delivery"', "Empty the table"):
        assert word in refused["detail_en"], refused
    assert "“permit”" in refused["detail"] and "“gongshu_delivery”" in refused["detail"], refused
    assert len(held(schema)) == 6, "nobody's rows are deleted"
    consumer.post(path(case, "target/erase"), {"statement": "同意删除"}).want(200)
    last(site, case, "queued", want="tap-shared", n=3)
    assert len(held(schema)) == 6 and len(lines(schema)) == 2
    agency().sql(f"DELETE FROM {schema}.permit; DELETE FROM {schema}.gongshu_delivery WHERE table_name = 'permit'")
    assert last(site, case, "written", n=3)["kind"] == "erase"
    assert not consumer.get(path(case, "target")).json["set"]
    said = {"system": connected(site), "schema": schema, "table": "permit"}
    consumer.put(path(case, "target"), said).want(200)
    delivered(site, case)
    last(site, case, "written", n=4)
    assert len(held(schema)) == 5 and lines(schema) == ["5"]


def slowly(schema):
    """Each row that comes takes its time."""
    agency().sql(f"CREATE FUNCTION {schema}.slowly() RETURNS trigger AS 'BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END' "
                 f"LANGUAGE plpgsql; CREATE TRIGGER slow BEFORE INSERT ON {schema}.permit FOR EACH ROW "
                 f"EXECUTE FUNCTION {schema}.slowly()")


def test_R20_3_a_batch_under_way_when_the_rows_are_to_go_is_never_written(site):
    made, request, case = ready(site, many(5))
    schema, consumer = aimed(site, case), site.as_("steward", 1)
    delivered(site, case)
    last(site, case, "written")
    slowly(schema)
    site.as_("steward").load(made["id"], many(2000))
    delivered(site, case)
    last(site, case, "writing", n=2)
    consumer.post(path(case, "target/erase"), {"statement": "同意删除"}).want(200)
    consumer.post(path(case, "writes"), {"batch": 2}).refused(409, "deposit-erasing")
    done = last(site, case, "written", n=3)
    assert done["kind"] == "erase" and done["rows"] == 5, done
    batch = consumer.get(path(case, "writes")).json["items"][1]
    assert (batch["batch"], batch["state"], batch["code"]) == (2, "dropped", "deposit-erasing"), batch
    assert held(schema) == [] and lines(schema) == []


def test_R20_3_a_database_that_hangs_is_given_up_and_holds_no_other(site):
    made, request, case = ready(site, many(5))
    schema, consumer = writer(), site.as_("steward", 1)
    system = connected(site)
    aimed(site, case, schema, system)
    rogue = Rogue()
    try:
        consumer.put(f"/api/v1/systems/{system}/database", agency().connection(port=rogue.port)).want(200)
        delivered(site, case)
        last(site, case, "queued", want="tap-slow")
    finally:
        rogue.close()
    consumer.put(f"/api/v1/systems/{system}/database", agency().connection()).want(200)
    last(site, case, "written")
    assert len(held(schema)) == 5


def test_R20_3_a_server_killed_while_it_writes_leaves_the_table_as_it_was_and_writes_it_later(site):
    made, request, case = ready(site, many(12000))
    schema = aimed(site, case)
    agency().sql(f"CREATE FUNCTION {schema}.slowly() RETURNS trigger AS 'BEGIN PERFORM pg_sleep(0.0005); RETURN NEW; END' "
                 f"LANGUAGE plpgsql; CREATE TRIGGER slow BEFORE INSERT ON {schema}.permit FOR EACH ROW "
                 f"EXECUTE FUNCTION {schema}.slowly()")
    delivered(site, case)
    last(site, case, "writing")
    time.sleep(0.5)
    site.stop(signal.SIGKILL)
    until = time.monotonic() + 10               # the database notices that nobody is there
    while agency().sql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader'").strip() != "0":
        assert time.monotonic() < until
        time.sleep(0.05)
    assert held(schema) == [] and lines(schema) == []
    agency().sql(f"DROP TRIGGER slow ON {schema}.permit")
    if site.store == "postgresql":              # another server may be at it: two minutes are waited
        site.sql(f"UPDATE delivery_write SET lease_until = 1 WHERE case_id = '{case['id']}'")
    site.start(*FLAGS)
    done = last(site, case, "written")
    assert done["rows"] == 12000 and lines(schema) == ["12000"], done
    assert agency().sql(f"SELECT count(*) FROM {schema}.permit").strip() == "12000"
