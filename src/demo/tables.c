/* tables.c - reading city/tables.txt: lines of parts between bars. */
#include "demo/tables.h"
#include <stdlib.h>
#include <string.h>

enum { TABLES_MOST = 100, ITEMS_MOST = 40, TOWNS_MOST = 400, PARTS = 12 };

static const char *const made_words[OF_MAX_] = {
	[OF_PERSON_ID] = "person.id", [OF_PERSON_NAME] = "person.name",
	[OF_PERSON_SEX] = "person.sex", [OF_PERSON_BORN] = "person.born",
	[OF_PERSON_MOBILE] = "person.mobile", [OF_FIRM_NAME] = "firm.name",
	[OF_FIRM_CODE] = "firm.code", [OF_SERIAL] = "serial", [OF_PICK] = "pick",
	[OF_INT] = "int", [OF_DEC] = "dec", [OF_DAY] = "day", [OF_TIME] = "time",
	[OF_DIVISION] = "division", [OF_DIVISION_NAME] = "division.name",
	[OF_ADDRESS] = "address", [OF_ROAD] = "road", [OF_PLACE] = "place",
	[OF_PLATE] = "plate", [OF_CARD] = "card", [OF_PHONE] = "phone", [OF_LON] = "lon",
	[OF_LAT] = "lat", [OF_BOOL] = "bool",
};

/* The parts of a line, trimmed, in the arena; how many. */
static int split(struct ctx *cx, const char *line, size_t n, const char *sep,
		 const char *parts[PARTS])
{
	int k = 0;
	const char *end = line + n;
	while (line <= end && k < PARTS) {
		const char *stop = memchr(line, sep[0], (size_t)(end - line));
		const char *to = stop ? stop : end, *from = line;
		line = to + 1;
		while (from < to && *from == ' ')
			from++;
		while (to > from && to[-1] == ' ')
			to--;
		if (to > from || sep[0] != ' ')
			parts[k++] = ctx_textn(cx, from, (size_t)(to - from));
	}
	return k;
}

static void read_type(struct item *it, const char *word)
{
	static const struct { char c; enum item_type type; } types[] = {
		{ 's', ITEM_STRING }, { 'i', ITEM_INTEGER }, { 'd', ITEM_DECIMAL },
		{ 'D', ITEM_DATE }, { 'T', ITEM_DATETIME }, { 'b', ITEM_BOOLEAN },
		{ 't', ITEM_TEXT },
	};
	char *rest;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (types[i].c == word[0])
			it->type = types[i].type;
	it->length = (int)strtol(word + 1, &rest, 10);
	if (*rest == '.')
		it->precision = (int)strtol(rest + 1, NULL, 10);
	PRE(it->type != ITEM_UNSET_);
}

static void read_flags(struct ctx *cx, struct item *it, const char *words)
{
	const char *flags[PARTS];
	int n = split(cx, words, strlen(words), " ", flags);
	for (int i = 0; i < n; i++) {
		const char *f = flags[i];
		if (strcmp(f, "key") == 0)
			it->key = true;
		else if (strcmp(f, "null") == 0)
			it->nullable = true;
		else if (strncmp(f, "fmt=", 4) == 0)
			it->format = f + 4;
		else if (strncmp(f, "mask=", 5) == 0)
			it->mask = f + 5;
		else if (f[0] == 'g' && f[1])
			it->grade = f[1] - '0';
		else
			PRE(strcmp(f, "-") == 0);
	}
}

static struct made read_made(struct ctx *cx, const char *words)
{
	const char *p[PARTS];
	struct made m = { .of = OF_MAX_ };
	int n = split(cx, words, strlen(words), " ", p);
	for (int i = 0; i < OF_MAX_; i++)
		if (strcmp(made_words[i], p[0]) == 0)
			m.of = (enum made_of)i;
	PRE(m.of != OF_MAX_);
	if (m.of == OF_SERIAL || m.of == OF_PICK || m.of == OF_PLACE) {
		m.words = n > 1 ? p[1] : "";
		m.a = n > 2 ? strtoll(p[2], NULL, 10) : 0;
	} else {
		m.a = n > 1 ? strtoll(p[1], NULL, 10) : 0;
		m.b = n > 2 ? strtoll(p[2], NULL, 10) : 0;
	}
	return m;
}

static enum access access_of(const char *word)
{
	enum access a = ACCESS_UNSET;
	PRE(access_read(word, &a));
	return a;
}

static void read_table(struct ctx *cx, struct city_table *t, const char *const *p, int n)
{
	char *rest;
	PRE(n == 9);
	*t = (struct city_table){
		.key = p[0], .title = p[1], .agency = p[2], .theme = p[3], .cycle = p[4],
		.grade = (int)strtol(p[5], NULL, 10), .share = access_of(p[6]),
		.open = access_of(p[7]), .rows_small = strtoll(p[8], &rest, 10) };
	t->rows_city = strtoll(rest, NULL, 10);
	t->items = ctx_array(cx, struct item, ITEMS_MOST);
	t->made = ctx_array(cx, struct made, ITEMS_MOST);
}

static void read_item(struct ctx *cx, struct city_table *t, const char *const *p, int n)
{
	PRE(n == 6 && t->nitems < ITEMS_MOST);
	struct item *it = &t->items[t->nitems];
	it->code = p[0];
	it->name = p[1];
	it->grade = 1;
	read_type(it, p[2]);
	read_flags(cx, it, p[3]);
	it->description = p[5];
	t->made[t->nitems++] = read_made(cx, p[4]);
}

static void read_line(struct ctx *cx, struct city *c, const char *line, size_t n)
{
	const char *p[PARTS];
	const char *blank = memchr(line, ' ', n);
	PRE(blank != NULL);
	size_t word = (size_t)(blank - line);
	int k = split(cx, blank + 1, n - word - 1, "|", p);
	struct city_table *t = c->ntables ? &c->tables[c->ntables - 1] : NULL;
	if (strncmp(line, "table", word) == 0) {
		PRE(c->ntables < TABLES_MOST);
		t = &c->tables[c->ntables++];
		read_table(cx, t, p, k);
		t->number = 1000 + c->ntables;
	} else if (strncmp(line, "about", word) == 0) {
		PRE(t != NULL);
		t->about = p[0];
	} else if (strncmp(line, "reason", word) == 0) {
		PRE(k == 3);
		t->reason = p[0];
		t->law = p[1];
		t->article = p[2];
	} else {
		PRE(strncmp(line, "item", word) == 0);
		read_item(cx, t, p, k);
	}
}

/* code,name,area_code: town-level divisions. */
static void read_towns(struct ctx *cx, struct city *c, const char *text)
{
	const char *p[PARTS];
	for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
		int n = split(cx, text, (size_t)(end - text), ",", p);
		if (n != 3 || c->ntowns == TOWNS_MOST || p[0][0] != '3')
			continue;
		c->towns[c->ntowns] = p[1];
		c->town_areas[c->ntowns++] = ctx_textn(cx, p[2], 6);
	}
}

void city_read(struct ctx *cx, const char *tables, const char *streets, struct city *ret)
{
	*ret = (struct city){
		.tables = ctx_array(cx, struct city_table, TABLES_MOST),
		.towns = ctx_array(cx, const char *, TOWNS_MOST),
		.town_areas = ctx_array(cx, const char *, TOWNS_MOST) };
	read_towns(cx, ret, streets);
	for (const char *end; (end = strchr(tables, '\n')); tables = end + 1)
		if (end > tables && *tables != '#')
			read_line(cx, ret, tables, (size_t)(end - tables));
}
