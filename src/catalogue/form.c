/* form.c - see form.h. One table of forms, one of formats. */
#include "catalogue/form.h"
#include <string.h>

#define K(class) (1 << CLASS_##class)

/* clang-format off */
static const struct form forms[] = {
/* word           formats of                                  must say          is asked for */
{ "table",        K(DATABASE) | K(SHEET),                     "items",          "format" },
{ "document",     K(DOCUMENT),                                "format",         "keywords" },
{ "spreadsheet",  K(SHEET),                                   "format items",   "keywords" },
{ "chart",        K(GRAPHIC) | K(SHEET) | K(DOCUMENT),        "format",         "source_system" },
{ "image",        K(GRAPHIC),                                 "",               "format keywords" },
{ "audio",        K(STREAM),                                  "",               "format keywords" },
{ "video",        K(STREAM),                                  "",               "format keywords" },
{ "spatial",      K(GRAPHIC) | K(SELF) | K(DATABASE),         "",               "format items region" },
{ "e-licence",    K(DOCUMENT) | K(GRAPHIC) | K(SELF),         "",               "format items duty" },
{ "e-archive",    K(DOCUMENT) | K(GRAPHIC) | K(STREAM),       "",               "format duty" },
{ "api",          K(SERVICE),                                 "",             "format items source_system" },
{ "file",         0xfe,                                       "",               "format" },
};

static const struct { enum format_class class; const char *words; } formats[] = {
{ CLASS_DOCUMENT, " ofd wps doc docx rtf txt html htm pdf ppt pptx odt xml md 文档 文件 " },
{ CLASS_SHEET,    " et xls xlsx csv tsv ods 电子表格 " },
{ CLASS_DATABASE, " dm kingbase kingbasees gbase oscar access mdb dbf dbase sybase oracle "
		  "sqlserver db2 mysql mariadb postgresql opengauss sqlite 数据库 数据库表 库表 " },
{ CLASS_GRAPHIC,  " jpg jpeg gif bmp png tif tiff svg webp shp dwg dxf geotiff 图片 图像 " },
{ CLASS_STREAM,   " swf rm rmvb mpg mpeg mp3 mp4 wav wma flac aac m4a ogg avi mov mkv wmv "
		  "webm 音频 视频 " },
{ CLASS_SELF,     " geojson gpkg kml kmz gml netcdf nc hdf hdf5 grib bufr json jsonl ndjson rdf las " },
{ CLASS_SERVICE,  " rest restful soap webservice http https api wms wfs wmts odata graphql 接口 服务接口 " },
};
/* clang-format on */

const struct form *form_named(const char *word)
{
	for (size_t i = 0; word && i < sizeof forms / sizeof forms[0]; i++)
		if (strcmp(forms[i].word, word) == 0)
			return &forms[i];
	return NULL;
}

/* Is the word among words set apart by blanks? */
static bool among(const char *words, const char *word, size_t n)
{
	for (const char *p = words; (p = strstr(p, word)) != NULL; p++)
		if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
			return true;
	return false;
}

bool form_owes(const struct form *f, const char *field)
{
	return f && among(f->owes, field, strlen(field));
}

enum format_class format_class_of(const char *format, size_t n)
{
	char word[32];
	while (n && (*format == '.' || *format == ' '))
		format++, n--;
	while (n && format[n - 1] == ' ')
		n--;
	if (!n || n >= sizeof word)
		return CLASS_UNKNOWN;
	for (size_t i = 0; i < n; i++)
		word[i] = (char)(format[i] >= 'A' && format[i] <= 'Z' ? format[i] | 32 : format[i]);
	word[n] = 0;
	if (strchr(word, ' '))
		return CLASS_UNKNOWN;
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (among(formats[i].words, word, n))
			return formats[i].class;
	return CLASS_UNKNOWN;
}

/* The length of the name at `p`: names stand apart by , ; / | or their full-width
 * likes. *ret_gap is what follows it. */
static size_t name_at(const char *p, size_t *ret_gap)
{
	static const char *const gaps[] = { ",", ";", "/", "|", "、", "，", "；" };
	for (size_t n = 0;; n++) {
		*ret_gap = 0;
		if (!p[n])
			return n;
		for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
			size_t gap = strlen(gaps[i]);
			if (strncmp(p + n, gaps[i], gap) == 0) {
				*ret_gap = gap;
				return n;
			}
		}
	}
}

const char *format_stranger(struct ctx *cx, const struct form *f, const char *names)
{
	size_t gap;
	for (const char *p = names; f && p && *p; p += gap) {
		size_t n = name_at(p, &gap);
		enum format_class c = format_class_of(p, n);
		if (c != CLASS_UNKNOWN && !(f->classes >> c & 1))
			return ctx_textn(cx, p, n);
		p += n;
	}
	return NULL;
}
