/* law_words.h - a case's words against its process table. */
#ifndef CASES_LAW_WORDS_H
#define CASES_LAW_WORDS_H
#include "cases/cases.h"

uint32_t    case_facts(const char *process, const char *text);
const char *case_facts_text(struct ctx *cx, const struct case_file *c);
/* Has the process no rule that leads out of this state? */
bool        case_final(const struct process *p, uint8_t state);
#endif
