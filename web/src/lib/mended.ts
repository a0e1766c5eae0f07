/* What carries a correction, in words: a version and its day, or the provider's word. */
import type { Correction } from '@/api/model'
import { day } from './format'

export function carriedBy(t: (key: string, values: Record<string, unknown>) => string, c: Correction): string {
  return c.mended ? t(`correction.by_${c.mended}`, { n: c.mended_version ?? 0, day: day(c.mended_at) }) : ''
}
