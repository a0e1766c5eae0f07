"""An agency's MariaDB through its own ODBC driver: tables shown, rows taken, batches of a
delivery written and taken away (R12.1, R20.3). A real server, on both stores."""
from gongshu import entry, publish, unique
from mariadb import MariaDb
from test_data import many
from test_delivery import delivered, ready
from test_deposit import COLUMNS, last, path
from test_itsystem import register
from test_pull import pull

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00", "--database-networks", "127.0.0.1/32",
         "--database-drivers", "MariaDB Unicode", "--tap-seconds", "5", "--pull-seconds", "8", "--deposit-seconds", "1")
made_here = {}


def agency():
    if not made_here:
        made_here["it"] = MariaDb().start()
    return made_here["it"]


def connected(site, nth=0, **over):
    steward = site.as_("steward", nth)
    system = register(steward).want(201).json["id"]
    steward.put(f"/api/v1/systems/{system}/database", agency().connection(**over)).want(200)
    return system


def named(word):
    return word + "_" + unique("x").replace("-", "_")


def licences(n):
    name = named("licence")
    agency().sql(f"""CREATE TABLE {name} (no varchar(20) PRIMARY KEY COMMENT '许可证编号', Holder varchar(60), seats int,
        valid boolean, area decimal(10,2), changed_at timestamp(0) NOT NULL DEFAULT '2026-01-01 00:00:00', note longtext);""")
    more(name, 1, n)
    return name


def more(name, first, end):
    agency().sql(f"""INSERT INTO {name} SELECT CONCAT('N', LPAD(seq, 7, '0')), CONCAT('第', seq, '户𠮷, "甲"'), seq % 50,
        seq % 2 = 0, seq * 1.25, TIMESTAMP '2026-03-01 00:00:00' + INTERVAL seq MINUTE,
        IF(seq % 7 = 0, '两行\\n的说明', NULL) FROM seq_{first}_to_{end}""")


def holdings(site):
    items = [{"code": "no", "name": "编号", "type": "string", "length": 20, "key": True, "nullable": False},
             {"code": "holder", "name": "持证人", "type": "string", "length": 60, "nullable": True},
             {"code": "seats", "name": "座位数", "type": "integer", "nullable": True},
             {"code": "valid", "name": "是否有效", "type": "boolean", "nullable": True},
             {"code": "area", "name": "面积", "type": "decimal", "length": 10, "precision": 2, "nullable": True},
             {"code": "changed_at", "name": "更新时间", "type": "datetime", "nullable": False},
             {"code": "note", "name": "说明", "type": "text", "nullable": True}]
    return publish(site, site.as_("steward"), entry(items=items))


def aimed(site, case, **over):
    """The delivery's target, set by the recipient once its tables are there: their names."""
    agency().sql("DROP TABLE IF EXISTS gongshu_delivery")
    consumer, name = site.as_("steward", 1), named("permit")
    statements = consumer.get(path(case, "target")).want(200).json["statements_mysql"]
    first = statements.split("`")[1]
    agency().sql(statements.replace(f"`{first}`", f"`{name}`"))
    consumer.put(path(case, "target"), {"system": connected(site, 1), "table": name, **over}).want(200)
    return name


def held(name, what="*"):
    return [line.split("\t") for line in agency().sql(f"SELECT {what} FROM {name} ORDER BY permit_no").splitlines()]


def lines():
    return agency().sql("SELECT rows_written FROM gongshu_delivery ORDER BY written_at, batch").split()


def test_R12_1_its_tables_and_columns_are_shown_and_no_other_databases(site):
    name, steward = licences(3), site.as_("steward")
    where = f"/api/v1/systems/{connected(site)}/database"
    seen = [(t["schema"], t["name"]) for t in steward.post(where + "/tables", {}).want(200).json["items"]]
    assert (None, name) in seen and not {n for _, n in seen} & {"hidden", "licence"}, seen
    items = {i["code"]: i for i in steward.post(where + "/proposal", {"table": name}).want(200).json["items"]}
    assert (items["no"]["name"], items["no"]["type"], items["no"]["key"]) == ("许可证编号", "string", True), items
    assert (items["area"]["precision"], items["changed_at"]["type"], items["note"]["type"]) == (2, "datetime", "text")
    where = f"/api/v1/systems/{connected(site, password='falsch')}/database"
    steward.post(where + "/test", {}).refused(400, "tap-sign-in")
    where = f"/api/v1/systems/{connected(site, database='nix')}/database"
    steward.post(where + "/test", {}).refused(400, "tap-no-database")


