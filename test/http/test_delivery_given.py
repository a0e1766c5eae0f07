"""What a delivery's batch holds, of every shape of grant, against an oracle written from the
rules alone: columns, cells, rows and how many (R20.1). The unit test of the same name asks the
decision itself of many more shapes; here whole batches are made and fetched."""
import csv
import io
import itertools
import json
import re

from gongshu import IDS, newest_grant
from test_bulk import by_sql
from test_data import many
from test_delivery import FLAGS, asked, delivered, made_batch, path_of, ready, rows_of, used

NONE = 2 ** 63 - 1                      # of a limit: there is none
ROWS = 24


def table(n):
    """The rows of many(n), as the entry types them: fee a number, the rest text."""
    for i in range(n):
        yield {"permit_no": f"P-{i:05d}", "holder": "王" + "甲乙丙丁"[i % 4],
               "fee": f"{i}.{i % 100:02d}", "active": "true" if i % 2 == 0 else "false"}


# --- the oracle ---------------------------------------------------------------------------

FILTERS = [
    (None, lambda row: True),
    ({"item": "permit_no", "op": "lt", "value": "P-00010"}, lambda row: row["permit_no"] < "P-00010"),
    ({"item": "active", "op": "eq", "value": True}, lambda row: row["active"] == "true"),
    ({"not": {"item": "fee", "op": "between", "value": ["5", "20"]}},
     lambda row: not 5 <= float(row["fee"]) <= 20),
    ({"item": "holder", "op": "eq", "value": "王丙"}, lambda row: row["holder"] == "王丙"),
    ({"item": "holder", "op": "is_null"}, lambda row: False),
]
HASH = re.compile("[0-9a-f]{32}")
CELLS = {"keep": lambda text, got: got == text, "name": lambda text, got: got == text[0] + "*",
         "suppress": lambda text, got: got == "", "hash": lambda text, got: HASH.fullmatch(got)}


def agrees(shape, holds, got):
    """Is that file what a batch of that shape may hold, and all of it?"""
    columns = [code for code, mask in shape.items() if mask not in (None, "verify")]
    want = [row for row in table(ROWS) if holds(row)]
    head, *lines = csv.reader(io.StringIO(got.body.decode(), newline=""))
    rows = [dict(zip(head, line or [""])) for line in lines]    # one empty cell is an empty line
    assert head == columns, (shape, head)
    assert len(rows) == len(want), (shape, len(rows), len(want))
    for row, mine in zip(rows, want):
        assert list(row) == columns, (shape, row)
        for code in columns:
            assert CELLS[shape[code]](mine[code], row[code]), (shape, code, mine, row)
    for code in columns:                # a hash tells apart what is apart, and nothing else
        if shape[code] == "hash":
            assert len({r[code] for r in rows}) == len({m[code] for m in want})


# --- grants of every shape -------------------------------------------------------------------

def shaped(site, grant, shape, where=None, **limits):
    """The grant as an agreement of that shape would have made it, unused."""
    items = ",".join(code for code, mask in shape.items() if mask)
    masks = ",".join(f"{code}:{mask}" for code, mask in shape.items() if mask not in (None, "keep"))
    rows = "NULL" if where is None else "'%s'" % json.dumps(where, ensure_ascii=False)
    use = {"rows_out": 0, "subjects": 0, "max_rows": NONE, "max_subjects": NONE, **limits}
    by_sql(site, f"UPDATE access_grant SET items = '{items}', masks = '{masks}', rows_where = {rows} "
                 f"WHERE id = '{grant['id']}'")
    by_sql(site, "UPDATE grant_use SET " + ", ".join(f"{k} = {v}" for k, v in use.items()) +
           f" WHERE id = '{grant['id']}'")
    by_sql(site, "UPDATE grant_epoch SET n = n + 1")


