/* Codes of entries out of a list that somebody brings: a line each, or a table. */

/** Text of a file, as spreadsheets here write it: UTF-8, or GB 18030. */
export async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

const cells = (line: string): string[] => line.split(/[,\t;，；]/).map((c) => c.trim().replace(/^"|"$/g, '').trim())
const coded = (cell = ''): boolean => /^[\w./-]{3,}$/.test(cell)
const head = (cell: string): boolean => /^(code|national_code|.*(编码|代码|编号))$/i.test(cell)

/** Each code once: of a table the column in which most lines hold one, without its head. */
export function codesIn(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((l) => l.trim()).map(cells)
  const held = (column: number): number => lines.filter((l) => coded(l[column])).length
  const columns = [...Array(lines.reduce((most, l) => Math.max(most, l.length), 1)).keys()]
  const best = columns.reduce((a, b) => (held(b) > held(a) ? b : a), 0)
  return [...new Set(lines.map((l) => l[best] ?? '').filter((c, i) => c && !(i === 0 && head(c))))]
}
