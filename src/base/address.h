/* address.h - from where a machine may ask: blocks of network addresses.
 *
 * A list is blocks parted by blanks, "10.2.0.0/16 2001:db8::/32 192.0.2.7", in the
 * notation of RFC 4632 and RFC 4291. A block names its first address: "10.2.0.1/16"
 * is refused, for nobody can tell which of the two was meant. Pure. */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H
#include <stdbool.h>
#include <stddef.h>

#define ADDRESS_LIST_MOST 8            /* blocks in one list */
#define ADDRESS_LIST_TEXT 408          /* octets of such a list, with its end */

/* Is `text` one block, or one address? */
bool address_block(const char *text);
/* Does a block of `list` hold `peer`? An IPv4 address written as IPv6 (::ffff:…)
 * is the IPv4 address it is. What can't be read is in no block. */
bool address_within(const char *list, const char *peer);
#endif
