/* Grading: a scan suggests, a person decides, rules are registered, the lists tell what
 * waits; an agreement offers no more than the grade permits (R38.1). */
import assert from 'node:assert/strict'
import { account, done, signIn, test } from './lib.mjs'

const call = (page, method, path, body) => page.evaluate(async ([m, p, b]) => {
  const csrf = (await (await fetch('/api/v1/sessions/current')).json()).csrf
  const r = await fetch(p, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: b && JSON.stringify(b) })
  return { status: r.status, ...(await r.json().catch(() => ({}))) }
}, [method, path, body])

const basis = { law: '中华人民共和国个人信息保护法', level: 'law', article: '23' }
const entry = {
  title: '渔船船员登记信息', abstract: '测试', form: 'table', update_cycle: 'yearly', grade: 3, theme: 'agriculture',
  share_type: 'conditional', share_conditions: '核验', share_reason: '含个人信息', share_basis: basis, open_type: 'none', open_reason: '含个人信息', open_basis: basis,
  items: [{ code: 'no', name: '船员证号', type: 'string', length: 20, key: true, grade: 1 }, { code: 'paper', name: '公民身份号码', type: 'string', length: 18, format: 'resident_id', nullable: true },
    { code: 'tel', name: '手机号', type: 'string', length: 11, nullable: true }, { code: 'boat', name: '船名', type: 'string', length: 40, nullable: true }],
}
const steward = await signIn(account('steward'))
const consumer = await signIn(account('steward', 1))
const operator = await signIn(account('operator'))
const authority = await signIn(account('authority'))
const narrow = await signIn(account('steward'), { width: 360, height: 780 })
const made = await call(steward, 'POST', '/api/v1/resources', entry)
assert.equal(made.status, 201, JSON.stringify(made))
const noSideways = async (page) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page.url()} scrolls sideways`)

await test('R38_1 a scan suggests and says why; accepting and deciding otherwise go into the draft', async () => {
  await steward.goto(`/console/catalogue/${made.id}/edit`)
  const panel = steward.locator('section').filter({ has: steward.getByRole('heading', { name: '分级建议' }) })
  await panel.getByRole('button', { name: '扫描' }).click()
  await steward.getByText('已扫描，请逐项确认').waitFor()
  const paper = panel.getByRole('listitem').filter({ hasText: '公民身份号码' }).first()
  await paper.getByText(/建议 3 级 · 公民身份号码/).waitFor()
  await paper.getByText(/名称含“公民身份号码”/).waitFor()
  await paper.getByRole('button', { name: '采纳' }).click()
  await paper.getByText('已采纳').waitFor()
  const tel = panel.getByRole('listitem').filter({ hasText: '手机号' }).first()
  await tel.getByRole('button', { name: '改定' }).click()
  await tel.locator('select').first().selectOption('2')
  assert.ok(await tel.getByRole('button', { name: '确定' }).isDisabled(), 'another grade wants its reason')
  await tel.getByLabel('理由').fill('单位公开电话')
  await tel.getByRole('button', { name: '确定' }).click()
  await tel.getByText('已改定为 2 级').waitFor()
  const now = await call(steward, 'GET', `/api/v1/resources/${made.id}`)
  const items = Object.fromEntries(now.items.map((i) => [i.code, i]))
  assert.equal(items.paper.grade, 3)
  assert.equal(items.paper.mask, 'id_number')
  assert.equal(items.tel.grade, 2)
  await narrow.goto(`/console/catalogue/${made.id}?tab=grading`)
  await narrow.getByText('已改定为 2 级').waitFor()
  await noSideways(narrow)
})

await test('R38_1 the list shows what is below its suggestion and each agency’s count', async () => {
  await steward.goto('/console/grading')
  const row = steward.getByRole('row').filter({ hasText: '渔船船员登记信息' })
  await row.getByText('已改定').waitFor()
  await row.getByText('单位公开电话').waitFor()
  await steward.getByLabel('列出').selectOption('ungraded')
  await steward.getByRole('row').filter({ hasText: '船名' }).first().waitFor()
  await operator.goto('/console/grading?kind=agencies')
  await operator.getByRole('columnheader', { name: '已分级' }).waitFor()
  await narrow.goto('/console/grading')
  await narrow.getByText('渔船船员登记信息').first().waitFor()
  await noSideways(narrow)
})

await test('R38_1 a rule is registered with its document, used with its source, changed and withdrawn', async () => {
  await operator.goto('/console/grading/rules')
  await operator.getByRole('button', { name: '登记规则' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.locator('#r-name').fill('渔业数据分类分级指南（测试）')
  await dialog.locator('#r-issuer').fill('测试主管部门')
  await dialog.locator('#r-number').fill('测〔2026〕7号')
  await dialog.locator('#r-issued').fill('2026-03-01')
  await operator.keyboard.press('Enter')
  await dialog.locator('#r-whom').selectOption('domain')
  await dialog.locator('#r-domain').selectOption('agriculture')
  await dialog.locator('#r-link').fill('https://example.org/guide')
  await dialog.getByLabel('用词或者代码').first().fill('船名')
  await dialog.locator('.rule-line select').last().selectOption('2')
  await dialog.getByRole('button', { name: '登记规则' }).click()
  await operator.getByRole('button', { name: '渔业数据分类分级指南（测试）' }).waitFor()
  await steward.goto(`/console/catalogue/${made.id}?tab=grading`)
  await steward.getByRole('button', { name: '扫描' }).click()
  const boat = steward.getByRole('listitem').filter({ hasText: '船名' }).first()
  await boat.getByText(/规则 《渔业数据分类分级指南（测试）》测〔2026〕7号/).waitFor()
  await boat.getByRole('button', { name: '采纳' }).click()
  await boat.getByText('已采纳').waitFor()
  await operator.getByRole('button', { name: '渔业数据分类分级指南（测试）' }).click()
  await operator.getByRole('dialog').getByRole('button', { name: '撤销规则' }).click()
  await operator.locator('#r-reason').fill('文件废止')
  await operator.getByRole('dialog').getByRole('button', { name: '撤销规则' }).click()
  await operator.getByRole('row').filter({ hasText: '渔业数据分类分级指南' }).getByText('已撤销').waitFor()
})

await test('R38_1 an agreement offers what the grades permit, and begins with it', async () => {
  const review = await call(steward, 'POST', '/api/v1/cases', { process: 'catalogue-review', subject: { resource: made.id } })
  await call(operator, 'POST', `/api/v1/cases/${review.id}/acts`, { act: 'approve' })
  const listed = await call(authority, 'POST', `/api/v1/cases/${review.id}/acts`, { act: 'approve' })
  assert.equal(listed.state, 'listed', JSON.stringify(listed))
  const asked = await call(consumer, 'POST', '/api/v1/cases', { process: 'share-request', subject: { resource: made.id }, papers: { purpose: '核验', scenario: '一网通办', commitment: true } })
  await call(operator, 'POST', `/api/v1/cases/${asked.id}/acts`, { act: 'accept' })
  await steward.goto(`/console/cases/${asked.id}`)
  await steward.getByRole('button', { name: '同意', exact: true }).click()
  const dialog = steward.getByRole('dialog')
  await dialog.getByText(/收窄共享范围/).click()
  const paper = dialog.getByRole('row', { name: /公民身份号码/ }).getByRole('combobox')
  await paper.waitFor()
  assert.equal(await paper.inputValue(), 'id_number')
  assert.ok(await paper.locator('option').filter({ hasText: '原样' }).isDisabled(), 'grade 3 is not given in clear')
  await paper.selectOption('verify')
  await dialog.getByRole('button', { name: '同意', exact: true }).click()
  await steward.getByText('已开通').first().waitFor()
  const grants = await call(consumer, 'GET', `/api/v1/grants?resource=${made.id}`)
  assert.equal(grants.items[0].masks.paper, 'verify', JSON.stringify(grants.items[0]))
})

await done()
