/* erase.h - a person is taken out of the record; every proof stays.
 *
 * The leaves that carry the person's tag lose their private parts: the seed, and
 * with it what was asked and answered; nobody can tell any more whom they were
 * about. Where a leaf is about others too, their tags stay, so that each of them
 * still sees who looked them up. Each step leaves a leaf of its own, which says
 * how many were erased and nothing of whom. */
#ifndef RECORD_ERASE_H
#define RECORD_ERASE_H
#include "record/record.h"

/* `id`: the normalised identifier. `because`: an auditor reads it; it names no
 * person. Only in the process that keeps the record's files. Done again it finds
 * what is left. *ret_leaves: how many lost their private part. */
enum err record_erase(struct ctx *cx, struct record *r, const char *id, const char *because,
		      int64_t *ret_leaves) MUST_USE;
int erase_command(int argc, char *argv[]);        /* `gongshu erase` */
#endif
