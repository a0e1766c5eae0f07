/* catalogue.h - what data exists, who answers for it, what may be done with it.
 *
 * An entry (`struct resource`) has versions. A new entry is version 1, a draft;
 * once it is published, editing it makes the next version beside the one that
 * stands, until that is published too. Everybody but the entry's own agency and
 * its reviewers sees the version that stands. catalogue_law.c says what an
 * entry must hold, catalogue_store.c keeps entries, catalogue_http.c is the
 * counter. The review itself is a case (catalogue/review_law.c). */
#ifndef CATALOGUE_CATALOGUE_H
#define CATALOGUE_CATALOGUE_H
#include "base/ctx.h"
#include "core/item.h"
#include "core/who.h"

struct db;
struct pack;

#define RESOURCE_STATE_TABLE(X) X(DRAFT, "draft") X(IN_REVIEW, "in_review")   \
	X(PUBLISHED, "published") X(RETIRED, "retired")                       \
	X(SUPERSEDED, "superseded")     /* a version only: a later one stands */
enum resource_state {
#define X(id, word) RESOURCE_##id,
	RESOURCE_STATE_TABLE(X)
#undef X
	RESOURCE_STATE_MAX_
};

struct basis { const char *law, *level, *article; };  /* all NULL: none named */

struct resource {
	const char         *id;
	int                 no;         /* names tables: r<no>_v<version> */
	const char         *code, *national_code;
	enum resource_state state;      /* of the entry: published while one stands */
	int                 version;    /* of what this struct holds */
	int                 head;       /* the version everybody sees */
	int                 draft;      /* the version being edited or reviewed; 0 */
	enum resource_state version_state;  /* of this version */
	int64_t             revision;   /* counts changes; the ETag */
	ms_t                created_at, changed_at, published_at;

	const char         *title, *abstract, *form, *format;
	const char         *category, *theme, *industry, *scenario; /* places in trees */
	const char         *more_categories;    /* beside the first, one a line; or NULL */
	const char        **keywords;
	size_t              nkeywords;
	const char         *org;        /* provider: organisation id */
	const char         *collector, *reviewer, *source_system, *duty;
	const char         *collect_basis, *collect_scope, *collect_necessity;
	const char         *update_cycle, *region;
	int                 grade;      /* 0: not said */
	enum access         share_type, open_type;
	const char         *share_conditions, *share_reason;
	const char         *open_conditions, *open_reason;
	struct basis        share_basis, open_basis;
	struct item        *items;
	size_t              nitems;
};

#define CATEGORIES_MOST 16
/* All its places in the trees of categories, the first first. */
size_t resource_categories(struct ctx *cx, const struct resource *r,
			   const char *ret[CATEGORIES_MOST]);
/* The same by what joins them. NULL: none. */
const char *resource_categories_text(struct ctx *cx, const struct resource *r, const char *by);

const char *resource_state_word(enum resource_state s);
bool        resource_state_read(const char *word, enum resource_state *ret_state);
/* The access that holds for an item: its own, or the entry's when unset; never
 * wider than the entry's. */
enum access item_share(const struct resource *r, const struct item *it);
enum access item_open(const struct resource *r, const struct item *it);
/* Drops the items that the public doesn't see: only unconditionally opened ones
 * leave with the data; of a conditionally opened entry the description shows what
 * could be applied for. What an item's grade doesn't let be opened so widely stays
 * inside (Art. 38). Pure. */
void        resource_keep_opened(const struct pack *pack, struct resource *r);

/* The version that stands (`head`), with its items. ERR_NOT_FOUND. */
enum err resource_by_id(struct ctx *cx, struct db *db, const char *id,
			struct resource *ret) MUST_USE;
enum err resource_by_code(struct ctx *cx, struct db *db, const char *code,
			  struct resource *ret) MUST_USE;
enum err resource_by_no(struct ctx *cx, struct db *db, int no,
			struct resource *ret) MUST_USE;
/* By id or code, as paths name it. */
enum err resource_named(struct ctx *cx, struct db *db, const char *name,
			struct resource *ret) MUST_USE;
/* The version under work if there is one, else the one that stands. */
enum err resource_working(struct ctx *cx, struct db *db, const char *id,
			  struct resource *ret) MUST_USE;
enum err resource_version(struct ctx *cx, struct db *db, const char *id, int version,
			  struct resource *ret) MUST_USE;

