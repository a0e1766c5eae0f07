/* article.h - is what somebody wrote the number of an article, and in which one way is it
 * written, so that "34", "第34条" and "第三十四条" count together? Pure. */
#ifndef CORE_ARTICLE_H
#define CORE_ARTICLE_H
#include <stdbool.h>

/* The article itself has to be told: "38", "20 ¶3(2)", "Article 38", "第三十八条第二款",
 * "三十八条", "附则第二条". Not a blank, a word or a nought. NULL: no. */
bool article_said(const char *text);
/* A text that is one article, with or without its paragraph and item, as the platform notes
 * articles ("20 ¶3(2)"). Any other text as it is. */
struct ctx;
const char *article_written(struct ctx *cx, const char *text);
#endif