def test_R20_1_a_batch_of_every_shape_of_grant_holds_what_the_oracle_says(site):
    made, _, case = ready(site, many(ROWS))
    consumer, operator = site.as_("steward", 1), site.as_("operator")
    grant = newest_grant(consumer, made)
    shapes = [dict(zip(("permit_no", "holder", "fee"), masks)) for masks in itertools.product(
        (None, "keep", "hash", "verify"), (None, "keep", "name", "verify"),
        (None, "keep", "suppress", "verify"))]
    for i, shape in enumerate(shapes):
        where, holds = FILTERS[i % len(FILTERS)]
        shaped(site, grant, shape, where)
        no = asked(operator, case).want(202).json["no"]
        if set(shape.values()) <= {None, "verify"}:
            assert made_batch(operator, case, no, "failed")["fault"] == "data-use", shape
            assert used(site, made) == 0
            continue
        batch = made_batch(operator, case, no)
        agrees(shape, holds, consumer.get(path_of(case, no)).want(200))
        count = len([row for row in table(ROWS) if holds(row)])
        assert (batch["rows"], used(site, made)) == (count, count), (shape, batch)


def test_R20_1_an_incremental_batch_brings_of_what_is_new_what_the_grant_gives_alone(site):
    made, _, case = ready(site, many(ROWS))
    consumer = site.as_("steward", 1)
    grant = newest_grant(consumer, made)
    for shape in ({"permit_no": "keep", "holder": "name"}, {"permit_no": "hash", "fee": "keep"}):
        site.as_("steward").load(made["id"], many(ROWS))
        shaped(site, grant, shape, {"item": "permit_no", "op": "lt", "value": "P-00030"})
        delivered(site, case)
        site.as_("steward").load(made["id"], many(ROWS + 20))
        batch = delivered(site, case, "incremental")
        rows = rows_of(consumer.get(path_of(case, batch["no"])).want(200))
        assert [list(r) for r in rows] == [list(shape)] * 6, rows
        if "fee" in shape:
            assert [r["fee"] for r in rows] == [f"{i}.{i:02d}" for i in range(ROWS, 30)], rows


# --- how much ------------------------------------------------------------------------------------

def test_R20_1_a_batch_is_whole_within_the_grants_rows_and_persons_or_not_at_all(site):
    head, *lines = many(ROWS).decode().splitlines(keepends=True)
    rows = [line.replace(",,", f",{IDS[i % 3]},", 1) if i % 2 else line for i, line in enumerate(lines)]
    made, _, case = ready(site, "".join([head, *rows]).encode())
    consumer, operator = site.as_("steward", 1), site.as_("operator")
    grant = newest_grant(consumer, made)
    for shape, where, count, persons in (
            ({"permit_no": "keep"}, None, ROWS, 3),
            ({"permit_no": "keep", "id_no": "suppress"}, {"item": "permit_no", "op": "lt", "value": "P-00004"}, 4, 2),
            ({"fee": "keep"}, {"item": "active", "op": "eq", "value": True}, ROWS // 2, 0)):
        for limits, fault in (({"max_rows": count}, None), ({"max_rows": count - 1}, "data-quota-rows"),
                              ({"max_rows": count, "rows_out": 1}, "data-quota-rows"), ({"max_subjects": persons}, None),
                              ({"max_subjects": persons - 1}, "data-quota-subjects")):
            if "max_subjects" in limits and not persons:
                continue                # none is counted
            by_sql(site, f"DELETE FROM grant_subject WHERE grant_id = '{grant['id']}'")
            shaped(site, grant, shape, where, **limits)
            no = asked(operator, case).want(202).json["no"]
            batch = made_batch(operator, case, no, "failed" if fault else "ready")
            assert (batch.get("fault") or None) == fault, (shape, limits, batch)
            now = newest_grant(consumer, made)["used"]
            if fault:
                assert now["rows"] == limits.get("rows_out", 0) and now["subjects"] == 0, (limits, now)
                consumer.get(path_of(case, no)).refused(409, "delivery-not-ready")
            else:
                assert now["rows"] == count == batch["rows"], (limits, now)
                assert now["subjects"] == limits.get("max_subjects", 0), (limits, now)


def test_R20_1_a_batch_read_in_several_pieces_holds_each_of_its_rows_once(site):
    n = 2300                            # pieces are a thousand rows
    made, _, case = ready(site, many(n))
    consumer = site.as_("steward", 1)
    shaped(site, newest_grant(consumer, made), {"permit_no": "keep"}, {"item": "permit_no", "op": "ge", "value": "P-00100"})
    assert delivered(site, case)["rows"] == n - 100
    rows = rows_of(consumer.get(path_of(case, 1)).want(200))
    assert [r["permit_no"] for r in rows] == [f"P-{i:05d}" for i in range(100, n)]
