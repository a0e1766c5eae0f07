/* test_dcat.c - hostile texts come out of each syntax as they went in, and as
 * nothing else. */
#include "dcat/dcat.h"
#include "base/utf8.h"
#include "test.h"
#include <jansson.h>
#include <stdlib.h>

static struct ctx cx;

/* --- chance that is the same each time ------------------------------------------ */
static uint64_t dice_state = 26;
static size_t below(size_t n)
{
	dice_state = dice_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(dice_state >> 33) % n;
}

static const char *const pieces[] = {
	"\"", "'", "\\", "\\\"", "\n", "\r", "\r\n", "\t", "<", ">", "&", "&amp;", "]]>", "<!--",
	"</dct:title>", "\"@en ; a dcat:Catalog .", "\"\"\"", "\\u0041", "\x01", "\x1F", "\x7F",
	"\xFF", "\xC3", "\xED\xA0\x80", "\xEF\xBF\xBE", "\xEF\xBB\xBF", "\xF0\x9F\x9A\x8C", "公交", "站点 ",
	"%22", "{}", "^^", "@zh", "#", " .\n", "a", "\xE2\x80\xA8", "<script>alert(1)</script>",
};

static const char *hostile(void)
{
	const char *all = "";
	for (size_t n = 1 + below(12); n; n--)
		all = ctx_print(&cx, "%s%s", all, pieces[below(sizeof pieces / sizeof pieces[0])]);
	return all;
}

/* What may be read back: as it is, but U+FFFD for what XML can't hold. */
static const char *expected(const char *s)
{
	AUTO_BUF b = buf_make(1 << 16);
	for (size_t n = strlen(s), len; n; s += len, n -= len) {
		len = utf8_len(s, n);
		bool control = (unsigned char)*s < ' ' && !strchr("\t\n\r", *s);
		bool none = len == 3 && !memcmp(s, "\xEF\xBF\xBE", 3);
		if (!len || control || none)
			buf_text(&b, "\xEF\xBF\xBD");
		else
			buf_bytes(&b, s, len);
		len = len ? len : 1;
	}
	return ctx_textn(&cx, b.p, b.n);
}

static const char *document(enum graph_syntax as, const char *title)
{
	AUTO_BUF b = buf_make(1 << 20);
	struct graph g = graph_to(&b, as);
	graph_begin(&g);
	graph_node(&g, "dcat:Dataset", "https://x.example/id/dataset/1");
	graph_text(&g, "dct:title", title, "zh");
	graph_text(&g, "dct:identifier", "1", NULL);
	graph_node_end(&g);
	graph_end(&g);
	CHECK(buf_ok(&b));
	return ctx_textn(&cx, b.p, b.n);
}

/* --- readers of our own, as strict as the standards ------------------------------- */
/* STRING_LITERAL_QUOTE behind `after`; what follows it goes to *ret_rest. */
static const char *turtle_text(const char *doc, const char *after, const char **ret_rest)
{
	AUTO_BUF b = buf_make(1 << 16);
	const char *p = strstr(doc, after);
	CHECK(p != NULL);
	if (!p)
		return NULL;
	for (p += strlen(after); *p && *p != '"'; p++) {
		CHECK(*p != '\n' && *p != '\r');
		bool escape = *p == '\\';
		p += escape;
		buf_byte(&b, !escape ? *p : *p == 'n' ? '\n' : *p == 'r' ? '\r' : *p == 't' ? '\t' : *p);
		if (escape)
			CHECK(strchr("nrt\"\\", *p) != NULL);
	}
	*ret_rest = p;
	return ctx_textn(&cx, b.p, b.n);
}

static const char *xml_read(const char *doc, const char *after, const char **ret_rest)
{
	static const char *const entities[][2] = { { "&amp;", "&" }, { "&lt;", "<" },
		{ "&gt;", ">" }, { "&quot;", "\"" }, { "&#10;", "\n" }, { "&#13;", "\r" },
		{ "&#9;", "\t" } };
	AUTO_BUF b = buf_make(1 << 16);
	const char *p = strstr(doc, after);
	CHECK(p != NULL);
	if (!p)
		return NULL;
	for (p += strlen(after); *p && *p != '<';) {
		size_t i = 0, n = sizeof entities / sizeof entities[0];
		while (*p == '&' && i < n && strncmp(p, entities[i][0], strlen(entities[i][0])))
			i++;
		CHECK(*p != '&' || i < n);
		buf_text(&b, *p == '&' && i < n ? entities[i][1] : "");
		if (*p != '&')
			buf_byte(&b, *p);
		p += *p == '&' && i < n ? strlen(entities[i][0]) : 1;
	}
	*ret_rest = p;
	return ctx_textn(&cx, b.p, b.n);
}

static void begins(const char *text, const char *with)
{
	CHECK_MSG(text && strncmp(text, with, strlen(with)) == 0, "\"%.40s\" begins otherwise", text);
}

static void R26_1_hostile_titles_stay_text_in_all_three_syntaxes(void)
{
	for (int i = 0; i < 3000; i++) {
		const char *title = hostile(), *want = expected(title), *rest = "";
		CHECK_TEXT(turtle_text(document(GRAPH_TURTLE, title), "dct:title \"", &rest), want);
		begins(rest, "\"@zh ;\n\tdct:identifier \"1\" .\n");
		CHECK_TEXT(xml_read(document(GRAPH_RDFXML, title), "xml:lang=\"zh\">", &rest), want);
		begins(rest, "</dct:title>\n  <dct:identifier>1</dct:identifier></dcat:Dataset>");
		json_t *j = json_loads(document(GRAPH_JSONLD, title), JSON_REJECT_DUPLICATES, NULL);
		json_t *node = json_array_get(json_object_get(j, "@graph"), 0);
		json_t *text = json_array_get(json_object_get(node, "dct:title"), 0);
		CHECK_TEXT(json_string_value(json_object_get(text, "@value")), want);
		json_decref(j);
		ctx_reset(&cx, (ms_t){ 0 });
	}
}

