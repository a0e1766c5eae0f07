/* Examples that run as they stand: the first against open data at once, the others
 * with what the console gives out (token, key, purpose code) in the environment.
 * test/browser/test_developers.mjs runs every one of them. */
import { signedPython } from '@/lib/signed'

export type Way = 'open' | 'token' | 'signature'
export type Tongue = 'curl' | 'python'
/** curl can't sign by itself. */
export const tongues: Record<Way, Tongue[]> = { open: ['curl', 'python'], token: ['curl', 'python'], signature: ['python'] }

const openCurl = (origin: string, code: string) => `curl '${origin}/open/v1/datasets/${code}/rows?limit=5'
curl -o data.csv '${origin}/open/v1/datasets/${code}/download?format=csv'`

const openPython = (origin: string, code: string) => `import json, urllib.parse, urllib.request

url, cursor, count = "${origin}/open/v1/datasets/${code}/rows", None, 0
while True:
    query = urllib.parse.urlencode({"limit": 500, **({"cursor": cursor} if cursor else {})})
    with urllib.request.urlopen(f"{url}?{query}") as answer:
        page = json.load(answer)
    count += len(page["rows"])
    cursor = page["next_cursor"]
    if not cursor:
        break
print(count, "rows; the last:", page["rows"][-1])`

const tokenCurl = (origin: string) => `# GONGSHU_TOKEN, GONGSHU_CODE, GONGSHU_PURPOSE
curl -sS -D - "${origin}/data/v1/$GONGSHU_CODE?limit=5" \\
  -H "Authorization: Bearer $GONGSHU_TOKEN" \\
  -H "Gongshu-Purpose: $GONGSHU_PURPOSE"`

const tokenPython = (origin: string) => `import json, os, urllib.error, urllib.request

request = urllib.request.Request(
    f"${origin}/data/v1/{os.environ['GONGSHU_CODE']}/query", method="POST",
    data=json.dumps({"limit": 5}).encode(),
    headers={"Authorization": "Bearer " + os.environ["GONGSHU_TOKEN"],
             "Content-Type": "application/json",
             "Gongshu-Purpose": os.environ["GONGSHU_PURPOSE"]})
try:
    with urllib.request.urlopen(request) as answer:
        for row in json.load(answer)["rows"]:
            print(row)
        print("receipt:", answer.headers["Gongshu-Receipt"])
except urllib.error.HTTPError as refused:
    why = json.load(refused)                # application/problem+json
    print(why["status"], why["code"], why["detail"], why.get("article", ""))`

export function example(way: Way, tongue: Tongue, origin: string, code: string): string {
  if (way === 'open') return tongue === 'curl' ? openCurl(origin, code) : openPython(origin, code)
  if (way === 'token') return tongue === 'curl' ? tokenCurl(origin) : tokenPython(origin)
  return signedPython({ url: `f"${origin}/data/v1/{os.environ['GONGSHU_CODE']}"`, purpose: 'os.environ["GONGSHU_PURPOSE"]', calls: [{ path: '?limit=2' }, { path: '/query', body: '{"limit": 2}' }] })
}
