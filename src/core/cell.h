/* cell.h - a stored value as one cell of an answer: JSON or CSV. Pure. */
#ifndef CORE_CELL_H
#define CORE_CELL_H
#include "base/jout.h"
#include "core/csvout.h"
#include "core/value.h"

/* Integers and booleans as such, decimals as strings so that no digit is lost,
 * dates and times as their canonical text. */
void cell_json(struct jout *j, const struct shape *s, const struct value *v);
/* The `i`-th cell of a row. Numbers are never disarmed: -3.5 is no formula. */
void cell_csv(struct buf *b, size_t i, const struct shape *s, const struct value *v,
	      enum csv_for whom);
#endif
