"""The catalogue as other catalogues read it: DCAT-AP 3 in three syntaxes, and the
national core metadata. Read by rdflib, which is none of ours."""
import hashlib
import xml.etree.ElementTree
from urllib.parse import quote

import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS

from gongshu import OPEN, ROWS as PERMITS, entry, publish, unique
from test_content import PDF, PNG, confirm, described, mount

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority/"
SYNTAXES = (("ttl", "turtle", "text/turtle"), ("jsonld", "json-ld", "application/ld+json"),
            ("rdf", "xml", "application/rdf+xml"))
# DCAT-AP 3.0.1: what a thing of the class must say.
MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
    DCAT.Distribution: (DCAT.accessURL,),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
    DCAT.CatalogRecord: (DCTERMS.modified, FOAF.primaryTopic),
    FOAF.Agent: (FOAF.name,),
    SPDX.Checksum: (SPDX.algorithm, SPDX.checksumValue),
    SKOS.Concept: (SKOS.prefLabel,),
    SKOS.ConceptScheme: (DCTERMS.title,),
}
LISTED = {"open_type": "conditional", "open_conditions": "须说明用途，签订利用协议。",
          "open_reason": "涉及运营安全", "open_basis": {
              "law": "江苏省公共数据管理办法", "level": "rule", "article": "第二十五条"}}
ROWS = b"stop_no,name\n1,a\n2,b\n"


def stops(site, data=ROWS, **over):
    fields = entry(**{**OPEN, "title": "公交站点 " + unique(), "grade": 1, "theme": "transport",
                      "abstract": "市区公交站点的位置。", "items": [
                          {"code": "stop_no", "name": "站点编号", "type": "string", "length": 8,
                           "key": True},
                          {"code": "name", "name": "站点名称", "type": "string", "length": 60}],
                      **over})
    made = publish(site, site.as_("steward"), fields)
    if data is not None:
        site.as_("steward").load(made["id"], data)
    return made


def read(answer, form):
    return rdflib.Graph().parse(data=answer.want(200).body, format=form)


def everything(client, path):
    """All pages, as a harvester follows them."""
    whole, n = rdflib.Graph(), 0
    while path:
        got = client.get(path)
        whole += read(got, "turtle")
        n += 1
        link = got.headers.get("link", "")
        path = link.split(">")[0].split("/", 3)[3] if 'rel="next"' in link else None
        path = "/" + path if path else None
    return whole, n


def the(graph, kind, **values):
    """The one thing of a class about which this is said."""
    found = [s for s in graph.subjects(RDF.type, kind)
             if all((s, p, o) in graph for p, o in values.items())]
    assert len(found) == 1, (kind, found)
    return found[0]


def name_of(made):
    return f"/id/dataset/{made['code']}"


def dataset(graph, made):
    return next((s for s in graph.subjects(RDF.type, DCAT.Dataset)
                 if str(s).endswith(name_of(made))), None)


def complete(graph):
    for kind, wanted in MANDATORY.items():
        for thing in graph.subjects(RDF.type, kind):
            for said in wanted:
                assert graph.value(thing, said) is not None, (thing, kind, said)
    for said in (DCAT.dataset, DCAT.distribution, DCAT.theme, DCTERMS.publisher, DCAT.record,
                 DCAT.service, DCAT.contactPoint, DCAT.servesDataset, FOAF.primaryTopic,
                 DCAT.themeTaxonomy, DCTERMS.license):
        for thing, other in graph.subject_objects(said):
            assert (other, RDF.type, None) in graph, f"{thing} {said} {other}: not described"


def reports(site):
    """An entry that is no table, with two files that a second person opened."""
    made = publish(site, site.as_("steward"), described(**OPEN))
    mount(site.as_("steward"), made, (PDF, "年报.PDF", "2025 年 <年报> & 附表"), (PNG, "b.bin")).want(201)
    confirm(site.as_("operator"), made, 1).want(200)
    return made


