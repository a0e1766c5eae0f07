#!/usr/bin/python3
"""A batch written into a recipient's table: bench_deposit.py [ROWS [PROGRAM]].

Ours is gongshu-tap as the server starts it: over ODBC and TLS, in one transaction with
the ledger's line, in a table with a key. The reference is psql's \\copy of the same file
into the same table by the same user over the same connection. In turn, three times; the
quickest of each. An incremental batch replaces by key, so it has a way of its own."""
import csv
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test/lib"))
from agency import Agency  # noqa: E402

COLUMNS = ["permit_no", "holder", "id_no", "mobile", "issued_on", "fee", "active"]
TABLE = """CREATE TABLE permits.permit (permit_no varchar(20) NOT NULL PRIMARY KEY, holder varchar(61),
 id_no varchar(19), mobile varchar(19), issued_on date, fee numeric(12, 2), active boolean);
CREATE TABLE permits.gongshu_delivery (batch varchar(64) NOT NULL PRIMARY KEY, delivery varchar(64) NOT NULL,
 table_name varchar(128) NOT NULL, rows_written bigint NOT NULL, sha256 varchar(64) NOT NULL,
 written_at varchar(40) NOT NULL);
GRANT SELECT, INSERT, DELETE ON permits.permit, permits.gongshu_delivery TO reader;"""


def made(n):
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for i in range(n):
        rows.writerow([f"P-{i:07d}", f"王{'甲乙丙丁'[i % 4]}", "320902190001010013" if i % 3 else "",
                       13800000000 + i, f"2026-01-{i % 28 + 1:02d}", f"{i}.{i % 100:02d}",
                       "true" if i % 2 else "false"])
    return out.getvalue().encode()


def frame(fields):
    body = b"".join(b"\xff\xff\xff\xff" if f is None else len(str(f).encode()).to_bytes(4, "big") + str(f).encode()
                    for f in fields)
    return b"Q" + len(body).to_bytes(4, "big") + body


def ask(agency, n, batch, base=None):
    return frame(["write", "PostgreSQL Unicode", agency.address, agency.port, agency.name, agency.user,
                  agency.password, "permits", "permit", None, None, n, "require", batch, "delivery", base,
                  "0" * 64, "1000000", *COLUMNS])


def ours(program, agency, data, n, batch, base=None):
    began = time.monotonic()
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        done = subprocess.run(["bash", "-c", f'exec "$0" 3<&{file.fileno()}', program], pass_fds=[file.fileno()],
                              input=ask(agency, n, batch, base), capture_output=True, check=True)
    took = time.monotonic() - began
    assert b"now" in done.stdout, done.stdout
    assert agency.sql("SELECT count(*) FROM permits.permit").strip() == str(n)
    return took


def reference(agency, path, n):
    agency.sql("TRUNCATE permits.permit")
    began = time.monotonic()
    subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-c",
                    f"\\copy permits.permit from '{path}' (format csv, header)"], check=True,
                   env={**os.environ, "PGHOST": agency.address, "PGPORT": str(agency.port), "PGUSER": agency.user,
                        "PGPASSWORD": agency.password, "PGDATABASE": agency.name, "PGSSLMODE": "require"})
    took = time.monotonic() - began
    assert agency.sql("SELECT count(*) FROM permits.permit").strip() == str(n)
    agency.sql("TRUNCATE permits.permit")
    return took


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200000
    program = sys.argv[2] if len(sys.argv) > 2 else str(ROOT / "build/gongshu-tap")
    data, agency = made(n), Agency().start()
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(data)
        file.flush()
        agency.sql(TABLE)
        copied, full, again = [], [], []
        for i in range(3):
            agency.sql("TRUNCATE permits.gongshu_delivery")
            copied.append(reference(agency, file.name, n))
            full.append(ours(program, agency, data, n, f"full-{i}"))
            again.append(ours(program, agency, data, n, f"more-{i}", f"full-{i}"))
    agency.stop()
    copied, full, again = min(copied), min(full), min(again)
    print(f"{n} rows of {len(COLUMNS)} columns, {len(data) / 1e6:.1f} MB: psql \\copy {n / copied:.0f} rows/s; "
          f"a full batch {n / full:.0f} rows/s, ratio {full / copied:.2f}; "
          f"an incremental one that replaces each {n / again:.0f} rows/s, ratio {again / copied:.2f}")


main()
