/* national.c - which of our facts is which field of the national guide. */
#include "dcat/national.h"
#include "dcat/graph.h"
#include <string.h>

struct field { const char *key, *name, *code, *text; };
#define FIELDS (24 + CATEGORIES_MOST)
struct fields { struct field at[FIELDS]; size_t n; };

struct word { const char *ours, *code, *text; };
static const struct word classes[] = {
	{ "table", "3", "数据库" }, { "file", "1", "电子文件" }, { "api", "7", "服务接口" },
	{ "image", "4", "图形图像" }, { "spatial", "4", "图形图像" },
	{ "audio", "5", "流媒体" }, { "video", "5", "流媒体" },
	{ "e-licence", "1", "电子文件" }, { "e-archive", "1", "电子文件" },
	{ NULL, NULL, NULL },
};
static const struct word shared[] = {
	{ "unconditional", "1", "无条件共享" }, { "conditional", "2", "有条件共享" },
	{ "none", "3", "不予共享" }, { NULL, NULL, NULL },
};
/* The guide numbers six of them. */
static const struct word cycles[] = {
	{ "realtime", "1", "实时" }, { "daily", "2", "每日" }, { "weekly", "3", "每周" },
	{ "monthly", "4", "每月" }, { "quarterly", "5", "每季度" }, { "yearly", "6", "每年" },
	{ "half_yearly", NULL, "每半年" }, { "irregular", NULL, "不定期" },
	{ "never", NULL, "不更新" }, { NULL, NULL, NULL },
};

static const struct word *word_find(const struct word *w, const char *ours)
{
	for (; ours && w->ours; w++)
		if (strcmp(w->ours, ours) == 0)
			return w;
	return NULL;
}

static void add(struct fields *f, const char *key, const char *name, const char *code,
		const char *text)
{
	if (text && *text)
		f->at[f->n++] = (struct field){ key, name, code, text };
}

static void add_word(struct fields *f, const char *key, const char *name, const struct word *w,
		     const char *ours)
{
	const struct word *found = word_find(w, ours);
	if (found)
		add(f, key, name, found->code, found->text);
}

/* Conditions, reason and basis in one text, as the guide has one field for them. */
static const char *why(struct ctx *cx, const char *conditions, const char *reason,
		       const struct basis *b)
{
	const char *const parts[] = { conditions, reason, b->law, b->article };
	const char *all = "";
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (parts[i] && *parts[i])
			all = ctx_print(cx, "%s%s%s", all, *all ? i == 3 ? " " : "；" : "", parts[i]);
	return all;
}

/* 类项目细目, once for each tree it hangs in (the guide: 1..n); without a category what
 * is before the slash of the whole code. */
#define CLASS_KEY "class_code"
static void add_classes(struct ctx *cx, struct fields *f, const struct resource *r)
{
	const char *list[CATEGORIES_MOST];
	size_t n = resource_categories(cx, r, list);
	if (!n && r->national_code)
		list[n++] = ctx_textn(cx, r->national_code, strcspn(r->national_code, "/"));
	for (size_t i = 0; i < n; i++)
		add(f, CLASS_KEY, "信息资源分类", NULL, list[i]);
}

static void add_sharing(struct ctx *cx, struct fields *f, const struct resource *r)
{
	bool file = r->form && strcmp(r->form, "table") != 0 && strcmp(r->form, "api") != 0;
	add_word(f, "share_type", "共享类型", shared, access_word(r->share_type));
	if (r->share_type != ACCESS_UNCONDITIONAL)
		add(f, "share_condition", "共享条件", NULL,
		    why(cx, r->share_conditions, r->share_reason, &r->share_basis));
	if (r->share_type == ACCESS_NONE)
		return;
	add(f, "share_channel", "共享渠道", "1", "共享平台方式");
	add(f, "share_method", "共享方式", NULL, file ? "文件" : "接口");
}

static void fields_of(struct ctx *cx, const struct national *n, struct fields *f)
{
	char day[DAY_TEXT];
	const struct resource *r = n->r;
	bool open = r->open_type != ACCESS_NONE;
	add_classes(cx, f, r);
	add(f, "title", "信息资源名称", NULL, r->title);
	add(f, "resource_code", "信息资源代码", NULL, r->national_code ? r->national_code : r->code);
	add(f, "provider_name", "信息资源提供方", NULL, n->provider);
	add(f, "provider_code", "信息资源提供方代码", NULL, n->provider_code);
	add(f, "abstract", "信息资源摘要", NULL, r->abstract);
	add_word(f, "format_class", "信息资源格式分类", classes, r->form);
	add(f, "format_type", "信息资源格式类型", NULL, r->format);
	add_sharing(cx, f, r);
	add(f, "is_open", "是否向社会开放", open ? "1" : "0", open ? "是" : "否");
	if (r->open_type != ACCESS_UNCONDITIONAL)
		add(f, "open_condition", "开放条件", NULL,
		    why(cx, r->open_conditions, r->open_reason, &r->open_basis));
	add_word(f, "update_cycle", "更新周期", cycles, r->update_cycle);
	add(f, "publish_date", "发布日期", NULL,
	    ctx_text(cx, day_text(day_at(r->published_at.n ? r->published_at : r->changed_at), day)));
}

