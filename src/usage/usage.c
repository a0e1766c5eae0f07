/* usage.c - leaves into sums. Pure. */
#include "usage/usage.h"
#include <math.h>
#include <string.h>

/* --- how many different persons ------------------------------------------------- */
/* The first byte of a tag, which is as good as chance, names the place; how many zeros
 * the next eight begin with is what it says there. */
void sketch_add(uint8_t sketch[SKETCH_BYTES], const uint8_t tag[SUBJECT_TAG])
{
	uint8_t zeros = 1;
	for (int i = 1; i < 9; i++) {
		if (!tag[i]) {
			zeros = (uint8_t)(zeros + 8);
			continue;
		}
		for (int bit = 0x80; !(tag[i] & bit); bit >>= 1)
			zeros++;
		break;
	}
	if (sketch[tag[0]] < zeros)
		sketch[tag[0]] = zeros;
}

void sketch_join(uint8_t sketch[SKETCH_BYTES], const uint8_t *other)
{
	for (size_t i = 0; i < SKETCH_BYTES; i++)
		if (sketch[i] < other[i])
			sketch[i] = other[i];
}

/* Flajolet and others 2007, with linear counting while places are empty. */
int64_t sketch_count(const uint8_t sketch[SKETCH_BYTES])
{
	const double m = SKETCH_BYTES, alpha = 0.7213 / (1 + 1.079 / m);
	double sum = 0;
	int none = 0;
	for (size_t i = 0; i < SKETCH_BYTES; i++) {
		sum += ldexp(1, -sketch[i]);
		none += !sketch[i];
	}
	double n = alpha * m * m / sum;
	if (n <= 2.5 * m && none)
		n = m * log(m / none);
	return (int64_t)(n + 0.5);
}

/* --- sums ------------------------------------------------------------------------- */
void usage_begin(struct ctx *cx, struct usage_tally *t)
{
	memset(t, 0, sizeof *t);
	t->cx = cx;
	t->sums_end = &t->sums;
	t->froms_end = &t->froms;
	t->watched_end = &t->watched;
}

static uint32_t mixed(uint32_t h, struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ s.p[i]) * UINT32_C(16777619);
	return (h ^ 0xff) * UINT32_C(16777619);
}

static bool is(struct span s, const char *text)
{
	return strlen(text) == s.n && memcmp(s.p, text, s.n) == 0;
}

static const char *kept(struct ctx *cx, struct span s)
{
	return s.n ? ctx_textn(cx, s.p, s.n) : "";
}

static bool delivered(const struct leaf_facts *f)
{
	return f->kind == NOTE_RELEASE && is(f->act, "delivery");
}

static struct usage_sum *sum_of(struct usage_tally *t, const struct leaf_facts *f)
{
	day_t day = day_at(f->at);
	uint32_t h = mixed(mixed(mixed((uint32_t)day.n, f->org), f->resource), f->grant);
	struct usage_sum **slot = &t->sum_at[h % USAGE_SLOTS], *s;
	for (s = *slot; s; s = s->chain)
		if (s->day.n == day.n && s->delivered == delivered(f) && is(f->org, s->org) &&
		    is(f->resource, s->resource) && is(f->grant, s->grant))
			return s;
	s = ctx_new(t->cx, struct usage_sum);
	s->day = day;
	s->delivered = delivered(f);
	s->org = kept(t->cx, f->org);
	s->resource = kept(t->cx, f->resource);
	s->grant = kept(t->cx, f->grant);
	*t->sums_end = s;
	t->sums_end = &s->next;
	t->nsums++;
	s->chain = *slot;
	return *slot = s;
}

static void came_from(struct usage_tally *t, const struct leaf_facts *f, struct span address)
{
	struct usage_from **slot = &t->from_at[mixed(mixed(0, f->object), address) % USAGE_SLOTS], *u;
	for (u = *slot; u; u = u->chain) {
		if (!is(f->object, u->key) || !is(address, u->address))
			continue;
		u->last = u->last.n < f->at.n ? f->at : u->last;
		u->first = u->first.n > f->at.n ? f->at : u->first;
		return;
	}
	u = ctx_new(t->cx, struct usage_from);
	*u = (struct usage_from){ .key = kept(t->cx, f->object), .org = kept(t->cx, f->org),
				  .address = kept(t->cx, address), .first = f->at,
				  .last = f->at };
	*t->froms_end = u;
	t->froms_end = &u->next;
	t->nfroms++;
	u->chain = *slot;
	*slot = u;
}

static void add_hour(struct usage_sum *s, ms_t at)
{
	s->hours |= UINT32_C(1) << (at.n - day_start(s->day).n) / 3600000;
}

