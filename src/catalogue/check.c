/* check.c - the checks of an entry, one small function each. */
#include "catalogue/check.h"
#include "catalogue/form.h"
#include "core/facts.h"
#include "core/grade.h"
#include "core/pack.h"
#include <string.h>

void doubt_add(struct ctx *cx, struct doubts *d, const char *field, struct said said)
{
	if (d->n == d->room) {
		size_t room = d->room ? d->room * 2 : 8;
		struct doubt *wider = ctx_array(cx, struct doubt, room);
		if (d->n)
			memcpy(wider, d->list, d->n * sizeof *wider);
		d->list = wider;
		d->room = room;
	}
	d->list[d->n++] = (struct doubt){ field, said };
}

static bool is(const char *word, const char *other)
{
	return word && strcmp(word, other) == 0;
}

/* --- what is wrong ----------------------------------------------------- */
static enum err wrong(struct ctx *cx, size_t i, const char *member, struct said said)
{
	enum err e = fail(cx, ERR_INVALID, said);
	return fail_field(cx, e, ctx_print(cx, "items[%zu].%s", i, member));
}

static enum err item_check(struct ctx *cx, struct item *it, size_t i)
{
	enum fact_kind kind;
	if (!item_code_good(it->code))
		return wrong(cx, i, "code", SAY_ITEM_CODE_BAD(it->code));
	if (it->mask && !item_mask_known(it->mask))
		return wrong(cx, i, "mask", SAY_ITEM_MASK_UNKNOWN(it->mask));
	if (is(it->mask, "id_number") && !it->format)
		it->format = "resident_id";
	if (is(it->mask, "id_number") && !is(it->format, "resident_id"))
		return wrong(cx, i, "format", SAY_ITEM_MASK_FORMAT());
	if (it->format && !fact_kind_read(it->format, &kind))
		return wrong(cx, i, "format", SAY_ITEM_FORMAT_UNKNOWN(it->format));
	if (it->format && it->type != ITEM_STRING && it->type != ITEM_TEXT)
		return wrong(cx, i, "format", SAY_ITEM_FORMAT_TYPE(it->format));
	struct shape shape = item_shape(it);
	const char *why = shape_check(&shape);
	return why ? wrong(cx, i, why, SAY_ITEM_SHAPE_BAD(it->code, why)) : OK;
}

enum err items_check(struct ctx *cx, struct item *items, size_t n)
{
	if (n > ITEM_MAX)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_ITEMS_TOO_MANY(ITEM_MAX)), "items");
	for (size_t i = 0; i < n; i++) {
		TRY(item_check(cx, &items[i], i));
		if (item_by_code(items, i, items[i].code))
			return wrong(cx, i, "code", SAY_ITEM_CODE_TWICE(items[i].code));
	}
	return OK;
}

/* --- what is doubtful -------------------------------------------------- */
/* Words in an item's name or code that mostly mean a person (GB/T 35273). */
static const char *const personal[] = {
	"身份证", "证件号", "手机", "联系电话", "联系方式", "姓名", "住址", "家庭地址",
	"银行卡", "银行账号", "护照", "病历", "指纹", "人脸", "出生日期",
	"id_card", "id_no", "idcard", "mobile", "phone", "passport", "bank_card", NULL,
};
static const char *const vague[] = {
	"字段", "备用", "预留", "测试", "未命名", "column", "field", "temp", "tmp", NULL,
};

static bool holds(const char *const *words, const char *text)
{
	for (; *words; words++)
		if (strstr(text, *words))
			return true;
	return false;
}

/* A number of a person by its format, and nothing keeps it from going out as it is. */
static bool plainly_personal(const struct resource *r, const struct item *it)
{
	static const char *const formats[] = { "resident_id", "mobile", "bank_card", "passport",
					       "travel_permit", "foreign_id", NULL };
	bool of_person = false;
	for (const char *const *f = formats; it->format && *f; f++)
		of_person |= strcmp(*f, it->format) == 0;
	return of_person && !it->mask && (item_share(r, it) == ACCESS_UNCONDITIONAL ||
					  item_open(r, it) == ACCESS_UNCONDITIONAL);
}