static struct word type_of(enum item_type t)
{
	switch (t) {
	case ITEM_INTEGER: return (struct word){ NULL, "I", "整型" };
	case ITEM_DECIMAL: return (struct word){ NULL, "N", "数值型" };
	case ITEM_DATE: return (struct word){ NULL, "D", "日期型" };
	case ITEM_DATETIME: return (struct word){ NULL, "T", "日期时间型" };
	case ITEM_BOOLEAN: return (struct word){ NULL, "L", "逻辑型" };
	case ITEM_TEXT: return (struct word){ NULL, "M", "备注型" };
	case ITEM_GEOMETRY: return (struct word){ NULL, "G", "通用型" };
	case ITEM_STRING: case ITEM_UNSET_: case ITEM_MAX_: break;
	}
	return (struct word){ NULL, "C", "字符型" };
}

/* --- JSON ------------------------------------------------------------------------- */
static void coded_json(struct jout *j, const char *key, const char *code, const char *text)
{
	jout_key(j, key);
	jout_open(j);
	jout_key_text(j, "code", code);
	jout_key_text(j, "label", text);
	jout_close(j);
}

static bool has_code(const char *key)
{
	static const char *const keys[] = { "format_class", "share_type", "share_channel",
					    "is_open", "update_cycle" };
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

/* The classes come first; JSON has them in one list. Returns how many. */
static size_t classes_json(struct jout *j, const struct fields *f)
{
	size_t n = 0;
	jout_key(j, CLASS_KEY);
	jout_list(j);
	for (; n < f->n && strcmp(f->at[n].key, CLASS_KEY) == 0; n++)
		jout_text(j, f->at[n].text);
	jout_end_list(j);
	return n;
}

void national_json(struct ctx *cx, struct jout *j, const struct national *n)
{
	struct fields f = { .n = 0 };
	fields_of(cx, n, &f);
	jout_open(j);
	for (size_t i = classes_json(j, &f); i < f.n; i++) {
		if (has_code(f.at[i].key))
			coded_json(j, f.at[i].key, f.at[i].code, f.at[i].text);
		else
			jout_key_text(j, f.at[i].key, f.at[i].text);
	}
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < n->r->nitems; i++) {
		struct word t = type_of(n->r->items[i].type);
		jout_open(j);
		jout_key_text(j, "name", n->r->items[i].name);
		jout_key_text(j, "code", n->r->items[i].code);
		coded_json(j, "type", t.code, t.text);
		if (n->r->items[i].length)
			jout_key_int(j, "length", n->r->items[i].length);
		jout_close(j);
	}
	jout_end_list(j);
	jout_close(j);
}

/* --- XML --------------------------------------------------------------------------- */
static void element(struct buf *b, const char *tag, const char *name, const char *code,
		    const char *text)
{
	buf_print(b, "<%s", tag);
	if (name)
		buf_print(b, " name=\"%s\"", name);
	if (code)
		buf_print(b, " code=\"%s\"", code);
	buf_byte(b, '>');
	xml_text(b, text);
	buf_print(b, "</%s>", tag);
}

void national_xml(struct ctx *cx, struct buf *b, const struct national *n)
{
	struct fields f = { .n = 0 };
	fields_of(cx, n, &f);
	buf_text(b, "<resource>");
	for (size_t i = 0; i < f.n; i++)
		element(b, f.at[i].key, f.at[i].name, f.at[i].code, f.at[i].text);
	buf_text(b, "<items name=\"信息项信息\">");
	for (size_t i = 0; i < n->r->nitems; i++) {
		struct word t = type_of(n->r->items[i].type);
		buf_text(b, "<item>");
		element(b, "name", NULL, NULL, n->r->items[i].name);
		element(b, "code", NULL, NULL, n->r->items[i].code);
		element(b, "type", NULL, t.code, t.text);
		if (n->r->items[i].length)
			buf_print(b, "<length>%d</length>", n->r->items[i].length);
		buf_text(b, "</item>");
	}
	buf_text(b, "</items></resource>\n");
}
