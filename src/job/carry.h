/* carry.h - notices carried outside by the program a site names. */
#ifndef JOB_CARRY_H
#define JOB_CARRY_H
#include "app.h"

/* Gives what waits to the program of the setting `notify`, one JSON object a line
 * on its stdin: {id, desk, kind, case, process, title, due_on, at}. Exit 0: all
 * are sent; anything else: they are tried again later. Without the setting what
 * is older than a week is dropped: it stays in the inbox. */
enum err outbox_step(struct ctx *cx, struct app *app, struct db *reader) MUST_USE;
#endif
