/* graph.c - Turtle, JSON-LD and RDF/XML, written as it goes. */
#include "dcat/graph.h"
#include "base/err.h"
#include "base/utf8.h"
#include <string.h>

static const struct prefix { const char *name, *is; } prefixes[] = {
	{ "dcat", "http://www.w3.org/ns/dcat#" },
	{ "dct", "http://purl.org/dc/terms/" },
	{ "foaf", "http://xmlns.com/foaf/0.1/" },
	{ "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#" },
	{ "rdfs", "http://www.w3.org/2000/01/rdf-schema#" },
	{ "skos", "http://www.w3.org/2004/02/skos/core#" },
	{ "spdx", "http://spdx.org/rdf/terms#" },
	{ "vcard", "http://www.w3.org/2006/vcard/ns#" },
	{ "xsd", "http://www.w3.org/2001/XMLSchema#" },
};
#define PREFIXES (sizeof prefixes / sizeof prefixes[0])

const char *graph_media(enum graph_syntax as)
{
	static const char *const media[GRAPH_SYNTAXES_] = {
		[GRAPH_TURTLE] = "text/turtle; charset=utf-8",
		[GRAPH_JSONLD] = "application/ld+json",
		[GRAPH_RDFXML] = "application/rdf+xml; charset=utf-8",
	};
	return media[as];
}

/* --- texts ------------------------------------------------------------------ */
static const char unknown[] = "\xEF\xBF\xBD";

