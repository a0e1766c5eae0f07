/* Keeping the catalogue true: a change of law is registered, what is collected
 * twice is found and settled (R10.2, R09.3). */
import assert from 'node:assert/strict'
import { account, done, signIn, test } from './lib.mjs'

const call = (page, method, path, body) => page.evaluate(async ([m, p, b]) => {
  const csrf = (await (await fetch('/api/v1/sessions/current')).json()).csrf
  const r = await fetch(p, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: b && JSON.stringify(b) })
  return { status: r.status, ...(await r.json().catch(() => ({}))) }
}, [method, path, body])

const entry = (title, names) => ({
  title, abstract: '测试', form: 'table', update_cycle: 'yearly', grade: 1, share_type: 'unconditional', open_type: 'unconditional', theme: 'agriculture',
  items: names.map((name, i) => ({ code: `c${i}`, name, type: 'string', key: i === 0, nullable: i > 0 })),
})

async function publish(steward, operator, fields) {
  const made = await call(steward, 'POST', '/api/v1/resources', fields)
  assert.equal(made.status, 201, JSON.stringify(made))
  const review = await call(steward, 'POST', '/api/v1/cases', { process: 'catalogue-review', subject: { resource: made.id } })
  const passed = await call(operator, 'POST', `/api/v1/cases/${review.id}/acts`, { act: 'approve' })
  assert.equal(passed.state, 'listed', JSON.stringify(passed))
  return made
}

const steward = await signIn(account('steward'))
const other = await signIn(account('steward', 1))
const operator = await signIn(account('operator'))
const authority = await signIn(account('authority'))

await test('R10_2: an operator registers a change of law, the steward finds it at work and sees the clock', async () => {
  const made = await publish(steward, operator, entry('鱼塘水质监测信息', ['监测点编号', '溶解氧', '氨氮']))
  await operator.goto('/console/changes')
  await operator.getByRole('button', { name: '登记变更' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.locator('#event').fill(new Date(Date.now() - 3 * 86400000).toISOString().slice(0, 10))
  await operator.keyboard.press('Enter')
  await dialog.locator('#instrument').fill('渔业水质管理条例')
  await dialog.getByLabel('指定目录').first().check()
  await dialog.locator('textarea').first().fill(made.code)
  await dialog.getByRole('button', { name: '登记变更' }).click()
  await operator.waitForURL(/\/console\/changes\/\w+/)
  await operator.getByRole('heading', { name: '渔业水质管理条例' }).waitFor()
  await operator.getByText('待更新').first().waitFor()
  await steward.goto('/console/work')
  await steward.getByText('鱼塘水质监测信息').first().waitFor()
  await operator.getByRole('link', { name: '鱼塘水质监测信息' }).click()
  await operator.getByText(/第\s*10\s*条/).first().waitFor()
  await operator.getByText('法律、法规修改').first().waitFor()
})

await test('R09_3: two books of the same matter are found by a run and the authority names the collector', async () => {
  await publish(steward, operator, entry('苗圃育苗登记信息', ['苗圃编号', '苗圃名称', '育苗品种', '育苗面积', '出圃数量']))
  await publish(other, operator, entry('盐城市苗圃育苗台账', ['苗圃编号', '苗圃名称', '育苗品种', '育苗面积', '起苗日期']))
  await operator.goto('/console/duplicates')
  await operator.getByRole('button', { name: '立即比对' }).click()
  await operator.getByText(/比对完成/).waitFor({ timeout: 60000 })
  const org = (await call(steward, 'GET', '/api/v1/sessions/current')).user.org
  await authority.goto(`/console/duplicates?state=open&org=${org.id ?? org}`)
  const row = authority.getByRole('row').filter({ hasText: '苗圃育苗登记信息' })
  await row.getByRole('link', { name: '协调中' }).click()
  await authority.getByText('平台比对').first().waitFor()
  await authority.getByRole('button', { name: '明确收集机构' }).click()
  const dialog = authority.getByRole('dialog')
  const name = (await call(authority, 'GET', '/api/v1/orgs?limit=1000')).items.find((o) => o.id === (org.id ?? org)).name
  await dialog.locator('#p-holder').click()
  await dialog.locator('#p-holder').fill(name)
  await authority.getByRole('option', { name, exact: true }).click()
  await dialog.locator('#p-reason').fill('先采先建')
  await dialog.getByRole('button', { name: '明确收集机构' }).click()
  await authority.getByText('已明确收集机构').first().waitFor()
  await authority.goto(`/console/duplicates?state=named&org=${org.id ?? org}`)
  await authority.getByRole('row').filter({ hasText: '苗圃育苗登记信息' }).getByText(name).first().waitFor()
})

await test('R09_1: a changed entry stands beside the version before, for its agency and for its reviewer', async () => {
  const made = await publish(steward, operator, entry('内河航标名录', ['航标编号', '航标名称']))
  const changed = await call(steward, 'PATCH', `/api/v1/resources/${made.id}`, { abstract: '含夜间灯质', update_cycle: 'monthly' })
  assert.equal(changed.draft, 2, JSON.stringify(changed))
  const review = await call(steward, 'POST', '/api/v1/cases', { process: 'catalogue-review', subject: { resource: made.id } })
  for (const [page, address] of [[steward, `/console/catalogue/${made.id}?tab=versions`], [operator, `/console/cases/${review.id}`]]) {
    await page.goto(address)
    if (page === steward) await page.getByRole('button', { name: '与上一版对照' }).first().click()
    await page.getByText('第 2 版与第 1 版对照').waitFor()
    const row = page.getByRole('row').filter({ hasText: '更新频率' }).first()
    assert.match(await row.textContent(), /每年.*每月/)
    await page.getByRole('row').filter({ hasText: '含夜间灯质' }).first().waitFor()
  }
})

await done()
