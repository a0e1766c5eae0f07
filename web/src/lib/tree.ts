/* Classifications for the pages: read whole, made into trees, named in lists. */
import { api } from '@/api/client'
import type { Code, DataElement, Facet, Listing } from '@/api/model'

export interface Node { code: string; name: string; name_en?: string | null; retired: boolean; children: Node[] }

/** In which filter of entries a tree's nodes stand. */
export const treeField: Record<string, string> = { base: 'category', theme: 'category', department: 'category', domain: 'theme', industry: 'industry', scenario: 'scenario' }

async function allOf<T>(path: string, query: Record<string, string>): Promise<T[]> {
  const rows: T[] = []
  for (let cursor: string | null = null; ;) {
    const page: Listing<T> = await api.get<Listing<T>>(path, { ...query, limit: 1000, cursor })
    rows.push(...page.items)
    cursor = page.next_cursor
    if (!cursor) return rows
  }
}
export const nodesOf = (id: string) => allOf<Code>(`/api/v1/classifications/${encodeURIComponent(id)}`, {})
export const elementsLike = async (q: string) => (await api.get<Listing<DataElement>>('/api/v1/elements', { q, state: 'current', limit: 20 })).items

/** Below the node each names; what names none, or one that isn't there, is at the top. */
export function treeOf(codes: Code[]): Node[] {
  const nodes = new Map<string, Node>(codes.map((c) => [c.code, { code: c.code, name: c.name, name_en: c.name_en, retired: c.state === 'retired', children: [] }]))
  const top: Node[] = []
  for (const c of codes) (nodes.get(c.parent ?? '')?.children ?? top).push(nodes.get(c.code)!)
  return top
}

/** The facet's values as they are printed: deep first, each with how far in it stands. */
export function facetTree(values: Facet[]): (Facet & { deep: number })[] {
  const known = new Set(values.map((v) => v.value))
  const below = (parent: string | undefined) => values.filter((v) => (v.parent && known.has(v.parent) ? v.parent : undefined) === parent)
    .sort((a, b) => a.value.localeCompare(b.value))
  const walk = (parent: string | undefined, deep: number): (Facet & { deep: number })[] =>
    deep > 16 ? [] : below(parent).flatMap((v) => [{ ...v, deep }, ...walk(v.value, deep + 1)])
  return walk(undefined, 0)
}
