/* routes.c - ingest's rows of the route table. */
#include "ingest/ingest.h"
#include "ingest/ingest_http.h"
#include "ingest_schema.h"
#include "web/route.h"

#define BATCH_BODY (16u << 20)
static const char *const rejected[] = { "form", "reason", NULL };
static const char *const paged[] = { "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/uploads", CAP_SIGNED_IN, AUDIT_WRITE, NULL, NULL, upload_post,
  "Begin an upload (tus 1.0: Upload-Length, Upload-Metadata)", ROUTE_RAW_BODY | ROUTE_TUS, 0, NULL },
{ "GET", "/api/v1/uploads/{id}", CAP_SIGNED_IN, AUDIT_NONE, NULL, &schema_upload_state, upload_get,
  "How much of an upload is there; by HEAD, tus 1.0", ROUTE_TUS, 0, NULL },
{ "PATCH", "/api/v1/uploads/{id}", CAP_SIGNED_IN, AUDIT_WRITE, NULL, NULL, upload_patch,
  "The next part of an upload (tus 1.0: Upload-Offset, Upload-Checksum)",
  ROUTE_STREAM_IN | ROUTE_TUS, 0, NULL },
{ "DELETE", "/api/v1/uploads/{id}", CAP_SIGNED_IN, AUDIT_WRITE, NULL, NULL, upload_delete,
  "Give an upload up", ROUTE_TUS, 0, NULL },
{ "POST", "/api/v1/uploads/{id}/proposal", CAP_SIGNED_IN, AUDIT_NONE, &schema_proposal_ask,
  &schema_proposal, upload_proposal,
  "What the items of the file might be: a proposal to confirm, nothing is stored", 0, 0, NULL },
{ "POST", "/api/v1/resources/{id}/batches", CAP_DATA_LOAD, AUDIT_WRITE, &schema_batch_new,
  &schema_batch_made, batch_post,
  "Load an upload or rows into a resource: checked, then live in one switch",
  0, BATCH_BODY, NULL },
{ "GET", "/api/v1/resources/{id}/batches", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_batch_list,
  batches_get, "The batches of a resource", 0, 0, paged },
{ "GET", "/api/v1/batches/{id}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_batch, batch_get,
  "How far a batch is, and what was wrong with its rows", 0, 0, NULL },
{ "GET", "/api/v1/batches/{id}/rejects", CAP_DATA_LOAD, AUDIT_READ, NULL, NULL, batch_rejects,
  "The rejected rows as CSV: row, item, reason, the original line; form=lines: the rows alone "
  "under their header, to be corrected and sent again; people give a reason", 0, 0, rejected },
};
/* clang-format on */
const struct route_list ingest_routes = { rows, sizeof rows / sizeof rows[0], "data loading" };
