"""Entries in classification trees, and the national code that follows (R09.1)."""
import re
import threading

from gongshu import OPEN, entry, publish, unique, without_none

CSV = {"Content-Type": "text/csv"}


def made(steward, **over):
    return steward.post("/api/v1/resources", without_none(entry(**over))).want(201).json


def import_tree(operator, tree, text):
    got = operator.call("POST", f"/api/v1/classifications/{tree}", body=text.encode(), headers=CSV)
    assert not got.want(200).json["rejected"], got.json


def counts(client, facet, word):
    got = client.get(f"/api/v1/resources?q={word}&limit=1").want(200).json
    return {f["value"]: (f["count"], f.get("parent"), f.get("label")) for f in got["facets"][facet]}


def found(client, word, query):
    got = client.get(f"/api/v1/resources?q={word}&{query}").want(200).json
    return sorted(i["title"] for i in got["items"])


def test_R09_1_entries_are_found_by_a_node_and_all_below_it(site):
    steward, word = site.as_("steward"), unique("tree")
    for at, code in enumerate(["01", "05", "A", "I"]):
        publish(site, steward, entry(title=f"{word} {at}", industry=code))
    assert found(steward, word, "industry=A") == [f"{word} {n}" for n in (0, 1, 2)]
    assert found(steward, word, "industry=05") == [f"{word} 1"]
    assert found(steward, word, "industry=T") == []
    assert counts(steward, "industry", word) == {
        "A": (3, None, "农、林、牧、渔业"), "01": (1, "A", "农业"),
        "05": (1, "A", "农、林、牧、渔专业及辅助性活动"), "I": (1, None, "信息传输、软件和信息技术服务业")}


def test_R09_1_a_category_stands_below_every_code_it_begins_with(site):
    steward, operator, word = site.as_("steward"), site.as_("operator"), unique("class")
    for at, code in enumerate(["1-01-001", "101002", "1020010005", "307009001"]):
        publish(site, steward, entry(title=f"{word} {at}", category=code))
    assert found(steward, word, "category=101") == [f"{word} 0", f"{word} 1"]
    assert found(steward, word, "category=1") == [f"{word} {n}" for n in (0, 1, 2)]
    assert found(steward, word, "category=102001") == [f"{word} 2"]
    got = counts(steward, "category", word)
    assert got["101"] == (2, "1", "人口信息") and got["1"][0] == 3 and got["307"][0] == 1, got
    assert got["101002"] == (1, "101", None), "an unknown place is told below the one it is in"
    import_tree(operator, "base", "code,name,parent\n101002,户籍信息,101\n")
    assert counts(steward, "category", word)["101002"] == (1, "101", "户籍信息"), "at once"


def test_R09_1_a_citys_own_scenarios_and_domains_are_imported(site):
    steward, operator, word = site.as_("steward"), site.as_("operator"), unique("scene")
    import_tree(operator, "scenario", "code,name,parent\nservice,政务服务,\nbirth,出生一件事,service\n")
    import_tree(operator, "domain", "code,name,parent\nclinic,基层医疗,health\n")
    entry_made = publish(site, steward, entry(title=word, scenario="birth", theme="clinic"))
    assert (entry_made["scenario"], entry_made["theme"]) == ("birth", "clinic")
    assert not [w for w in entry_made["warnings"] if w["field"] in ("scenario", "theme")]
    assert found(steward, word, "scenario=service") == found(steward, word, "theme=health") == [word]
    assert counts(steward, "theme", word)["health"][0] == 1
    odd = made(steward, scenario="nowhere", industry="Z9", theme="nothing", category="199001")
    fields = {w["field"] for w in odd["warnings"]}
    assert {"scenario", "industry", "theme", "category"} <= fields, odd["warnings"]


def test_R09_1_the_portal_filters_by_industry(site):
    steward, word = site.as_("steward"), unique("portal")
    open_entry = entry(**{**OPEN, "title": word, "grade": 1, "industry": "54",
                          "items": [{"code": "no", "name": "编号", "type": "string", "length": 9, "key": True}]})
    r = publish(site, steward, open_entry)
    steward.load(r["id"], b"no\nA1\nA2\n")
    got = site.nobody().get(f"/open/v1/datasets?q={word}&industry=G").want(200).json
    assert [i["title"] for i in got["items"]] == [word], got
    page = site.nobody().get(f"/datasets?q={word}").want(200).body.decode()
    assert "industry=54" in page and "道路运输业" in page


