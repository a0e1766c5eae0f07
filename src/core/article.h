/* article.h - is what somebody wrote the number of an article? Pure. */
#ifndef CORE_ARTICLE_H
#define CORE_ARTICLE_H
#include <stdbool.h>

/* The article itself has to be told: "38", "20 ¶3(2)", "Article 38", "第三十八条第二款",
 * "三十八条", "附则第二条". Not a blank, a word or a nought. NULL: no. */
bool article_said(const char *text);
#endif
