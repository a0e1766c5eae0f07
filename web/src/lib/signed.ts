/* A call signed under RFC 9421, as a program that runs as it stands: the key's id and its
 * file come from the environment, whose system calls is told by the signature. */
export interface SignedCall {
  /** Behind the address: "?limit=10", "/query". */
  path: string
  /** JSON; without: a GET. */
  body?: string
}
export interface Signed {
  /** Python expressions. */
  url: string
  purpose: string
  matter?: string
  calls: SignedCall[]
}

const signing = `# RFC 9421 with Ed25519; needs python3-cryptography
import base64, hashlib, os, secrets, time, urllib.error, urllib.request
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

`

export function signedPython({ url, purpose, matter, calls }: Signed): string {
  const more = matter ? ', gongshu_matter=matter' : ''
  const call = (c: SignedCall) => (c.body ? `signed("POST", url + "${c.path}", b'${c.body}', gongshu_purpose=purpose${more})` : `signed("GET", url + "${c.path}", gongshu_purpose=purpose${more})`)
  return `${signing}
url = ${url}
purpose = ${purpose}${matter ? `\nmatter = ${matter}` : ''}
for request in (${calls.map(call).join(',\n                ')}${calls.length === 1 ? ',' : ''}):
    try:
        with urllib.request.urlopen(request) as answer:
            print(answer.read().decode(), answer.headers["Gongshu-Receipt"])
    except urllib.error.HTTPError as refused:
        raise SystemExit(refused.read().decode())`
}