def test_R09_1_trees_go_out_and_in_with_the_catalogue(site):
    steward = site.as_("steward")
    one = made(steward, industry="83", scenario="birth", category="205001")
    table = steward.take("/api/v1/catalogue/export?format=csv").want(200).body.decode("utf-8-sig")
    head = table.splitlines()[0].split(",")
    row = [line for line in table.splitlines() if line.startswith(one["code"] + ",")][0].split(",")
    assert (row[head.index("industry")], row[head.index("scenario")]) == ("83", "birth"), row
    steward.patch(f"/api/v1/resources/{one['id']}", {"industry": None}).want(200)
    assert steward.get(f"/api/v1/resources/{one['id']}").json["industry"] is None


def numbers(codes, front):
    assert all(c.split("/")[0] == front for c in codes), codes
    return [int(c.split("/")[1]) for c in codes]


def test_R09_1_the_national_code_is_given_at_publication_by_the_leaf(site):
    steward = site.as_("steward")
    draft = made(steward, category="2-05-003")
    assert draft["national_code"] is None
    codes = [publish(site, steward, entry(category="2-05-003"))["national_code"] for _ in range(3)]
    assert numbers(codes, "205003") == [1, 2, 3], codes
    assert publish(site, steward, entry(category="205003007"))["national_code"] == "205003007/000001"
    assert publish(site, steward, entry(category="206"))["national_code"].startswith("206000/")
    own = publish(site, steward, entry(code=unique("ab-cdef")))["national_code"]
    assert own.startswith("307009/"), "an agency's own code has no part in it: " + own


def test_R09_1_a_national_code_stays_when_the_entry_moves_or_is_retired(site):
    steward, operator = site.as_("steward"), site.as_("operator")
    first = publish(site, steward, entry(category="207001"))
    steward.patch(f"/api/v1/resources/{first['id']}", {"category": "208001"}).want(200)
    case = steward.case("catalogue-review", {"resource": first["id"]})
    operator.act(case, "approve").want(200)
    now = steward.get(f"/api/v1/resources/{first['id']}").want(200).json
    assert now["version"] == 2 and now["national_code"] == "207001/000001", now
    steward.act(case, "retire", reason="不再采集").want(200)
    operator.act(case, "retire", reason="同意").want(200)
    gone = steward.get(f"/api/v1/resources/{first['id']}").want(200).json
    assert gone["state"] == "retired" and gone["national_code"] == "207001/000001", gone
    assert publish(site, steward, entry(category="207001"))["national_code"] == "207001/000002"


