/* check.c - the checks of an entry, one small function each. */
#include "catalogue/check.h"
#include "catalogue/form.h"
#include "core/facts.h"
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
		if (holds(vague, it->name))
			doubt_add(cx, d, field, SAY_WARN_ITEM_NAME(it->name));
	}
	if (r->nitems && !key)
		doubt_add(cx, d, "items", SAY_WARN_SECOND_KEYS());
}

/* The pack says how widely data of a grade may go at most. A grade lifts no bar
 * of the law; it makes the steward look twice. */
static void grade_doubt(struct ctx *cx, const struct pack *p, const char *field, int grade,
			enum access type, struct doubts *d)
{
	const struct grade_text *g = p ? pack_grade(p, grade) : NULL;
	enum access widest = ACCESS_UNSET;
	if (!g || !type)
		return;
	bool share = field[0] == 's';
	if (access_read(share ? g->share : g->open, &widest) && type < widest)
		doubt_add(cx, d, field, SAY_WARN_GRADE_HIGH(access_word(type), grade));
}

static void grade_doubts(struct ctx *cx, const struct pack *p, const struct resource *r,
			 struct doubts *d)
{
	int grade = r->grade;
	for (size_t i = 0; i < r->nitems; i++)
		if (r->items[i].grade > grade && item_open(r, &r->items[i]) != ACCESS_NONE)
			grade = r->items[i].grade;
	grade_doubt(cx, p, "share_type", r->grade, r->share_type, d);
	grade_doubt(cx, p, "open_type", grade, r->open_type, d);
}

/* Class 1 to 3, category of two digits, sub-category of three, then freely. */
static bool category_good(const char *code)
{
	size_t digits = 0;
	for (const char *p = code; *p; p++) {
		if (*p >= '0' && *p <= '9')
			digits++;
		else if (*p != '/' && *p != '-' && *p != '.')
			return false;
	}
	return digits >= 6 && code[0] >= '1' && code[0] <= '3';
}

void entry_doubts(struct ctx *cx, const struct pack *p, const struct resource *r,
		  struct doubts *d)
{
	size_t n = r->title ? strlen(r->title) : 0;
	if (n >= 6 && strcmp(r->title + n - 6, "系统") == 0)
		doubt_add(cx, d, "title", SAY_WARN_TITLE_SYSTEM());
	if (r->category && !category_good(r->category))
		doubt_add(cx, d, "category", SAY_CATEGORY_BAD(r->category));
	if (r->theme && !theme_find(r->theme))
		doubt_add(cx, d, "theme", SAY_THEME_UNKNOWN(r->theme));
	form_doubts(cx, r, d);
	item_doubts(cx, r, d);
	grade_doubts(cx, p, r, d);
}
