/* delivery_case.h - one table delivery as a case: who may file it, what its seals are,
 * and when nothing of it is left. */
#ifndef DELIVERY_DELIVERY_CASE_H
#define DELIVERY_DELIVERY_CASE_H
#include "cases/cases.h"
#include "delivery/delivery.h"

case_subject_fn delivery_subject;      /* of an agreed share request */
case_watch_fn   delivery_watch;       /* its request has ended */
case_weigh_fn   delivery_weigh;        /* is any copy left? */
case_check_fn   delivery_check;        /* seals and signatures; dates; copies */
case_effect_fn  delivery_effect;       /* the register */

/* Inside a change: a copy is gone; with the last one of a recalled delivery that ends. */
enum err delivery_gone(struct ctx *cx, struct db *db, const struct legal *legal,
		       const struct who *by, const struct destruction *d) MUST_USE;
#endif