static void item_doubts(struct ctx *cx, const struct resource *r, struct doubts *d)
{
	bool key = false;
	for (size_t i = 0; i < r->nitems; i++) {
		const struct item *it = &r->items[i];
		const char *field = ctx_print(cx, "items[%zu].name", i);
		key |= it->key;
		if ((holds(personal, it->name) || holds(personal, it->code)) && !it->mask &&
		    !it->format)
			doubt_add(cx, d, field, SAY_WARN_ITEM_PERSONAL(it->name));
		else if (plainly_personal(r, it))
			doubt_add(cx, d, field, SAY_WARN_ITEM_PLAIN(it->name));
		if (holds(vague, it->name))
			doubt_add(cx, d, field, SAY_WARN_ITEM_NAME(it->name));
	}
	if (r->nitems && !key)
		doubt_add(cx, d, "items", SAY_WARN_SECOND_KEYS());
}

/* --- what a grade doesn't permit ------------------------------------------ */
/* The first item, or the entry itself if it has none, that is to be shared or opened
 * more widely than the grade table lets it be; `own_grade`: by a grade of the item's own. */
struct too_wide { const char *field, *what; const struct grade_text *grade; };

static bool too_wide(struct ctx *cx, const struct pack *p, const struct resource *r,
		     enum dimension d, bool own_grade, struct too_wide *ret)
{
	bool share = d == DIMENSION_SHARE;
	const char *field = share ? "share_type" : "open_type";
	for (size_t i = 0; i < r->nitems || (!i && !r->nitems); i++) {
		const struct item *it = r->nitems ? &r->items[i] : NULL;
		const struct grade_text *g = grade_of(p, own_grade ? 0 : r->grade, it);
		enum access own = !it ? ACCESS_UNSET : share ? it->share_type : it->open_type;
		enum access all = share ? r->share_type : r->open_type;
		enum access type = own > all ? own : all;
		if (share ? grade_may_share(g, type) : grade_may_open(g, type))
			continue;
		*ret = (struct too_wide){ field, it ? it->name : r->title, g };
		if (own)
			ret->field = ctx_print(cx, "items[%zu].%s", i, field);
		return true;
	}
	return false;
}

/* The grade's name, and the widest that it permits: "敏感，最宽不予开放". */
static struct words permits_words(struct ctx *cx, const struct too_wide *w, enum dimension d)
{
	static const struct words words[][ACCESS_MAX_] = {
		[DIMENSION_SHARE] = { [ACCESS_CONDITIONAL] = { "有条件共享", "shared on conditions" },
				      [ACCESS_NONE] = { "不予共享", "not shared" } },
		[DIMENSION_OPEN] = { [ACCESS_CONDITIONAL] = { "有条件开放", "opened on conditions" },
				     [ACCESS_NONE] = { "不予开放", "not opened" } },
	};
	enum access most = ACCESS_NONE;
	(void)access_read(d == DIMENSION_SHARE ? w->grade->share : w->grade->open, &most);
	return (struct words){
		ctx_print(cx, "%s，最宽%s", w->grade->words.zh, words[d][most].zh),
		ctx_print(cx, "%s, at most %s", w->grade->words.en, words[d][most].en) };
}

static void grade_doubts(struct ctx *cx, const struct pack *p, const struct resource *r,
			 struct doubts *d)
{
	for (enum dimension k = DIMENSION_SHARE; k <= DIMENSION_OPEN; k++) {
		struct too_wide w;
		if (!too_wide(cx, p, r, k, false, &w))
			continue;
		struct words g = permits_words(cx, &w, k);
		doubt_add(cx, d, w.field, SAY_WARN_GRADE_HIGH(w.what, w.grade->grade, g.zh, g.en));
	}
}

enum err grade_permits(struct ctx *cx, const struct pack *p, const struct resource *r,
		       enum dimension d)
{
	struct too_wide w;
	if (!too_wide(cx, p, r, d, true, &w))
		return OK;
	struct words g = permits_words(cx, &w, d);
	enum err e = fail(cx, ERR_INCOMPLETE,
			  SAY_GRADE_TOO_WIDE(w.what, w.grade->grade, g.zh, g.en));
	return fail_article(cx, fail_field(cx, e, w.field), "38");
}

void grade_derive(struct ctx *cx, struct resource *r, struct doubts *d)
{
	int highest = grade_highest(r->items, r->nitems);
	bool all = r->nitems > 0;
	for (size_t i = 0; i < r->nitems; i++)
		all = all && r->items[i].grade;
	if (r->grade >= highest || (!r->grade && !all))
		return;
	for (size_t i = 0; r->grade && r->grade < highest && i < r->nitems; i++) {
		if (r->items[i].grade != highest)
			continue;
		doubt_add(cx, d, "grade", SAY_WARN_GRADE_RAISED(r->items[i].name, highest));
		break;
	}
	r->grade = highest;
}

