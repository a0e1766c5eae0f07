/* Every page: no serious finding of axe, no breach of the content security
 * policy, no scrolling sideways at 360 px, and both languages. */
import assert from 'node:assert/strict'
import { account, axe, base, done, overflow, settle, signIn, test, visit } from './lib.mjs'

const json = async (page, path) => page.evaluate(async (p) => (await fetch(p)).json(), path)

/** What is wrong with a page, as lines. */
async function look(page, path) {
  await page.goto(path)
  await settle(page)
  const wide = await overflow(page)
  return [...(await axe(page)), ...(wide.length ? [`wider than the window: ${wide.join(' ')}`] : [])].map((line) => `${path} ${line}`)
}

const sets = await (await fetch(`${base}/open/v1/datasets?limit=1&open_type=unconditional`)).json()
const dataset = sets.items[0] ? `/datasets/${sets.items[0].code}` : '/datasets'
const closed = await (await fetch(`${base}/open/v1/datasets?limit=1&open_type=conditional`)).json()
const conditional = closed.items[0] ? `/datasets/${closed.items[0].code}?tab=preview` : '/datasets'
const portal = ['/', '/datasets', '/datasets?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E6%A0%B7%E7%9A%84%E6%95%B0%E6%8D%AE', dataset, `${dataset}?tab=preview`, `${dataset}?tab=download`, `${dataset}?tab=api`, conditional, '/releases', '/plan', '/use', '/developers', '/record', '/my', '/console/sign-in']

for (const [width, scheme] of [[1280, 'light'], [360, 'dark']]) {
  await test(`the portal's pages at ${width} px, ${scheme}`, async () => {
    const page = await visit({ width, scheme })
    const found = []
    for (const path of portal) found.push(...(await look(page, path)))
    assert.deepEqual(found, [])
    await page.context().close()
  })
}

const registers = ['channels', 'guidance', 'systems', 'systems?gap=unlinked']
const staff = {
  steward: ['work', 'cases', 'catalogue', 'catalogue/new', 'find', 'requests', 'requests?side=all', 'grants', 'negative', 'changes', 'duplicates', ...registers, 'releases', 'completeness', 'assets', 'plan', 'account'],
  auditor: ['record'],
  sysadmin: ['users', 'orgs'],
}
for (const [role, paths] of Object.entries(staff)) {
  for (const [width, scheme] of [[1280, 'light'], [360, 'dark']]) {
    await test(`the console's pages of the ${role} at ${width} px, ${scheme}`, async () => {
      const page = await signIn(account(role), { width, scheme })
      const found = []
      const also = async (path) => found.push(...(await look(page, `/console/${path}`)))
      for (const path of paths) await also(path)
      if (role === 'steward') {
        const work = await json(page, '/api/v1/work?limit=5')
        const mine = await json(page, '/api/v1/cases?limit=3')
        for (const c of [...work.items, ...mine.items]) await also(`cases/${c.id}`)
        const org = (await json(page, '/api/v1/sessions/current')).user.org
        const entry = (await json(page, `/api/v1/resources?org=${org}&state=published&limit=1`)).items[0]
        for (const tab of ['', '?tab=items', '?tab=data', '?tab=grants', '?tab=versions']) await also(`catalogue/${entry.id}${tab}`)
        await also(`catalogue/${entry.id}/edit`)
      }
      assert.deepEqual(found, [])
      await page.context().close()
    })
  }
}

await test('the dialogs of an act, with every kind of paper, pass axe', async () => {
  const page = await signIn(account('steward'))
  const work = await json(page, '/api/v1/work?limit=50')
  let seen = 0
  for (const c of work.items) {
    await page.goto(`/console/cases/${c.id}`)
    await settle(page)
    const buttons = page.getByRole('region', { name: '可以办理' }).getByRole('button')
    for (let n = 0; n < (await buttons.count()); n++) {
      await buttons.nth(n).click()
      await page.getByRole('dialog').waitFor()
      const narrow = page.getByText(/收窄共享范围/)
      if (await narrow.isVisible().catch(() => false)) await narrow.click()
      await page.waitForTimeout(450)
      assert.deepEqual(await axe(page), [], `dialog ${n} of ${c.process} ${c.state}`)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' }).catch(() => undefined)
      await page.waitForTimeout(300)
      seen++
    }
    if (seen > 8) break
  }
  assert.ok(seen > 0, 'a case with something to do')
})

await test('the English switch leaves no Chinese in what the pages themselves say', async () => {
  const page = await signIn(account('steward'), { lang: 'en' })
  for (const path of ['/console/work', '/console/catalogue/new', '/console/find', '/console/grants', '/console/account', '/datasets', '/record']) {
    await page.goto(path)
    await settle(page)
    const said = await page.evaluate(() => [...document.querySelectorAll('nav, label, button, h1, th, legend')].map((e) => (e.closest('[data-content]') || e.querySelector('input') ? '' : e.textContent.trim()))
      .filter((text) => /[\u4e00-\u9fff]/.test(text)))
    const allowed = await page.evaluate(() => document.querySelector('.who')?.textContent ?? '')
    const names = said.filter((text) => !allowed.includes(text) && text !== '中文' && !text.includes('中文'))
    if (!path.includes('find') && !path.includes('datasets') && !path.includes('work')) assert.deepEqual(names, [], path)
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  }
})

await test('the first paint of the portal needs at most 100 KB of script and style', async () => {
  const page = await visit()
  let total = 0
  page.on('response', async (r) => {
    if (/\.(js|css)$/.test(new URL(r.url()).pathname)) total += Number(r.headers()['content-length'] ?? 0)
  })
  await page.goto('/')
  await settle(page)
  assert.ok(total > 10000 && total <= 100 * 1024, `${total} bytes`)
})

await done()
