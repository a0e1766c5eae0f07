"""Lists as their readers ask for them: by words, by due day, by side; what was sent
back says so."""
import csv
import io
import os
import urllib.parse

import gongshu
import openpyxl


def titles(answer):
    return [c["subject"]["title"] for c in answer["items"]]


def asked(client, path, **query):
    return client.get(f"{path}?{urllib.parse.urlencode(query)}").want(200).json


def every_page(client, path, **query):
    rows, cursor = [], None
    while True:
        got = asked(client, path, **query, **({"cursor": cursor} if cursor else {}))
        rows += got["items"]
        cursor = got["next_cursor"]
        if not cursor:
            assert len(rows) == got["total"]
            return rows


def test_R20_3_cases_are_found_by_words_of_their_title_or_parties(site):
    operator = site.as_("operator")
    word = gongshu.unique("Listed")
    site_entry = gongshu.entry(title=f"{word} 100%_户")
    steward = site.as_("steward")
    made = steward.post("/api/v1/resources", site_entry).want(201).json
    case = steward.case("catalogue-review", {"resource": made["id"]})
    for words in (word, word.upper(), "100%_户", word[2:]):
        found = asked(operator, "/api/v1/cases", q=words)
        assert case["id"] in [c["id"] for c in found["items"]], words
        assert found["total"] == len(found["items"])
    assert asked(operator, "/api/v1/cases", q="100_户")["total"] == 0
    assert asked(operator, "/api/v1/cases", q=word + "x")["total"] == 0
    org = case["applicant"]["name"]
    assert asked(operator, "/api/v1/cases", q=org)["total"] >= 1


def test_R20_3_cases_by_due_day_come_in_that_order_through_every_page(site):
    operator = site.as_("operator")
    by_due = every_page(operator, "/api/v1/cases", sort="due", limit=3)
    dues = [c.get("term", {}).get("due_on") or "9999" for c in by_due]
    # What is owed beside a case's own term, the next batch of a delivery, has no place in this order.
    running = [d for c, d in zip(by_due, dues) if c.get("term") and c["term"]["key"] != "TABLE_NEXT"]
    assert running and running == sorted(running)
    newest = every_page(operator, "/api/v1/cases", limit=7)
    assert sorted(c["id"] for c in by_due) == sorted(c["id"] for c in newest)
    operator.get("/api/v1/cases?sort=colour").refused(400, field="sort")


