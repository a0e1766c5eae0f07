/* facts_text.h - digits of a tidied value; behind facts.h. */
#ifndef CORE_FACTS_TEXT_H
#define CORE_FACTS_TEXT_H
#include "core/facts.h"

bool fact_digits(const char *s, size_t n);         /* nothing else in n bytes */
int  fact_number(const char *s, size_t n);         /* n digits as a number */
#endif
