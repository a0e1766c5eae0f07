/* Examples that run as they stand: the first against open data at once, the others
 * with what the console gives out (token, key, purpose code) in the environment.
 * test/browser/test_developers.mjs runs every one of them. */
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

const signaturePython = (origin: string) => `# RFC 9421 with Ed25519; needs python3-cryptography
import base64, hashlib, json, os, secrets, time, urllib.request
from urllib.parse import urlsplit
from cryptography.hazmat.primitives.serialization import load_pem_private_key

KEY_ID = os.environ["GONGSHU_KEY_ID"]       # as the console shows it
with open(os.environ["GONGSHU_KEY_FILE"], "rb") as pem:
    KEY = load_pem_private_key(pem.read(), password=None)

def signed(method, url, body=b"", **headers):
    at, now = urlsplit(url), int(time.time())
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    if body:
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        fields |= {"content-type": "application/json", "content-digest": f"sha-256=:{digest}:"}
    parts = [("@method", method), ("@authority", at.netloc),
             ("@path", at.path), ("@query", "?" + at.query)]
    parts += [(name, fields[name]) for name in
              ("content-digest", "gongshu-purpose", "gongshu-matter") if name in fields]
    covered = " ".join(f'"{name}"' for name, _ in parts)
    params = (f'({covered});created={now};expires={now + 60};'
              f'nonce="{secrets.token_urlsafe(16)}";keyid="{KEY_ID}";tag="gongshu"')
    base = "".join(f'"{name}": {value}\\n' for name, value in parts)
    base += f'"@signature-params": {params}'
    signature = base64.b64encode(KEY.sign(base.encode())).decode()
    fields |= {"signature-input": "sig1=" + params, "signature": f"sig1=:{signature}:"}
    return urllib.request.Request(url, data=body or None, method=method, headers=fields)

url = f"${origin}/data/v1/{os.environ['GONGSHU_CODE']}"
purpose = os.environ["GONGSHU_PURPOSE"]
for request in (signed("GET", url + "?limit=2", gongshu_purpose=purpose),
                signed("POST", url + "/query", json.dumps({"limit": 2}).encode(), gongshu_purpose=purpose)):
    with urllib.request.urlopen(request) as answer:
        print(json.load(answer)["rows"], answer.headers["Gongshu-Receipt"])`

export function example(way: Way, tongue: Tongue, origin: string, code: string): string {
  if (way === 'open') return tongue === 'curl' ? openCurl(origin, code) : openPython(origin, code)
  if (way === 'token') return tongue === 'curl' ? tokenCurl(origin) : tokenPython(origin)
  return signaturePython(origin)
}
