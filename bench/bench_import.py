#!/usr/bin/python3
"""A catalogue as a workbook, in and out, on either store: bench_import.py [ENTRIES].
On PostgreSQL under tool/with_pg.

The reference is openpyxl reading (or writing) the same workbook and doing nothing
else: no check, no store, no record. Ours is the whole call as a steward makes it.
The second import of the same file finds everything as it is."""
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import openpyxl

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test/lib"))
import gongshu  # noqa: E402
import workbook  # noqa: E402

ITEMS = 6
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def made(n):
    entries = [["资源编码", "资源名称", "摘要", "数据形式", "更新频率", "数据分级", "共享类型", "开放类型"]]
    items = [["资源编码", "信息项代码", "信息项名称", "信息项类型", "信息项长度", "是否主键"]]
    for i in range(n):
        code = f"bench-{i:06d}"
        entries.append([code, f"盐城市第{i}类登记信息", "某类登记的内容、范围和来源。", "数据表", "每月", 1,
                        "无条件共享", "无条件开放"])
        items += [[code, f"item_{k}", f"第{k}个信息项", "字符", 20 + k, "是" if k == 0 else "否"]
                  for k in range(ITEMS)]
    return workbook.workbook({"目录条目": entries, "信息项": items})


def took(fn):
    began = time.monotonic()
    got = fn()
    return time.monotonic() - began, got


def read_whole(data):
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return sum(1 for ws in book for _ in ws.iter_rows(values_only=True))


def write_whole(sheets):
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        ws = book.create_sheet(name)
        for row in rows:
            ws.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.tell()


def sift(data):
    with tempfile.TemporaryFile() as f:
        f.write(data)
        f.seek(0)
        return len(subprocess.run([ROOT / "build/gongshu-sift", "all"], stdin=f, check=True,
                                  stdout=subprocess.PIPE).stdout)


def busy(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    store = "postgresql" if os.environ.get("GONGSHU_TEST_PG") else "sqlite"
    data = made(n)
    sites = gongshu.Sites(store)
    try:
        with sites.site("bench_import") as site:
            steward = site.as_("steward")
            steward.close()                 # the next connection waits as long as it takes

            def send():
                return steward.call("POST", "/api/v1/catalogue/import", body=data, timeout=600,
                                    headers={"Content-Type": XLSX}).want(200).json
            pid = site.process.pid
            before = busy(pid)
            first, got = took(send)
            cpu = busy(pid) - before
            assert got["accepted"] == n and not got["rejected"], str(got)[:300]
            again, got = took(send)
            assert got["unchanged"] == n, str(got)[:300]
            export, out = took(lambda: steward.call(
                "GET", "/api/v1/catalogue/export?format=xlsx&reason=bench", timeout=600).want(200).body)
    finally:
        sites.close()
    alone, _ = took(lambda: sift(data))
    reading, rows = took(lambda: read_whole(data))
    book = openpyxl.load_workbook(io.BytesIO(out), read_only=True)
    sheets = {ws.title: list(ws.iter_rows(values_only=True)) for ws in book}
    writing, _ = took(lambda: write_whole(sheets))
    print(f"{store}: {n} entries with {n * ITEMS} items, {len(data) / 1e6:.1f} MB, in after {first:.2f} s "
          f"({cpu:.2f} s of the server's processor); the same file again {again:.2f} s")
    print(f"openpyxl reads the same {rows} rows in {reading:.2f} s, gongshu-sift in {alone:.2f} s; "
          f"ratio of the whole import {first / reading:.2f}")
    print(f"out after {export:.2f} s, {len(out) / 1e6:.1f} MB; openpyxl writes the same rows in "
          f"{writing:.2f} s; ratio {export / writing:.2f}")


main()
