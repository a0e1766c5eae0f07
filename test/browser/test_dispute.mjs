/* Disputes and data of other levels, as their people bring and answer them (R50.1, R22.1). */
import assert from 'node:assert/strict'
import { account, accounts, act, done, looksWell, signIn, test } from './lib.mjs'

const stamp = Date.now().toString(36)
const matter = `不同意共享的理由不成立 ${stamp}`
const wanted = `邻县参保记录 ${stamp}`
const state = {}
const one = await signIn(account('steward', 1))
const authority = await signIn(account('authority'))
const nameOf = (page, id) => page.evaluate(async (org) => (await (await fetch(`/api/v1/orgs/${org}`)).json()).name, id)

await test('R50_1 a dispute is brought on its page', async () => {
  const name = await nameOf(one, account('steward', 0).org)
  await one.goto('/console/disputes')
  await looksWell(one, 'disputes')
  await one.getByRole('button', { name: '提请协调' }).click()
  const dialog = one.getByRole('dialog')
  await looksWell(one, 'dispute-dialog')
  await dialog.getByRole('combobox').first().fill(name)
  await one.getByRole('option', { name }).first().click()
  await dialog.locator('#u-facts').fill(matter)
  await dialog.locator('#u-demand').fill('请求重新审核')
  await dialog.getByRole('button', { name: '提请协调' }).click()
  await one.waitForURL(/\/console\/cases\/[^/]+$/)
  state.case = one.url().split('/').pop()
  await one.getByText('协调中').first().waitFor()
})

await test('R50_1 the authority proposes, and both sides accept', async () => {
  await authority.goto(`/console/cases/${state.case}`)
  await act(authority, '提出协调意见', async (d) => {
    await d.locator('#p-proposal').fill('提供核验接口')
    await d.locator('#p-reason').fill('兼顾双方')
  })
  await authority.getByText('对方机构').first().waitFor()
  await looksWell(authority, 'dispute-case')
  const other = await signIn(account('steward', 0))
  for (const page of [other, one]) {
    await page.goto(`/console/cases/${state.case}`)
    if (page === other) await looksWell(page, 'dispute-side-by-side')
    assert.equal(await page.getByText('同时等待').count(), page === other ? 1 : 0)
    await act(page, '接受')
  }
  await one.getByText('已达成一致').first().waitFor()
  await one.goto(`/console/disputes?q=${encodeURIComponent(stamp)}`)
  await one.getByRole('row').filter({ hasText: matter }).getByText('已达成一致').waitFor()
})

await test('R22_1 data of another level is asked for through the own authority', async () => {
  await one.goto('/console/coordinations')
  await one.getByRole('button', { name: '提请主管部门协调' }).click()
  const dialog = one.getByRole('dialog')
  await dialog.locator('#o-demand').fill(wanted)
  await dialog.locator('#o-scope').fill('省级')
  await dialog.locator('#o-reason').fill('本级平台没有')
  await dialog.locator('#o-scenario').fill('跨省通办')
  await dialog.getByRole('checkbox').check()
  await looksWell(one, 'coordination-dialog')
  await dialog.getByRole('button', { name: '提请主管部门协调' }).click()
  await one.waitForURL(/\/console\/cases\/[^/]+$/)
  await authority.goto(one.url())
  await act(authority, '转报上级', async (d) => { await d.locator('#p-source').fill('省级主管部门') })
  await one.goto(`/console/coordinations?q=${encodeURIComponent(stamp)}`)
  await one.getByRole('row').filter({ hasText: wanted }).getByText('已转报省级，等待结果').waitFor()
  await looksWell(one, 'coordinations')
})

await test('R22_1 a request that is refused as another county\'s leads to the own authority', async () => {
  const counties = accounts.accounts.filter((a) => a.roles.includes('steward') && a.name.split('.').length === 3)
  const mine = counties[0]
  const county = await signIn(mine, { expected: [403] })
  const other = counties.find((a) => a.name.split('.')[1] !== mine.name.split('.')[1])
  const entry = await county.evaluate(async (org) => (await (await fetch(`/api/v1/resources?org=${org}&limit=50`)).json()).items.find((r) => r.state === 'published' && r.share_type !== 'none'), other.org)
  assert.ok(entry, 'another county shares something')
  await county.goto(`/console/catalogue/${entry.id}`)
  await county.getByRole('button', { name: '申请共享' }).click()
  const dialog = county.getByRole('dialog')
  await dialog.locator('#s-purpose').fill('核验')
  await dialog.locator('#s-scenario').fill('一网通办')
  await dialog.locator('#s-commitment').check()
  await dialog.getByRole('button', { name: '申请共享' }).click()
  await dialog.getByRole('button', { name: '提请主管部门协调' }).click()
  const next = county.getByRole('dialog', { name: '提请主管部门协调' })
  await next.locator('#o-scenario').fill('一网通办')
  await next.getByRole('checkbox').check()
  await next.getByRole('button', { name: '提请主管部门协调' }).click()
  await county.waitForURL(/\/console\/cases\/[^/]+$/)
  await county.getByText('本级主管部门协调').first().waitFor()
  state.asked = new URL(county.url()).pathname
  state.entry = entry
  state.county = mine
  state.holder = other
})

await test('R22_1 R20_3 the holder that is asked agrees to some items, and no more is opened', async () => {
  const office = (role) => signIn(accounts.accounts.find((a) => a.name === `${role}.${state.county.name.split('.')[1]}`))
  const own = await office('authority')
  await own.goto(state.asked)
  const entry = await own.evaluate(async (id) => await (await fetch(`/api/v1/resources/${id}`)).json(), state.entry.id)
  await act(own, '商请持有机构', async (d) => {
    await d.locator('#p-entry').click()
    await d.locator('#p-entry').fill(entry.title)
    await own.getByRole('option', { name: entry.title }).filter({ hasText: entry.code }).click()
  })
  const holder = await signIn(state.holder)
  await holder.goto(state.asked)
  await act(holder, '同意提供', async (d) => {
    await d.getByRole('checkbox', { name: /收窄共享范围/ }).check()
    await d.getByRole('table').getByRole('checkbox').first().waitFor()
    await d.getByRole('button', { name: '全不选' }).click()
    await d.getByRole('table').getByRole('checkbox').first().check()
    await d.locator('#p-reason').fill('其余信息项与所述用途无关')
    await d.locator('#p-basis-law').fill('中华人民共和国个人信息保护法')
    await d.locator('#p-basis-article').fill('第六条')
    await looksWell(holder, 'coordination-agree')
  })
  const operator = await office('operator')
  await operator.goto(state.asked)
  await operator.getByRole('region', { name: '可以办理' }).getByRole('button', { name: '开通', exact: true }).click()
  await operator.getByRole('dialog').getByRole('button', { name: '开通', exact: true }).click()
  await operator.getByText('已办理：开通').waitFor()
  const made = await holder.evaluate(async (id) => (await (await fetch('/api/v1/grants?limit=50')).json()).items.find((g) => g.resource === id), entry.id)
  assert.deepEqual(made.items, [entry.items[0].code])
})

await done()
