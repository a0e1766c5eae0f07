/* quota.c - how much an agency's files may take together: those of the live and the open
 * versions of its entries, each file once. What is on its way out within a day isn't
 * counted any more, what an entry brings when it comes from another agency is. */
#include "content/content_store.h"

enum err content_used(struct ctx *cx, struct db *db, const char *org, int64_t *ret_bytes)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CONTENT_USED);
	bind_text(q, ":org", org);
	TRY(rows_next(cx, q, &more));
	*ret_bytes = col_int(q, "n");
	return OK;
}

/* "1.50 GB". */
const char *content_size(struct ctx *cx, int64_t bytes)
{
	static const char *const units[] = { "B", "KB", "MB", "GB", "TB" };
	double n = (double)bytes;
	size_t at = 0;
	for (; n >= 1024 && at + 1 < sizeof units / sizeof units[0]; at++)
		n /= 1024;
	return ctx_print(cx, "%.*f %s", at ? 2 : 0, n, units[at]);
}

/* Whom a site asks for more: its operator; NULL while it has none. */
static enum err whom(struct ctx *cx, struct db *db, const char **ret_name)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CONTENT_OPERATOR);
	TRY(rows_next(cx, q, &more));
	*ret_name = more ? col_text(cx, q, "name") : NULL;
	return OK;
}

enum err content_within(struct ctx *cx, struct db *db, const char *org, int64_t most,
			int64_t before)
{
	int64_t after;
	const char *operator;
	if (!most)
		return OK;
	TRY(content_used(cx, db, org, &after));
	if (after <= most || after <= before)
		return OK;
	TRY(whom(cx, db, &operator));
	const char *m = content_size(cx, most), *b = content_size(cx, before),
		   *a = content_size(cx, after);
	return fail_field(cx, fail(cx, ERR_TOO_LARGE, operator
		? SAY_CONTENT_QUOTA(m, b, a, operator) : SAY_CONTENT_QUOTA_ALONE(m, b, a)),
		"files");
}
