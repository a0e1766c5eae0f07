/* codeset_store.c - lists of codes read, made, and moved to their next version. */
#include "codeset/codeset_store.h"
#include "base/embedded.h"
#include "base/enc.h"
#include "base/hash.h"
#include "catalogue/entry.h"
#include "record/record.h"
#include <string.h>

extern const struct embedded code_files[];

/* --- reading ------------------------------------------------------------ */
struct code_set code_set_of(struct ctx *cx, struct rows *q)
{
	return (struct code_set){
		.id = col_text(cx, q, "id"), .kind = col_text(cx, q, "kind"),
		.name = col_text(cx, q, "name"), .name_en = col_text(cx, q, "name_en"),
		.standard = col_text(cx, q, "standard"), .source = col_text(cx, q, "source"),
		.keeper = col_text(cx, q, "keeper"), .shipped = col_text(cx, q, "shipped"),
		.partial = col_int(q, "partial"), .version = col_int(q, "version"),
		.current = col_int(q, "current"), .retired = col_int(q, "retired"),
		.changed_at = col_ms(q, "changed_at"),
	};
}

enum err code_set_get(struct ctx *cx, struct db *db, const char *id, struct code_set *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CODE_SET_GET);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_CODE_SET_UNKNOWN(id));
	*ret = code_set_of(cx, q);
	return OK;
}

static enum err known_as(struct ctx *cx, struct db *db, const char *standard,
			 const char **ret_id)
{
	bool more = false;
	const char *key = code_set_key(cx, standard);
	*ret_id = NULL;
	if (!key)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_CODE_SET_KNOWN_AS);
	bind_text(q, ":known_as", key);
	TRY(rows_next(cx, q, &more));
	if (more)
		*ret_id = col_text(cx, q, "id");
	return OK;
}

enum err codeset_named(struct ctx *cx, struct db *db, const char *word, const char **ret_id)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CODE_SET_GET);
	bind_text(q, ":id", word);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return known_as(cx, db, word, ret_id);
	*ret_id = col_text(cx, q, "id");
	return OK;
}

enum err codeset_closed(struct ctx *cx, struct db *db, const char *word, const char **ret_id)
{
	struct code_set s;
	const char *id = NULL;
	TRY(codeset_named(cx, db, word, &id));
	if (!id)
		return OK;
	TRY(code_set_get(cx, db, id, &s));
	*ret_id = s.partial ? NULL : id;
	return OK;
}

enum err codeset_has(struct ctx *cx, struct db *db, const char *id, const char *code,
		     bool *ret_has)
{
	AUTO_ROWS q = db_run(db, SQL_CODE_ONE);
	bind_text(q, ":id", id);
	bind_text(q, ":code", code);
	return rows_next(cx, q, ret_has);
}

static enum err words(struct ctx *cx, struct rows *q, struct code_words *ret)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	if (more)
		*ret = (struct code_words){ col_text(cx, q, "name"), col_text(cx, q, "name_en") };
	return OK;
}

enum err codeset_words(struct ctx *cx, struct db *db, const char *id, struct code_words *ret)
{
	AUTO_ROWS q = db_run(db, SQL_CODE_SET_GET);
	bind_text(q, ":id", id);
	return words(cx, q, ret);
}

enum err codeset_code_words(struct ctx *cx, struct db *db, const char *id, const char *code,
			    struct code_words *ret)
{
	AUTO_ROWS q = db_run(db, SQL_CODE_ONE);
	bind_text(q, ":id", id);
	bind_text(q, ":code", code);
	return words(cx, q, ret);
}

static struct code code_of(struct ctx *cx, struct rows *q)
{
	return (struct code){
		.code = col_text(cx, q, "code"), .name = col_text(cx, q, "name"),
		.name_en = col_text(cx, q, "name_en"), .parent = col_text(cx, q, "parent"),
		.note = col_text(cx, q, "note"),
		.retired = strcmp(col_text(cx, q, "state"), "retired") == 0,
		.from = col_day(q, "valid_from"), .to = col_day(q, "valid_to"),
	};
}

/* Sorted here: a store may have an order of its own. */
enum err codeset_codes(struct ctx *cx, struct db *db, const char *id, struct codes *ret)
{
	struct codes all = { 0 };
	size_t room = 0;
	AUTO_ROWS q = db_run(db, SQL_CODE_STANDING);
	bind_text(q, ":id", id);
	bind_text(q, ":after", "");
	bind_int(q, ":limit", CODES_MOST);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		if (all.n == room) {
			struct code *wider = ctx_array(cx, struct code, room = room ? 2 * room : 64);
			if (all.n)
				memcpy(wider, all.at, all.n * sizeof *wider);
			all.at = wider;
		}
		all.at[all.n++] = code_of(cx, q);
	}
	codes_sort(&all);
	*ret = all;
	return ctx_check(cx);
}

