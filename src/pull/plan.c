/* plan.c - when a source is due, and which column each item is taken from. Pure. */
#include "core/guess_name.h"
#include "pull/pull.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MINUTE_MS 60000
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * (int64_t)HOUR_MS)
#define ZONE_MS   (8 * (int64_t)HOUR_MS)        /* UTC+8 */

static const char *const words[] = {
#define X(id, word) word,
	PULL_EVERY_TABLE(X)
#undef X
};

const char *pull_every_word(enum pull_every e)
{
	return words[e];
}

bool pull_every_read(const char *word, enum pull_every *ret)
{
	for (int i = 0; i < PULL_EVERY_MAX_; i++) {
		if (strcmp(words[i], word) == 0) {
			*ret = (enum pull_every)i;
			return true;
		}
	}
	return false;
}

static bool falls_on(enum pull_every every, day_t d)
{
	char text[DAY_TEXT];
	if (every == PULL_WEEK)
		return ((d.n + 3) % 7 + 7) % 7 == 0;            /* 1970-01-01 was a Thursday */
	return every != PULL_MONTH || strcmp(day_text(d, text) + 8, "01") == 0;
}

ms_t pull_next(enum pull_every every, int minute, ms_t after)
{
	if (every == PULL_NEVER)
		return (ms_t){ 0 };
	if (every == PULL_HOUR) {
		int64_t at = after.n - after.n % HOUR_MS + minute % 60 * MINUTE_MS;
		return (ms_t){ at > after.n ? at : at + HOUR_MS };
	}
	for (day_t d = day_at(after);; d.n++) {
		int64_t at = d.n * DAY_MS - ZONE_MS + minute * MINUTE_MS;
		if (at > after.n && falls_on(every, d))
			return (ms_t){ at };
	}
}

int pull_minute(const char *text)
{
	for (int i = 0; i < 5; i++)
		if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
			return -1;
	int h = (text[0] - '0') * 10 + text[1] - '0', m = (text[3] - '0') * 10 + text[4] - '0';
	return text[5] || h > 23 || m > 59 ? -1 : h * 60 + m;
}

int64_t pull_wait_ms(int64_t times)
{
	return INT64_C(1000) << (times < 0 ? 0 : times > 8 ? 8 : times);
}

static bool ordered(enum item_type t)
{
	return t == ITEM_INTEGER || t == ITEM_DECIMAL || t == ITEM_DATE || t == ITEM_DATETIME ||
	       t == ITEM_STRING;
}

enum pull_fault pull_check(const struct item *items, size_t n, enum load_mode mode,
			   const char *since_item)
{
	bool keyed = false;
	for (size_t i = 0; i < n; i++)
		keyed |= items[i].key;
	if (mode == LOAD_UPSERT && !keyed)
		return PULL_NO_KEY;
	if (!since_item)
		return PULL_FINE;
	const struct item *it = item_by_code(items, n, since_item);
	if (!it)
		return PULL_NO_SUCH_ITEM;
	if (mode != LOAD_UPSERT)
		return PULL_WANTS_UPSERT;
	return ordered(it->type) ? PULL_FINE : PULL_NOT_ORDERED;
}

/* The column whose proposed code, name or title is the item's. */
static size_t column_of(struct ctx *cx, const struct item *it, const struct guess_item *proposed,
			const struct database_column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(proposed[i].item.code, it->code) == 0 ||
		    strcasecmp(columns[i].name, it->code) == 0)
			return i;
	for (size_t i = 0; i < n; i++)
		if (it->name && (strcmp(columns[i].name, it->name) == 0 ||
				 strcmp(database_title(cx, &columns[i]), it->name) == 0))
			return i;
	return n;
}

const struct item *pull_match(struct ctx *cx, const struct item *items, size_t n,
			      const struct database_column *columns, size_t ncolumns,
			      size_t *ret)
{
	struct guess_item *proposed = ctx_array(cx, struct guess_item, ncolumns + 1);
	size_t held = 0;
	/* As they were proposed: without the columns that no item holds. */
	struct database_column *able = ctx_array(cx, struct database_column, ncolumns + 1);
	size_t *place = ctx_array(cx, size_t, ncolumns + 1);
	for (size_t i = 0; i < ncolumns; i++) {
		struct item it = { 0 };
		if (!database_item(&columns[i], &it))
			continue;
		proposed[held].item.name = columns[i].name;
		able[held] = columns[i];
		place[held++] = i;
	}
	name_codes(cx, proposed, held, true);
	for (size_t i = 0; i < n; i++) {
		size_t at = column_of(cx, &items[i], proposed, able, held);
		if (at == held)
			return &items[i];
		ret[i] = place[at];
	}
	return NULL;
}
