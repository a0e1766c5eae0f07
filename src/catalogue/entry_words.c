/* entry_words.c - what an entry is found by. */
#include "account/account.h"
#include "catalogue/entry.h"
#include "search/search.h"

void entry_text(const struct resource *r, const char *org_name, struct buf *body,
		struct buf *closed)
{
	buf_print(body, "%s\n%s\n%s\n%s\n", r->abstract ? r->abstract : "", org_name, r->code,
		  r->national_code ? r->national_code : "");
	for (size_t i = 0; i < r->nkeywords; i++)
		buf_print(body, "%s\n", r->keywords[i]);
	for (size_t i = 0; i < r->nitems; i++) {
		const struct item *it = &r->items[i];
		buf_print(item_open(r, it) == ACCESS_NONE ? closed : body, "%s\n%s\n", it->name,
			  it->code);
	}
	buf_print(closed, "%s\n%s\n", r->source_system ? r->source_system : "",
		  r->duty ? r->duty : "");
}

enum err entry_index_as(struct ctx *cx, struct db *db, const struct search_state *s,
			const char *org_name, const struct resource *r)
{
	AUTO_BUF body = buf_make(1 << 20);
	AUTO_BUF closed = buf_make(1 << 20);
	entry_text(r, org_name, &body, &closed);
	return search_put_as(cx, db, s, r->no, &(struct search_text){
		.title = r->title, .body = buf_cstr(&body), .closed = buf_cstr(&closed) });
}

enum err entry_index(struct ctx *cx, struct db *db, const struct resource *r)
{
	const struct org *org;
	struct search_state s;
	TRY(account_org(cx, db, r->org, &org));
	TRY(search_state(cx, db, &s));
	return entry_index_as(cx, db, &s, org->name, r);
}
