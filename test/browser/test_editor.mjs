/* The editor of entries helps: a beginning for usual kinds, what blocks and what
 * raises, and entries like the one being written (R09.1, R09.3, R11.3). */
import assert from 'node:assert/strict'
import { account, axe, done, overflow, settle, signIn, test } from './lib.mjs'

const steward = await signIn(account('steward'))
async function picture(page, name) {
  if (process.env.GONGSHU_PICTURES) await page.screenshot({ path: `${process.env.GONGSHU_PICTURES}/${name}.png`, fullPage: true })
}
async function begin(page) {
  await page.evaluate(() => localStorage.removeItem(Object.keys(localStorage).find((k) => k.startsWith('draft:') && k.endsWith(':entry:new'))))
  await page.goto('/console/catalogue/new')
}

await test('R09_1: a template fills in the items, and what blocks or raises leads to its field', async () => {
  await begin(steward)
  await settle(steward)
  await picture(steward, 'editor-new')
  await steward.getByRole('button', { name: /市场主体/ }).click()
  assert.equal(await steward.getByLabel('第 1 项代码').inputValue(), 'credit_code')
  assert.equal(await steward.locator('#f-update_cycle').inputValue(), 'daily')
  const blocks = steward.getByRole('complementary')
  await blocks.getByRole('button', { name: '名称', exact: true }).click()
  assert.equal(await steward.evaluate(() => document.activeElement?.id), 'f-title')
  await steward.locator('#f-title').fill('浴室经营单位登记信息')
  await steward.locator('#f-abstract').fill('测试')
  for (const side of ['share', 'open']) await steward.locator(`#f-${side}_type input`).first().check()
  await steward.getByText('必需的内容都已填写').waitFor()
  const before = Number((await blocks.getByText(/^\d+%$/).innerText()).replace('%', ''))
  await blocks.getByRole('button', { name: '收集依据' }).click()
  assert.equal(await steward.evaluate(() => document.activeElement?.id), 'f-c-basis')
  await steward.locator('#f-duty').fill('浴室行业管理')
  await steward.waitForFunction((n) => Number(/(\d+)%/.exec(document.querySelector('aside').innerText)?.[1]) > n, before)
  await steward.getByRole('button', { name: '保存', exact: true }).click()
  await steward.getByText('已自动保存').waitFor()
  const id = /catalogue\/([^/]+)\/edit/.exec(steward.url())[1]
  await steward.waitForFunction(() => document.getElementById('f-region').value !== '')
  const shown = Number((await blocks.getByText(/^\d+%$/).innerText()).replace('%', ''))
  const kept = await steward.evaluate(async (x) => (await fetch(`/api/v1/resources/${x}`)).json(), id)
  assert.equal(shown, kept.completeness, 'the page counts as the server does')
  assert.deepEqual(kept.missing, [])
})

await test('R11_3: entries like it are shown while it is typed', async () => {
  const other = await signIn(account('steward', 1))
  await begin(other)
  await other.getByRole('button', { name: '空白开始' }).click()
  const own = await other.evaluate(async () => (await (await fetch('/api/v1/sessions/current')).json()).user.org)
  const found = await other.evaluate(async (org) => (await (await fetch('/api/v1/resources?state=published&limit=200')).json()).items.find((r) => r.org !== (org.id ?? org)), own)
  const kept = await other.evaluate(async (id) => (await fetch(`/api/v1/resources/${id}`)).json(), found.id)
  await other.locator('#f-title').fill(kept.title)
  const panel = other.getByRole('region', { name: '相似的目录' })
  for (const item of kept.items.slice(0, 6)) {
    await other.getByRole('button', { name: '增加信息项' }).click()
    await other.locator('table.items tbody tr').last().locator('input').first().fill(item.name)
  }
  await panel.getByRole('link', { name: kept.title }).first().waitFor()
  await panel.getByText(/^\d+%$/).first().waitFor()
  await picture(other, 'editor-similar')
  assert.deepEqual(await axe(other), [])
  await other.setViewportSize({ width: 360, height: 780 })
  await other.waitForTimeout(200)
  await picture(other, 'editor-similar-360')
  assert.deepEqual(await overflow(other), [])
})

await test('R09_1: an entry takes several categories', async () => {
  const own = await signIn(account('steward'))
  const id = await own.evaluate(async () => {
    const csrf = (await (await fetch('/api/v1/sessions/current')).json()).csrf
    const made = await fetch('/api/v1/resources', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
      body: JSON.stringify({ title: `多类目录 ${Date.now()}`, categories: ['101002', '203001'] }) })
    return (await made.json()).id
  })
  await own.goto(`/console/catalogue/${id}/edit`)
  await own.locator('#f-title').waitFor()
  if (!(await own.locator('#f-category').isVisible())) await own.getByText('收集依据').first().click()
  assert.equal(await own.locator('#f-category').inputValue(), '101002')
  assert.equal(await own.locator('#f-category-1').inputValue(), '203001')
  await own.getByRole('button', { name: '再加一个分类' }).click()
  await own.locator('#f-category-2').fill('301')
  await own.getByRole('button', { name: '去掉分类 203001' }).click()
  const read = () => own.evaluate(async (x) => (await (await fetch(`/api/v1/resources/${x}`)).json()).categories, id)
  for (let i = 0; i < 50 && (await read())[1] !== '301'; i++) await own.waitForTimeout(200)
  assert.deepEqual(await read(), ['101002', '301'])
  await own.locator('#f-category').scrollIntoViewIfNeeded()
  await picture(own, 'editor-categories')
  await own.setViewportSize({ width: 360, height: 780 })
  await own.waitForTimeout(200)
  await picture(own, 'editor-categories-360')
  assert.deepEqual(await overflow(own), [])
})

await done()
