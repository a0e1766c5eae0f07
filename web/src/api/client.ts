/* The one way to the server: JSON both ways, the CSRF token on what changes
 * something, and refusals as a Problem that a page can show in words. */
import { ref } from 'vue'
import { locale } from '@/locale'

export interface ProblemBody {
  type?: string
  title: string
  status: number
  code: string
  detail?: string
  detail_en?: string
  article?: string
  field?: string
  rule?: string
}

export class Problem extends Error {
  constructor(readonly body: ProblemBody, readonly retryAfter = 0) {
    super(body.detail ?? body.title)
  }
  get status(): number {
    return this.body.status
  }
  get code(): string {
    return this.body.code
  }
  /** The sentence in the reader's language. */
  get sentence(): string {
    const b = this.body
    return (locale() === 'en' ? b.detail_en ?? b.detail : b.detail ?? b.detail_en) || b.title
  }
}

/** What is thrown at us, as a Problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem({ title: 'network', status: 0, code: 'network' })
}

let csrf = ''
export function setCsrf(token: string): void {
  csrf = token
}
export const csrfToken = () => csrf

/** Bumped when the server says that nobody is signed in any more. */
export const signedOut = ref(0)

export type Query = Record<string, string | number | boolean | null | undefined>

export function withQuery(path: string, query?: Query): string {
  const q = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') q.set(key, String(value))
  }
  const text = q.toString()
  return text ? `${path}?${text}` : path
}

export interface Options {
  query?: Query
  body?: unknown
  /** A file as it is, instead of a body. */
  file?: { type: string; content: ArrayBuffer }
  signal?: AbortSignal
  headers?: Record<string, string>
  /** A key that makes sending twice the same as sending once. */
  once?: string
}

async function problemOf(res: Response): Promise<Problem> {
  const body = (await res.json().catch(() => null)) as ProblemBody | null
  const fallback = { title: res.statusText, status: res.status, code: `http-${res.status}` }
  return new Problem({ ...fallback, ...(body ?? {}), status: res.status }, Number(res.headers.get('Retry-After') ?? 0))
}

export async function send(method: string, path: string, o: Options = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...o.headers }
  if (o.body !== undefined) headers['Content-Type'] = 'application/json'
  if (o.file) headers['Content-Type'] = o.file.type
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf
  if (o.once) headers['Idempotency-Key'] = o.once
  const res = await fetch(withQuery(path, o.query), {
    method,
    headers,
    body: o.file ? o.file.content : o.body === undefined ? undefined : JSON.stringify(o.body),
    signal: o.signal,
    credentials: 'same-origin',
  })
  if (res.ok) return res
  const problem = await problemOf(res)
  if (problem.status === 401 && !path.startsWith('/api/v1/sessions')) signedOut.value++
  throw problem
}

async function json<T>(method: string, path: string, o?: Options): Promise<T> {
  const res = await send(method, path, o)
  const text = await res.text()
  return (text ? JSON.parse(text) : null) as T
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => json<T>('GET', path, { query, signal }),
  post: <T>(path: string, body?: unknown, o?: Options) => json<T>('POST', path, { ...o, body: body ?? {} }),
  put_file: <T>(path: string, query: Query, type: string, content: ArrayBuffer) => json<T>('POST', path, { query, file: { type, content } }),
  patch: <T>(path: string, body: unknown, o?: Options) => json<T>('PATCH', path, { ...o, body }),
  put: <T>(path: string, body: unknown, o?: Options) => json<T>('PUT', path, { ...o, body }),
  delete: <T>(path: string) => json<T>('DELETE', path),
}
