"""The pages and small lists that programs and people meet first."""
import html
import re


def test_R26_1_the_portals_pages_read_without_script(site):
    public = site.nobody()
    for path in ("/", "/datasets", "/my", "/developers", "/record", "/robots.txt", "/sitemap.xml"):
        got = public.get(path).want(200)
        assert len(got.body) > 30, path
    home = public.get("/").body.decode()
    assert '<html lang="zh-CN"' in home and "<title>" in home and "<h1" in home, home[:300]
    assert '<html lang="en"' in public.get("/?lang=en").body.decode()


def test_what_programs_may_call_reads_without_script_in_both_languages(site):
    public = site.nobody()
    chinese, english = (public.get("/developers" + x).want(200).body.decode()
                        for x in ("", "?lang=en"))
    for page in (chinese, english):
        for door in ("open", "shared", "all"):
            assert f'<section id="{door}">' in page, door
        assert page.count("<details>") == page.count("</details>") > 10
    document = public.get("/api/openapi.json").want(200).json
    for methods in document["paths"].values():
        for call in methods.values():
            assert call["x-summary-zh"] in html.unescape(chinese), call
            assert call["summary"] in html.unescape(english), call


def test_the_console_is_one_page_at_every_address_and_its_assets_keep(site):
    public = site.nobody()
    for path in ("/console", "/console/work", "/console/cases/x", "/console/catalogue/x/edit"):
        got = public.get(path).want(200)
        assert got.headers["content-type"].startswith("text/html"), path
    policy = public.get("/console").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe-eval" not in policy, policy
    names = re.findall(r'/assets/[\w.-]+', public.get("/console").body.decode())
    assert names, "the console names no assets"
    got = public.get(names[0], **{"Accept-Encoding": "br"}).want(200)
    assert "immutable" in got.headers["cache-control"], got.headers


def test_what_is_not_there_is_told_to_a_browser_by_a_page_and_to_a_program_by_a_problem(site):
    public = site.nobody()
    for path in ("/missing", "/no-such-page", "/datasets/x/y/z", "/api/v1/nothing", "/x%3Cb%3Ex"):
        got = public.get(path, Accept="text/html,application/xhtml+xml,*/*;q=0.8").want(404)
        text = got.body.decode()
        assert got.headers["content-type"].startswith("text/html"), (path, got.headers)
        assert "没有这个页面" in text and 'href="/datasets"' in text and "<b>x" not in text, path
        for accept in ("*/*", "application/json"):
            if path != "/missing":              # which is the page itself
                public.get(path, Accept=accept).refused(404)
    public.post("/no-such-page", Accept="text/html").refused(404)
    public.get("/no-such-page?lang=en", Accept="text/html").want(404)
    assert public.get("/datasets", Accept="text/html").want(200)


def test_R29_1_the_domains_to_open_first_are_data(site):
    themes = site.nobody().get("/api/v1/themes").want(200).json["items"]
    assert len(themes) == 17, len(themes)


def test_R09_1_the_versions_of_an_entry_are_listed(site):
    steward = site.as_("steward")
    mine = steward.get(f"/api/v1/resources?org={steward.user['org']}&state=published").want(200)
    entry = mine.json["items"][0]["id"]
    assert steward.get(f"/api/v1/resources/{entry}/versions").want(200).json["items"]
