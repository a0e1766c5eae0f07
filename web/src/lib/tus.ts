/* Uploads that survive a cut: the tus 1.0 core, creation and termination.
 *
 * The address of an unfinished upload is kept in this browser under the file's
 * fingerprint, so choosing the same file again goes on where it stopped, even
 * after the page was closed. Pieces are 8 MiB; a failed piece is tried again
 * after the server has said how far it got, which it can't while the network is
 * gone: asking is tried as often, and at once when the network is back. */
import { Problem, asProblem, csrfToken } from '@/api/client'

const PIECE = 8 * 1024 * 1024
const WAITS = [500, 1500, 4000, 8000, 15000, 30000]

export interface Progress {
  done: number
  total: number
  resumed: number
  waiting?: boolean
}
export interface Upload {
  id: string
  location: string
}

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

function fingerprint(file: File, scope: string): string {
  return `tus:${scope}:${file.name}:${file.size}:${file.lastModified}`
}

export function unfinished(scope: string): { name: string; size: number; key: string }[] {
  const found = []
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i) ?? ''
    const parts = key.startsWith(`tus:${scope}:`) ? key.slice(5 + scope.length).split(':') : []
    if (parts.length >= 3) found.push({ key, name: parts.slice(0, -2).join(':'), size: Number(parts[parts.length - 2]) })
  }
  return found
}

function request(method: string, url: string, headers: Record<string, string>, body: Blob | null, signal: AbortSignal | undefined,
  onSent?: (n: number) => void): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new DOMException('aborted', 'AbortError'))
    const xhr = new XMLHttpRequest()
    xhr.open(method, url)
    const all = { 'Tus-Resumable': '1.0.0', 'X-CSRF-Token': csrfToken(), ...headers }
    for (const [name, value] of Object.entries(all)) if (value) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = (e) => onSent?.(e.loaded)
    xhr.onerror = () => reject(asProblem(null))
    xhr.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    xhr.onload = () => {
      if (xhr.status < 400) return resolve(xhr)
      let body = {}
      try {
        body = JSON.parse(xhr.responseText)
      } catch {
        // No problem document: the status alone must do.
      }
      reject(new Problem({ title: xhr.statusText, code: `http-${xhr.status}`, ...body, status: xhr.status }))
    }
    signal?.addEventListener('abort', () => xhr.abort())
    xhr.send(body)
  })
}

/** Where an upload stands, or null if the server has forgotten it. */
async function offsetOf(location: string, signal?: AbortSignal): Promise<number | null> {
  try {
    const xhr = await request('HEAD', location, {}, null, signal)
    return Number(xhr.getResponseHeader('Upload-Offset') ?? 0)
  } catch (error) {
    const status = error instanceof Problem ? error.status : -1
    if ([403, 404, 410].includes(status)) return null
    throw error
  }
}

async function begin(file: File, signal?: AbortSignal): Promise<string> {
  const meta = `filename ${base64(file.name)},filetype ${base64(file.type || 'text/csv')}`
  const xhr = await request('POST', '/api/v1/uploads', { 'Upload-Length': String(file.size), 'Upload-Metadata': meta }, null, signal)
  const location = new URL(xhr.getResponseHeader('Location') ?? '', window.location.href)
  return location.pathname
}

const wait = (ms: number) => new Promise((done) => {
  setTimeout(done, ms)
  window.addEventListener('online', done, { once: true })
})

export async function upload(file: File, scope: string, onProgress: (p: Progress) => void, signal?: AbortSignal): Promise<Upload> {
  const key = fingerprint(file, scope)
  let location = localStorage.getItem(key) ?? ''
  let offset = location ? await offsetOf(location, signal) : null
  if (offset === null) {
    location = await begin(file, signal)
    localStorage.setItem(key, location)
    offset = 0
  }
  const resumed = offset
  let failures = 0
  let unsure = false
  onProgress({ done: offset, total: file.size, resumed })
  while (offset < file.size) {
    const from: number = offset
    const headers = { 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' }
    const piece = file.slice(from, from + PIECE)
    try {
      if (unsure) {
        offset = (await offsetOf(location, signal)) ?? 0
        unsure = false
      } else {
        const xhr: XMLHttpRequest = await request('PATCH', location, headers, piece, signal, (n) =>
          onProgress({ done: from + n, total: file.size, resumed }))
        offset = Number(xhr.getResponseHeader('Upload-Offset') ?? from + piece.size)
        failures = 0
      }
    } catch (error) {
      const status = error instanceof Problem ? error.status : -1
      const hopeless = status < 0 || (status >= 400 && status < 500 && status !== 409 && status !== 429 && status !== 460)
      if (hopeless || failures >= WAITS.length) throw error
      unsure = true
      onProgress({ done: offset, total: file.size, resumed, waiting: true })
      await wait(WAITS[failures++]!)
      continue
    }
    onProgress({ done: offset, total: file.size, resumed })
  }
  localStorage.removeItem(key)
  return { id: location.split('/').filter(Boolean).pop()!, location }
}

/** Let an upload go, here and on the server. */
export async function forget(key: string, at?: string): Promise<void> {
  const location = at ?? localStorage.getItem(key)
  localStorage.removeItem(key)
  if (location) await request('DELETE', location, {}, null, undefined).catch(() => undefined)
}