static void R26_1_a_name_cannot_leave_its_brackets(void)
{
	static const char iri[] = "https://x/a b<>\"{}|^`\\\n\x01&c";
	static const char *const want[] = {
		[GRAPH_TURTLE] = "<https://x/a%20b%3C%3E%22%7B%7D%7C%5E%60%5C%0A\xEF\xBF\xBD&c>",
		[GRAPH_JSONLD] = "{\"@id\":\"https://x/a%20b%3C%3E%22%7B%7D%7C%5E%60%5C%0A\xEF\xBF\xBD&c\"}",
		[GRAPH_RDFXML] =
			"\"https://x/a%20b%3C%3E%22%7B%7D%7C%5E%60%5C%0A\xEF\xBF\xBD&amp;c\"/>" };
	for (int as = 0; as < GRAPH_SYNTAXES_; as++) {
		AUTO_BUF b = buf_make(1 << 16);
		struct graph g = graph_to(&b, (enum graph_syntax)as);
		graph_begin(&g);
		graph_node(&g, NULL, "https://x/");
		graph_link(&g, "dcat:dataset", iri);
		graph_node_end(&g);
		graph_end(&g);
		CHECK_MSG(strstr(buf_cstr(&b), want[as]) != NULL, "%s", buf_cstr(&b));
	}
}

/* A node's equal properties must follow each other, or JSON-LD names a key twice. */
static void R26_1_a_whole_entry_is_sound_json_in_which_no_key_stands_twice(void)
{
	struct dcat_agent a = { "o1", "交通局", "11320900MB0000000X", "320900", "数据科",
				"0515-88000001" };
	struct dcat_catalogue c = { .site = "https://x", .name = "open", .title = SAY_DCAT_THEMES(),
				    .about = SAY_DCAT_THEMES(), .publisher = a, .modified = { 1 } };
	struct dcat_entry e = { .code = "1", .title = "站点", .keywords = "公交\n站点", .theme = "transport",
		.update_cycle = "half_yearly", .open_type = ACCESS_CONDITIONAL,
		.share_type = ACCESS_CONDITIONAL, .open_conditions = "说明用途",
		.share_conditions = "因公",
		.categories = "101\n201009", .version = 1, .data_version = 2, .issued = { 1 },
		.published = { 2 }, .data_at = { 3 }, .publisher = a, .live = true,
		.forms = { { "csv", "text/csv", 7, "ab" }, { "ndjson", "application/x-ndjson", 0, NULL } },
		.nforms = 2 };
	const struct dcat_place places[] = { { "101", "base", "人口信息", "Population" },
					     { "201009", "theme", NULL, NULL } };
	c.schemes[c.nschemes++] = (struct dcat_scheme){ "base", "基础信息资源类", NULL };
	c.schemes[c.nschemes++] = (struct dcat_scheme){ "theme", "主题信息资源类", "Themes" };
	AUTO_BUF b = buf_make(1 << 20);
	struct graph g = graph_to(&b, GRAPH_JSONLD);
	graph_begin(&g);
	dcat_catalogue_put(&cx, &g, &c);
	dcat_members_put(&cx, &g, &c, &e, 1, DCAT_TO_STAFF);
	dcat_agent_put(&cx, &g, c.site, &a);
	dcat_places_put(&cx, &g, c.site, places, 2);
	dcat_entry_put(&cx, &g, c.site, &e, DCAT_TO_STAFF);
	graph_end(&g);
	json_error_t wrong;
	json_t *j = json_loads(buf_cstr(&b), JSON_REJECT_DUPLICATES, &wrong);
	CHECK_MSG(j != NULL, "%s", wrong.text);
	CHECK(strstr(buf_cstr(&b), "ANNUAL_2") && strstr(buf_cstr(&b), "RESTRICTED"));
	json_decref(j);
}

static void an_offices_line_is_told_and_a_persons_is_not(void)
{
	CHECK_TEXT(dcat_tel(&cx, "0515-88000001"), "tel:+86-51588000001");
	CHECK_TEXT(dcat_tel(&cx, "+86 515 8800 0001"), "tel:+86-51588000001");
	CHECK_TEXT(dcat_tel(&cx, "12345"), "tel:12345");
	CHECK(!dcat_tel(&cx, "13800000001") && !dcat_tel(&cx, "+86 138-0000-0001"));
	CHECK(!dcat_tel(&cx, "") && !dcat_tel(&cx, NULL) && !dcat_tel(&cx, "0515-88000001 张"));
}

int main(void)
{
	ctx_init(&cx, (ms_t){ 0 }, 64u << 20);
	RUN(R26_1_hostile_titles_stay_text_in_all_three_syntaxes);
	RUN(R26_1_a_name_cannot_leave_its_brackets);
	RUN(R26_1_a_whole_entry_is_sound_json_in_which_no_key_stands_twice);
	RUN(an_offices_line_is_told_and_a_persons_is_not);
	ctx_end(&cx);
	return TEST_END();
}
