/* intern.c - a hash table in three buffers. */
#include "catalogue/intern.h"
#include <string.h>

#define MOST 65535

struct interned intern_make(void)
{
	struct interned w = { buf_make(16u << 20), buf_make((MOST + 1) * 4), buf_make(1u << 19), 0 };
	uint32_t zero = 0;
	buf_bytes(&w.text, "", 1);
	buf_bytes(&w.at, &zero, sizeof zero);
	return w;
}

void intern_end(struct interned *w)
{
	buf_end(&w->text);
	buf_end(&w->at);
	buf_end(&w->slots);
}

const char *intern_text(const struct interned *w, uint16_t no)
{
	const uint32_t *at = (const void *)w->at.p;
	return no <= w->n ? w->text.p + at[no] : "";
}

static uint32_t hash(const char *s)     /* FNV-1a */
{
	uint32_t h = 2166136261u;
	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 16777619u;
	return h;
}

/* The slot of `s`, or the free one where it would go. */
static size_t slot_of(const struct interned *w, const char *s)
{
	const uint16_t *slots = (const void *)w->slots.p;
	size_t n = w->slots.n / sizeof *slots, i = hash(s) & (n - 1);
	while (slots[i] && strcmp(intern_text(w, slots[i]), s) != 0)
		i = (i + 1) & (n - 1);
	return i;
}

static void slots_grow(struct interned *w)
{
	size_t n = w->slots.n / sizeof(uint16_t), wider = n ? n * 2 : 64;
	static const uint16_t none[64];
	buf_clear(&w->slots);
	for (size_t i = 0; i < wider; i += 64)
		buf_bytes(&w->slots, none, sizeof none);
	for (size_t no = 1; no <= w->n; no++) {
		size_t i = slot_of(w, intern_text(w, (uint16_t)no));
		((uint16_t *)(void *)w->slots.p)[i] = (uint16_t)no;
	}
}

uint16_t intern_no(struct interned *w, const char *s, enum intern_how how)
{
	if (!s || !*s)
		return 0;
	if (!w->slots.n && how == INTERN_FIND)
		return 0;               /* many may look at once: nothing grows */
	if (!w->slots.n || (how == INTERN_ADD && w->n * 4 > w->slots.n))
		slots_grow(w);
	size_t i = slot_of(w, s);
	uint16_t *slots = (void *)w->slots.p;
	if (slots[i] || how == INTERN_FIND || w->n == MOST - 1)
		return slots[i];
	uint32_t at = (uint32_t)w->text.n;
	buf_bytes(&w->text, s, strlen(s) + 1);
	buf_bytes(&w->at, &at, sizeof at);
	if (!buf_ok(&w->text) || !buf_ok(&w->at))
		return 0;
	slots[i] = (uint16_t)++w->n;
	return slots[i];
}
