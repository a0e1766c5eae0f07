/* theme.c - the seventeen domains that are to be opened first (Art. 29). */
#include "catalogue/check.h"
#include <string.h>

const struct theme themes[] = {
	{ "education",      "教育",     "Education" },
	{ "technology",     "科技",     "Science and technology" },
	{ "employment",     "就业",     "Employment" },
	{ "social_security","社会保障", "Social security" },
	{ "natural_resources", "自然资源", "Natural resources" },
	{ "environment",    "生态环境", "Environment" },
	{ "transport",      "交通运输", "Transport" },
	{ "agriculture",    "农业农村", "Agriculture" },
	{ "culture_tourism","文化旅游", "Culture and tourism" },
	{ "health",         "卫生健康", "Health" },
	{ "emergency",      "应急管理", "Emergency management" },
	{ "market",         "市场监管", "Market regulation" },
	{ "statistics",     "统计",     "Statistics" },
	{ "medical_insurance", "医疗保障", "Medical insurance" },
	{ "finance",        "金融",     "Finance" },
	{ "meteorology",    "气象",     "Meteorology" },
	{ "credit",         "信用",     "Credit" },
	{ NULL, NULL, NULL },
};

const struct theme *theme_find(const char *text)
{
	for (const struct theme *t = themes; t->word; t++)
		if (strcmp(t->word, text) == 0 || strcmp(t->zh, text) == 0)
			return t;
	return NULL;
}
