/* ask.c - a system's database asked; see database.h. */
#include "app.h"
#include "base/hash.h"
#include "database/database.h"
#include "database/inside.h"
#include "sys/settings.h"
#include "web/seal.h"
#include <string.h>

#define CALL_BYTES (32u << 20)          /* of answer to a call */

/* A key of its own, and bound to where the password is for: a store that somebody
 * changed gives no password to another host. */
static struct hash seal_key(const struct app *app)
{
	static const char use[] = "passwords of agencies' databases";
	return hash_keyed(app->seal_key, 32, use, sizeof use - 1);
}

static const char *bound(struct ctx *cx, const struct database *d)
{
	return ctx_print(cx, "%s\n%s\n%s\n%d\n%s\n%s", d->system, d->driver, d->host, d->port,
			 d->name, d->login);
}

void database_seal(struct ctx *cx, const struct app *app, struct database *d,
		   const char *password)
{
	struct hash key = seal_key(app);
	d->sealed = seal_text(cx, key.b, bound(cx, d), password);
}

enum err database_place(struct ctx *cx, const struct app *app, const struct database *d,
			struct tap_place *ret)
{
	struct tap_place p = { .driver = d->driver, .port = d->port, .database = d->name,
			       .user = d->login };
	struct hash key = seal_key(app);
	TRY(tap_driver(cx, app->settings, d->driver, &p.tls));
	TRY(tap_reach(cx, app->settings, d->host, &p.address));
	if (seal_open(cx, key.b, bound(cx, d), d->sealed, &p.password) != OK)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DATABASE_KEY_LOST()), "password");
	*ret = p;
	return OK;
}

struct tap_setup database_call(struct ctx *cx, const struct app *app, const char *agency,
			       const struct tap_place *place)
{
	int64_t silence = app->settings->tap_seconds * 1000;
	return (struct tap_setup){ .program = tap_program(cx, app->settings),
		.ask = { .place = *place }, .use = TAP_CALL, .agency = agency,
		.silence_ms = silence ? silence : 1000,
		.in_all_ms = 2 * (silence ? silence : 1000), .bytes_most = CALL_BYTES };
}

enum err database_columns(struct ctx *cx, struct tap_setup setup, const char *schema,
			  const char *table, struct database_column **ret, size_t *ret_n)
{
	struct database_column *all = ctx_array(cx, struct database_column, TAP_COLUMNS);
	size_t n = 0;
	setup.ask.verb = TAP_DESCRIBE;
	setup.ask.schema = schema;
	setup.ask.table = table;
	AUTO_TAP t = NULL;
	TRY(tap_open(cx, setup, &t));
	for (bool more;;) {
		struct heard h;
		TRY(tap_next(cx, t, &h, &more));
		if (!more)
			break;
		bool remark = h.at[7].p && h.at[7].n;
		all[n++] = (struct database_column){
			.name = ctx_textn(cx, h.at[0].p, h.at[0].n),
			.remark = remark ? ctx_textn(cx, h.at[7].p, h.at[7].n) : NULL,
			.type = h.type, .size = h.size, .digits = h.digits, .key = h.key,
			.nullable = h.null != TAP_NULL_NO };
	}
	*ret = all;
	*ret_n = n;
	return OK;
}
