/* group.c - queued closures in one transaction.
 *
 * No savepoint is spent on closures that go well. If one fails after it changed
 * something, the whole group is rolled back and run again carefully, each closure
 * under a savepoint; that is why a closure may run twice. */
#include "store/group.h"
#include <stdlib.h>

#define LEAVES_MAX (256u << 20)
#define SHARED_LOOKS 32

/* What a closure has added to the group so far, to be able to undo it. */
struct mark { size_t leaves, secrets; int nleaves; int64_t changes; uint64_t posts; };

static struct mark mark_at(const struct db *db)
{
	return (struct mark){ db->leaves.n, db->secrets.n, db->nleaves, db->changes,
			      db->posts };
}

/* Did it write, or have something written with the next statement? */
static bool wrote(const struct db *db, struct mark m)
{
	return db->changes != m.changes || db->posts != m.posts || db->aborted;
}

static void unleaf(struct db *db, struct mark m)
{
	db->leaves.n = m.leaves;
	db->secrets.n = m.secrets;
	db->nleaves = m.nleaves;
}

void db_leaf(struct db *db, const void *leaf, size_t nleaf, const void *secret,
	     size_t nsecret)
{
	PRE(db->in_txn);
	buf_run(&db->leaves, leaf, nleaf);
	buf_run(&db->secrets, secret, nsecret);
	db->nleaves++;
}

void group_clear(struct db *db)
{
	if (!db->leaves.max) {
		db->leaves = buf_make(LEAVES_MAX);
		db->secrets = buf_make(LEAVES_MAX);
	}
	buf_clear(&db->leaves);
	buf_clear(&db->secrets);
	db->nleaves = 0;
}

enum err group_seal(struct ctx *cx, struct db *db)
{
	struct store *s = db->store;
	if (!db->nleaves)
		return OK;
	PRE(s->seal != NULL);
	if (!buf_ok(&db->leaves) || !buf_ok(&db->secrets))
		return fail(cx, ERR_UNRECORDED, SAY_UNRECORDED());
	return s->seal(cx, db, &db->leaves, &db->secrets, db->nleaves, s->seal_arg);
}

/* ------------------------------------------------------- one by one */

static void run_one(struct db *db, struct store_queued *c)
{
	db->quiet = false;
	c->result = c->fn(c->cx, db, c->arg);
	db->moved |= c->result == OK && !db->quiet;
}

/* One that could share its first write, without sharing it. */
static void run_apart(struct db *db, struct store_queued *c)
{
	int64_t changed = 0;
	c->result = c->joint->write(c->cx, db, &c->share, 1, &changed);
	if (c->result == OK && changed == 1)
		run_one(db, c);
	else if (c->result == OK)
		c->result = c->joint->none(c->cx, db, c->share);
}

static enum err savepoint(struct ctx *cx, struct db *db, struct store_queued *c)
{
	struct mark m = mark_at(db);
	TRY(db->ops->script(cx, db, "SAVEPOINT one"));
	if (c->joint)
		run_apart(db, c);
	else
		run_one(db, c);
	if (c->result == OK)
		return db->ops->script(cx, db, "RELEASE one");
	unleaf(db, m);
	return db->ops->script(cx, db, "ROLLBACK TO one; RELEASE one");
}

/* ---------------------------------------------------- what a group shares */

struct shared {                         /* one write for several changes */
	struct shared *next;            /* the one begun before it */
	struct store_queued *first, **last;
	int            n;
	bool           sent;
	int64_t        changed;
};

/* Among the last few that were begun; beyond them looking costs more than a write. */
static struct shared *shared_of(struct ctx *cx, struct shared *list, struct store_queued *c)
{
	int looks = SHARED_LOOKS;
	for (struct shared *s = list; s && looks--; s = s->next)
		if (s->first->joint == c->joint && c->joint->together(s->first->share, c->share))
			return s;
	struct shared *s = ctx_new(cx, struct shared);
	s->next = list;
	s->last = &s->first;
	return s;
}

/* Changes that share may follow each other up to `end`. */
static struct shared *share_out(struct ctx *cx, struct store_queued *list,
				const struct store_queued *end)
{
	struct shared *all = NULL;
	for (struct store_queued *c = list; c != end; c = c->next) {
		struct shared *s = shared_of(cx, all, c);
		if (!s->n++)
			all = s;
		c->shared = s;
		c->mate = NULL;
		*s->last = c;
		s->last = &c->mate;
	}
	return all;
}

static enum err write_shared(struct ctx *cx, struct db *db, struct shared *s)
{
	const void **shares = ctx_array(cx, const void *, s->n);
	int n = 0;
	for (const struct store_queued *c = s->first; c; c = c->mate)
		shares[n++] = c->share;
	return s->first->joint->write(cx, db, shares, n, &s->changed);
}

