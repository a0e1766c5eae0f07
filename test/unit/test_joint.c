/* test_joint.c - first writes that changes of one group share (struct joint): charged
 * at once, exact where a quota ends, each told its own end.
 *
 * Runs on SQLite, and on PostgreSQL when GONGSHU_TEST_PG names one. */
#include "store/store.h"
#include "test.h"
#include <stdlib.h>
#include <unistd.h>

static struct store *store;
static _Atomic int sealed_leaves;

static enum err seal(struct ctx *cx, struct db *db, struct buf *leaves, struct buf *secrets, int n,
		     void *arg)
{
	(void)cx, (void)db, (void)arg, (void)secrets;
	sealed_leaves += n;
	return leaves->n ? OK : ERR_INTERNAL;
}

struct share { const char *grant; int64_t revision, calls; enum err end; };
static _Atomic int writes, nones, ends;

static bool together(const void *va, const void *vb)
{
	const struct share *a = va, *b = vb;
	return strcmp(a->grant, b->grant) == 0 && a->revision == b->revision;
}

static enum err charge(struct ctx *cx, struct db *db, const void *const *shares, int n,
		       int64_t *ret_changed)
{
	const struct share *first = shares[0];
	int64_t calls = 0;
	for (int i = 0; i < n; i++)
		calls += ((const struct share *)shares[i])->calls;
	writes++;
	AUTO_ROWS q = db_run(db, SQL_GRANT_CHARGE);
	bind_text(q, ":id", first->grant);
	bind_int(q, ":revision", first->revision);
	bind_int(q, ":now", 1);
	bind_int(q, ":period", 0);
	bind_int(q, ":calls", calls);
	bind_int(q, ":rows_out", 0);
	bind_int(q, ":subjects", 0);
	return rows_joint(cx, q, ret_changed);
}

static enum err used_up(struct ctx *cx, struct db *db, const void *share)
{
	(void)db, (void)share;
	nones++;
	return fail(cx, ERR_TOO_MANY, SAY_STORE_CONFLICT());
}

static enum err leaf_only(struct ctx *cx, struct db *db, void *arg)
{
	db_leaf(db, "leaf", 4, "secret", 6);
	if (((const struct share *)arg)->calls == 77)
		return fail(cx, ERR_INVALID, SAY_STORE_CONFLICT());
	return OK;
}

static enum err moves(struct ctx *cx, struct db *db, void *arg)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_USE_MOVE);
	bind_text(q, ":id", ((const struct share *)arg)->grant);
	bind_int(q, ":is_open", 1);
	return rows_done(cx, q, NULL);
}

static void ended(struct ctx *cx, void *arg, enum err result)
{
	(void)cx;
	((struct share *)arg)->end = result;
	ends++;
}

