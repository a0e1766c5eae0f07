/* law_words.c - see law_words.h. */
#include "cases/law_words.h"

uint32_t case_facts(const char *process, const char *text)
{
	const struct case_process *cp = case_process_named(process);
	return cp ? process_facts_read(cp->process, text) : 0;
}

const char *case_facts_text(struct ctx *cx, const struct case_file *c)
{
	const struct case_process *cp = case_process_named(c->process);
	return cp ? process_facts_text(cx, cp->process, c->facts) : "";
}

bool case_final(const struct process *p, uint8_t state)
{
	for (size_t i = 0; i < p->nrules; i++)
		if (p->rules[i].from == state)
			return false;
	return true;
}
