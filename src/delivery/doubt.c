/* doubt.c - see doubt.h: what a batch's columns and its ledger say of a record. */
#include "base/jout.h"
#include "delivery/doubt.h"
#include <string.h>

enum { KEY_BYTES = 1 << 16 };

/* The next column; its bytes, *ret_key when a star stands behind it. */
static const char *next_column(const char **at, size_t *ret_n, bool *ret_key)
{
	const char *p = *at;
	*ret_n = strcspn(p, ",*");
	*ret_key = p[*ret_n] == '*';
	*at = p + *ret_n + *ret_key;
	*at += **at == ',';
	return p;
}

bool doubt_item_given(const char *columns, const char *item)
{
	size_t n, want = strlen(item);
	bool key;
	while (columns && *columns) {
		const char *p = next_column(&columns, &n, &key);
		if (n == want && memcmp(p, item, n) == 0)
			return true;
	}
	return false;
}

bool doubt_key_given(const char *columns)
{
	return columns && strchr(columns, '*') != NULL;
}

/* The next part of a key; *at is NULL behind the last. */
static const char *next_part(const char **at, size_t *ret_n)
{
	const char *p = *at, *stop = strchr(p, CORRECTION_PART);
	*ret_n = stop ? (size_t)(stop - p) : strlen(p);
	*at = stop ? stop + 1 : NULL;
	return p;
}

struct hash doubt_row(const char *key)
{
	AUTO_BUF b = buf_make(KEY_BYTES);
	for (size_t n; key;) {
		const char *p = next_part(&key, &n);
		buf_run(&b, p, n);
	}
	return hash_of(b.p, b.n);
}

void doubt_key_json(struct jout *j, const char *columns, const char *key)
{
	jout_open(j);
	while (columns && *columns && key) {
		char code[128], text[4096];
		size_t n, len;
		bool starred;
		const char *p = next_column(&columns, &n, &starred);
		if (!starred || n >= sizeof code)
			continue;
		const char *v = next_part(&key, &len);
		if (len >= sizeof text)
			continue;
		memcpy(code, p, n);
		memcpy(text, v, len);
		code[n] = text[len] = '\0';
		jout_key_text(j, code, text);
	}
	jout_close(j);
}