static enum err grants(struct ctx *cx, struct db *db, void *arg)
{
	static const char *const ids[] = { "share-a", "share-b", "share-c" };
	for (int i = 0; i < 3; i++) {
		AUTO_ROWS q = db_run(db, SQL_GRANT_USE_ADD);
		bind_text(q, ":id", ids[i]);
		bind_int(q, ":until", 0);
		bind_int(q, ":max_calls", i < 2 ? *(int *)arg : 1000);
		bind_int(q, ":max_rows", 1000);
		bind_int(q, ":max_subjects", 1000);
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}

static enum err holds_up(struct ctx *cx, struct db *db, void *arg)
{
	(void)cx, (void)db, (void)arg;
	usleep(50000);
	return OK;
}

/* Behind a slow one, so that all of `list` meet in one group. */
static void send_all(struct ctx *cx, struct store_queued *list, size_t n)
{
	static const struct joint joint = { together, charge, used_up };
	struct share first = { 0 };
	struct store_queued slow = { .cx = cx, .fn = holds_up, .done = ended, .arg = &first };
	ends = writes = nones = 0;
	store_send(store, &slow);
	for (size_t i = 0; i < n; i++) {
		struct store_queued *c = &list[i];
		c->cx = cx;
		c->done = ended;
		if (!c->fn) {
			c->fn = leaf_only;
			c->joint = &joint;
			c->share = c->arg;
		}
		c->next = i + 1 < n ? c + 1 : NULL;
	}
	store_send(store, list);
	for (int i = 0; i < 1000 && ends <= (int)n; i++)
		usleep(10000);
	CHECK_INT(ends, (long)n + 1);
}

static int64_t used(struct ctx *cx, const char *grant, int64_t *ret_revision)
{
	bool more = false;
	AUTO_ROWS q = db_run(store_reader(store, 0), SQL_GRANT_USED);
	bind_text(q, ":id", grant);
	if (rows_next(cx, q, &more) != OK || !more)
		return -1;
	*ret_revision = col_int(q, "revision");
	return col_int(q, "calls");
}

enum { SHARES = 60, QUOTA = 15 };
static void test_shares_of_one_row_are_written_at_once_and_a_quota_holds_exactly(void)
{
	AUTO_CTX cx;
	int most = QUOTA;
	int64_t revision;
	struct share share[SHARES];
	struct store_queued change[SHARES] = { 0 };
	ctx_init(&cx, (ms_t){ 1 }, 0);
	CHECK_INT(store_change(&cx, store, grants, &most), OK);
	CHECK_INT(used(&cx, "share-a", &revision), 0);
	for (int i = 0; i < SHARES; i++) {      /* 40 of a, 10 of b, 10 of one that isn't */
		const char *id = i % 6 == 4 ? "share-b" : i % 6 == 5 ? "none" : "share-a";
		share[i] = (struct share){ id, revision, 1, OK };
		change[i] = (struct store_queued){ .arg = &share[i] };
	}
	int before = sealed_leaves;
	send_all(&cx, change, SHARES);
	int good = 0;
	for (int i = 0, of_a = 0; i < SHARES; i++) {
		bool a = strcmp(share[i].grant, "share-a") == 0;
		bool fits = a ? of_a++ < QUOTA : strcmp(share[i].grant, "share-b") == 0;
		CHECK_INT(share[i].end, fits ? OK : ERR_TOO_MANY);
		good += fits;
	}
	CHECK_INT(sealed_leaves - before, good);
	CHECK_INT(used(&cx, "share-a", &revision), QUOTA);
	CHECK_INT(used(&cx, "share-b", &revision), 10);
	/* Those of b by one; the others again, apart. What PostgreSQL had not prepared
	 * could not be sent along. */
	CHECK_MSG(writes >= 3 + 40 + 10 && writes <= 6 + 40 + 10, "%d writes", writes);
}

static void test_a_grant_that_moves_in_a_group_parts_those_before_from_those_after(void)
{
	AUTO_CTX cx;
	int64_t revision, moved;
	struct share share[21];
	struct store_queued change[21] = { 0 };
	ctx_init(&cx, (ms_t){ 1 }, 0);
	used(&cx, "share-c", &revision);
	for (int i = 0; i < 21; i++) {
		share[i] = (struct share){ "share-c", revision, 1, OK };
		change[i] = (struct store_queued){ .arg = &share[i], .fn = i == 10 ? moves : NULL };
	}
	send_all(&cx, change, 21);
	for (int i = 0; i < 21; i++)
		CHECK_INT(share[i].end, i <= 10 ? OK : ERR_TOO_MANY);
	CHECK_INT(used(&cx, "share-c", &moved), 10);
	CHECK_INT(moved, revision + 1);
	CHECK_INT(writes, 1 + 1 + 10);
}

static void test_a_share_that_fails_afterwards_is_not_charged_and_the_others_are(void)
{
	AUTO_CTX cx;
	int64_t revision;
	struct share share[5];
	struct store_queued change[5] = { 0 };
	ctx_init(&cx, (ms_t){ 1 }, 0);
	int64_t was = used(&cx, "share-c", &revision);
	int before = sealed_leaves;
	for (int i = 0; i < 5; i++) {           /* leaf_only() fails the one with 77 */
		share[i] = (struct share){ "share-c", revision, i == 2 ? 77 : 1, OK };
		change[i] = (struct store_queued){ .arg = &share[i] };
	}
	send_all(&cx, change, 5);
	for (int i = 0; i < 5; i++)
		CHECK_INT(share[i].end, i == 2 ? ERR_INVALID : OK);
	CHECK_INT(used(&cx, "share-c", &revision), was + 4);
	CHECK_INT(sealed_leaves - before, 4);
}

static void run_all(const char *address)
{
	AUTO_CTX cx;
	char dir[] = "/tmp/gongshu-joint.XXXXXX";
	ctx_init(&cx, (ms_t){ 1 }, 0);
	CHECK(mkdtemp(dir) != NULL);
	CHECK_INT(store_open(&cx, (struct store_setup){ .dir = dir, .dsn = address, .readers = 1,
				  .fsync_off = true }, &store), OK);
	store_on_seal(store, seal, NULL);
	RUN(test_shares_of_one_row_are_written_at_once_and_a_quota_holds_exactly);
	RUN(test_a_grant_that_moves_in_a_group_parts_those_before_from_those_after);
	RUN(test_a_share_that_fails_afterwards_is_not_charged_and_the_others_are);
	store_close(store);
}

int main(void)
{
	run_all("sqlite");
	const char *pg = getenv("GONGSHU_TEST_PG");
	if (pg)
		run_all(pg);
	else
		printf("# PostgreSQL was not run: GONGSHU_TEST_PG is not set\n");
	return TEST_END();
}
