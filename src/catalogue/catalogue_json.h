/* catalogue_json.h - entries as people and programs read them. */
#ifndef CATALOGUE_JSON_H
#define CATALOGUE_JSON_H
#include "base/jout.h"
#include "catalogue/check.h"
#include "ingest/dataset.h"

/* All fields of an entry, items included; into an open object. */
void resource_json(struct ctx *cx, struct jout *j, const struct resource *r);
void items_json(struct jout *j, const struct resource *r);
/* "data": {version, rows, updated_at}, or null when there is none. */
void data_json(struct jout *j, const struct dataset *d);
/* "warnings": […] */
void doubts_json(struct ctx *cx, struct jout *j, const struct doubts *d);
/* Of the row at `q`, which has category and more_categories. */
void categories_json(struct ctx *cx, struct jout *j, struct rows *q);
/* One line of a list, from LISTING_ITEM. */
enum err listing_item_json(struct ctx *cx, struct jout *j, struct db *db, int no) MUST_USE;
#endif
