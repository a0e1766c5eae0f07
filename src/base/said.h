/* said.h - a sentence by number, with what fills its gaps.
 *
 * No sentence stands in code: ids and both languages come from *.say files. */
#ifndef BASE_SAID_H
#define BASE_SAID_H
#include <stdbool.h>
#include <stdint.h>

#define SAID_ARGS 4
struct said_arg { const char *text; int64_t number; bool day; };  /* text NULL: number */
struct said { int id; struct said_arg args[SAID_ARGS]; };

static inline struct said_arg said_text(const char *s)
{
	return (struct said_arg){ .text = s ? s : "" };
}
static inline struct said_arg said_int(int64_t n)
{
	return (struct said_arg){ .number = n };
}
/* A day as "2026-11-27"; a Chinese sentence writes it as one reads it. */
static inline struct said_arg said_day(const char *s)
{
	return (struct said_arg){ .text = s ? s : "", .day = true };
}
#include "say.h"                       /* generated: SAY_… macros */

enum said_lang { SAID_ZH, SAID_EN };
const char *said_code(int id);         /* "case-moved": stable on the wire */
struct ctx;
/* The sentence with its gaps filled, in the request's arena. */
const char *said_words(struct ctx *cx, struct said s, enum said_lang lang);
#endif
