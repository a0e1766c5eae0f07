/* What the browser tests share: a browser, people who sign in, TAP.
 *
 * Every page is watched: an error in its script, a breach of the content
 * security policy or a request to another site fails the test it happened in. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const need = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = need('playwright-core')
export const axeSource = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8')

export const base = process.env.GONGSHU_URL
export const accounts = JSON.parse(readFileSync(process.env.GONGSHU_ACCOUNTS, 'utf8'))
const store = process.env.GONGSHU_STORE ?? 'sqlite'

export const account = (role, nth = 0) => accounts.accounts.filter((a) => a.roles.includes(role))[nth]
export const system = (nth = 0) => accounts.systems[nth]

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-extensions', '--disable-background-networking'] })
let count = 0
let bad = 0
let troubles = []

export async function test(name, body) {
  troubles = []
  let why = null
  try {
    await body()
    assert.deepEqual(troubles, [], 'what the pages complained of')
  } catch (error) {
    why = error
    bad++
  }
  if (why) for (const line of String(why.stack ?? why).split('\n').slice(0, 14)) console.log(`# ${line}`)
  console.log(`${why ? 'not ok' : 'ok'} ${++count} - ${name} [${store}]`)
}

export async function done() {
  await browser.close()
  console.log(`1..${count}`)
  process.exit(bad ? 1 : 0)
}

function watch(page, expected) {
  page.on('pageerror', (e) => troubles.push(`${page.url()} ${e.message}`))
  page.on('console', (m) => {
    const text = m.text()
    if (m.type() === 'error' && !expected.some((e) => text.includes(typeof e === 'number' ? `status of ${e}` : e))) troubles.push(`${page.url()} ${text}`)
  })
  page.on('request', (r) => {
    if (!r.url().startsWith(base) && !/^(data|blob):/.test(r.url())) troubles.push(`asked another site: ${r.url()}`)
  })
}

/** A window of its own. `expected`: refusals (statuses) and errors that it may see. */
export async function visit({ width = 1280, height = 860, lang, script = true, expected = [], scheme = 'light' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', javaScriptEnabled: script, colorScheme: scheme, reducedMotion: 'reduce', acceptDownloads: true, baseURL: base })
  context.setDefaultTimeout(12000)
  if (lang) await context.addInitScript((l) => localStorage.setItem('lang', l), lang)
  const page = await context.newPage()
  watch(page, expected)
  return page
}

/** Signed in without the page for it, which a test of its own goes through; on their work. */
export async function signIn(who, options = {}) {
  const page = await visit(options)
  const made = await page.context().request.post('/api/v1/sessions', { data: { name: who.name, password: who.password } })
  assert.equal(made.status(), 201, await made.text())
  await page.addInitScript(() => {                // as the sign-in page leaves it
    if (!sessionStorage.getItem('came')) localStorage.setItem('signed', '1')
    sessionStorage.setItem('came', '1')
  })
  await page.goto('/console/work')
  await page.waitForURL(/\/console\/work/)
  return page
}

export const settle = (page) => page.waitForLoadState('networkidle')

/** What comes into view has come and what leaves is gone: half-way, colours and places are neither. */
export const still = (page) => page.evaluate(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done))
  const moving = () => document.getAnimations().filter((a) => a.playState === 'running' && Number.isFinite(a.effect?.getComputedTiming().endTime))
  do {
    await frame()
    await frame()
    await Promise.all(moving().map((a) => a.finished.catch(() => {})))
  } while (moving().length)
})

/** Serious and critical findings of axe on the page as it stands. */
export async function axe(page) {
  await still(page)
  await page.evaluate((source) => {
    if (!globalThis.axe) (0, eval)(source)
  }, axeSource).catch(async () => {
    const client = await page.context().newCDPSession(page)
    await client.send('Runtime.evaluate', { expression: axeSource })
  })
  // What lies behind an open dialog is dimmed on purpose.
  const found = await page.evaluate(() => globalThis.axe.run([...document.querySelectorAll('[role=dialog][aria-modal=true]')].find((d) => d.checkVisibility()) ?? document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
  return found.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) =>
    `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.any?.[0]?.message ?? ''}`).join(' | ')}`)
}

/** How far the page is wider than its window, and what sticks out. */
export async function overflow(page) {
  return page.evaluate(() => {
    const more = document.documentElement.scrollWidth - innerWidth
    if (more <= 0) return []
    const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
    return [`${more} px`, ...out.slice(0, 4).map((e) => `${e.tagName}.${e.className}`)]
  })
}

/** Kept where pictures are asked for. */
export async function picture(page, name) {
  if (process.env.GONGSHU_PICTURES) await page.screenshot({ path: `${process.env.GONGSHU_PICTURES}/${name}.png`, fullPage: true })
}

/** At both widths nothing sticks out, and axe has nothing to say. */
export async function looksWell(page, name) {
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 })
    await still(page)
    assert.deepEqual(await overflow(page), [], `at ${width}`)
    await picture(page, `${name}-${width}`)
  }
  await page.setViewportSize({ width: 1280, height: 1300 })
  const found = await axe(page)
  await page.setViewportSize({ width: 1280, height: 860 })
  assert.deepEqual(found, [])
}

/** A reason is asked for before content is taken; `look` looks at the dialog. */
export const because = async (page, why, look) => {
  await page.locator('#why-taken').fill(why)
  if (look) await look()
  await page.getByRole('dialog').locator('button[type=submit]').click()
}

/** An act on the page of a case, by its name; `fill` fills its dialog. */
export const act = async (page, name, fill) => {
  await page.getByRole('region', { name: '可以办理' }).getByRole('button', { name, exact: true }).click()
  if (fill) await fill(page.getByRole('dialog'))
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  await page.getByText(`已办理：${name}`).waitFor()
  await settle(page)
}
