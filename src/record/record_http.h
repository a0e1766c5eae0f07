/* record_http.h - the doors of the record: checkpoint, tiles and proofs for
 * everybody, the search for auditors, one's own accesses for persons. */
#ifndef RECORD_RECORD_HTTP_H
#define RECORD_RECORD_HTTP_H
#include "web/route.h"
extern const struct route_list record_routes;
#endif
