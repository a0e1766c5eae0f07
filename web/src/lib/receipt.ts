/* Proving a receipt in the reader's own browser (RFC 6962, RFC 9162 2.1.3.2).
 *
 * A receipt is "<origin>;<index or pending>;<leaf hash, base64url>". The server
 * gives the path of neighbouring hashes and a signed checkpoint; the root is
 * computed here, so that nobody needs to believe the server's word for it. The
 * signature is checked too where the browser knows Ed25519; the key comes from the
 * server, and is shown, to be held against one that was got another way. */

export interface Receipt {
  origin: string
  index: string
  leaf: string
}
export interface Proof {
  index: number
  size: number
  hashes: string[]
  checkpoint: string
}
export interface Checkpoint {
  origin: string
  size: number
  root: string
  signatures: { name: string; keyHash: string; signature: Uint8Array }[]
  text: string
}

export function readReceipt(text: string): Receipt | null {
  const parts = text.trim().replace(/^gongshu-receipt:\s*/i, '').split(';')
  if (parts.length === 1 && /^[A-Za-z0-9_-]{43}$/.test(parts[0]!.trim())) return { origin: '', index: '', leaf: parts[0]!.trim() }
  const leaf = parts[2]?.trim() ?? ''
  if (parts.length !== 3 || !/^[A-Za-z0-9_-]{43}=?$/.test(leaf)) return null
  return { origin: parts[0]!.trim(), index: parts[1]!.trim(), leaf: leaf.replace(/=$/, '') }
}

export function bytesOf(base64: string): Uint8Array {
  const text = atob(base64.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(text, (c) => c.charCodeAt(0))
}

export function base64Of(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** A signed note: origin, size, root, blank line, "— name base64" lines. */
export function readCheckpoint(note: string): Checkpoint | null {
  const cut = note.indexOf('\n\n')
  const lines = note.slice(0, cut < 0 ? undefined : cut).split('\n')
  if (cut < 0 || lines.length < 3 || !/^\d+$/.test(lines[1]!)) return null
  const signatures = note.slice(cut + 2).split('\n').filter((l) => l.startsWith('— ')).map((line) => {
    const [name, blob] = line.slice(2).split(' ')
    const all = bytesOf(blob ?? '')
    const keyHash = Array.from(all.slice(0, 4), (b) => b.toString(16).padStart(2, '0')).join('')
    return { name: name ?? '', keyHash, signature: all.slice(4) }
  })
  return { origin: lines[0]!, size: Number(lines[1]), root: lines[2]!, signatures, text: note.slice(0, cut + 1) }
}

async function hashPair(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const joined = new Uint8Array(1 + left.length + right.length)
  joined[0] = 1
  joined.set(left, 1)
  joined.set(right, 1 + left.length)
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined))
}

/** The root that this leaf and this path lead to, or null if the path doesn't fit. */
export async function rootOf(leaf: Uint8Array, proof: Proof): Promise<Uint8Array | null> {
  if (proof.index >= proof.size) return null
  let fn = proof.index
  let sn = proof.size - 1
  let at: Uint8Array = leaf
  for (const step of proof.hashes) {
    if (sn === 0) return null
    const p = bytesOf(step)
    if (fn % 2 === 1 || fn === sn) {
      at = await hashPair(p, at)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      at = await hashPair(at, p)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 ? at : null
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i])
}

export interface SigningKey {
  name: string
  keyHash: string
  bytes: Uint8Array
}

/** A verifier key of C2SP signed-note: "name+id+base64(1, 32 bytes)". */
export async function readKey(text: string): Promise<SigningKey | null> {
  const parts = text.trim().match(/^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/)
  if (!parts) return null
  const all = bytesOf(parts[3]!)
  if (all.length !== 33 || all[0] !== 1) return null
  const named = new Uint8Array([...new TextEncoder().encode(parts[1]! + '\n'), ...all])
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', named))
  const id = Array.from(digest.slice(0, 4), (b) => b.toString(16).padStart(2, '0')).join('')
  return id === parts[2] ? { name: parts[1]!, keyHash: id, bytes: all.slice(1) } : null
}

export type Signed = 'good' | 'bad' | 'unknown'

/** Did this key sign the checkpoint? 'unknown': this browser can't tell. */
export async function signedBy(point: Checkpoint, key: SigningKey): Promise<Signed> {
  const line = point.signatures.find((s) => s.name === key.name && s.keyHash === key.keyHash)
  if (!line || point.origin !== key.name) return 'bad'
  let imported: CryptoKey
  try {
    imported = await crypto.subtle.importKey('raw', new Uint8Array(key.bytes), { name: 'Ed25519' }, false, ['verify'])
  } catch {
    return 'unknown'
  }
  const text = new TextEncoder().encode(point.text)
  return (await crypto.subtle.verify({ name: 'Ed25519' }, imported, new Uint8Array(line.signature), text)) ? 'good' : 'bad'
}