/* May `who` know of the entry (published: all staff; else its own agency and
 * the reviewers of its level)? May it be changed by `who`? Pure. */
bool resource_seen_by(const struct resource *r, const struct who *who);
bool resource_owned_by(const struct resource *r, const struct who *who);
/* The same as an answer: 404 when unseen, 403 when seen but not owned. */
enum err resource_for_reading(struct ctx *cx, struct db *db, const char *name,
			      const struct who *who, struct resource *ret) MUST_USE;
/* One version of it: one worked on is known to its agency and to reviewers alone. */
enum err version_for_reading(struct ctx *cx, struct db *db, const char *name, int version,
			     const struct who *who, struct resource *ret) MUST_USE;
enum err resource_for_owner(struct ctx *cx, struct db *db, const char *name,
			    const struct who *who, struct resource *ret) MUST_USE;

/* --- inside a change --------------------------------------------------- */
/* The next number of a sequence. */
enum err catalogue_next(struct ctx *cx, struct db *db, const char *name,
			int64_t *ret_no) MUST_USE;
/* Adds a new entry: fills id, no, code, version, item numbers. `by` may be NULL
 * (an import of the operator). */
enum err resource_add(struct ctx *cx, struct db *db, const struct who *by,
		      struct resource *r) MUST_USE;
/* Writes `want` (id, revision and content) as the version under work; makes one
 * beside the published version if there is none. ERR_STALE when the revision
 * has moved on, ERR_CONFLICT when it is in review. Fills `want` anew. */
enum err resource_edit(struct ctx *cx, struct db *db, const struct who *by,
		       struct resource *want) MUST_USE;
/* What the lists show of the entry changed outside the catalogue (its data, its
 * place on the portal): they look at it again. */
enum err resource_touch(struct ctx *cx, struct db *db, int no) MUST_USE;
/* Inside a change: what its items count to, for statistics (table entry_count); after
 * a suggestion of grading moved. The catalogue's own changes do it themselves. */
enum err entry_count(struct ctx *cx, struct db *db, const char *id) MUST_USE;
/* An organisation's name changed, or it went up in `into` (NULL: only its name):
 * its entries follow, and are found under the new name. */
enum err catalogue_org_changed(struct ctx *cx, struct db *db, const char *org,
			       const char *into, const struct who *by) MUST_USE;

/* How many of its entries stand in the catalogue, and the first of them by title and code,
 * in the arena; NULL when there is none. */
enum err catalogue_org_provides(struct ctx *cx, struct db *db, const char *org,
				int64_t *ret_n, const char **ret_first) MUST_USE;

/* Does the provider collect this itself, from people or firms? Then it owes basis,
 * scope and necessity (Art. 11 ¶1). Pure. */
bool resource_collects(const struct resource *r);
/* One entry goes from `r->org` to `into`; what it is the only source of, too. */
enum err catalogue_entry_moved(struct ctx *cx, struct db *db, const struct resource *r,
			       const char *into, const struct who *by) MUST_USE;

/* One entry goes from the organisation it has to `into`, and with it the elements
 * that no other entry of that organisation carries. */
enum err catalogue_entry_moved(struct ctx *cx, struct db *db, const struct resource *r,
			       const char *into, const struct who *by) MUST_USE;

/* Do they say the same, word for word and item for item? Whose they are and what
 * state they are in is no matter. Pure. */
bool resource_same(const struct resource *a, const struct resource *b);
/* What still blocks submission: field names, NULL-ended, in the arena. Pure. */
const char *const *resource_missing(struct ctx *cx, const struct resource *r);
/* 0..100: the share of what a complete entry says. Pure. */
int resource_completeness(const struct resource *r);

/* NULL, or the field whose legal basis is of too low a level: a law or
 * regulation for sharing, also a rule for opening (Arts. 18, 24). Pure. */
const char *resource_weak_basis(const struct resource *r);

/* Effects of the review, inside the case's change. `state` is the state the
 * case entered: a review state locks the version under work (ERR_INCOMPLETE
 * names what is missing), listed publishes it (national code, search index,
 * negative list), draft and cancelled give it back, retired takes it off. */
enum err catalogue_submittable(struct ctx *cx, const struct resource *r) MUST_USE;
enum err catalogue_review_effect(struct ctx *cx, struct db *db, const char *resource,
				 const char *case_id, const char *state,
				 const struct who *by) MUST_USE;
#endif