def test_R26_1_every_class_says_what_DCAT_AP_demands_on_every_page(site):
    stops(site)
    stops(site, None, **LISTED)
    reports(site)
    whole, pages = everything(site.nobody(), "/catalog.ttl")
    complete(whole)
    kinds = set(whole.objects(None, RDF.type))
    assert set(MANDATORY) <= kinds, set(MANDATORY) - kinds
    for file in whole.objects(None, DCAT.distribution):
        if "/files/" in str(whole.value(file, DCAT.downloadURL)):
            for said in (DCTERMS.title, DCAT.mediaType, DCAT.byteSize, SPDX.checksum,
                         DCTERMS.license, DCTERMS.modified):
                assert whole.value(file, said) is not None, (file, said)
    total = site.nobody().get("/open/v1/datasets").want(200).json["total"]
    assert len(set(whole.subjects(RDF.type, DCAT.Dataset))) == total
    assert pages == max(1, -(-total // 100)), (pages, total)
    assert len(set(whole.objects(None, DCAT.dataset))) == total


def test_R26_1_pages_hold_every_entry_once(site):
    nobody = site.nobody()
    whole, one = everything(nobody, "/catalog.ttl?limit=1000")
    parts, pages = everything(nobody, "/catalog.ttl?limit=7")
    entries = set(whole.subjects(RDF.type, DCAT.Dataset))
    assert one == 1 and pages == -(-len(entries) // 7) > 3, (one, pages, len(entries))
    assert set(parts.subjects(RDF.type, DCAT.Dataset)) == entries
    third = read(nobody.get("/catalog.rdf?limit=7&page=3"), "xml")
    complete(third)
    assert len(set(third.subjects(RDF.type, DCAT.Dataset))) == 7
    nobody.get(f"/catalog.ttl?limit=7&page={pages + 1}").refused(404, field="page")
    nobody.get("/catalog.ttl?limit=1001").refused(400, field="limit")


def test_R26_1_three_syntaxes_hold_the_same_graph_whatever_a_title_holds(site):
    hostile = ('"""\\ <b>&amp;]]></dct:title> "@en ; a <x> .\r\n\t\u2028 🚌 ' + unique())
    made = stops(site, title=hostile, abstract=hostile + "\x01\ufffe", keywords=["a\"b", "<c>"])
    seen = []
    for name, form, media in SYNTAXES:
        got = site.nobody().get(f"/catalog.{name}?dataset={made['code']}").want(200)
        assert got.headers["content-type"].split(";")[0] == media
        assert got.headers["access-control-allow-origin"] == "*"
        seen.append(read(got, form))
    assert len(seen[0]) > 100 and isomorphic(seen[0], seen[1]) and isomorphic(seen[0], seen[2])
    title = seen[0].value(dataset(seen[0], made), DCTERMS.title)
    assert str(title) == made["title"] and title.language == "zh", repr(title)
    about = seen[0].value(dataset(seen[0], made), DCTERMS.description)
    assert str(about).endswith("\ufffd\ufffd"), repr(about)
    for name, form, _ in SYNTAXES:
        complete(read(site.nobody().get("/catalog." + name), form))


def test_R27_1_an_open_dataset_says_where_its_data_is(site):
    made, nobody = stops(site, update_cycle="half_yearly", region="320904"), site.nobody()
    nobody.get(f"/open/v1/datasets/{made['code']}").want(200)      # its files are made
    g = read(nobody.get(f"/catalog.ttl?dataset={made['code']}"), "turtle")
    it = dataset(g, made)
    assert str(g.value(it, DCTERMS.accrualPeriodicity)) == EU + "frequency/ANNUAL_2"
    assert str(g.value(it, DCTERMS.accessRights)) == EU + "access-right/PUBLIC"
    assert str(g.value(g.value(it, DCTERMS.spatial), SKOS.notation)) == "320904"
    assert str(g.value(it, DCTERMS.identifier)) == (made["national_code"] or made["code"])
    assert str(g.value(g.value(it, DCAT.theme), SKOS.prefLabel)) in ("交通运输", "Transport")
    agent = g.value(it, DCTERMS.publisher)
    org = site.as_("operator").get("/api/v1/orgs/" + made["org"]).want(200).json
    assert str(g.value(agent, FOAF.name)) == org["name"]
    assert str(g.value(agent, DCTERMS.identifier)) == org["code"]
    contact = g.value(it, DCAT.contactPoint)
    assert str(g.value(contact, VCARD.hasTelephone)).startswith("tel:+86-515")
    text = nobody.get(f"/catalog.ttl?dataset={made['code']}").body.decode()
    assert org["person"] not in text and org["officer"] not in text
    forms = {str(g.value(d, DCTERMS.format)).rsplit("/", 1)[1]: d
             for d in g.objects(it, DCAT.distribution)
             if str(g.value(d, DCTERMS.format)).startswith(EU)}
    assert {"CSV", "JSON", "XML"} <= set(forms)
    csv = forms["CSV"]
    path = "/" + str(g.value(csv, DCAT.downloadURL)).split("/", 3)[3]
    file = nobody.get(path).want(200)
    assert int(g.value(csv, DCAT.byteSize)) == len(file.body)
    sum_ = g.value(csv, SPDX.checksum)
    assert bytes(g.value(sum_, SPDX.checksumValue).toPython()) == \
        hashlib.sha256(file.body).digest()
    assert str(g.value(csv, DCAT.mediaType)).endswith("/text/csv")
    assert str(g.value(it, DCTERMS.conformsTo)).endswith("/csvw.json")
    service = the(g, DCAT.DataService)
    assert g.value(service, DCAT.servesDataset) == it
    for said in (DCAT.endpointURL, DCAT.endpointDescription):
        nobody.get("/" + str(g.value(service, said)).split("/", 3)[3]).want(200)
    nobody.get("/" + str(g.value(it, DCTERMS.conformsTo)).split("/", 3)[3]).want(200)


def test_R03_1_files_that_are_open_are_distributions_of_their_own_in_all_three_syntaxes(site):
    made, nobody = reports(site), site.nobody()
    seen = [read(nobody.get(f"/catalog.{name}?dataset={made['code']}"), form)
            for name, form, _ in SYNTAXES]
    assert isomorphic(seen[0], seen[1]) and isomorphic(seen[0], seen[2])
    g, it = seen[0], dataset(seen[0], made)
    complete(g)
    found = sorted(g.objects(it, DCAT.distribution))
    assert [str(f).split("#")[1] for f in found] == ["file-1", "file-2"], found
    for f, data, title, media in ((found[0], PDF, "2025 年 <年报> & 附表", "/application/pdf"),
                                  (found[1], PNG, "b.bin", "/image/png")):
        assert str(g.value(f, DCTERMS.title)) == title
        assert str(g.value(f, DCAT.mediaType)).endswith(media)
        path = "/" + str(g.value(f, DCAT.downloadURL)).split("/", 3)[3]
        assert nobody.get(path).want(200).body == data
        assert int(g.value(f, DCAT.byteSize)) == len(data)
        sum_ = g.value(f, SPDX.checksum)
        assert str(g.value(sum_, SPDX.algorithm)).endswith("_sha256")
        assert bytes(g.value(sum_, SPDX.checksumValue).toPython()) == hashlib.sha256(data).digest()
    assert str(g.value(found[0], DCTERMS.format)) == EU + "file-type/PDF"
    assert str(g.value(it, rdflib.URIRef(f"{DCAT}version"))) == "1.1"
    assert not set(g.subjects(RDF.type, DCAT.DataService)), "there are no rows to ask for"
    site.as_("operator").post(f"/api/v1/resources/{made['id']}/files/close",
                              {"reason": "内容有误，先停止开放"}).want(200)
    nobody.get(f"/catalog.ttl?dataset={made['code']}").refused(404, field="dataset")
    g = read(site.as_("steward").get(f"/api/v1/catalogue/dcat?dataset={made['code']}"), "turtle")
    assert not set(g.objects(dataset(g, made), DCAT.distribution)), "not open any more"


def test_R26_1_what_is_open_on_conditions_is_described_and_not_given(site):
    made = stops(site, None, **LISTED)
    g = read(site.nobody().get(f"/catalog.ttl?dataset={made['code']}"), "turtle")
    it = dataset(g, made)
    assert str(g.value(it, DCTERMS.accessRights)) == EU + "access-right/RESTRICTED"
    label = g.value(g.value(it, DCTERMS.rights), rdflib.RDFS.label)
    assert str(label) == LISTED["open_conditions"]
    assert not set(g.objects(it, DCAT.distribution))
    assert not set(g.subjects(RDF.type, DCAT.DataService))


def test_R26_1_a_name_in_the_catalogue_leads_to_a_page(site):
    made, nobody = stops(site), site.nobody()
    g = read(nobody.get(f"/catalog.ttl?dataset={made['code']}"), "turtle")
    names = {str(s).split("#")[0] for s in g.subjects() if "/id/" in str(s)}
    assert len(names) >= 20
    for name in names:
        got = nobody.get("/" + name.split("/", 3)[3]).want(303)
        nobody.get(got.headers["location"]).want(200)
    nobody.get("/id/secret/x").refused(404)
    nobody.get("/id/dataset/a%0d%0ab").refused(400)
    assert nobody.get("/id/dataset/a%3fb").want(303).headers["location"] == "/datasets/a%3Fb"
    home = nobody.get("/").want(200).body.decode()
    assert '<link rel="alternate" type="text/turtle" href="/catalog.ttl">' in home
    page = nobody.get("/datasets/" + made["code"]).want(200).body.decode()
    assert f'type="text/turtle" href="/catalog.ttl?dataset={made["code"]}"' in page


def test_R26_1_an_agency_has_an_open_catalogue_of_its_own(site):
    made, nobody = stops(site), site.nobody()
    g, _ = everything(nobody, "/catalog.ttl?org=" + made["org"])
    complete(g)
    assert dataset(g, made) is not None
    assert {g.value(d, DCTERMS.publisher) for d in g.subjects(RDF.type, DCAT.Dataset)} == \
        {g.value(the(g, DCAT.Catalog), DCTERMS.publisher)}
    nobody.get("/catalog.ttl?org=nobody").refused(404, field="org")
    nobody.get("/catalog.ttl?page=0").refused(400, field="page")
    nobody.get("/catalog.ttl?page=x").refused(400, field="page")
    nobody.get("/catalog.ttl?page=999999").refused(404, field="page")
    nobody.get("/catalog.ttl?dataset=none").refused(404, field="dataset")
    nobody.get("/catalog.ttl?x=1").refused(400)


def test_R26_1_who_has_the_page_isnt_sent_it_again_until_something_changes(site):
    made, nobody = stops(site), site.nobody()
    for path in ("/catalog.ttl", "/catalog.jsonld?page=1"):
        got = nobody.get(path).want(200)
        known = {"If-None-Match": got.headers["etag"]}
        assert nobody.get(path, **known).status == 304
        assert nobody.get(path).want(200).body == got.body
    site.as_("steward").load(made["id"], ROWS + b"3,c\n")
    nobody.get("/catalog.ttl", **known).want(200)


def test_R26_1_entries_only_shared_are_told_to_staff_alone(site):
    made = publish(site, site.as_("steward"), entry())
    nobody, steward = site.nobody(), site.as_("steward")
    nobody.get(f"/catalog.ttl?dataset={made['code']}").refused(404, field="dataset")
    whole, _ = everything(nobody, "/catalog.ttl")
    assert dataset(whole, made) is None
    nobody.get("/api/v1/catalogue/dcat").refused(401)
    nobody.get("/api/v1/catalogue/core-metadata").refused(401)
    site.as_("citizen").get("/api/v1/catalogue/dcat").refused(403)
    seen = []
    for word, form in (("turtle", "turtle"), ("jsonld", "json-ld"), ("rdf", "xml")):
        seen.append(read(steward.get(f"/api/v1/catalogue/dcat?format={word}"
                                     f"&dataset={made['code']}"), form))
    assert isomorphic(seen[0], seen[1]) and isomorphic(seen[0], seen[2])
    complete(seen[0])
    it = dataset(seen[0], made)
    assert str(seen[0].value(it, DCTERMS.accessRights)) == EU + "access-right/NON_PUBLIC"
    assert not set(seen[0].subjects(RDF.type, DCAT.DataService))
    steward.load(made["id"], PERMITS)
    g = read(steward.get(f"/api/v1/catalogue/dcat?dataset={made['code']}"), "turtle")
    assert str(g.value(the(g, DCAT.DataService), DCAT.endpointURL)).endswith(
        f"/data/v1/{made['code']}")
    whole, _ = everything(steward, "/api/v1/catalogue/dcat")
    complete(whole)
    assert dataset(whole, made) is not None
    assert len(set(whole.subjects(RDF.type, DCAT.Dataset))) == \
        steward.get("/api/v1/resources?state=published").want(200).json["total"]
    steward.get("/api/v1/catalogue/dcat?format=n3").refused(400, field="format")


def test_R09_1_a_place_names_its_tree_and_both_in_two_languages(site):
    """Known places by their names, others by their digits; each leads to what stands there."""
    made = stops(site, categories=["1-01", "201", "203777"])
    seen = site.nobody().get(f"/open/v1/datasets?q={quote(made['title'])}").want(200).json["items"][0]
    assert seen["categories"] == ["1-01", "201", "203777"], seen
    g = read(site.nobody().get(f"/catalog.ttl?dataset={made['code']}"), "turtle")
    complete(g)
    tree = {}
    for node in g.objects(dataset(g, made), DCAT.theme):
        scheme = g.value(node, SKOS.inScheme)
        if "/id/category/" in str(node):
            tree[str(g.value(node, SKOS.notation))] = (
                str(scheme).rsplit("/", 1)[1], sorted(str(x) for x in g.objects(node, SKOS.prefLabel)),
                sorted(x.language for x in g.objects(scheme, DCTERMS.title)))
    assert tree == {"101": ("base", ["Population", "人口信息"], ["en", "zh"]),
                    "201": ("theme", ["Public services", "公共服务"], ["en", "zh"]),
                    "203777": ("theme", ["203777"], ["en", "zh"])}, tree
    got = site.nobody().get("/id/category/101")
    assert got.status == 303 and got.headers["location"] == "/datasets?category=101", got.headers


def test_R09_1_the_national_core_metadata_is_the_same_as_json_and_xml(site):
    hostile = "核心 <&\"]]> \x01" + unique()
    made = publish(site, site.as_("steward"), entry(title=hostile, categories=["307005001", "201"]))
    steward = site.as_("steward")
    entries = steward.take("/api/v1/catalogue/core-metadata").want(200).json["items"]
    tree = xml.etree.ElementTree.fromstring(
        steward.take("/api/v1/catalogue/core-metadata?format=xml").want(200).body)
    assert len(tree) == len(entries) >= 1
    assert [x.findtext("resource_code") for x in tree] == [x["resource_code"] for x in entries]
    mine = [x for x in entries if x["title"] == made["title"]]
    assert len(mine) == 1
    it, code = mine[0], mine[0]["resource_code"]
    assert it["provider_code"] and it["provider_name"] and it["publish_date"][:2] == "20"
    assert it["share_type"] == {"code": "1", "label": "无条件共享"}
    assert it["is_open"] == {"code": "0", "label": "否"}
    assert it["format_class"] == {"code": "3", "label": "数据库"}
    assert it["update_cycle"] == {"code": "2", "label": "每日"}
    assert it["class_code"] == ["307005001", "201"] and it["share_method"] == "接口"
    assert "个人信息保护法" in it["open_condition"] and "share_condition" not in it
    assert it["items"][5]["type"] == {"code": "N", "label": "数值型"}
    node = next(x for x in tree if x.findtext("resource_code") == code)
    assert node.findtext("title") == made["title"].replace("\x01", "\ufffd")
    assert node.find("share_type").get("code") == "1"
    assert [x.text for x in node.findall("class_code")] == it["class_code"], "one element a place"
    assert node.find("share_type").get("name") == "共享类型"
    assert [x.findtext("code") for x in node.find("items")] == [x["code"] for x in it["items"]]
    steward.get("/api/v1/catalogue/core-metadata?format=csv").refused(400, field="format")


def test_R26_1_the_document_names_every_door_to_the_catalogue(site):
    paths = site.nobody().get("/api/openapi.json").want(200).json["paths"]
    for path in ("/catalog.ttl", "/catalog.jsonld", "/catalog.rdf", "/api/v1/catalogue/dcat",
                 "/api/v1/catalogue/core-metadata"):
        assert "get" in paths[path], path