def test_R09_1_what_was_returned_says_so_in_lists_and_in_the_inbox(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    made = steward.post("/api/v1/resources", gongshu.entry()).want(201).json
    case = steward.case("catalogue-review", {"resource": made["id"]})
    assert case["returned"] is False
    back = operator.act(case["id"], "return", reason="摘要太短").want(200).json
    assert back["returned"] is True and back["state"] == "draft"
    listed = asked(steward, "/api/v1/cases", q=back["subject"]["title"])["items"]
    assert [c["returned"] for c in listed if c["id"] == case["id"]] == [True]
    told = [n for n in asked(steward, "/api/v1/notices", limit=50)["items"] if n["case"] == case["id"]]
    assert "退回" in told[0]["text"] and "returned" in told[0]["text_en"]
    step = back["history"][-1]
    assert step["by"] == operator.user["name"] and step["by_title"] == operator.user["title"]
    again = steward.act(case["id"], "submit").want(200).json
    assert again["returned"] is False
    operator.act(case["id"], "approve").want(200)
    told = [n["text"] for n in asked(operator, "/api/v1/notices", limit=50)["items"]
            if n["case"] == case["id"]]
    assert told and not any("待您办理" in text for text in told), told


def test_R20_3_grants_are_listed_by_side_and_state_with_their_names(site):
    steward, consumer, operator = site.as_("steward"), site.as_("steward", 1), site.as_("operator")
    resource = gongshu.publish(site, steward)
    gongshu.subscribe(site, consumer, resource)
    grant = gongshu.newest_grant(consumer, resource)
    used = asked(consumer, "/api/v1/grants", side="used", state="open", limit=1000)
    assert grant["id"] in [g["id"] for g in used["items"]] and used["total"] == len(used["items"])
    assert all(g["org"] == consumer.user["org"] for g in used["items"])
    row = next(g for g in used["items"] if g["id"] == grant["id"])
    assert row["org_name"] and row["provider_name"] and row["title"]
    provided = asked(consumer, "/api/v1/grants", side="provided", limit=1000)["items"]
    assert all(g["provider"] == consumer.user["org"] for g in provided)
    steward.post(f"/api/v1/grants/{grant['id']}/revoke",
                 {"reason": "不再需要", "basis": {"law": "中华人民共和国个人信息保护法", "article": "6"}}).want(200)
    assert grant["id"] not in [g["id"] for g in asked(
        operator, "/api/v1/grants", state="open", limit=1000)["items"]]
    assert grant["id"] in [g["id"] for g in asked(
        operator, "/api/v1/grants", state="ended", resource=resource["id"], limit=1000)["items"]]
    consumer.get("/api/v1/grants?side=left").refused(400, field="side")
    consumer.get("/api/v1/grants?state=left").refused(400, field="state")


def test_R20_3_grants_are_searched_and_come_in_order_of_their_end(site):
    provider, consumer = site.as_("steward"), site.as_("steward", 1)
    resource = gongshu.publish(site, provider, gongshu.entry(**gongshu.SHARED))
    ends = ["2031-03-01", None, "2031-02-01"]
    for n, until in enumerate(ends):
        case = consumer.case("share-request", {"resource": resource["id"]}, purpose=f"核验{n}", scenario="窗口", commitment=True)
        site.as_("operator").act(case, "accept").want(200)
        provider.act(case, "agree", **({"conditions": {"valid_until": until}} if until else {})).want(200)
    word = resource["title"].split()[-1]

    def through(**more):
        got, cursor = [], None
        while True:
            page = asked(consumer, "/api/v1/grants", q=word, limit=1, **more, **({"cursor": cursor} if cursor else {}))
            got += [g["valid_until"] for g in page["items"]]
            cursor = page["next_cursor"]
            if not cursor:
                return got, page["total"]
    assert through() == (ends[::-1], 3), "the newest first"
    assert through(sort="until") == (["2031-02-01", "2031-03-01", None], 3)
    for word_of in ("核验1", provider.user["org"] and resource["code"]):
        assert asked(consumer, "/api/v1/grants", q=word_of, resource=resource["id"], limit=10)["total"] >= 1
    assert asked(consumer, "/api/v1/grants", q="核验2", resource=resource["id"], limit=10)["total"] == 1
    consumer.get("/api/v1/grants?sort=colour").refused(400, field="sort")


def test_R18_1_the_negative_list_is_searched_and_its_file_holds_what_was_found(site):
    steward = site.as_("steward")
    one = asked(steward, "/api/v1/negative-list", limit=1)["items"][0]
    found = asked(steward, "/api/v1/negative-list", q=one["title"])
    assert one["resource"] in [n["resource"] for n in found["items"]]
    assert found["total"] == len(found["items"]) < asked(steward, "/api/v1/negative-list")["total"]
    query = urllib.parse.urlencode({"q": one["title"], "format": "csv"})
    lines = steward.get(f"/api/v1/negative-list?{query}").want(200).body.decode().splitlines()
    assert len(lines) == 1 + found["total"]


def test_R18_1_the_negative_list_is_a_workbook_too_and_so_is_every_list_with_a_file(site):
    """The same cells as text: nothing in them runs, long ones are cut."""
    steward = site.as_("steward")
    word = gongshu.unique("book")
    gongshu.publish(site, steward, gongshu.entry(title=f"=1+1 {word}", **{
        **gongshu.SHARED, "share_conditions": "+附件 " + "长" * 900}))
    ask = urllib.parse.urlencode({"q": word})
    lines = list(csv.reader(io.StringIO(steward.get(f"/api/v1/negative-list?{ask}&format=csv").want(
        200).body.decode("utf-8-sig"))))
    got = steward.get(f"/api/v1/negative-list?{ask}&format=xlsx").want(200)
    assert got.headers["content-disposition"] == 'attachment; filename="negative-list.xlsx"'
    assert got.headers["content-type"].endswith("spreadsheetml.sheet")
    sheet = openpyxl.load_workbook(io.BytesIO(got.body)).active
    rows = [[c.value or "" for c in row] for row in sheet.iter_rows()]
    plain = [[c[1:] if c.startswith(("'=", "'+")) else c for c in line] for line in lines]
    assert rows == plain and len(rows) == 2, (rows, plain)
    assert rows[1][2] == f"=1+1 {word}" and all(c.data_type in "sn" for row in sheet.iter_rows() for c in row)
    whole = steward.get("/api/v1/negative-list?format=xlsx").want(200)
    assert openpyxl.load_workbook(io.BytesIO(whole.body)).active.max_row == \
        1 + asked(steward, "/api/v1/negative-list", limit=1)["total"]
    operator = site.as_("operator")
    for path in ("/api/v1/elements", "/api/v1/completeness", "/api/v1/completeness/entries", "/api/v1/opening-plan"):
        got = operator.get(f"{path}?format=xlsx")
        assert got.status == 200 and openpyxl.load_workbook(io.BytesIO(got.body)).active.max_row >= 1, path
    operator.get("/api/v1/negative-list?format=ods").refused(400, field="format")


STREAMED = ("/api/v1/assets", "/api/v1/assets/agencies", "/api/v1/use", "/api/v1/catalogue/releases/0..1")


def file_of(client, path, form):
    ask = client.take if "/catalogue/" in path else client.get
    return ask(f"{path}?format={form}")


def csv_rows(client, path):
    file = client.get(f"{path}?format=csv").want(200).body.decode("utf-8-sig")
    return len(list(csv.reader(io.StringIO(file)))) - 1


def test_a_list_that_is_streamed_is_a_workbook_too_up_to_what_a_sheet_takes(site):
    operator, most = site.as_("operator"), {}
    for path in STREAMED:
        lines = list(csv.reader(io.StringIO(file_of(operator, path, "csv").want(200).body.decode("utf-8-sig"))))
        lines = [[c[1:] if c[:2] in ("'=", "'+", "'-", "'@") else c for c in line] for line in lines]
        got = file_of(operator, path, "xlsx").want(200)
        assert got.headers["content-type"].endswith("spreadsheetml.sheet"), path
        assert got.headers["content-disposition"].endswith('.xlsx"'), got.headers
        sheet = openpyxl.load_workbook(io.BytesIO(got.body)).active
        rows = [[c.value or "" for c in row] for row in sheet.iter_rows()]
        assert rows == lines and len(rows) > 2, (path, rows[:3], lines[:3])
        most[path] = len(lines) - 1
    short, long = sorted(STREAMED, key=most.get)[::3]
    assert most[short] < most[long], most
    site.restart("--workbook-rows", str(most[short]))
    operator = site.as_("operator")

    def files():
        return len(os.listdir(f"/proc/{site.process.pid}/fd"))
    try:
        file_of(operator, short, "xlsx").want(200)
        before = files()
        for _ in range(5):
            got = file_of(operator, long, "xlsx").refused(413, "book-rows")
        assert str(most[short]) in got.json["detail"] and "CSV" in got.json["detail"], got.json
        assert files() <= before + 1, "nothing stays open"
        file_of(operator, long, "csv").want(200)
        ask = gongshu.reasoned(long) if "/catalogue/" in long else long + "?"
        head = operator.call("HEAD", f"{ask}&format=xlsx")
        assert head.status == 200 and head.headers["content-type"].endswith("spreadsheetml.sheet"), "none is made"
        assert head.headers["content-disposition"].endswith('.xlsx"') and not head.body, head.headers
        rows = csv_rows(site.nobody(), "/open/v1/use")
        assert rows >= 1
        for most_rows, status in ((rows * 10, 200), (rows * 10 - 1, 413)):
            site.restart("--workbook-rows", str(most_rows))
            assert site.nobody().get("/open/v1/use?format=xlsx").status == status, (rows, "a tenth is strangers'")
    finally:
        site.restart()


def test_R06_1_people_and_bodies_are_found_by_part_of_their_name(site):
    admin = site.as_("sysadmin")
    assert asked(admin, "/api/v1/users", q="OPERATOR")["total"] >= 2
    org = asked(admin, "/api/v1/orgs", limit=1)["items"][0]
    assert org["id"] in [o["id"] for o in asked(admin, "/api/v1/orgs", q=org["name"][1:])["items"]]
    assert asked(admin, "/api/v1/orgs", q="%")["total"] == 0
