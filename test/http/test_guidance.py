"""The rules that those who catalogue and grade go by (R08.1, R54.1)."""
import hashlib
import urllib.parse

from gongshu import unique
from test_cases import of_county

FLAGS = ("--password-days", "0", "--clock", "2026-11-23T10:00:00+08:00")
MADE_AT = "2026-11-20T09:00:00+08:00"


def rule(**over):
    return {"title": "公共数据编目细则 " + unique("r"), "issuer": "市大数据局", "number": "盐数〔2026〕1号",
            "level": "city", "in_force": "2026-01-01", "places": ["entry", "items"], **over}


def register(client, **over):
    return client.post("/api/v1/guidance", rule(**over))


def numbers(client, query=""):
    found = client.get(f"/api/v1/guidance?limit=1000{query}").want(200).json
    assert found["total"] == len(found["items"])
    return [g["number"] for g in found["items"]]


def test_R08_1_the_rules_of_the_pack_are_there_from_the_start(site):
    steward = site.as_("steward")
    found = steward.get("/api/v1/guidance?limit=1000").want(200).json["items"]
    shipped = {g["number"]: g for g in found if g["of_pack"]}
    assert set(shipped) >= {"发改高技术〔2017〕1272号", "GB/T 21063", "GB/T 36344-2018", "GB/T 39477-2020",
                            "国务院令第809号", "江苏省政府令第148号", "盐政规发〔2022〕9号"}, set(shipped)
    measures = shipped["盐政规发〔2022〕9号"]
    assert measures["in_force"] == "2022-12-01" and measures["state"] == "in_force", measures
    assert shipped["发改高技术〔2017〕1272号"]["in_force"] is None
    levels = [g["level"] for g in found]
    order = ["national", "provincial", "city", "sector"]
    assert levels == sorted(levels, key=order.index), levels
    site.as_("operator").call("PUT", f"/api/v1/guidance/{measures['id']}",
                              json_body={"places": ["entry"]}).refused(409)


def test_R54_1_archives_and_government_information_rules_stand_where_they_apply(site):
    steward = site.as_("steward")
    assert "主席令第47号" in numbers(steward, "&place=form")
    assert "国务院令第711号" in numbers(steward, "&place=open")
    assert "主席令第47号" not in numbers(steward, "&place=open")


def test_R08_1_a_rule_is_registered_and_shown_where_it_applies(site):
    operator, steward = site.as_("operator"), site.as_("steward")
    made = register(operator, number="盐数〔2026〕7号", places=["grade", "items", "grade"],
                    link="https://www.example.gov.cn/a.html", notes="附录二是分级表").want(201).json
    assert made["places"] == ["items", "grade"] and made["state"] == "in_force", made
    assert "盐数〔2026〕7号" in numbers(steward, "&place=grade")
    assert "盐数〔2026〕7号" not in numbers(steward, "&place=share")
    assert numbers(steward, "&q=" + urllib.parse.quote("〔2026〕7号")) == ["盐数〔2026〕7号"]
    assert steward.get(f"/api/v1/guidance/{made['id']}").want(200).json == made
    now = operator.call("PUT", f"/api/v1/guidance/{made['id']}", json_body={
        "places": ["share"], "in_force_to": "2026-11-22"}).want(200).json
    assert now["state"] == "ended" and now["link"] is None and now["places"] == ["share"], now
    assert "盐数〔2026〕7号" not in numbers(steward)
    assert "盐数〔2026〕7号" in numbers(steward, "&all=true&place=share")


