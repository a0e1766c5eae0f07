/* guidance_store.c - see guidance_store.h. */
#include "guidance/guidance_store.h"
#include "base/enc.h"
#include "base/hash.h"
#include "record/record.h"
#include <stdlib.h>
#include <string.h>

enum { GUIDES_MOST = 4000 };

static struct guide of_pack(struct ctx *cx, const struct guide_text *t)
{
	struct guide g = { .id = ctx_print(cx, "pack:%s", t->key), .title = t->title.zh,
			   .title_en = t->title.en, .issuer = t->issuer, .number = t->number,
			   .from = t->from, .places = t->places };
	/* A word that the program doesn't know counts as the city's own. */
	if (!guidance_level_read(t->level, &g.level))
		g.level = GUIDANCE_CITY;
	return g;
}

static struct guide of_row(struct ctx *cx, struct rows *q)
{
	struct guide g = {
		.id = col_text(cx, q, "id"), .title = col_text(cx, q, "title"),
		.issuer = col_text(cx, q, "issuer"), .number = col_text(cx, q, "number"),
		.domain = col_text(cx, q, "domain"), .link = col_text(cx, q, "link"),
		.notes = col_text(cx, q, "notes"), .from = col_day(q, "in_force"),
		.to = col_day(q, "in_force_to"), .places = col_text(cx, q, "places"),
		.file_hash = col_text(cx, q, "file_hash"), .file_name = col_text(cx, q, "file_name"),
		.replaces = col_text(cx, q, "replaces"), .by_name = col_text(cx, q, "by_name"),
		.at = col_ms(q, "at"), .changed_at = col_ms(q, "changed_at") };
	if (g.file_hash)
		g.file_size = col_int(q, "file_size");
	PRE(guidance_level_read(col_text(cx, q, "level"), &g.level));
	return g;
}

static void join_versions(struct guides *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct guide *newer = &all->list[i];
		for (size_t k = 0; newer->replaces && k < all->n; k++) {
			if (strcmp(all->list[k].id, newer->replaces) != 0)
				continue;
			all->list[k].replaced_by = newer->id;
			all->list[k].replaced = newer->from;
		}
	}
}

static int in_order(const void *a, const void *b)
{
	const struct guide *x = a, *y = b;
	if (x->level != y->level)
		return x->level < y->level ? -1 : 1;
	int by_title = strcmp(x->title, y->title);
	return by_title ? by_title : strcmp(x->id, y->id);
}

enum err guides_all(struct ctx *cx, struct db *db, const struct pack *pack, struct guides *ret)
{
	*ret = (struct guides){ ctx_array(cx, struct guide, pack->nguides + GUIDES_MOST), 0 };
	for (size_t i = 0; i < pack->nguides; i++)
		ret->list[ret->n++] = of_pack(cx, &pack->guides[i]);
	AUTO_ROWS q = db_run(db, SQL_GUIDANCE_ALL);
	for (bool more; ret->n < pack->nguides + GUIDES_MOST;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ret->list[ret->n++] = of_row(cx, q);
	}
	join_versions(ret);
	qsort(ret->list, ret->n, sizeof *ret->list, in_order);
	return ctx_check(cx);
}

const struct guide *guide_of(const struct guides *all, const char *id)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->list[i].id, id) == 0)
			return &all->list[i];
	return NULL;
}

/* --- registering ------------------------------------------------------------------------ */
static enum err not_replaced(struct ctx *cx, struct db *db, const char *replaces)
{
	bool more;
	if (!replaces)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_GUIDANCE_REPLACING);
	bind_text(q, ":replaces", replaces);
	TRY(rows_next(cx, q, &more));
	return more ? fail_field(cx, fail(cx, ERR_CONFLICT, SAY_GUIDANCE_REPLACED()), "replaces")
		    : OK;
}

static enum err keep_file(struct ctx *cx, struct db *db, struct guide *g, const void *bytes,
			  size_t n)
{
	char text[HEX_TEXT(HASH_SIZE)];
	struct hash h = hash_of(bytes, n);
	hex_text(h.b, HASH_SIZE, text);
	g->file_hash = ctx_text(cx, text);
	g->file_size = (int64_t)n;
	AUTO_ROWS q = db_run(db, SQL_GUIDANCE_FILE_PUT);
	bind_text(q, ":hash", g->file_hash);
	bind_blob(q, ":bytes", bytes, n);
	bind_int(q, ":size", (int64_t)n);
	return rows_done(cx, q, NULL);
}

static enum err note(struct ctx *cx, struct db *db, const struct who *who, const struct guide *g,
		     const char *act)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = act, .org = who->org, .principal = who->id,
		.object = g->id, .detail = g->number });
}

/* The document itself, by its hash: whoever has it can prove since when it was here. */
static enum err note_document(struct ctx *cx, struct db *db, const struct who *who,
			      const struct guide *g)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = "guidance-document", .org = who->org,
		.principal = who->id, .object = g->file_hash, .bytes = g->file_size,
		.detail = ctx_print(cx, "%s %s", g->id, g->file_name) });
}

enum err guide_add(struct ctx *cx, struct db *db, const struct who *who, struct guide *g,
		   const void *bytes, size_t nbytes)
{
	TRY(not_replaced(cx, db, g->replaces));
	g->id = id_new(cx);
	if (bytes)
		TRY(keep_file(cx, db, g, bytes, nbytes));
	AUTO_ROWS q = db_run(db, SQL_GUIDANCE_ADD);
	bind_text(q, ":id", g->id);
	bind_text(q, ":title", g->title);
	bind_text(q, ":issuer", g->issuer);
	bind_text(q, ":number", g->number);
	bind_text(q, ":level", guidance_level_word(g->level));
	bind_text(q, ":domain", g->domain);
	bind_day(q, ":in_force", g->from);
	bind_day(q, ":in_force_to", g->to);
	bind_text(q, ":places", g->places);
	bind_text(q, ":link", g->link);
	bind_text(q, ":file_hash", g->file_hash);
	bind_text(q, ":file_name", g->file_name);
	bind_text(q, ":notes", g->notes);
	bind_text(q, ":replaces", g->replaces);
	bind_text(q, ":by_id", who->id);
	bind_text(q, ":by_name", who->name);
	bind_text(q, ":by_org", who->org);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	if (bytes)
		TRY(note_document(cx, db, who, g));
	return note(cx, db, who, g, "guidance-registered");
}

enum err guide_change(struct ctx *cx, struct db *db, const struct who *who,
		      const struct guide *g)
{
	AUTO_ROWS q = db_run(db, SQL_GUIDANCE_CHANGE);
	bind_text(q, ":id", g->id);
	bind_day(q, ":in_force_to", g->to);
	bind_text(q, ":places", g->places);
	bind_text(q, ":link", g->link);
	bind_text(q, ":notes", g->notes);
	bind_ms(q, ":at", cx->now);
	TRY(rows_one(cx, q, ERR_NOT_FOUND, SAY_NO_SUCH_GUIDANCE()));
	return note(cx, db, who, g, "guidance-changed");
}
