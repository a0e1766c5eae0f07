/* assets_http.c - /assets/… for ever, and the console's page for its addresses.
 *
 * The console finds its way by itself from the address, so each of its
 * addresses gets the same page. Nothing here is about a person, but the page
 * itself is asked for again each time, so that a new version shows at once. */
#include "web/assets_http.h"
#include "web/assets.h"
#include "web/req.h"
#include <string.h>

static void send_asset(struct req *rq, const struct asset *a)
{
	static const char *const words[CODING_MAX_] = { NULL, "br", "gzip" };
	enum coding c = asset_coding(a, req_header(rq, "accept-encoding"));

	answer_const(rq, 200, a->type, a->form[c].p, a->form[c].n);
	answer_header(rq, "Vary", "Accept-Encoding");
	if (words[c])
		answer_header(rq, "Content-Encoding", words[c]);
}

static enum err get_asset(struct ctx *cx, struct req *rq)
{
	const struct asset *a = asset_find(ctx_print(cx, "/assets/%s", rq->seg[0]));

	if (!a)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_PAGE());
	send_asset(rq, a);
	answer_header(rq, "Cache-Control", "public, max-age=31536000, immutable");
	return answer_etag(cx, rq, a->etag);
}

static enum err get_console(struct ctx *cx, struct req *rq)
{
	const struct asset *a = asset_find("/console.html");

	if (!a)
		return fail(cx, ERR_NOT_FOUND, SAY_BUILT_WITHOUT_PAGES());
	send_asset(rq, a);
	answer_header(rq, "Cache-Control", "no-cache");
	return answer_etag(cx, rq, a->etag);
}

#define PAGE(address) { .method = "GET", .path = address, .needs = CAP_PUBLIC,       \
	.audit = AUDIT_NONE, .handle = get_console, .query = any, .flags = ROUTE_INLINE | ROUTE_HIDDEN, \
	.about = "The staff console's page." }
static const char *const any[] = { "*", NULL };
static const struct route rows[] = {
	{ .method = "GET", .path = "/assets/{name}", .needs = CAP_PUBLIC, .audit = AUDIT_NONE,
	  .handle = get_asset, .flags = ROUTE_INLINE | ROUTE_HIDDEN,
	  .about = "A built file of the web pages; its name carries its hash." },
	PAGE("/console"),
	PAGE("/console/{a}"),
	PAGE("/console/{a}/{b}"),
	PAGE("/console/{a}/{b}/{c}"),
};

const struct route_list asset_routes = { rows, sizeof(rows) / sizeof(rows[0]), "pages" };
