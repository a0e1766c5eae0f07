/* media.c - what a file is: its first bytes first, its name where they leave a choice. */
#include "content/content.h"
#include "base/buf.h"
#include "base/html.h"
#include "base/utf8.h"
#include <string.h>
#include <strings.h>

struct magic { size_t at; const char *bytes; size_t n; const char *media; };
#define M(at_, bytes_, media_) { at_, bytes_, sizeof bytes_ - 1, media_ }
static const struct magic magics[] = {
	M(0, "%PDF-", "application/pdf"), M(0, "\x89PNG\r\n\x1a\n", "image/png"),
	M(0, "\xff\xd8\xff", "image/jpeg"), M(0, "GIF87a", "image/gif"),
	M(0, "GIF89a", "image/gif"), M(0, "BM", "image/bmp"),
	M(0, "II*\0", "image/tiff"), M(0, "MM\0*", "image/tiff"),
	M(8, "WEBP", "image/webp"), M(8, "WAVE", "audio/wav"), M(8, "AVI ", "video/x-msvideo"),
	M(4, "ftypM4A", "audio/mp4"), M(4, "ftypqt", "video/quicktime"), M(4, "ftyp", "video/mp4"),
	M(0, "ID3", "audio/mpeg"), M(0, "\xff\xfb", "audio/mpeg"), M(0, "\xff\xf3", "audio/mpeg"),
	M(0, "OggS", "application/ogg"), M(0, "fLaC", "audio/flac"),
	M(0, "\x1a\x45\xdf\xa3", "video/webm"), M(0, "FLV", "video/x-flv"),
	M(0, "CDF\x01", "application/x-netcdf"), M(0, "CDF\x02", "application/x-netcdf"),
	M(0, "\x89HDF\r\n\x1a\n", "application/x-hdf5"), M(0, "BUFR", "application/x-bufr"),
	M(0, "{\\rtf", "application/rtf"), M(0, "\x1f\x8b", "application/gzip"),
	M(0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
	M(0, "Rar!\x1a\x07", "application/vnd.rar"), M(0, "\x28\xb5\x2f\xfd", "application/zstd"),
};
/* Programs: what a person would start by opening it. */
static const struct magic programs[] = {
	M(0, "MZ", NULL), M(0, "\x7f""ELF", NULL), M(0, "#!", NULL),
	M(0, "\xfe\xed\xfa\xce", NULL), M(0, "\xfe\xed\xfa\xcf", NULL),
	M(0, "\xcf\xfa\xed\xfe", NULL), M(0, "\xca\xfe\xba\xbe", NULL),
};

struct ending { const char *end, *media; };
static const struct ending zips[] = {
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
	{ "ofd", "application/ofd" }, { "odt", "application/vnd.oasis.opendocument.text" },
	{ "ods", "application/vnd.oasis.opendocument.spreadsheet" }, { NULL, "application/zip" },
};
static const struct ending compounds[] = {
	{ "doc", "application/msword" }, { "xls", "application/vnd.ms-excel" },
	{ "ppt", "application/vnd.ms-powerpoint" }, { "wps", "application/vnd.ms-works" },
	{ "et", "application/vnd.ms-excel" }, { NULL, "application/x-ole-storage" },
};
static const struct ending texts[] = {
	{ "csv", "text/csv" }, { "json", "application/json" }, { "geojson", "application/geo+json" },
	{ "xml", "application/xml" }, { "html", "text/html" }, { "htm", "text/html" },
	{ "svg", "image/svg+xml" }, { "md", "text/markdown" }, { NULL, "text/plain" },
};

static bool starts(const struct magic *m, const uint8_t *p, size_t n)
{
	return n >= m->at + m->n && memcmp(p + m->at, m->bytes, m->n) == 0;
}

static const char *by_ending(const struct ending *list, const char *name)
{
	const char *dot = strrchr(name, '.');
	for (; list->end; list++)
		if (dot && strcasecmp(dot + 1, list->end) == 0)
			break;
	return list->media;
}

/* Without NUL and other controls; the last character may be cut. */
static bool is_text(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < 32 && !memchr("\t\r\n\f", p[i], 4))
			return false;
	return n > 0;
}

const char *content_media(const uint8_t *head, size_t n, const char *name)
{
	static const struct magic zip = M(0, "PK\x03\x04", NULL);
	static const struct magic ole = M(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NULL);
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++)
		if (starts(&programs[i], head, n))
			return NULL;
	if (starts(&zip, head, n))
		return by_ending(zips, name);
	if (starts(&ole, head, n))
		return by_ending(compounds, name);
	for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
		if (starts(&magics[i], head, n))
			return magics[i].media;
	return is_text(head, n) ? by_ending(texts, name) : "application/octet-stream";
}

const char *content_sent_as(const char *media)
{
	static const char *const active[] = { "text/html", "image/svg+xml", "application/xml", NULL };
	for (int i = 0; active[i]; i++)
		if (strcmp(active[i], media) == 0)
			return "application/octet-stream";
	return media;
}

/* Controls, and what makes a name read otherwise than it is (U+202A-202E, 2066-2069). */
static bool dropped(const uint8_t *p)
{
	return *p < 32 || *p == 127 || (p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f) ||
	       (p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) ||
	       (p[0] == 0xe2 && p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
}

const char *content_name(struct ctx *cx, const char *name)
{
	const char *last = name ? name : "";
	for (const char *p = last; *p; p++)
		if (*p == '/' || *p == '\\')
			last = p + 1;
	char *clean = ctx_alloc(cx, strlen(last) + 1), *to = clean;
	if (!utf8_valid(last, strlen(last)))
		return NULL;
	for (const uint8_t *p = (const uint8_t *)last; *p;) {
		size_t n = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
		if (!dropped(p)) {
			memcpy(to, p, n);
			to += n;
		}
		p += n;
	}
	*to = 0;
	bool dots = clean[strspn(clean, ". ")] == 0;
	return dots || (size_t)(to - clean) > CONTENT_NAME_MOST ? NULL : clean;
}

const char *content_disposition(struct ctx *cx, const char *name)
{
	AUTO_BUF b = buf_make(4096);
	buf_text(&b, "attachment; filename=\"");
	for (const char *p = name; *p; p++)
		buf_byte(&b, *p < 32 || *p > 126 || strchr("\"\\%;", *p) ? '_' : *p);
	buf_text(&b, "\"; filename*=UTF-8''");
	html_url_part(&b, name);
	return buf_ok(&b) ? ctx_text(cx, buf_cstr(&b)) : "attachment";
}

bool content_form(const char *form)
{
	return form && *form && strcmp(form, "table") != 0 && strcmp(form, "api") != 0;
}
