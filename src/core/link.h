/* link.h - is what somebody typed a link that may stand on a page? Pure. */
#ifndef CORE_LINK_H
#define CORE_LINK_H
#include <stdbool.h>

/* http or https and a host, nothing that a page could run. */
bool link_sound(const char *link);
#endif