def test_R08_1_a_newer_version_ends_the_older_on_its_day(site):
    operator = site.as_("operator")
    old = register(operator).want(201).json
    new = register(operator, replaces=old["id"], in_force="2026-12-01", number="盐数〔2026〕2号").want(
        201).json
    assert new["state"] == "coming" and new["replaces"] == old["id"], new
    was = operator.get(f"/api/v1/guidance/{old['id']}").json
    assert was["state"] == "in_force" and was["replaced_by"] == new["id"], was
    register(operator, replaces=old["id"]).refused(409, field="replaces")
    newest = register(operator, replaces=new["id"], in_force="2026-11-01").want(201).json
    assert operator.get(f"/api/v1/guidance/{new['id']}").json["state"] == "ended", newest
    of_pack = [g for g in operator.get("/api/v1/guidance?limit=1000").json["items"]
               if g["number"] == "GB/T 43697-2024"][0]
    register(operator, replaces=of_pack["id"], level="national", number="GB/T 43697-2026").want(201)
    assert "GB/T 43697-2024" not in numbers(operator)
    register(operator, replaces="none").refused(400, field="replaces")


def test_R08_1_its_document_is_kept_by_its_hash(site):
    operator, steward = site.as_("operator"), site.as_("steward")
    body = b"%PDF-1.4\n" + unique("doc").encode() * 9
    made = register(operator, file=operator.upload(body, filename="细则.pdf")).want(201).json
    assert made["file_sha256"] == hashlib.sha256(body).hexdigest(), made
    assert made["file_size"] == len(body) and made["file_name"] == "细则.pdf"
    got = steward.get(f"/api/v1/guidance/{made['id']}/file").want(200)
    assert got.body == body and got.headers["content-type"] == "application/pdf", got.headers
    assert got.headers["content-disposition"] == f'attachment; filename="guidance-{made["id"]}.pdf"'
    leaves = {x["object"]: x for x in site.as_("auditor").get(
        "/api/v1/record?kind=catalogue-change&limit=100").want(200).json["items"]
        if x["act"] == "guidance-document"}
    assert made["file_sha256"] in leaves, "its hash stands on the record"
    again = register(operator, file=operator.upload(body, filename="b.pdf")).want(201).json
    assert again["file_sha256"] == made["file_sha256"]
    large = bytes(range(256)) * (8 << 12)
    most = register(operator, file=operator.upload(large, chunk=8 << 20, filename="c.pdf")).want(201).json
    assert steward.get(f"/api/v1/guidance/{most['id']}/file").want(200).body == large
    register(operator, file=operator.upload(large + b"x", chunk=8 << 20, filename="c.pdf")).refused(
        413, field="file")
    register(operator, file=operator.upload(b"x", filename="run.html")).refused(400, field="file")
    register(operator, file=steward.upload(b"x", filename="a.pdf")).refused(404, field="file")
    plain = register(operator).want(201).json
    steward.get(f"/api/v1/guidance/{plain['id']}/file").refused(404)


def test_R08_1_only_the_citys_offices_register_and_only_staff_read(site):
    for who in (site.as_("steward"), site.as_("auditor"), site.as_("citizen"), site.nobody()):
        assert register(who).status in (401, 403)
    for who in (site.as_("citizen"), site.nobody()):
        assert who.get("/api/v1/guidance").status in (401, 403)
    _, _, county_operator, _, _ = of_county(site)
    register(county_operator).refused(403, article="8")
    assert register(site.as_("authority")).want(201).json["by"]


def test_R08_1_bad_input_names_the_field(site):
    operator = site.as_("operator")
    for field in ("title", "issuer", "number", "level", "in_force", "places"):
        fields = rule()
        del fields[field]
        operator.post("/api/v1/guidance", fields).refused(400, field=field)
    register(operator, places=["entry", "moon"]).refused(400, field="places[1]")
    register(operator, level="world").refused(400, field="level")
    register(operator, domain="moon").refused(400, field="domain")
    register(operator, in_force_to="2025-12-31").refused(400, field="in_force_to")
    for link in ("javascript:alert(1)", "ftp://a/b", "https://", "https:///x", "http://a b", "http://a\"b"):
        register(operator, link=link).refused(400, field="link")
    operator.get("/api/v1/guidance?place=moon").refused(400, field="place")
    operator.get("/api/v1/guidance?level=moon").refused(400, field="level")
    operator.get("/api/v1/guidance/none").refused(404)