/* PostgreSQL: all of them on one way there and back. What came back is read to the
 * end whatever it is. */
static enum err send_shared(struct ctx *cx, struct db *db, struct shared *all)
{
	TRY(db->ops->pipe_begin(cx, db));
	db->sends = true;
	for (struct shared *s = all; s; s = s->next) {
		db->sent = false;
		(void)!write_shared(cx, db, s);         /* what fails here fails again apart */
		s->sent = db->sent;
	}
	db->sends = false;
	enum err e = db->ops->pipe_sync(cx, db);
	for (struct shared *s = all; s; s = s->next) {
		if (!s->sent)
			continue;
		enum err one = db->ops->pipe_next(cx, db, &s->changed);
		e = e == OK ? one : e;
		db->changes += s->changed;
	}
	enum err end = db->ops->pipe_end(cx, db);
	e = e == OK ? end : e;
	db->retry |= e != OK;           /* once more, one by one */
	return e;
}

/* Changes up to `end` that all have a joint write: first what they share, then what
 * each does by itself. */
static enum err run_joint(struct ctx *cx, struct db *db, struct store_queued *list,
			  const struct store_queued *end, bool *ret_spoilt)
{
	struct shared *all = share_out(cx, list, end);
	if (all && all->next && db->ops->pipe_begin)
		TRY(send_shared(cx, db, all));
	for (struct shared *s = all; s; s = s->next)
		if (!s->sent && s->n > 1 && write_shared(cx, db, s) != OK)
			s->changed = 0;
	for (struct store_queued *c = list; c != end && !*ret_spoilt; c = c->next) {
		struct mark m = mark_at(db);
		bool written = c->shared->changed == 1;
		if (written)
			run_one(db, c);
		else
			run_apart(db, c);
		if (c->result == OK)
			continue;
		unleaf(db, m);
		/* Its share of what was written can't be taken out again. */
		*ret_spoilt = written || wrote(db, m);
	}
	return OK;
}

/* ------------------------------------------------------------ a group */

static enum err run_careful(struct ctx *cx, struct db *db, struct store_queued *list)
{
	for (struct store_queued *c = list; c; c = c->next)
		TRY(savepoint(cx, db, c));
	return OK;
}

static enum err run_all(struct ctx *cx, struct db *db, struct store_queued *list, bool *ret_spoilt)
{
	for (struct store_queued *c = list, *end; c && !*ret_spoilt; c = end) {
		for (end = c; end && end->joint;)
			end = end->next;
		if (end != c) {
			TRY(run_joint(cx, db, c, end, ret_spoilt));
			continue;
		}
		struct mark m = mark_at(db);
		end = c->next;
		run_one(db, c);
		if (c->result == OK)
			continue;
		unleaf(db, m);
		/* Nothing written, nothing to undo; unless the store itself balked. */
		*ret_spoilt = wrote(db, m);
	}
	return OK;
}

/* Whoever is told may use the change for another at once. */
static void tell(const struct ctx *cx, struct store_queued *list, enum err e)
{
	for (struct store_queued *c = list, *next; c; c = next) {
		struct store_queued *made = c->made ? c : NULL;
		next = c->next;
		if (e != OK && c->result == OK) {
			c->cx->fault = cx->fault;
			c->result = e;
		}
		if (c->done)
			c->done(c->cx, c->arg, c->result);
		free(made);
	}
}

static enum err try_group(struct ctx *cx, struct db *db, struct store_queued **list,
			  bool careful, bool *ret_spoilt)
{
	group_clear(db);
	db->late = careful ? LATE_NEVER : LATE_AGAIN;
	db->moved = false;
	TRY(db->ops->begin(cx, db, TXN_CONDITIONAL));
	if (careful)
		TRY(run_careful(cx, db, *list));
	else
		TRY(run_all(cx, db, *list, ret_spoilt));
	if (*ret_spoilt)
		return OK;
	TRY(group_seal(cx, db));
#ifdef UNSAFE_RELEASE           /* so that the kill harness can show it would see it */
	tell(cx, *list, OK);
	*list = NULL;
#endif
	return db->ops->commit(cx, db);
}

void group_run(struct ctx *cx, struct db *db, struct store_queued *list)
{
	bool spoilt = false;
	enum err e = try_group(cx, db, &list, false, &spoilt);
	for (int i = 0; i < CHANGE_TRIES && (spoilt || (e != OK && db->retry)); i++) {
		db->ops->rollback(db);
		spoilt = db->retry = false;
		e = try_group(cx, db, &list, true, &spoilt);
	}
	if (e != OK)
		db->ops->rollback(db);
	else if (db->moved)
		db->store->epoch++;     /* before anybody hears of it */
	tell(cx, list, e);
	db->ops->idle(db);
}
