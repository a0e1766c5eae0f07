/* What the platform doesn't hold is corrected at its source by its provider's word; another
 * agency that collects it is told; and a long history is read to its beginning (R23.1, R20.3). */
import assert from 'node:assert/strict'
import { ASKED, does, open, publish, read } from './api.mjs'
import { account, act, done, looksWell, settle, signIn, test } from './lib.mjs'

const stamp = Date.now().toString(36)
const wrong = `单位名称与登记不一致 ${stamp}`
const [holder, user, third] = [await signIn(account('steward', 0)), await signIn(account('steward', 1)), await signIn(account('steward', 2))]
const operator = await signIn(account('operator'))
const entry = await publish(holder, `业务系统中的许可 ${stamp}`, [[operator, 'approve']])
const request = await open(user, 'share-request', { resource: entry.id }, ASKED)
await does(operator, request.id, 'accept')
const state = {}

await test('R23_1 the provider passes a report on to who collects the data, and still owes the answer', async () => {
  await user.goto(`/console/catalogue/${entry.id}`)
  await user.getByRole('button', { name: '反馈错误' }).click()
  const dialog = user.getByRole('dialog')
  await dialog.locator('#k-item').selectOption({ index: 1 })
  await dialog.locator('#k-what').fill(wrong)
  await dialog.getByRole('button', { name: '反馈错误' }).click()
  await user.waitForURL(/\/console\/cases\/[^/]+$/)
  state.case = new URL(user.url()).pathname
  const collector = (await read(third, `/api/v1/orgs/${account('steward', 2).org}`)).name
  await third.goto('/console/work')
  await settle(third)
  assert.equal(await third.getByText(wrong).count(), 0)
  await holder.goto(state.case)
  await act(holder, '转告收集机构', async (d) => {
    await d.locator('#p-addressee').fill(collector)
    await holder.getByRole('option', { name: collector, exact: true }).first().click()
    await d.locator('#p-reason').fill('名称由登记机关收集，请其核对')
    await looksWell(holder, 'correction-pass-on')
  })
  await holder.getByText('校核中').first().waitFor()
  await holder.getByText(collector).first().waitFor()
  await holder.getByRole('region', { name: '可以办理' }).getByRole('button', { name: '更正', exact: true }).waitFor()
  await third.goto('/console/work')
  await third.locator('#notices').getByRole('link').filter({ hasText: entry.title }).first().click()
  await third.waitForURL((url) => url.pathname === state.case)
  await third.getByText('请其核对', { exact: false }).first().waitFor()
  await third.getByText('当前没有需要您办理的步骤').waitFor()
  await looksWell(third, 'correction-collector')
})

await test('R23_1 what the platform doesn\'t hold is corrected at its source, and told as that', async () => {
  await holder.goto(state.case)
  await act(holder, '更正', async (d) => {
    await d.locator('#p-batch').selectOption('source')
    await d.locator('#p-correction').fill('已在业务系统按登记改正')
    await looksWell(holder, 'correction-at-source')
  })
  const may = holder.getByRole('region', { name: '可以办理' })
  assert.equal(await may.getByRole('button', { name: '办结' }).count(), 0, 'its reporter says first')
  await may.getByText('现在不能由您办理：办结').waitFor()
  await looksWell(holder, 'correction-waits')
  await user.goto(state.case)
  const told = user.getByRole('region', { name: '更正情况' })
  await told.getByText('已在业务系统按登记改正').waitFor()
  await told.getByText('在数据来源处更正', { exact: false }).waitFor()
  await looksWell(user, 'correction-source-answer')
  await act(user, '不认可，重新反馈', (d) => d.locator('#p-reason').fill('仍有一条没有改'))
  await user.getByText('已重新反馈').first().waitFor()
  await user.goto(`/console/corrections?q=${encodeURIComponent(stamp)}`)
  await user.getByRole('row').filter({ hasText: '仍有一条没有改' }).getByText('校核中').waitFor()
})

await test('R20_3 of a long history the page shows the last hundred steps, and the earlier ones as they are asked for', async () => {
  const steps = await holder.evaluate(async (id) => {
    const csrf = (await (await fetch('/api/v1/sessions/current')).json()).csrf
    let now
    for (let i = 0; i < 208; i++) {
      const answer = await fetch(`/api/v1/cases/${id}/acts`, { method: 'POST', headers: { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' }, body: JSON.stringify({ act: i % 2 ? 'resume' : 'suspend', papers: { reason: `第 ${i + 1} 次` } }) })
      now = await answer.json()
    }
    return now.steps
  }, request.id)
  assert.equal(steps, 210)
  await user.goto(`/console/cases/${request.id}`)
  const items = user.locator('.history > li')
  await items.first().waitFor()
  assert.equal(await items.count(), 100)
  await items.first().getByText('第 208 次').waitFor()
  await items.last().getByText('第 109 次').waitFor()
  await user.getByRole('button', { name: '显示更早的 110 步' }).click()
  await user.getByRole('button', { name: '显示更早的 10 步' }).click()
  await user.getByText('第 1 次', { exact: true }).waitFor()
  assert.equal(await items.count(), 210)
  await items.last().getByText('提交订阅').waitFor()
  assert.equal(await user.getByRole('button', { name: /显示更早/ }).count(), 0)
  const all = await items.allInnerTexts()
  assert.deepEqual(all.map((x) => /第 (\d+) 次/.exec(x)?.[1]).filter(Boolean).map(Number), Array.from({ length: 208 }, (_, i) => 208 - i), 'each once, in their order')
  await looksWell(user, 'long-history')
})

await done()
