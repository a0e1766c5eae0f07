/* hooks.h - what the HTTP door asks of the features. */
#ifndef HOOKS_H
#define HOOKS_H
#include "web/web.h"
extern const struct web_hooks server_hooks;
#endif