static void released(struct usage_tally *t, const struct leaf_facts *f,
		     const struct leaf_secret *p)
{
	bool more = is(f->act, "release-more"), claim = is(f->act, "verify"),
	     group = is(f->act, "aggregate"), list = is(f->act, "list");
	struct usage_sum *s = sum_of(t, f);
	s->calls += !more;
	s->rows += f->rows;
	s->bytes += f->bytes;
	s->claims += claim;
	s->groups += group;
	s->empty += !more && !claim && !group && !list && !f->rows;
	add_hour(s, f->at);
	if (!p)
		return;
	for (size_t i = 0; i < p->nsubjects; i++)
		sketch_add(s->sketch, p->subjects + i * SUBJECT_TAG);
	s->persons |= p->nsubjects > 0;
	if (f->object.n && p->open[COMMIT_PEER].n)
		came_from(t, f, p->open[COMMIT_PEER]);
}

/* A copy taken out by a person's hand, or a batch made for its recipient: that it is also
 * fetched or written to a table, and erased there, is the same copy. */
static bool copied(const struct leaf_facts *f)
{
	static const char *const taken_out[] = { "record-export", "file-looked-at",
						 "attachment-fetched", "sealed-page-fetched",
						 "rejects-fetched" };
	if (f->kind == NOTE_RELEASE)
		return delivered(f);
	if (f->kind != NOTE_EXPORT || f->rows + f->bytes == 0 || !is(f->outcome, "ok"))
		return false;
	for (size_t i = 0; i < sizeof taken_out / sizeof taken_out[0]; i++)
		if (is(f->act, taken_out[i]))
			return true;
	return false;
}

/* --- monitored --------------------------------------------------------------------- */
enum monitored usage_monitored(const struct leaf_facts *f)
{
	static const struct { enum note_kind kind; const char *act; enum monitored is; } acts[] = {
		{ NOTE_RELEASE,  "delivery",        MONITORED_COPY },
		{ NOTE_RELEASE,  "delivery-fetch",  MONITORED_COPY },
		{ NOTE_RELEASE,  "delivery-write",  MONITORED_COPY },
		{ NOTE_CASE,     "copy-registered", MONITORED_COPY },
		{ NOTE_CASE,     "copy-destroyed",  MONITORED_DESTROY },
		{ NOTE_EXPORT,   "copy-erase",      MONITORED_DESTROY },
		{ NOTE_EXPORT,   "record-export",   MONITORED_EXPORT },
		{ NOTE_EXPORT,   "file-looked-at",  MONITORED_EXPORT },
		{ NOTE_EXPORT,   "attachment-fetched",  MONITORED_EXPORT },
		{ NOTE_EXPORT,   "sealed-page-fetched", MONITORED_EXPORT },
		{ NOTE_EXPORT,   "rejects-fetched",     MONITORED_EXPORT },
		{ NOTE_EXPORT,   "catalogue-export",    MONITORED_EXPORT },
		{ NOTE_EXPORT,   "release-file-fetched", MONITORED_EXPORT },
		{ NOTE_EXPORT,   "contact-opened",      MONITORED_EXPORT },
		{ NOTE_ERASURE,  "person-erased",   MONITORED_DESTROY },
		{ NOTE_CASE,     "convert",         MONITORED_DEIDENTIFY },
		{ NOTE_IMPORT,   "rows-asked",      MONITORED_PULL },
		{ NOTE_ADMIN,    "leak-traced",     MONITORED_TRACE },
	};
	for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
		if (acts[i].kind == f->kind && is(f->act, acts[i].act))
			return acts[i].is;
	return MONITORED_NOT;
}

const char *monitored_word(enum monitored m)
{
	static const char *const words[MONITORED_KINDS_] = {
#define X(id, word) [MONITORED_##id] = word,
		MONITORED_KINDS(X)
#undef X
	};
	return words[m];
}

static void watch(struct usage_tally *t, int64_t index, const struct leaf_facts *f)
{
	enum monitored kind = usage_monitored(f);
	if (!kind)
		return;
	struct usage_watched *w = ctx_new(t->cx, struct usage_watched);
	*w = (struct usage_watched){ .leaf = index, .kind = kind, .at = f->at,
		.org = kept(t->cx, f->org), .resource = kept(t->cx, f->resource) };
	*t->watched_end = w;
	t->watched_end = &w->next;
}

void usage_count(struct usage_tally *t, int64_t index, const struct leaf_facts *f,
		 const struct leaf_secret *p)
{
	watch(t, index, f);
	if (!f->org.n)
		return;
	if (copied(f)) {
		struct usage_sum *s = sum_of(t, f);
		s->copies++;
		s->copied += f->rows;
	} else if (f->kind == NOTE_RELEASE && (is(f->act, "release") || is(f->act, "release-more") ||
					       is(f->act, "verify") || is(f->act, "aggregate") ||
					       is(f->act, "list"))) {
		released(t, f, p);
	} else if (f->kind == NOTE_REFUSAL && (f->resource.n || f->grant.n)) {
		struct usage_sum *s = sum_of(t, f);
		s->refused++;
		add_hour(s, f->at);
	}
}
