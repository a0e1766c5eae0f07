/* carrying.h - one batch on its way: carry.c sees it through, carry_store.c has its changes. */
#ifndef DEPOSIT_CARRYING_H
#define DEPOSIT_CARRYING_H
#include "deposit/inside.h"

struct app;
struct carrying {
	struct app           *app;
	const _Atomic int   *stop;
	struct deposit        d;
	struct deposit_target target;
	struct database       database;
	struct delivery_batch batch;
	const char           *base;     /* the batch it builds on; NULL: a full one */
	ms_t                  begun, looked_at;
	int64_t               rows;
	const char           *state;    /* how it ends */
	struct said           why;
	ms_t                  again;
	bool                  none;     /* begun, and surely nothing came there */
};
bool carrying_erases(const struct carrying *k);

/* Changes of a store, all with a struct carrying. What it needs, the copy's entry in the
 * register, and the leaf: before a row leaves. ERR_FORBIDDEN: it may not be. */
enum err carrying_claim(struct ctx *cx, struct db *db, void *arg) MUST_USE;
enum err carrying_prepare(struct ctx *cx, struct db *db, void *arg) MUST_USE;
enum err carrying_progress(struct ctx *cx, struct db *db, void *arg) MUST_USE;
enum err carrying_done(struct ctx *cx, struct db *db, void *arg) MUST_USE;
enum err carrying_failed(struct ctx *cx, struct db *db, void *arg) MUST_USE;
enum err carrying_give_back(struct ctx *cx, struct db *db, void *arg) MUST_USE;
#endif