/* Char of XML 1.0, section 2.2, as far as UTF-8 can say it. */
static bool in_xml(uint32_t c)
{
	return c >= ' ' ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

/* Turtle's ECHAR and JSON's escapes are the same for these. */
static void put_quoted(struct buf *b, const char *p, size_t n)
{
	switch (*p) {
	case '"': buf_text(b, "\\\""); break;
	case '\\': buf_text(b, "\\\\"); break;
	case '\n': buf_text(b, "\\n"); break;
	case '\r': buf_text(b, "\\r"); break;
	case '\t': buf_text(b, "\\t"); break;
	default: buf_bytes(b, p, n);
	}
}

/* A reader of XML makes a bare carriage return a line feed, and in attributes
 * all three a blank. */
static void put_xml(struct buf *b, const char *p, size_t n)
{
	switch (*p) {
	case '&': buf_text(b, "&amp;"); break;
	case '<': buf_text(b, "&lt;"); break;
	case '>': buf_text(b, "&gt;"); break;
	case '"': buf_text(b, "&quot;"); break;
	case '\n': buf_text(b, "&#10;"); break;
	case '\r': buf_text(b, "&#13;"); break;
	case '\t': buf_text(b, "&#9;"); break;
	default: buf_bytes(b, p, n);
	}
}

typedef void put_fn(struct buf *b, const char *p, size_t n);
static void each_character(struct buf *b, const char *s, put_fn *put)
{
	for (size_t n = strlen(s), len; n; s += len, n -= len) {
		size_t read;
		len = utf8_len(s, n);
		bool good = len && in_xml(utf8_char(s, &read));
		put(b, good ? s : unknown, good ? len : sizeof unknown - 1);
		len = len ? len : 1;
	}
}

void xml_text(struct buf *b, const char *s)
{
	each_character(b, s, put_xml);
}

static void quoted(struct buf *b, const char *s)
{
	buf_byte(b, '"');
	each_character(b, s, put_quoted);
	buf_byte(b, '"');
}

/* What an IRI may not hold as it stands (RFC 3987, IRIREF of Turtle). */
static void iri_part(struct buf *b, const char *p, size_t n)
{
	unsigned char c = (unsigned char)*p;
	if (n == 1 && (c <= ' ' || c == 0x7F || strchr("<>\"{}|^`\\", c)))
		buf_print(b, "%%%02X", c);
	else if (c == '&')
		buf_text(b, "&amp;");
	else
		buf_bytes(b, p, n);
}

static void iri_part_plain(struct buf *b, const char *p, size_t n)
{
	if (*p == '&')
		buf_byte(b, '&');
	else
		iri_part(b, p, n);
}

static void put_iri(struct graph *g, const char *iri)
{
	each_character(g->b, iri, g->as == GRAPH_RDFXML ? iri_part : iri_part_plain);
}

/* JSON-LD: the writer's comma, then the text as we escape it. */
static void json_text(struct graph *g, const char *key, const char *s)
{
	jout_key(&g->j, key);
	jout_raw(&g->j, "");
	quoted(g->b, s);
}

static void json_iri(struct graph *g, const char *iri)
{
	jout_key(&g->j, "@id");
	jout_raw(&g->j, "");
	buf_byte(g->b, '"');
	put_iri(g, iri);
	buf_byte(g->b, '"');
}

/* --- the document ------------------------------------------------------------ */
struct graph graph_to(struct buf *b, enum graph_syntax as)
{
	return (struct graph){ .b = b, .as = as, .j = jout_to(b) };
}

static void json_context(struct jout *j)
{
	jout_open(j);
	jout_key(j, "@context");
	jout_open(j);
	for (size_t i = 0; i < PREFIXES; i++)
		jout_key_text(j, prefixes[i].name, prefixes[i].is);
	jout_close(j);
	jout_key(j, "@graph");
	jout_list(j);
}

void graph_begin(struct graph *g)
{
	if (g->as == GRAPH_JSONLD) {
		json_context(&g->j);
		return;
	}
	bool xml = g->as == GRAPH_RDFXML;
	if (xml)
		buf_text(g->b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF");
	for (size_t i = 0; i < PREFIXES; i++)
		buf_print(g->b, xml ? "\n  xmlns:%s=\"%s\"" : "@prefix %s: <%s> .\n",
			  prefixes[i].name, prefixes[i].is);
	buf_text(g->b, xml ? ">\n" : "\n");
}

void graph_end(struct graph *g)
{
	PRE(g->depth == 0);
	if (g->as == GRAPH_RDFXML)
		buf_text(g->b, "</rdf:RDF>\n");
	if (g->as != GRAPH_JSONLD)
		return;
	jout_end_list(&g->j);
	jout_close(&g->j);
	buf_byte(g->b, '\n');
}

/* --- nodes -------------------------------------------------------------------- */
static struct graph_level *top(struct graph *g)
{
	PRE(g->depth > 0);
	return &g->level[g->depth - 1];
}

static void down(struct graph *g, const char *type)
{
	PRE(g->depth < GRAPH_DEPTH);
	g->level[g->depth++] = (struct graph_level){ .type = type, .bare = !type };
}

static void json_list_end(struct graph *g)
{
	if (top(g)->property)
		jout_end_list(&g->j);
	top(g)->property = NULL;
}

static void up(struct graph *g)
{
	PRE(!top(g)->bare);
	if (g->as == GRAPH_JSONLD) {
		json_list_end(g);
		jout_close(&g->j);
	} else if (g->as == GRAPH_RDFXML) {
		buf_print(g->b, "</%s>", top(g)->type ? top(g)->type : "rdf:Description");
	}
	g->depth--;
}

void graph_node(struct graph *g, const char *type, const char *iri)
{
	PRE(g->depth == 0);
	if (g->as == GRAPH_JSONLD) {
		jout_open(&g->j);
		json_iri(g, iri);
		if (type)
			jout_key_text(&g->j, "@type", type);
	} else if (g->as == GRAPH_TURTLE) {
		buf_byte(g->b, '<');
		put_iri(g, iri);
		buf_byte(g->b, '>');
		if (type)
			buf_print(g->b, " a %s", type);
	} else {
		buf_print(g->b, "<%s rdf:about=\"", type ? type : "rdf:Description");
		put_iri(g, iri);
		buf_text(g->b, "\">");
	}
	down(g, type);
}

void graph_node_end(struct graph *g)
{
	up(g);
	if (g->as != GRAPH_JSONLD)
		buf_text(g->b, g->as == GRAPH_TURTLE ? " .\n\n" : "\n");
}

/* --- what is said of them ------------------------------------------------------ */
static void property(struct graph *g, const char *name)
{
	struct graph_level *l = top(g);
	if (g->as == GRAPH_JSONLD && (!l->property || strcmp(l->property, name) != 0)) {
		json_list_end(g);
		jout_key(&g->j, name);
		jout_list(&g->j);
		l->property = name;
	}
	if (g->as == GRAPH_TURTLE) {
		buf_text(g->b, l->bare ? "\n" : " ;\n");
		for (int i = 0; i < g->depth; i++)
			buf_byte(g->b, '\t');
		buf_print(g->b, "%s ", name);
	}
	if (g->as == GRAPH_RDFXML)
		buf_print(g->b, "\n  <%s", name);
	l->bare = false;
}

void graph_inner(struct graph *g, const char *name, const char *type)
{
	property(g, name);
	top(g)->property = name;        /* RDF/XML closes it by name */
	if (g->as == GRAPH_JSONLD) {
		jout_open(&g->j);
		jout_key_text(&g->j, "@type", type);
	} else {
		buf_print(g->b, g->as == GRAPH_TURTLE ? "[ a %s" : "><%s>", type);
	}
	down(g, type);
}

void graph_inner_end(struct graph *g)
{
	up(g);
	if (g->as == GRAPH_TURTLE)
		buf_text(g->b, " ]");
	if (g->as == GRAPH_RDFXML)
		buf_print(g->b, "</%s>", top(g)->property);
}

void graph_text(struct graph *g, const char *name, const char *text, const char *lang)
{
	if (!text || !*text)
		return;
	property(g, name);
	if (g->as == GRAPH_JSONLD) {
		jout_open(&g->j);
		json_text(g, "@value", text);
		if (lang)
			jout_key_text(&g->j, "@language", lang);
		jout_close(&g->j);
	} else if (g->as == GRAPH_TURTLE) {
		quoted(g->b, text);
		if (lang)
			buf_print(g->b, "@%s", lang);
	} else {
		if (lang)
			buf_print(g->b, " xml:lang=\"%s\"", lang);
		buf_byte(g->b, '>');
		xml_text(g->b, text);
		buf_print(g->b, "</%s>", name);
	}
}

static const char *long_name(const char *type, const char **ret_local)
{
	size_t n = strcspn(type, ":");
	for (size_t i = 0; i < PREFIXES; i++)
		if (strlen(prefixes[i].name) == n && memcmp(prefixes[i].name, type, n) == 0) {
			*ret_local = type + n + 1;
			return prefixes[i].is;
		}
	PRE(!"a prefix of ours");
	return NULL;
}

void graph_typed(struct graph *g, const char *name, const char *text, const char *type)
{
	if (!text || !*text)
		return;
	property(g, name);
	if (g->as == GRAPH_JSONLD) {
		jout_open(&g->j);
		json_text(g, "@value", text);
		jout_key_text(&g->j, "@type", type);
		jout_close(&g->j);
	} else if (g->as == GRAPH_TURTLE) {
		quoted(g->b, text);
		buf_print(g->b, "^^%s", type);
	} else {
		const char *local, *space = long_name(type, &local);
		buf_print(g->b, " rdf:datatype=\"%s%s\">", space, local);
		xml_text(g->b, text);
		buf_print(g->b, "</%s>", name);
	}
}

void graph_link(struct graph *g, const char *name, const char *iri)
{
	if (!iri || !*iri)
		return;
	property(g, name);
	if (g->as == GRAPH_JSONLD) {
		jout_open(&g->j);
		json_iri(g, iri);
		jout_close(&g->j);
		return;
	}
	buf_text(g->b, g->as == GRAPH_TURTLE ? "<" : " rdf:resource=\"");
	put_iri(g, iri);
	buf_text(g->b, g->as == GRAPH_TURTLE ? ">" : "\"/>");
}
