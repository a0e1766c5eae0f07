/* dataset.c - see dataset.h. */
#include "ingest/dataset.h"

const char *dataset_path(struct ctx *cx, const char *dir, int resource_no, int version)
{
	return ctx_print(cx, "%s/rows/r%d/v%d.db", dir, resource_no, version);
}
