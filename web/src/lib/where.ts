/* A row filter as people read it: "区 等于 亭湖区 且 有效 等于 true". */
import { i18n } from '@/locale'

interface Node { and?: Node[]; or?: Node[]; not?: Node; item?: string; op?: string; value?: unknown }

export function clauseText(node: unknown, name: (code: string) => string = (c) => c): string {
  const t = i18n.global.t
  const n = node as Node
  if (!n || typeof n !== 'object') return ''
  const group = n.and ?? n.or
  if (group) return group.map((x) => (x.and || x.or ? `(${clauseText(x, name)})` : clauseText(x, name))).join(` ${t(n.and ? 'conditions.and' : 'conditions.or')} `)
  if (n.not) return `${t('conditions.not')} (${clauseText(n.not, name)})`
  const value = Array.isArray(n.value) ? n.value.join(', ') : n.value === undefined ? '' : String(n.value)
  return `${name(n.item ?? '')} ${t(`op.${n.op}`)} ${value}`.trim()
}
