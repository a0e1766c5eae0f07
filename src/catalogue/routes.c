/* routes.c - the catalogue's rows of the route table. */
#include "catalogue/routes.h"
#include "bulk_schema.h"
#include "catalogue_schema.h"
#include "remark_schema.h"

static const char *const paged[] = { "limit", "cursor", NULL };
static const char *const remarked[] = { "open", "waiting", "case", "limit", "cursor", NULL };
static const char *const listed[] = { "q", "org", "state", "share_type", "open_type", "theme",
	"category", "industry", "scenario", "grade", "update_cycle", "form", "region",
	"format", "sort", "limit", "cursor", NULL };
static const char *const negative[] = { "org", "share_type", "q", "format", "limit", "cursor",
					  NULL };

static const char *const supplied[] = { "org", "share_type", "theme", "q", "sort", "limit",
					"cursor", NULL };
static const char *const exported[] = { "format", "org", "reason", NULL };
static const char *const templated[] = { "format", "form", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/resources", CAP_CATALOGUE_WRITE, AUDIT_WRITE, &schema_resource_fields,
  &schema_resource_made, resource_post,
  "Describe a new resource: a draft, with warnings about what looks doubtful",
  0, 2u << 20, NULL },
{ "POST", "/api/v1/resources/bulk", CAP_CATALOGUE_WRITE, AUDIT_WRITE, &schema_bulk_new,
  &schema_bulk_done, resource_bulk,
  "Change many entries alike: named ones, or those the filter finds; first as a preview",
  0, 1u << 20, listed },
{ "GET", "/api/v1/resources", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_resource_list,
  resource_list, "List and search entries, with counts by facet and an exact total",
  0, 0, listed },
{ "GET", "/api/v1/resources/{id}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_resource,
  resource_get, "The version of an entry that stands, by id or code", 0, 0, NULL },
{ "PATCH", "/api/v1/resources/{id}", CAP_CATALOGUE_WRITE, AUDIT_WRITE, &schema_resource_fields,
  &schema_resource, resource_patch,
  "Change a draft; of a published entry, make the next version beside it", 0, 2u << 20, NULL },
{ "GET", "/api/v1/resources/{id}/history", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_resource_history, resource_history, "What happened to an entry", 0, 0, paged },
{ "GET", "/api/v1/resources/{id}/remarks", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_remark_list, resource_remarks,
  "What reviewers remarked about its fields and what became of it, for its agency and them; "
  "open=true: neither changed nor answered; waiting=true: not handed in since",
  0, 0, remarked },
{ "PUT", "/api/v1/resources/{id}/remarks/{remark}", CAP_CATALOGUE_WRITE, AUDIT_WRITE,
  &schema_remark_answer, &schema_remark, resource_remark_put,
  "Answer a remark instead of changing its field, until the entry is handed in again",
  0, 0, NULL },
{ "GET", "/api/v1/resources/{id}/versions", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_version_list, resource_versions, "The versions of an entry", 0, 0, paged },
{ "GET", "/api/v1/resources/{id}/versions/{n}", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_resource, resource_version_get, "One version of an entry", 0, 0, NULL },
{ "GET", "/api/v1/negative-list", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_negative_list,
  negative_list_get, "What is shared on conditions or not at all, why and by which law",
  0, 0, negative },
{ "GET", "/api/v1/catalogue/export", CAP_CATALOGUE_READ, AUDIT_READ, NULL, NULL,
  catalogue_export, "The catalogue as one file: json, csv or xlsx; org: one agency's entries; people give a "
  "reason",
  0, 0, exported },
{ "GET", "/api/v1/catalogue/template", CAP_CATALOGUE_READ, AUDIT_READ, NULL, NULL,
  catalogue_template, "An empty workbook (xlsx) or table (csv) for imports, with what every "
  "column takes; form: one form's required columns", 0, 0, templated },
{ "POST", "/api/v1/catalogue/import", CAP_CATALOGUE_WRITE, AUDIT_WRITE, NULL,
  &schema_catalogue_import, catalogue_import,
  "Entries from an .xlsx workbook, text/csv or application/json; wrong cells are told of, the "
  "rest goes on",
  ROUTE_RAW_BODY, 32u << 20, NULL },
{ "GET", "/api/v1/supply-demand", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_supply_demand,
  supply_demand, "What may be shared, beside who asked for it and who has it; sort: title, or requests, "
  "which counts those of all entries for each page: its cost grows with the catalogue",
  0, 0, supplied },
{ "GET", "/api/v1/themes", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_theme_list, theme_list,
  "The domains that are to be opened first", 0, 0, paged },
};
/* clang-format on */
const struct route_list catalogue_routes = { rows, sizeof rows / sizeof rows[0], "catalogue" };