def test_R09_1_entries_published_at_once_get_a_number_each(site):
    steward, codes, bad = site.as_("steward"), [], []
    cases = [(r, steward.case("catalogue-review", {"resource": r["id"]}))
             for r in (made(steward, category="209001") for _ in range(8))]

    def approve(some):
        account, operator = site.account("operator"), site.nobody()
        operator.sign_in(account["name"], account["password"])
        for r, case in some:
            for _ in range(10):
                got = operator.act(case, "approve")
                if got.status != 503:
                    break
            if got.status != 200:
                bad.append(got.body)
    threads = [threading.Thread(target=approve, args=(cases[n::4],)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not bad, bad
    for r, _ in cases:
        codes.append(steward.get(f"/api/v1/resources/{r['id']}").want(200).json["national_code"])
    assert sorted(numbers(codes, "209001")) == list(range(1, 9)), codes


PLACES = ["101002", "101003", "203001", "3010101"]


def change(steward, where, **fields):
    tag = steward.get(where).want(200).headers["etag"]
    steward.call("PATCH", where, json_body=fields, headers={"If-Match": tag}).want(200)
    return steward.get(where).want(200).json


def test_R09_1_an_entry_stands_in_several_categories_and_counts_under_each(site):
    steward, word = site.as_("steward"), unique("multi")
    publish(site, steward, entry(title=f"{word} 0", categories=PLACES))
    publish(site, steward, entry(title=f"{word} 1", category="101002"))
    for node, n in (("1", 2), ("101", 2), ("101002", 2), ("101003", 1), ("203", 1), ("2", 1), ("301", 1), ("102", 0)):
        assert len(found(steward, word, f"category={node}")) == n, node
    got = counts(steward, "category", word)
    assert {k: got[k][0] for k in ("1", "101", "101002", "101003", "2", "3")} == {
        "1": 2, "101": 2, "101002": 2, "101003": 1, "2": 1, "3": 1}, "once under each node"
    site.restart()
    assert counts(site.as_("steward"), "category", word) == got, "after a start as before"


def test_R09_1_who_knows_of_one_category_goes_on_as_before(site):
    steward = site.as_("steward")
    one = made(steward, categories=PLACES)
    where = f"/api/v1/resources/{one['id']}"
    got = steward.get(where).want(200).json
    assert got["category"] == PLACES[0] and got["categories"] == PLACES, got
    assert change(steward, where, category=PLACES[0], abstract="改")["categories"] == PLACES, "the same one leaves them"
    assert change(steward, where, abstract="又改")["categories"] == PLACES
    got = change(steward, where, category="101004")
    assert got["categories"] == ["101004"] and got["category"] == "101004", got
    assert change(steward, where, categories=["301", "301", "101"])["categories"] == ["301", "101"], "none twice"
    got = change(steward, where, categories=["1/01/001", "101001", "1-01", "101"])["categories"]
    assert got == ["1/01/001", "1-01"], "nor by another spelling"
    for odd in ("101\n202", "1 01", "类"):
        steward.patch(where, {"category": odd}).refused(400, field="category")
    got = change(steward, where, category=None)
    assert got["categories"] == [] and got["category"] is None, got
    steward.post("/api/v1/resources", without_none(entry(categories=["3 0"]))).refused(400, field="categories[0]")
    odd = made(steward, categories=["101002", "199001"])
    assert "category" in {w["field"] for w in odd["warnings"]}, "the second is looked at too"


def test_R09_1_several_categories_go_through_bulk_edits_exports_and_other_catalogues(site):
    steward, word = site.as_("steward"), unique("several")
    one = publish(site, steward, entry(title=word, categories=PLACES[:2], **OPEN))
    text = steward.get(f"/api/v1/catalogue/dcat?dataset={one['code']}").want(200).body.decode()
    for code in PLACES[:2]:                 # named by the dataset, and a concept of its own
        assert len(re.findall(rf"category/{code}\b", text)) >= 2 and f'"{code}"' in text, text
    told = next(i for i in steward.get(f"/api/v1/resources?q={word}").want(200).json["items"])
    assert told["categories"] == PLACES[:2] and told["category"] == PLACES[0], told
    body = {"entries": [{"resource": one["id"]}], "set": {"categories": PLACES[2:]}}
    seen = steward.post("/api/v1/resources/bulk", {**body, "apply": False}).want(200).json["items"][0]
    assert seen["fields"] == [{"field": "categories", "before": " ".join(PLACES[:2]),
                               "after": " ".join(PLACES[2:])}], seen
    steward.post("/api/v1/resources/bulk", {**body, "apply": True}).want(200)
    draft = steward.get(f"/api/v1/resources/{one['id']}/versions/2").want(200).json
    assert draft["categories"] == PLACES[2:], draft
    listed = steward.take(f"/api/v1/catalogue/export?format=json&org={steward.user['org']}").want(200).json["items"]
    mine = next(i for i in listed if i["title"] == word)
    assert mine["categories"] == PLACES[2:] and mine["category"] == PLACES[2], mine
    csv = steward.take(f"/api/v1/catalogue/export?format=csv&org={steward.user['org']}").want(200).body.decode("utf-8-sig")
    assert ";".join(PLACES[2:]) in csv
    back = steward.call("POST", "/api/v1/catalogue/import", body=csv.encode(), headers=CSV).want(200).json
    assert back["unchanged"] == back["accepted"] and not back["rejected"], back
    wrong = f"code,title,category\n{one['code']},{word},101002;1 0\n"
    told = steward.call("POST", "/api/v1/catalogue/import", body=wrong.encode(), headers=CSV).want(200).json["rejected"]
    assert [(r["row"], r["column"]) for r in told] == [(2, "category")], told
