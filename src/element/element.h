/* element.h - the dictionary of data elements (数据元): what a datum is called, means
 * and looks like, and the one agency that answers for it (一数一源; R11.1).
 *
 * An entry's item names its element by code; it then takes over type, format and
 * code set, and an entry of another agency than the element's source is refused
 * (catalogue/input.c). The source is named once. Another one is a decision with a
 * reason, never a by-product of a form or a file. */
#ifndef ELEMENT_ELEMENT_H
#define ELEMENT_ELEMENT_H
#include "core/item.h"
#include "core/sheet.h"
#include "core/who.h"

struct db;

struct element {
	const char    *id, *code, *name, *name_en, *definition;
	enum item_type type;
	const char    *format, *value_range, *code_set, *unit;  /* or NULL */
	int            length, precision, grade;        /* 0: not said */
	const char    *source;          /* organisation id; NULL: not named yet */
	bool           retired;
	int64_t        version;
	ms_t           changed_at;
};

/* NULL, or the attribute at fault with the reason in *why. Pure. */
const char *element_fault(const struct element *e, struct said *why);
bool        element_same(const struct element *a, const struct element *b);
/* The first attribute in which an item is another thing than its element says, or
 * NULL. Pure. */
const char *element_differs(const struct element *e, const struct item *it);

/* *ret_there false: no such element. */
enum err element_get(struct ctx *cx, struct db *db, const char *code, bool *ret_there,
		     struct element *ret) MUST_USE;
/* Is another organisation than `org` the source of any of these? */
enum err element_elsewhere(struct ctx *cx, struct db *db, const char *org,
			   const char *const *codes, size_t n, bool *ret_any) MUST_USE;
/* Inside a change: a new element, as it stands. */
enum err element_register(struct ctx *cx, struct db *db, const struct who *by,
			  struct element *e) MUST_USE;
/* An organisation went up in another: it is the source now. */
enum err element_sources_move(struct ctx *cx, struct db *db, const char *was,
			      const char *into) MUST_USE;
/* The entry went from `was` to `into`: so do the elements that no other entry of
 * `was` carries. */
enum err element_sources_follow(struct ctx *cx, struct db *db, const char *resource,
				const char *was, const char *into) MUST_USE;
#endif
