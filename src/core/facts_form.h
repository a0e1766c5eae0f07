/* facts_form.h - values whose form alone can be judged; behind facts.h.
 *
 * Each gets a tidied text, changes it in place to the one form to store, and
 * says FACT_TIDIED when it had to. */
#ifndef CORE_FACTS_FORM_H
#define CORE_FACTS_FORM_H
#include "core/facts.h"

enum fact form_mobile(char *s, size_t n);
enum fact form_landline(char *s, size_t n);
enum fact form_phone(char *s, size_t n);           /* either of the two */
enum fact form_plate(char *s, size_t n);
enum fact form_postcode(char *s, size_t n);
enum fact form_passport(char *s, size_t n);
enum fact form_travel_permit(char *s, size_t n);
enum fact form_date(char *s, size_t n);
enum fact form_division(char *s, size_t n);
#endif
