/* How numbers, days and times read in each language. Times from the server
   carry +08:00; days are plain dates and never shift with the reader's zone. */
import { locale } from '@/locale'

const zone = 'Asia/Shanghai'
const tag = () => (locale() === 'zh' ? 'zh-CN' : 'en-GB')

export function number(n: number | null | undefined): string {
  return n === null || n === undefined ? '–' : new Intl.NumberFormat(tag()).format(n)
}

/** "法律、法规或规章", "law, regulation, or rule". */
export function anyOf(words: string[]): string {
  return new Intl.ListFormat(tag(), { type: 'disjunction' }).format(words)
}

export function bytes(n: number | null | undefined): string {
  if (n === null || n === undefined) return '–'
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let at = 0
  while (n >= 1024 && at < units.length - 1) {
    n /= 1024
    at++
  }
  return `${n < 10 && at > 0 ? n.toFixed(1) : Math.round(n)} ${units[at]}`
}

export function percent(part: number, whole: number): string {
  return whole > 0 ? `${Math.min(100, Math.floor((100 * part) / whole))}%` : '0%'
}

/** A plain date, "2026年11月23日" or "23 November 2026". */
export function day(text: string | null | undefined): string {
  if (!text) return '–'
  const [y, m, d] = text.slice(0, 10).split('-').map(Number)
  if (!y || !m || !d) return text
  if (locale() === 'zh') return `${y}年${m}月${d}日`
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.UTC(y, m - 1, d))
}

/** "11月23日 周一", for strips of days. */
export function shortDay(text: string): string {
  const [y, m, d] = text.split('-').map(Number)
  const date = new Date(Date.UTC(y!, m! - 1, d!))
  const weekday = new Intl.DateTimeFormat(tag(), { weekday: 'short', timeZone: 'UTC' }).format(date)
  return locale() === 'zh' ? `${m}月${d}日 ${weekday}` : `${weekday} ${d}/${m}`
}

export function moment(text: string | null | undefined): string {
  if (!text) return '–'
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return text
  const parts = new Intl.DateTimeFormat('zh-CN', {
    timeZone: zone, hour12: false, year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(at)
  const get = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  const clock = `${get('hour')}:${get('minute')}:${get('second')}`
  return `${day(`${get('year')}-${get('month').padStart(2, '0')}-${get('day').padStart(2, '0')}`)} ${clock}`
}

/** Midnights of the city between two moments: yesterday is the day before, however many hours ago. */
function daysBetween(from: number, to: number): number {
  const [a, b] = [from, to].map((at) => Date.parse(new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at)))
  return Math.round((b! - a!) / 86400000)
}

/** "3 天前" beside the exact time; past a month the day itself. */
export function relative(text: string | null | undefined, now = Date.now()): string {
  if (!text) return '–'
  const seconds = (new Date(text).getTime() - now) / 1000
  if (Number.isNaN(seconds)) return text
  const rtf = new Intl.RelativeTimeFormat(tag(), { numeric: 'auto' })
  const size = Math.abs(seconds)
  if (size < 45) return locale() === 'zh' ? '刚刚' : 'just now'
  if (size < 3600) return rtf.format(Math.round(seconds / 60), 'minute')
  if (size < 86400) return rtf.format(Math.round(seconds / 3600), 'hour')
  if (size < 86400 * 30) return rtf.format(daysBetween(now, new Date(text).getTime()), 'day')
  return moment(text).split(' ').slice(0, locale() === 'zh' ? 1 : 3).join(' ')
}

/** Today in the city, as YYYY-MM-DD. */
export function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date())
}

export function addDays(text: string, n: number): string {
  return new Date(Date.parse(`${text}T00:00:00Z`) + n * 86400000).toISOString().slice(0, 10)
}

/** "20 ¶3(2), 19" as "第20条第3款第2项、第19条"; other words stay as they are. */
export function article(text: string | number | null | undefined): string {
  if (text === null || text === undefined || text === '') return ''
  const parts = String(text).split(/,\s*/)
  const read = parts.map((p) => /^(\d+)(?:\s*¶\s*([\d-]+))?(?:\s*\((\d+)\))?$/.exec(p.trim()))
  if (read.some((r) => !r)) return String(text)
  if (locale() !== 'zh') return `${parts.length > 1 ? 'Arts.' : 'Art.'} ${parts.join(', ')}`
  return read.map((r) => `第${r![1]}条${r![2] ? `第${r![2]}款` : ''}${r![3] ? `第${r![3]}项` : ''}`).join('、')
}
