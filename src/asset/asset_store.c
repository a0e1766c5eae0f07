/* asset_store.c - the register confirmed; see asset.h. */
#include "asset/asset.h"
#include "account/account.h"
#include "base/enc.h"
#include "core/who.h"
#include "record/record.h"

#define LINES_MOST (16u << 20)

static enum err keep_lines(struct ctx *cx, struct db *db, const char *id, const char *org)
{
	AUTO_ROWS q = db_run(db, SQL_ASSET_CONFIRM_LINES);
	bind_text(q, ":id", id);
	bind_text(q, ":org", org);
	return rows_done(cx, q, NULL);
}

/* The sums of what was kept, and the hash over its lines. */
static enum err sum(struct ctx *cx, struct db *db, struct asset_confirmed *c, struct hash *ret_hash)
{
	AUTO_BUF lines = buf_make(LINES_MOST);
	AUTO_ROWS q = db_run(db, SQL_ASSET_CONFIRMED_LINES);
	bind_text(q, ":id", c->id);
	c->entries = c->rows = c->bytes = 0;
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		int64_t rows = col_int(q, "rows"), bytes = col_int(q, "bytes");
		buf_print(&lines, "%s\t%s\t%lld\t%lld\t%lld\n", col_text(cx, q, "resource"),
			  col_text(cx, q, "code"), (long long)col_int(q, "version"),
			  (long long)rows, (long long)bytes);
		c->entries++;
		c->rows += rows;
		c->bytes += bytes;
	}
	*ret_hash = hash_of(lines.p, lines.n);
	return buf_ok(&lines) ? OK : fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
}

static enum err put(struct ctx *cx, struct db *db, const struct who *who,
		    const struct asset_confirmed *c)
{
	AUTO_ROWS q = db_run(db, SQL_ASSET_CONFIRM);
	bind_text(q, ":id", c->id);
	bind_text(q, ":org", who->org);
	bind_text(q, ":org_name", c->org_name);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":by_id", who->id);
	bind_text(q, ":by_name", who->name);
	bind_text(q, ":note", c->note);
	bind_int(q, ":entries", c->entries);
	bind_int(q, ":rows", c->rows);
	bind_int(q, ":bytes", c->bytes);
	bind_text(q, ":hash", c->hash);
	bind_text(q, ":leaf", c->leaf);
	return rows_done(cx, q, NULL);
}

enum err asset_confirm(struct ctx *cx, struct db *db, const struct who *who,
		       struct asset_confirmed *c)
{
	const struct org *org;
	struct hash hash, leaf;
	char hex[HEX_TEXT(HASH_SIZE)], name[B64_TEXT(HASH_SIZE)];
	TRY(account_org(cx, db, who->org, &org));
	c->org_name = org->name;
	c->id = id_new(cx);
	TRY(keep_lines(cx, db, c->id, who->org));
	TRY(sum(cx, db, c, &hash));
	if (!c->entries)
		return fail(cx, ERR_CONFLICT, SAY_ASSET_NOTHING());
	c->hash = ctx_text(cx, hex_text(hash.b, HASH_SIZE, hex));
	TRY(record_note_hash(cx, db, &(struct note){ .kind = NOTE_CATALOGUE,
		.act = "assets-confirmed", .org = who->org, .principal = who->id,
		.object = c->hash, .rows = c->rows, .bytes = c->bytes, .detail = c->id }, &leaf));
	c->leaf = ctx_text(cx, b64url_text(leaf.b, HASH_SIZE, name));
	return put(cx, db, who, c);
}
