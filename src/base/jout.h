/* jout.h - JSON, written as it goes: no tree, escaping by default.
 *
 *     jout_open(&j);                         {
 *     jout_key_text(&j, "id", c->id);          "id":"c1",
 *     jout_key(&j, "acts"); jout_list(&j);     "acts":[
 *     jout_text(&j, "agree");                    "agree"
 *     jout_end_list(&j); jout_close(&j);       ]}
 *
 * Commas are the writer's business. Text must be UTF-8; a stray byte comes out
 * as U+FFFD. Nesting deeper than 63 is our bug. */
#ifndef BASE_JOUT_H
#define BASE_JOUT_H
#include "base/buf.h"
#include "base/unit.h"

struct jout { struct buf *b; uint64_t more; int depth; bool keyed; };

struct jout jout_to(struct buf *b);
void jout_open(struct jout *j);
void jout_close(struct jout *j);
void jout_list(struct jout *j);
void jout_end_list(struct jout *j);
void jout_key(struct jout *j, const char *key);
void jout_text(struct jout *j, const char *s);          /* NULL is null */
void jout_textn(struct jout *j, const char *s, size_t n);
void jout_int(struct jout *j, int64_t v);
void jout_bool(struct jout *j, bool v);
void jout_null(struct jout *j);
void jout_raw(struct jout *j, const char *json);        /* already JSON; NULL is null */
void jout_ms(struct jout *j, ms_t t);                   /* 0 is null */
void jout_day(struct jout *j, day_t d);                 /* 0 is null */

void jout_key_text(struct jout *j, const char *key, const char *s);
void jout_key_int(struct jout *j, const char *key, int64_t v);
void jout_key_bool(struct jout *j, const char *key, bool v);
void jout_key_raw(struct jout *j, const char *key, const char *json);
void jout_key_ms(struct jout *j, const char *key, ms_t t);
void jout_key_day(struct jout *j, const char *key, day_t d);
#endif