enum err codeset_index(struct ctx *cx, struct db *db, const char *word, struct code_index **ret)
{
	const char *id;
	struct code_set s;
	struct codes all;
	*ret = NULL;
	TRY(codeset_named(cx, db, word, &id));
	if (!id)
		return OK;
	TRY(code_set_get(cx, db, id, &s));
	TRY(codeset_codes(cx, db, id, &all));
	*ret = code_index_make(cx, &all, s.partial);
	return ctx_check(cx);
}

/* --- making a list -------------------------------------------------------- */
static void bind_words(struct ctx *cx, struct rows *q, const struct code_set *s)
{
	bind_text(q, ":id", s->id);
	bind_text(q, ":name", s->name);
	bind_text(q, ":name_en", s->name_en);
	bind_text(q, ":standard", s->standard);
	bind_text(q, ":known_as", s->standard ? code_set_key(cx, s->standard) : NULL);
	bind_text(q, ":source", s->source);
	bind_int(q, ":partial", s->partial);
}

static enum err note(struct ctx *cx, struct db *db, const struct who *by, const char *act,
		     const char *id, const char *detail)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = act, .org = by ? by->org : NULL,
		.principal = by ? by->id : NULL, .object = id, .detail = detail });
}

enum err code_set_add(struct ctx *cx, struct db *db, const struct who *by,
		      const struct code_set *s)
{
	bool more;
	const char *other = NULL;
	AUTO_ROWS was = db_run(db, SQL_CODE_SET_GET);
	bind_text(was, ":id", s->id);
	TRY(rows_next(cx, was, &more));
	if (more)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_CODE_SET_TAKEN(s->id)), "id");
	if (s->standard)
		TRY(known_as(cx, db, s->standard, &other));
	if (other)
		return fail_field(cx, fail(cx, ERR_CONFLICT,
			SAY_CODE_SET_STANDARD_TAKEN(s->standard, other)), "standard");
	AUTO_ROWS q = db_run(db, SQL_CODE_SET_ADD);
	bind_words(cx, q, s);
	bind_text(q, ":kind", s->kind);
	bind_text(q, ":keeper", by ? "operator" : "program");
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, NULL));
	return by ? note(cx, db, by, "code-set", s->id, s->name) : OK;
}

/* --- the next version -------------------------------------------------------- */
static enum err put_step(struct ctx *cx, struct db *db, const char *id, int64_t version,
			 const struct code_step *step)
{
	const struct code *k = step->code;
	if (step->what != CODE_ADDED) {
		AUTO_ROWS end = db_run(db, SQL_CODE_END);
		bind_text(end, ":id", id);
		bind_text(end, ":code", k->code);
		bind_int(end, ":until", version);
		TRY(rows_done(cx, end, NULL));
	}
	AUTO_ROWS q = db_run(db, SQL_CODE_ADD);
	bind_text(q, ":id", id);
	bind_text(q, ":code", k->code);
	bind_int(q, ":since", version);
	bind_text(q, ":name", k->name);
	bind_text(q, ":name_en", k->name_en);
	bind_text(q, ":parent", k->parent);
	bind_text(q, ":state", k->retired ? "retired" : "current");
	bind_day(q, ":valid_from", k->from);
	bind_day(q, ":valid_to", k->to);
	bind_text(q, ":note", k->note);
	return rows_done(cx, q, NULL);
}

static enum err put_version(struct ctx *cx, struct db *db, const struct codes_import *i,
			    const struct code_set *s)
{
	const char *source = i->source ? i->source : s->source;
	AUTO_ROWS q = db_run(db, SQL_CODE_VERSION_ADD);
	bind_text(q, ":id", s->id);
	bind_int(q, ":version", s->version + 1);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":by_name", i->by ? i->by->name : NULL);
	bind_text(q, ":source", source);
	bind_int(q, ":added", i->plan.added);
	bind_int(q, ":changed", i->plan.changed);
	bind_int(q, ":retired", i->plan.retired);
	TRY(rows_done(cx, q, NULL));
	AUTO_ROWS move = db_run(db, SQL_CODE_SET_MOVE);
	bind_text(move, ":id", s->id);
	bind_int(move, ":was", s->version);
	bind_text(move, ":keeper", i->by ? "operator" : "program");
	bind_text(move, ":shipped", i->shipped);
	bind_text(move, ":source", source);
	bind_int(move, ":current", i->plan.current);
	bind_int(move, ":retired", i->plan.old);
	bind_ms(move, ":now", cx->now);
	return rows_one(cx, move, ERR_CONFLICT, SAY_CODE_SET_TAKEN(s->id));
}