static bool about_persons(const struct resource *r)
{
	for (size_t i = 0; i < r->nitems; i++)
		if (r->items[i].format && strcmp(r->items[i].format, "resident_id") == 0)
			return true;
	return false;
}

int grade_of_crowd(const struct pack *p, const struct resource *r, int64_t rows)
{
	int grade = r->grade;
	return p->crowd && rows >= p->crowd && about_persons(r) && grade &&
	       grade == grade_highest(r->items, r->nitems) && pack_grade(p, grade + 1) ? grade + 1 : 0;
}

void crowd_doubt(struct ctx *cx, const struct pack *p, const struct resource *r, int64_t rows,
		 struct doubts *d)
{
	int lifted = grade_of_crowd(p, r, rows);
	if (lifted)
		doubt_add(cx, d, "grade", SAY_WARN_GRADE_CROWD(rows, p->crowd, lifted));
}

/* Class 1 to 3, category of two digits, then sub-category and below as the city has
 * them. Whether the tree knows the place is asked of the store (input.c). */
static bool category_good(const char *code)
{
	size_t digits = 0;
	for (const char *p = code; *p; p++) {
		if (*p >= '0' && *p <= '9')
			digits++;
		else if (*p != '/' && *p != '-' && *p != '.')
			return false;
	}
	return digits >= 3 && code[0] >= '1' && code[0] <= '3';
}

/* --- as one of its form ----------------------------------------------- */
static bool says(const struct resource *r, const char *field)
{
	const char *text = NULL;
	if (strcmp(field, "items") == 0)
		return r->nitems > 0;
	if (strcmp(field, "keywords") == 0)
		return r->nkeywords > 0;
	if (strcmp(field, "format") == 0)
		text = r->format;
	else if (strcmp(field, "source_system") == 0)
		text = r->source_system;
	else if (strcmp(field, "duty") == 0)
		text = r->duty;
	else if (strcmp(field, "region") == 0)
		text = r->region;
	return text && *text;
}

/* One sentence a field, so that each reads as one. */
static void doubt_wants(struct ctx *cx, struct doubts *d, const char *field)
{
	if (strcmp(field, "format") == 0)
		doubt_add(cx, d, field, SAY_WARN_WANTS_FORMAT());
	else if (strcmp(field, "keywords") == 0)
		doubt_add(cx, d, field, SAY_WARN_WANTS_KEYWORDS());
	else if (strcmp(field, "source_system") == 0)
		doubt_add(cx, d, field, SAY_WARN_WANTS_SOURCE());
	else if (strcmp(field, "items") == 0)
		doubt_add(cx, d, field, SAY_WARN_WANTS_ITEMS());
	else if (strcmp(field, "region") == 0)
		doubt_add(cx, d, field, SAY_WARN_WANTS_REGION());
	else if (strcmp(field, "duty") == 0)
		doubt_add(cx, d, field, SAY_WARN_WANTS_DUTY());
}

static void form_doubts(struct ctx *cx, const struct resource *r, struct doubts *d)
{
	const struct form *f = form_named(r->form);
	const char *stranger = format_stranger(cx, f, r->format);
	if (stranger)
		doubt_add(cx, d, "format", SAY_WARN_FORMAT_CLASS(stranger));
	for (const char *p = f ? f->wants : ""; *p; p += *p == ' ') {
		size_t n = strcspn(p, " ");
		const char *field = ctx_textn(cx, p, n);
		if (!says(r, field))
			doubt_wants(cx, d, field);
		p += n;
	}
}

void entry_doubts(struct ctx *cx, const struct pack *p, const struct resource *r,
		  struct doubts *d)
{
	size_t n = r->title ? strlen(r->title) : 0;
	if (n >= 6 && strcmp(r->title + n - 6, "系统") == 0)
		doubt_add(cx, d, "title", SAY_WARN_TITLE_SYSTEM());
	const char *places[CATEGORIES_MOST];
	size_t nplaces = resource_categories(cx, r, places);
	for (size_t i = 0; i < nplaces; i++)
		if (!category_good(places[i]))
			doubt_add(cx, d, "category", SAY_CATEGORY_BAD(places[i]));
	form_doubts(cx, r, d);
	item_doubts(cx, r, d);
	grade_doubts(cx, p, r, d);
}
