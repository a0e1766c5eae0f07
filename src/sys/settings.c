#include "sys/settings.h"
#include "sys/file.h"
#include <ctype.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct setting { const char *key, *text; int64_t number; bool is_number; size_t at;
		 const char *about; };

static const struct setting table[] = {
#define T(key, value, about) { #key, value, 0, false, offsetof(struct settings, key), about },
#define N(key, value, about) { #key, NULL, value, true, offsetof(struct settings, key), about },
	SETTING_TABLE(T, N)
#undef T
#undef N
};
enum { SETTINGS = sizeof table / sizeof table[0] };

static enum err put(struct ctx *cx, struct settings *s, const struct setting *row,
		    const char *value)
{
	char *at = (char *)s + row->at, *end;
	if (!row->is_number) {
		value = ctx_text(cx, value);
		memcpy(at, &value, sizeof value);
		return OK;
	}
	long long n = strtoll(value, &end, 10);
	if (!*value || *end || n < 0)
		return fail(cx, ERR_INVALID, SAY_SETTING_NUMBER(row->key, value));
	int64_t number = n;
	memcpy(at, &number, sizeof number);
	return OK;
}

/* Keys are written with - or _, as the place they stand in has it. */
static const struct setting *find(const char *key, size_t n)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const char *k = table[i].key;
		size_t j = 0;
		while (j < n && k[j] && (key[j] == k[j] || (key[j] == '-' && k[j] == '_')))
			j++;
		if (j == n && !k[j])
			return &table[i];
	}
	return NULL;
}

struct ini { struct ctx *cx; struct settings *s; enum err e; };

static int ini_line(void *user, const char *section, const char *name, const char *value)
{
	struct ini *in = user;
	const struct setting *row = find(name, strlen(name));
	(void)section;
	if (in->e != OK)
		return 0;
	in->e = row ? put(in->cx, in->s, row, value)
		    : fail(in->cx, ERR_INVALID, SAY_SETTING_UNKNOWN(name));
	return in->e == OK;
}

static enum err read_ini(struct ctx *cx, const char *path, bool required,
			 struct settings *s)
{
	struct ini in = { cx, s, OK };
	int line = ini_parse(path, ini_line, &in);
	if (line < 0)
		return required ? fail(cx, ERR_INVALID, SAY_SETTING_FILE(path)) : OK;
	if (line > 0 && in.e == OK)
		return fail(cx, ERR_INVALID, SAY_SETTING_FILE(path));
	return in.e;
}

static enum err read_environment(struct ctx *cx, struct settings *s)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		char name[64] = "GONGSHU_";
		size_t n = strlen(name);
		for (const char *k = table[i].key; *k && n + 1 < sizeof name; k++)
			name[n++] = (char)toupper((unsigned char)*k);
		name[n] = 0;
		const char *value = getenv(name);
		if (value)
			TRY(put(cx, s, &table[i], value));
	}
	return OK;
}

/* One argument; *i moves on when its value stands in the next. */
static enum err argument(struct ctx *cx, int argc, char *const argv[], int *i,
			 const char **ret_key, size_t *ret_n, const char **ret_value)
{
	const char *a = argv[*i];
	if (strncmp(a, "--", 2) != 0)
		return fail(cx, ERR_INVALID, SAY_SETTING_UNKNOWN(a));
	const char *eq = strchr(a, '=');
	*ret_key = a + 2;
	*ret_n = eq ? (size_t)(eq - a - 2) : strlen(a + 2);
	if (!eq && *i + 1 >= argc)
		return fail(cx, ERR_INVALID, SAY_SETTING_NO_VALUE(a));
	*ret_value = eq ? eq + 1 : argv[++*i];
	return OK;
}

static enum err read_arguments(struct ctx *cx, int argc, char *const argv[],
			       struct settings *s, const char **config)
{
	for (int i = 0; i < argc; i++) {
		const char *key, *value;
		size_t n;
		TRY(argument(cx, argc, argv, &i, &key, &n, &value));
		const struct setting *row = find(key, n);
		if (n == 6 && strncmp(key, "config", 6) == 0)
			*config = value;
		else if (!row)
			return fail(cx, ERR_INVALID,
				    SAY_SETTING_UNKNOWN(ctx_print(cx, "--%.*s", (int)n, key)));
		else
			TRY(put(cx, s, row, value));
	}
	return OK;
}

enum err settings_read(struct ctx *cx, int argc, char *const argv[],
		       struct settings *ret)
{
	const char *config = NULL;
	struct settings given = {
#define T(key, value, about) .key = value,
#define N(key, value, about) .key = value,
		SETTING_TABLE(T, N)
#undef T
#undef N
	};
	struct settings s = given;
	TRY(read_environment(cx, &s));
	TRY(read_arguments(cx, argc, argv, &s, &config));
	const char *path = config ? config : ctx_print(cx, "%s/gongshu.ini", s.data);

	s = given;                       /* now in their order of rank */
	TRY(read_ini(cx, path, config != NULL, &s));
	TRY(read_environment(cx, &s));
	TRY(read_arguments(cx, argc, argv, &s, &config));
	*ret = s;
	return OK;
}

void settings_print(const struct settings *s, struct buf *out)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const char *at = (const char *)s + table[i].at, *text;
		int64_t number;
		buf_print(out, "; %s\n%s = ", table[i].about, table[i].key);
		if (table[i].is_number) {
			memcpy(&number, at, sizeof number);
			buf_int(out, number);
		} else {
			memcpy(&text, at, sizeof text);
			buf_text(out, text);
		}
		buf_byte(out, '\n');
	}
}
