/* turn.c - a count. */
#include "sift/turn.h"
#include "sys/settings.h"
#include <stdatomic.h>

static _Atomic int64_t under_way, strangers;

enum err turn_take(struct ctx *cx, const struct settings *s, struct turn *ret)
{
	int64_t before = atomic_fetch_add(&under_way, 1);
	if (before >= s->workbooks) {
		atomic_fetch_sub(&under_way, 1);
		return fail(cx, ERR_BUSY, SAY_SIFT_TURN(s->workbooks));
	}
	ret->held = true;
	return OK;
}

enum err turn_take_stranger(struct ctx *cx, struct turn *ret)
{
	if (atomic_fetch_add(&strangers, 1) > 0) {
		atomic_fetch_sub(&strangers, 1);
		return fail(cx, ERR_BUSY, SAY_SIFT_TURN(1));
	}
	ret->held = ret->stranger = true;
	return OK;
}

void turn_give(struct turn *t)
{
	if (t->held)
		atomic_fetch_sub(t->stranger ? &strangers : &under_way, 1);
	t->held = false;
}
