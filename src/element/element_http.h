/* element_http.h - the doors of the dictionary. */
#ifndef ELEMENT_ELEMENT_HTTP_H
#define ELEMENT_ELEMENT_HTTP_H
#include "web/route.h"
extern const struct route_list element_routes;

struct req;
enum err element_import(struct ctx *cx, struct req *rq);        /* element_import.c */
#endif
