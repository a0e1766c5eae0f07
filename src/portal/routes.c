/* routes.c - the portal's rows of the route table: its interface, its pages. */
#include "portal/routes.h"
#include "portal_schema.h"

static const char *const listed[] = { "q", "org", "open_type", "theme", "category", "industry",
	"scenario", "update_cycle", "form",
	"region", "format", "has_rows", "sort", "limit", "cursor", NULL };
static const char *const any[] = { "*", NULL };
static const char *const taken[] = { "format", "for", NULL };

#define ROW(path_, reply_, query_, handle_, about_, flags_)                   \
	{ .method = "GET", .path = path_, .needs = CAP_PUBLIC, .audit = AUDIT_NONE, \
	  .reply = reply_, .handle = handle_, .about = about_, .query = query_, \
	  .flags = flags_ }
#define OPEN(path_, reply_, query_, handle_, about_) /* other sites' pages may read it */ \
	ROW(path_, reply_, query_, handle_, about_, ROUTE_ANY_ORIGIN)
#define KEPT(path_, reply_, query_, handle_, about_) /* and lies ready: portal/ready.h */ \
	ROW(path_, reply_, query_, handle_, about_, ROUTE_ANY_ORIGIN | ROUTE_KEPT)
#define PAGE(path_, handle_, about_) ROW(path_, NULL, any, handle_, about_, ROUTE_KEPT)

#define FORM(path_, handle_, about_) /* sent by a page without script */          \
	{ .method = "POST", .path = path_, .needs = CAP_PUBLIC, .audit = AUDIT_NONE, \
	  .handle = handle_, .about = about_, .query = any,                     \
	  .flags = ROUTE_NO_CSRF | ROUTE_RAW_BODY, .max_body = 32768 }

/* clang-format off */
static const struct route rows[] = {
KEPT("/open/v1/datasets", &schema_dataset_list, listed, portal_list,
     "Find datasets on the portal, with counts by facet"),
KEPT("/open/v1/summary", &schema_portal_summary, NULL, portal_summary,
     "How much stands on the portal"),
KEPT("/open/v1/most-used", &schema_dataset_used, NULL, portal_most_used,
     "What was downloaded most in the last thirty days"),
OPEN("/open/v1/datasets/{code}", &schema_dataset, NULL, portal_get, "One dataset"),
KEPT("/open/v1/datasets/{code}/preview", &schema_dataset_preview, NULL, portal_preview,
     "Its first hundred rows"),
OPEN("/open/v1/datasets/{code}/rows", &schema_dataset_rows, any, portal_rows,
     "The open data interface: rows by item=value, page by page"),
KEPT("/open/v1/datasets/{code}/download", NULL, taken, portal_download,
     "All of it as a file: csv (for=people, for=machines), json, ndjson, xml"),
KEPT("/open/v1/datasets/{code}/openapi.json", &schema_open_document, NULL, portal_openapi,
     "The dataset's interface as OpenAPI 3.1"),
KEPT("/open/v1/datasets/{code}/datapackage.json", &schema_open_document, NULL,
     portal_datapackage, "The dataset as a Frictionless data package"),
KEPT("/open/v1/datasets/{code}/csvw.json", &schema_open_document, NULL, portal_csvw,
     "The dataset's table as CSV on the Web"),
{ .method = "POST", .path = "/open/v1/datasets/{code}/reports", .needs = CAP_PUBLIC,
  .audit = AUDIT_WRITE, .body = &schema_report_new, .reply = &schema_report_made,
  .handle = portal_report, .flags = ROUTE_NO_CSRF, .max_body = 16384,
  .about = "Report an error in a dataset; without an account" },
{ .method = "POST", .path = "/open/v1/reports/{receipt}", .needs = CAP_PUBLIC, .audit = AUDIT_NONE,
  .body = &schema_report_code, .reply = &schema_report_seen, .handle = portal_report_look,
  .flags = ROUTE_NO_CSRF, .max_body = 4096,
  .about = "How a report stands, by its number and code" },
KEPT("/sitemap.xml", NULL, NULL, portal_sitemap, "The portal's pages, for search engines"),
OPEN("/robots.txt", NULL, NULL, portal_robots, "What search engines may read"),
};
static const struct route pages[] = {
PAGE("/", page_home, "The portal's first page"),
PAGE("/datasets", page_datasets, "The page of datasets found"),
PAGE("/datasets/{code}", page_dataset, "The page of one dataset"),
ROW("/datasets/{code}/report", NULL, any, page_report, "The form that reports an error", 0),
FORM("/datasets/{code}/report", page_report_post, "An error is reported"),
ROW("/reports", NULL, any, page_reports, "The form that asks how a report stands", 0),
FORM("/reports", page_reports_post, "How a report stands"),
PAGE("/developers", page_developers, "The page for who writes programs"),
PAGE("/record", page_other, "The page on the record and its proofs"),
PAGE("/my", page_other, "The page of one's own affairs"),
ROW(ROUTE_NOWHERE, NULL, any, page_nowhere, "The page that says there is none", 0),
};
/* clang-format on */
const struct route_list portal_routes = { rows, sizeof rows / sizeof rows[0], "open data" };
const struct route_list page_routes = { pages, sizeof pages / sizeof pages[0], "pages" };
