/* turn.h - how many workbooks requests of this server read or write at once.
 *
 * Each holds a worker, memory and a core for seconds; the rest of the server is to
 * have some of either left (setting `workbooks`). */
#ifndef SIFT_TURN_H
#define SIFT_TURN_H
#include "base/ctx.h"

struct settings;

/* ERR_BUSY when so many are under way; else it is held until AUTO_TURN gives it back. */
struct turn { bool held, stranger; };
enum err turn_take(struct ctx *cx, const struct settings *s, struct turn *ret) MUST_USE;
/* The same of people who didn't sign in: one at once, and nobody else waits for it. */
enum err turn_take_stranger(struct ctx *cx, struct turn *ret) MUST_USE;
void     turn_give(struct turn *t);
#define AUTO_TURN __attribute__((cleanup(turn_give))) struct turn
#endif
