/* demo_releases.c - the quarters of the story: what is told up to each, and the
 * catalogue's release as it begins; one more when the first rows have come. */
#include "demo/demo_cases.h"
#include "release/release.h"
#include "store/store.h"

struct turning { struct period period; const char *outcome; };

static enum err turn(struct ctx *cx, struct db *db, void *arg)
{
	struct turning *t = arg;
	return release_turn(cx, db, &t->period, &t->outcome);
}

static enum err begin_period(struct demo *d)
{
	struct turning t = { release_period(RELEASE_QUARTERLY, day_at(d->clock)), NULL };
	return store_change(&d->work, d->store, turn, &t);
}

enum err demo_quarters(struct demo *d, ms_t until)
{
	TRY(begin_period(d));
	for (;;) {
		ms_t next = day_start(release_period(RELEASE_QUARTERLY, day_at(d->clock)).next);
		if (next.n >= until.n)
			return demo_tell(d, until);
		TRY(demo_tell(d, next));
		demo_later(d, (next.n - d->clock.n + 59999) / 60000);
		TRY(begin_period(d));
	}
}

struct extra { const struct demo *d; int64_t no; };

static enum err make(struct ctx *cx, struct db *db, void *arg)
{
	struct extra *e = arg;
	return release_make(cx, db, &e->d->operator_, "首批数据汇聚后另行发布", NULL, &e->no);
}

enum err demo_extra_release(struct demo *d)
{
	struct extra e = { d, 0 };
	return store_change(demo_later(d, 1), d->store, make, &e);
}
