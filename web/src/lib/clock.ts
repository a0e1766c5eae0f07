/* A term as a strip of few cells: its days while it is short, else weeks, months,
 * quarters or years, whichever is the finest that still fits. */
import { locale } from '@/locale'
import { addDays, shortDay } from './format'

export interface DayOf { date: string; counts: boolean; why: string }
export interface Cell { key: string; label: string; first: number; last: number; days: number; why: string[]; past: boolean; now: boolean; end: boolean; counts: boolean }
export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year'

export const cellsMost = 15
const units: Unit[] = ['day', 'week', 'month', 'quarter', 'year']

/** The first day of the span of time that a day lies in. */
function begins(date: string, unit: Unit): string {
  const [y, m] = [date.slice(0, 4), Number(date.slice(5, 7))]
  if (unit === 'day') return date
  if (unit === 'week') return addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7))
  if (unit === 'year') return `${y}-01-01`
  return `${y}-${String(unit === 'month' ? m : m - ((m - 1) % 3)).padStart(2, '0')}-01`
}

function label(from: string, to: string, unit: Unit): string {
  if (unit === 'day') return shortDay(from)
  const zh = locale() === 'zh'
  const [a, b] = [new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)]
  const tag = zh ? 'zh-CN' : 'en-GB'
  const day = (d: Date) => new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(d)
  const month = (d: Date) => new Intl.DateTimeFormat(tag, { year: 'numeric', month: 'short', timeZone: 'UTC' }).format(d)
  const year = (d: Date) => new Intl.DateTimeFormat(tag, { year: 'numeric', timeZone: 'UTC' }).format(d)
  const said = unit === 'week' ? day : unit === 'year' ? year : month
  return said(a) === said(b) ? said(a) : `${said(a)}–${said(b)}`
}

/** Every day between two, both included. */
export function daysOf(from: string, to: string): DayOf[] {
  const out: DayOf[] = []
  for (let d = from; d <= to && out.length < 20000; d = addDays(d, 1)) out.push({ date: d, counts: true, why: '' })
  return out
}

function gathered(days: DayOf[], unit: Unit): DayOf[][] {
  const out: DayOf[][] = []
  let at = ''
  for (const d of days) {
    const b = begins(d.date, unit)
    if (b !== at) out.push([])
    at = b
    out[out.length - 1]!.push(d)
  }
  return out
}

/** Weekends and the day it began on need no saying in a span longer than a day. */
const plain = (d: DayOf, from: string) => d.date === from || [0, 6].includes(new Date(`${d.date}T00:00:00Z`).getUTCDay())

export function stripOf(days: DayOf[], today: string, due: string | null | undefined, fine = false): { unit: Unit; cells: Cell[] } {
  let spans: DayOf[][] = []
  let unit: Unit = 'day'
  for (unit of fine ? (['day'] as Unit[]) : units) {
    spans = gathered(days, unit)
    if (spans.length <= cellsMost) break
  }
  let n = 0
  const cells = spans.map((span): Cell => {
    const [from, to] = [span[0]!.date, span[span.length - 1]!.date]
    const counted = span.filter((d) => d.counts).length
    const first = n + 1
    n += counted
    const named = [...new Set(span.filter((d) => !d.counts && (unit === 'day' || !plain(d, days[0]!.date))).map((d) => d.why))]
    return { key: from, label: label(from, to, unit), first, last: n, days: counted, why: named, past: to < today, now: from <= today && today <= to, end: !!due && from <= due && due <= to, counts: counted > 0 }
  })
  return { unit, cells }
}
