/* http.h - a provider's interface asked by HTTP, through libcurl; of gongshu-fetch alone. */
#ifndef FETCH_HTTP_H
#define FETCH_HTTP_H
#include "fetch/talk.h"

struct http;
/* Everything that has to be opened is, so that the fence can be closed after it. NULL: it
 * can't be. The key is its own copy, in the one header that is sent; place->secret may go. */
struct http *http_open(struct ctx *cx, const struct fetch_place *place);
/* Nothing of the key stays in memory. */
void http_close(struct http *h);
/* Begins a question. `out` gets its frames when it has come to its end. */
void http_ask(struct http *h, const struct fetch_ask *ask, struct buf *out);
/* Waits for bytes from providers, or from `in`, and goes on with all questions; *ret_in:
 * there is something to read on `in`. */
void http_turn(struct http *h, int in, struct buf *out, bool *ret_in);
#endif
