/* proposal.h - what an item might be, as the answer that proposes it has it. */
#ifndef INGEST_PROPOSAL_H
#define INGEST_PROPOSAL_H
#include "base/jout.h"
#include "core/guess.h"

/* One object of `items` in the schema "proposal". */
void proposed_item_json(struct jout *j, const struct guess_item *g);
#endif
