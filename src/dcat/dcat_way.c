/* dcat_way.c - the ways to an entry's data as DCAT-AP names them: interfaces that answer,
 * files to take. Open rows go to everybody; staff are told of the interface that grants
 * open. */
#include "dcat/inside.h"
#include <ctype.h>
#include <string.h>

static const char *const types[][2] = {
	{ "csv", EU "file-type/CSV" }, { "json", EU "file-type/JSON" },
	{ "xml", EU "file-type/XML" }, { "xlsx", EU "file-type/XLSX" },
	{ "geojson", EU "file-type/GEOJSON" }, { "pdf", EU "file-type/PDF" },
	{ "doc", EU "file-type/DOC" }, { "docx", EU "file-type/DOCX" },
	{ "xls", EU "file-type/XLS" }, { "ppt", EU "file-type/PPT" },
	{ "pptx", EU "file-type/PPTX" }, { "txt", EU "file-type/TXT" },
	{ "rtf", EU "file-type/RTF" }, { "zip", EU "file-type/ZIP" },
	{ "png", EU "file-type/PNG" }, { "jpg", EU "file-type/JPEG" },
	{ "jpeg", EU "file-type/JPEG" }, { "gif", EU "file-type/GIF" },
	{ "tif", EU "file-type/TIFF" }, { "tiff", EU "file-type/TIFF" },
	{ "svg", EU "file-type/SVG" }, { "mp3", EU "file-type/MP3" },
	{ "mp4", EU "file-type/MPEG4" },
};

/* --- services ------------------------------------------------------------------------- */
bool dcat_shared(const struct dcat_entry *e, enum dcat_to to)
{
	return to == DCAT_TO_STAFF && e->data_version &&
	       (e->share_type == ACCESS_UNCONDITIONAL || e->share_type == ACCESS_CONDITIONAL);
}

void dcat_service_put(struct ctx *cx, struct graph *g, const char *site,
			const struct dcat_entry *e, bool open)
{
	graph_node(g, "dcat:DataService", dcat_part(cx, site, e, open ? "service" : "sharing"));
	dcat_both(cx, g, "dct:title", open ? SAY_DCAT_OPEN_SERVICE(e->title)
				      : SAY_DCAT_SHARED_SERVICE(e->title));
	graph_link(g, "dct:publisher", dcat_named(cx, site, "agency", e->publisher.id));
	graph_link(g, "dct:accessRights", dcat_rights(open ? ACCESS_UNCONDITIONAL : ACCESS_NONE));
	if (open)
		graph_link(g, "dct:license", dcat_named(cx, site, "licence", "open"));
	graph_link(g, "dcat:endpointURL",
		   open ? ctx_print(cx, "%s/open/v1/datasets/%s/rows", site, e->code)
			: ctx_print(cx, "%s/data/v1/%s", site, e->code));
	graph_link(g, "dcat:endpointDescription",
		   open ? ctx_print(cx, "%s/open/v1/datasets/%s/openapi.json", site, e->code)
			: ctx_print(cx, "%s/api/openapi.json", site));
	graph_link(g, "dcat:servesDataset", dcat_named(cx, site, "dataset", e->code));
	graph_node_end(g);
}

/* --- distributions ---------------------------------------------------------------------- */
/* Of a registered type the registry's own name; what begins with x- is in none. */
static const char *iana(struct ctx *cx, const char *type)
{
	if (strstr(type, "/x-"))
		return NULL;
	return ctx_print(cx, "https://www.iana.org/assignments/media-types/%.*s",
			 (int)strcspn(type, "; "), type);
}

static void put_format(struct graph *g, const char *format)
{
	const char *known = dcat_found(types, sizeof types / sizeof types[0], format);
	if (known) {
		graph_link(g, "dct:format", known);
		return;
	}
	graph_inner(g, "dct:format", "dct:MediaTypeOrExtent");
	graph_text(g, "rdfs:label", format, NULL);
	graph_inner_end(g);
}

static void put_bytes(struct ctx *cx, struct graph *g, int64_t bytes, const char *sha256)
{
	if (bytes)
		graph_typed(g, "dcat:byteSize", ctx_print(cx, "%lld", (long long)bytes),
			    "xsd:nonNegativeInteger");
	if (!sha256)
		return;
	graph_inner(g, "spdx:checksum", "spdx:Checksum");
	graph_link(g, "spdx:algorithm", "http://spdx.org/rdf/terms#checksumAlgorithm_sha256");
	graph_typed(g, "spdx:checksumValue", sha256, "xsd:hexBinary");
	graph_inner_end(g);
}

void dcat_form_put(struct ctx *cx, struct graph *g, const char *site,
			     const struct dcat_entry *e, const struct dcat_form *f)
{
	graph_node(g, "dcat:Distribution", dcat_part(cx, site, e, f->format));
	dcat_both(cx, g, "dct:title", SAY_DCAT_DISTRIBUTION(e->title, f->format));
	graph_link(g, "dcat:accessURL", ctx_print(cx, "%s/datasets/%s", site, e->code));
	graph_link(g, "dcat:downloadURL",
		   ctx_print(cx, "%s/open/v1/datasets/%s/download?format=%s", site, e->code,
			     f->format));
	put_format(g, f->format);
	graph_link(g, "dcat:mediaType", iana(cx, f->type));
	graph_link(g, "dct:license", dcat_named(cx, site, "licence", "open"));
	dcat_moment(g, "dct:modified", e->data_at);
	if (strcmp(f->format, "csv") == 0)
		graph_link(g, "dct:conformsTo", ctx_print(cx, "%s/open/v1/datasets/%s/csvw.json",
							  site, e->code));
	put_bytes(cx, g, f->bytes, f->sha256);
	graph_node_end(g);
}

const char *dcat_file_name(struct ctx *cx, const char *site, const struct dcat_entry *e,
			     const struct dcat_file *f)
{
	return dcat_part(cx, site, e, ctx_print(cx, "file-%lld", (long long)f->n));
}

/* What a name ends with, in small letters; NULL: nothing. */
static const char *ending(struct ctx *cx, const char *name)
{
	const char *dot = strrchr(name, '.');
	if (!dot || dot == name || !dot[1] || strlen(dot) > 12)
		return NULL;
	char *word = ctx_alloc(cx, strlen(dot));
	for (size_t i = 0; dot[i + 1]; i++)
		word[i] = (char)tolower((unsigned char)dot[i + 1]);
	return word;
}

void dcat_file_put(struct ctx *cx, struct graph *g, const char *site,
		     const struct dcat_entry *e, const struct dcat_file *f)
{
	const char *kind = ending(cx, f->name);
	graph_node(g, "dcat:Distribution", dcat_file_name(cx, site, e, f));
	graph_text(g, "dct:title", f->title ? f->title : f->name, "zh");
	graph_link(g, "dcat:accessURL", ctx_print(cx, "%s/datasets/%s", site, e->code));
	graph_link(g, "dcat:downloadURL", ctx_print(cx, "%s/open/v1/datasets/%s/files/%lld", site,
						    e->code, (long long)f->n));
	if (kind)
		put_format(g, kind);
	graph_link(g, "dcat:mediaType", iana(cx, f->media));
	graph_link(g, "dct:license", dcat_named(cx, site, "licence", "open"));
	dcat_moment(g, "dct:modified", e->files_at);
	put_bytes(cx, g, f->bytes, f->sha256);
	graph_node_end(g);
}