enum err codes_import(struct ctx *cx, struct db *db, struct codes_import *i)
{
	struct code_set s;
	struct codes now;
	int64_t seq;
	struct code_file file = *i->file;       /* may run again */
	TRY(code_set_get(cx, db, i->id, &s));
	TRY(codeset_codes(cx, db, i->id, &now));
	TRY(codes_plan(cx, &now, i->mode, &file, &i->plan));
	if (strcmp(s.kind, "tree") == 0 && i->plan.current + i->plan.old > TREE_MOST)
		return fail(cx, ERR_TOO_LARGE, SAY_CODES_TOO_MANY(TREE_MOST));
	*i->file = file;
	i->version = s.version;
	i->applied = i->mode == CODES_MERGE || !file.faults.wrong;
	if (!i->applied || (!i->plan.n && !i->shipped))
		return OK;
	for (size_t k = 0; k < i->plan.n; k++)
		TRY(put_step(cx, db, s.id, s.version + 1, &i->plan.steps[k]));
	TRY(put_version(cx, db, i, &s));
	i->version = s.version + 1;
	TRY(catalogue_next(cx, db, "trees", &seq));
	return note(cx, db, i->by, "codes-imported", s.id,
		    ctx_print(cx, "%lld: +%lld ~%lld -%lld", (long long)i->version,
			      (long long)i->plan.added, (long long)i->plan.changed,
			      (long long)i->plan.retired));
}

enum err codeset_merge(struct ctx *cx, struct db *db, const struct who *by, const char *id,
		       const char *csv)
{
	struct code_file file;
	TRY(codes_read(cx, csv, strlen(csv), cx->today, &file));
	PRE(!file.faults.wrong);
	return codes_import(cx, db, &(struct codes_import){
		.id = id, .mode = CODES_MERGE, .file = &file, .by = by });
}

/* --- what the program brings ----------------------------------------------------- */
static const char *digest(struct ctx *cx, const struct embedded *f)
{
	struct hash h = hash_of(f->text, f->n);
	char *text = ctx_alloc(cx, HASH_SIZE * 2 + 1);
	hex_text(h.b, HASH_SIZE, text);
	return text;
}

static enum err ship_words(struct ctx *cx, struct db *db, const struct code_set *s)
{
	AUTO_ROWS q = db_run(db, SQL_CODE_SET_WORDS);
	bind_words(cx, q, s);
	return rows_done(cx, q, NULL);
}

static enum err ship(struct ctx *cx, struct db *db, const struct embedded *f)
{
	struct shipped s;
	struct code_file file;
	bool more;
	const char *hash = digest(cx, f);
	TRY(shipped_read(cx, f->path, f->text, &s));
	AUTO_ROWS was = db_run(db, SQL_CODE_SET_GET);
	bind_text(was, ":id", s.id);
	TRY(rows_next(cx, was, &more));
	struct code_set set = { .id = s.id, .kind = s.kind, .name = s.name, .name_en = s.name_en,
				.standard = s.standard, .source = s.source,
				.partial = s.partial };
	if (more) {
		struct code_set now = code_set_of(cx, was);
		if (strcmp(now.keeper, "program") != 0 ||
		    (now.shipped && strcmp(now.shipped, hash) == 0))
			return OK;
		TRY(ship_words(cx, db, &set));
	} else {
		TRY(code_set_add(cx, db, NULL, &set));
	}
	TRY(codes_read(cx, s.csv, strlen(s.csv), cx->today, &file));
	PRE(!file.faults.wrong);
	return codes_import(cx, db, &(struct codes_import){
		.id = s.id, .mode = CODES_REPLACE, .file = &file, .source = s.source,
		.shipped = hash });
}

static enum err ship_all(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	for (const struct embedded *f = code_files; f->path; f++)
		TRY(ship(cx, db, f));
	return OK;
}

enum err codeset_ship(struct ctx *cx, struct store *store)
{
	return store_change(cx, store, ship_all, NULL);
}
