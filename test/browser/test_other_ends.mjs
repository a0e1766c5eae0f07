/* Disputes, coordinations and demands that don't end as one would wish, or take the long way:
 * declined, closed, obtained from outside, refused, sent on, put off (R50.1, R22.1, R21.1). */
import assert from 'node:assert/strict'
import { open, read } from './api.mjs'
import { account, accounts, act, done, looksWell, signIn, test } from './lib.mjs'

const stamp = Date.now().toString(36)
const named = (name) => signIn(accounts.accounts.find((a) => a.name === name))
const county = accounts.accounts.find((a) => a.name.startsWith('authority.')).name.split('.')[1]
const [one, other] = [await signIn(account('steward', 1)), await signIn(account('steward', 0))]
const [authority, operator] = [await signIn(account('authority')), await signIn(account('operator'))]
const nameOf = async (page, org) => (await read(page, `/api/v1/orgs/${org}`)).name
const basis = async (d, why) => {
  await d.locator('#p-reason').fill(why)
  await d.locator('[id$=-law]').fill('中华人民共和国个人信息保护法')
  await d.locator('[id$=-article]').fill('第六条')
}
const picks = async (page, field, name) => {
  await field.fill(name)
  await page.getByRole('option', { name, exact: true }).first().click()
}

await test('R50_1 the other side speaks and declines what is proposed; what is outside of the field is closed', async () => {
  const brings = (facts) => open(one, 'dispute', null, { facts, demand: '请求重新审核', addressee: account('steward', 0).org })
  const path = `/console/cases/${(await brings(`按时提供的约定没有履行 ${stamp}`)).id}`
  await other.goto(path)
  await act(other, '陈述意见', (d) => d.locator('#p-statement').fill('系统故障，已经补报'))
  await authority.goto(path)
  await authority.getByText('系统故障，已经补报').first().waitFor()
  await act(authority, '提出协调意见', async (d) => {
    await d.locator('#p-proposal').fill('补报后恢复按日提供')
    await d.locator('#p-reason').fill('约定有效')
  })
  await other.goto(path)
  await act(other, '不接受', async (d) => {
    await d.locator('#p-reason').fill('按日提供没有必要')
    await looksWell(other, 'dispute-decline')
  })
  await one.goto(path)
  await one.getByText('未达成一致').first().waitFor()
  await one.getByText('按日提供没有必要').first().waitFor()
  await looksWell(one, 'dispute-unsettled')
  await authority.goto(`/console/cases/${(await brings(`合同款项 ${stamp}`)).id}`)
  await act(authority, '终止协调', (d) => d.locator('#p-reason').fill('属于合同纠纷，请向人民法院提起诉讼'))
  await authority.getByText('已终止').first().waitFor()
})

await test('R22_1 a county\'s request goes up, is obtained from outside, and its operator hands it over', async () => {
  const asker = await named(accounts.accounts.find((a) => a.name.endsWith(`.${county}.steward`)).name)
  const [own, desk] = [await named(`authority.${county}`), await named(`operator.${county}`)]
  const asked = (demand) => open(asker, 'coordination', null, { demand, scope: '省级', scenario: '跨省通办', commitment: true, reason: '本级平台没有' })
  const path = `/console/cases/${(await asked(`省级婚姻登记 ${stamp}`)).id}`
  await own.goto(path)
  await act(own, '转报上级', (d) => d.locator('#p-reason').fill('需要省级数据'))
  await authority.goto(path)
  await act(authority, '转报上级', (d) => d.locator('#p-source').fill('省级主管部门'))
  await authority.getByText('已转报省级，等待结果').first().waitFor()
  await act(authority, '登记已获取', async (d) => {
    await d.locator('#p-source').fill('省级平台')
    await d.locator('#p-statement').fill('由省级平台回流，每日更新')
    await looksWell(authority, 'coordination-obtain')
  })
  await desk.goto(path)
  await act(desk, '开通', (d) => d.locator('#p-statement').fill('已在县级平台开通接口'))
  await asker.goto(path)
  await asker.getByText('已办结').first().waitFor()
  for (const words of ['由省级平台回流，每日更新', '已在县级平台开通接口']) await asker.getByText(words).first().waitFor()
  assert.equal(await asker.locator('li.here.stopped').count(), 0, 'it came to what was asked')
  await looksWell(asker, 'coordination-outside')
  const elsewhere = accounts.accounts.filter((a) => a.name.endsWith('.steward') && a.name.split('.').length === 3 && a.name.split('.')[1] !== county)
  const entry = (await read(own, '/api/v1/resources?state=published&form=table&limit=200')).items.find((r) => elsewhere.some((a) => a.org === r.org) && r.share_type !== 'none')
  const holder = await signIn(elsewhere.find((a) => a.org === entry.org))
  const again = `/console/cases/${(await asked(`户籍信息 ${stamp}`)).id}`
  await own.goto(again)
  await act(own, '商请持有机构', async (d) => {
    await d.locator('#p-entry').click()
    await d.locator('#p-entry').fill(entry.title)
    await own.getByRole('option', { name: entry.title }).filter({ hasText: entry.code }).click()
  })
  await holder.goto(again)
  await act(holder, '不同意提供', (d) => basis(d, '与其职责无关'))
  await own.goto(again)
  await own.getByText('与其职责无关').first().waitFor()
  await act(own, '终止协调', (d) => d.locator('#p-reason').fill('持有机构不同意提供'))
  await own.locator('li.here.stopped').filter({ hasText: '未获取' }).waitFor()
  await looksWell(own, 'coordination-refused')
})

await test('R21_1 a demand that isn\'t the holder\'s is sent on, and who promised a day says why it is put off', async () => {
  const third = account('steward', 2)
  const asked = (demand, holder) => open(one, 'demand', null, { demand, duty: '补贴审核', scenario: '以旧换新补贴', commitment: true, holder })
  const path = `/console/cases/${(await asked(`车辆报废记录 ${stamp}`, account('steward', 0).org)).id}`
  await other.goto(path)
  await act(other, '非本机构数据', async (d) => {
    await d.locator('#p-reason').fill('由另一机构登记')
    await looksWell(other, 'demand-not-mine')
  })
  await operator.goto(path)
  await act(operator, '分办', async (d) => picks(operator, d.getByRole('combobox').first(), await nameOf(operator, third.org)))
  const holder = await signIn(third)
  await holder.goto(path)
  const until = async (d, day) => {
    await d.locator('#p-promised_on').fill(day)
    await d.locator('#p-promised_on').press('Enter')
  }
  await act(holder, '同意，需加工', (d) => until(d, '2027-10-29'))
  await act(holder, '推迟承诺日期', async (d) => {
    await until(d, '2027-12-31')
    await d.locator('#p-reason').fill('源系统正在升级')
  })
  await one.goto(path)
  await one.getByText('源系统正在升级').first().waitFor()
  await one.getByText('2027年10月29日', { exact: false }).first().waitFor()
  await one.getByRole('list', { name: '办理步骤' }).locator('li.ahead').filter({ hasText: '已办结' }).waitFor()
  await looksWell(one, 'demand-put-off')
  await other.goto(`/console/cases/${(await asked(`住户明细 ${stamp}`, account('steward', 0).org)).id}`)
  await act(other, '不同意', (d) => basis(d, '超出履行职责的范围'))
  await other.getByText('不同意共享').first().waitFor()
  assert.equal(await other.getByRole('button', { name: '共享', exact: true }).count(), 0)
  await looksWell(other, 'demand-refused')
})

await done()
