/* completeness.h - how complete an agency's part of the catalogue is, computed from
 * what stands there: whether its entries are published, described, filled, have
 * data, are kept up to date, and are given to who asked (Arts. 10, 12, 20, 44).
 *
 * The figures are a condition of projects on public money (Art. 44): they are
 * counted per agency, per system, or for the entries of a project. Each check is a
 * share passed / of; one that applies to no entry says nothing, and counts neither
 * as nought nor as all. */
#ifndef COMPLETENESS_COMPLETENESS_H
#define COMPLETENESS_COMPLETENESS_H
#include "core/calendar.h"
#include "core/item.h"

#define COMPLETENESS_TABLE(X) X(PUBLISHED, "published") X(DUTY, "duty")      \
	X(ITEMS, "items") X(CORE, "core") X(DATA, "data") X(TIMELY, "timely") \
	X(SHARED, "shared")
enum check {
#define X(id, word) CHECK_##id,
	COMPLETENESS_TABLE(X)
#undef X
	CHECKS_
};
const char *check_word(enum check c);
bool        check_read(const char *word, enum check *ret_check);

/* What is known of an entry: the version that stands, its data, who asked for it. */
struct entry_facts {
	bool        published, table;
	bool        files;              /* of a form whose content is files */
	bool        has_duty;
	int64_t     items, undescribed;
	ms_t        live_at;            /* of its rows or files, the later; 0: no data */
	const char *update_cycle;       /* NULL: not said */
	int64_t     asked, given, late; /* share requests; grants; overdue with the provider */
	bool        shared;             /* may be shared at all */
	/* The national core metadata, as far as an entry can lack it. */
	const char *category, *national_code, *provider_code, *abstract, *form, *format;
	const char *share_type, *share_conditions, *share_law;
	const char *open_type, *open_conditions, *open_law;
};

/* Bits 1 << CHECK_…: which apply to the entry, and which of those it passes. */
struct checked { uint32_t applies, passes; };
struct checked entry_check(const struct entry_facts *f, const struct calendar *cal, ms_t now);
/* The core fields it lacks, NULL-ended; at most `room` names. */
#define CORE_FIELDS 12
size_t core_missing(const struct entry_facts *f, const char *list[CORE_FIELDS]);
/* Has data of that cycle outlived it? The cycle in days, then some working days of
 * grace (house); real time: an hour. Cycles without a measure are never late. */
bool cycle_measured(const char *cycle);
/* The last day of the cycle that began then; n 0: it has no measure. Real time counts as a day. */
day_t cycle_end(const char *cycle, day_t from);
bool cycle_late(const struct calendar *cal, const char *cycle, ms_t live_at, ms_t now);

struct tally { int64_t entries, passed[CHECKS_], of[CHECKS_]; };
void tally_add(struct tally *t, struct checked c);
/* The mean of the shares that say something, in thousandths; -1: none does. */
int  tally_score(const struct tally *t);
/* The check that most entries fail: what to do next; CHECKS_: nothing. */
enum check tally_next(const struct tally *t);
#endif
