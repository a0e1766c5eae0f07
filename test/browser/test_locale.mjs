/* Both message files hold the same keys, and every key a page asks for exists. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { done, test } from './lib.mjs'

const web = new URL('../../web/', import.meta.url)
const ts = createRequire(new URL('package.json', web))('typescript')

async function messages(lang) {
  const source = readFileSync(new URL(`src/locale/${lang}.ts`, web), 'utf8')
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2020 } })
  return (await import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`)).default
}
const leaves = (tree, at = '') => Object.entries(tree).flatMap(([k, v]) => (typeof v === 'string' ? [[at + k, v]] : leaves(v, `${at}${k}.`)))
const files = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(new URL(`${e.name}/`, folder)) : [new URL(e.name, folder)]))
const zh = new Map(leaves(await messages('zh')))
const en = new Map(leaves(await messages('en')))

await test('every string stands in both languages', () => {
  assert.deepEqual([...zh.keys()].filter((k) => !en.has(k)), [], 'missing in English')
  assert.deepEqual([...en.keys()].filter((k) => !zh.has(k)), [], 'missing in Chinese')
})

await test('no key has a hyphen: word() looks for an underscore in its place', () => {
  assert.deepEqual([...zh.keys()].filter((k) => k.includes('-')), [])
})

await test('both languages use the same gaps', () => {
  const gaps = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort().join()
  assert.deepEqual([...zh].filter(([k, v]) => gaps(v) !== gaps(en.get(k))).map(([k]) => k), [])
})

await test('English has no Chinese characters and Chinese has some', () => {
  assert.deepEqual([...en].filter(([, v]) => /[\u4e00-\u9fff]/.test(v)).map(([k]) => k), [])
})

await test('every string a page asks for exists', () => {
  const missing = []
  for (const file of files(new URL('src/', web)).filter((f) => /\.(vue|ts)$/.test(f.pathname))) {
    for (const m of readFileSync(file, 'utf8').matchAll(/\bt\((['`])([^'`]+)\1/g)) {
      const key = m[2]
      const hole = key.indexOf('${')
      const known = hole < 0 ? zh.has(key) : [...zh.keys()].some((k) => k.startsWith(key.slice(0, hole)))
      if (!known) missing.push(`${file.pathname.split('/').pop()}: ${key}`)
    }
  }
  assert.deepEqual(missing, [])
})

await test('R12_1 every fault of a value or a file has its word for the steward', () => {
  const codes = ['value', 'csv'].flatMap((name) => {
    const header = readFileSync(new URL(`../../src/core/${name}.h`, import.meta.url), 'utf8')
    const table = header.slice(header.indexOf(`${name.toUpperCase()}_FAULT_TABLE(X)`)).split('\n\n')[0]
    return [...table.matchAll(/X\(\w+,\s+"([\w-]+)"\)/g)].map((m) => m[1])
  }).filter((code) => !['fine', 'none'].includes(code))
  assert.ok(codes.length > 20)
  assert.deepEqual(codes.filter((code) => !zh.has(`batch_problem.${code.replaceAll('-', '_')}`)), [])
})

await done()