def test_R12_1_its_rows_are_taken_whole_and_then_what_is_newer(site):
    r, name = holdings(site), licences(300)
    s = site.as_("steward").post(f"/api/v1/resources/{r['id']}/sources", {
        "kind": "odbc", "system": connected(site), "table": name, "mode": "upsert",
        "since_item": "changed_at"}).want(201).json
    run = pull(site, r, s)
    assert (run["state"], run["rows"], run["rows_live"], run["rows_rejected"]) == ("live", 300, 300, 0), run
    assert run["to"] == "2026-03-01 13:00:00", "moments are those of our zone, whatever its own"
    more(name, 301, 310)
    run = pull(site, r, s, 2)
    assert (run["state"], run["rows"]) == ("live", 11), run


def test_R20_3_batches_are_written_into_it_whole_and_by_key_and_taken_away(site):
    made, request, case = ready(site, many(300))
    name, consumer = aimed(site, case), site.as_("steward", 1)
    delivered(site, case)
    done = last(site, case, "written")
    assert (done["rows"], done["attempts"]) == (300, 1) and lines() == ["300"], done
    want = [line.split(",") for line in many(300).decode().splitlines()[1:]]
    got = [["" if c == "NULL" else c for c in row] for row in held(name, COLUMNS)]
    assert [r[:6] for r in got] == [r[:6] for r in want], (got[:2], want[:2])
    assert [r[6] for r in got] == ["1" if r[6] == "true" else "0" for r in want]
    site.as_("steward").load(made["id"], many(305).replace("王乙".encode(), "李𠮷".encode()))
    delivered(site, case, "incremental")
    assert last(site, case, "written", n=2)["rows"] == 80
    rows = held(name, "permit_no, holder")
    assert len(rows) == 305 and rows[1] == ["P-00001", "李𠮷"] and lines() == ["300", "80"], rows[1]
    consumer.post(path(case, "target/erase"), {"statement": "同意删除"}).want(200)
    gone = last(site, case, "written", n=3)
    assert (gone["kind"], gone["rows"]) == ("erase", 305) and held(name) == [] and lines() == [], gone


def test_R20_3_what_it_would_cut_is_refused_by_row_and_the_table_stays(site):
    made, request, case = ready(site, many(50))
    name = aimed(site, case)
    delivered(site, case)
    last(site, case, "written")
    agency().sql(f"ALTER TABLE {name} MODIFY holder varchar(3)")
    site.as_("steward").load(made["id"], many(60).replace(b"P-00055,", "P-00055,一二三四".encode()))
    delivered(site, case)
    failed = last(site, case, "queued", want="tap-row", n=2)
    assert "row 56" in failed["detail_en"] and len(held(name)) == 50 and lines() == ["50"], failed
    agency().sql(f"ALTER TABLE {name} MODIFY holder varchar(51)")
    assert last(site, case, "written", n=2)["rows"] == 60 and len(held(name)) == 60


def test_R20_3_a_table_of_it_that_keeps_what_was_undone_is_not_used(site):
    made, request, case = ready(site, many(5))
    name = aimed(site, case)
    agency().sql(f"ALTER TABLE {name} ENGINE=MyISAM")
    delivered(site, case)
    last(site, case, "queued", want="tap-no-transactions")
    assert held(name) == []
    agency().sql(f"ALTER TABLE {name} ENGINE=InnoDB; REVOKE DELETE ON permits.* FROM reader@'127.0.0.1'")
    last(site, case, "queued", want="tap-denied-write")
    agency().sql("GRANT DELETE ON permits.* TO reader@'127.0.0.1'")
    assert last(site, case, "written")["rows"] == 5


def test_R20_3_a_view_is_not_written_into_for_the_tables_below_it_may_keep_what_was_undone(site):
    made, request, case = ready(site, many(5))
    name = aimed(site, case)
    agency().sql(f"ALTER TABLE {name} ENGINE=MyISAM; RENAME TABLE {name} TO {name}_below; "
                 f"CREATE VIEW {name} AS SELECT * FROM {name}_below")
    delivered(site, case)
    last(site, case, "queued", "written", want="tap-no-transactions")
    assert held(name) == [] and lines() == []
