/* Unusual use looked at from both sides, and what may come of it: the grant stopped, a
 * violation brought from the warning, its access closed by a second person, a case handed
 * over, one dismissed (R37.1, R35.1). */
// flag: --usage-seconds 0
import assert from 'node:assert/strict'
import { does, open, read } from './api.mjs'
import { account, accounts, act, done, looksWell, settle, signIn, test, visit } from './lib.mjs'

const stewardOf = (org) => signIn(accounts.accounts.find((a) => a.org === org && a.roles.includes('steward')))
const authority = await signIn(account('authority'))
const operator = await signIn(account('operator'))
const warnings = (await read(authority, '/api/v1/use-warnings?state=open&limit=100')).items
const one = warnings.find((w) => w.kind === 'misses'), other = warnings.find((w) => w.kind === 'rows')
const user = await stewardOf(one.org), giver = await stewardOf(one.provider)
const soon = new Date(Date.now() + 6 * 86400000).toISOString().slice(0, 10)
const state = {}

/** The line of a warning on the page of those who see it. */
const line = async (page, w) => {
  await page.goto(`/console/warnings?kind=${w.kind}`)
  const row = page.getByRole('row').filter({ hasText: w.title })
  await row.waitFor()
  return row
}
async function says(page, w, button, words, look) {
  await (await line(page, w)).getByRole('button', { name: button, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: button })
  await dialog.locator('#w-words').fill(words)
  if (look) await looksWell(page, look)
  await dialog.getByRole('button', { name: button, exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await settle(page)
}
/** Reason and basis of a measure, in its dialog. */
async function because35(page, d, why) {
  await d.locator('#p-reason').fill(why)
  await d.locator('[id$=-law]').fill('盐城市公共数据管理办法')
  await d.locator('[id$=-article]').fill('第三十五条')
}
async function until(page, d) {
  await d.locator('#p-promised_on').fill(soon)
  await d.locator('#p-promised_on').press('Enter')
}

await test('R37_1 the user explains, and is offered nothing that only others decide', async () => {
  const row = await line(user, one)
  for (const name of ['关闭', '立即中止授权', '提出违规']) assert.equal(await row.getByRole('button', { name, exact: true }).count(), 0, name)
  await says(user, one, '写明核查结果', '系统升级后用旧编号查询', 'warning-explain')
  await (await line(user, one)).getByText('系统升级后用旧编号查询').waitFor()
})

await test('R37_1 R20_3 the provider reads it, adds its own, stops the grant and closes the warning', async () => {
  await (await line(giver, one)).getByText('系统升级后用旧编号查询').waitFor()
  await says(giver, one, '写明核查结果', '已与使用机构核对')
  await says(giver, one, '立即中止授权', '先停下来核查', 'warning-suspend')
  const row = await line(giver, one)
  assert.equal(await row.getByRole('button', { name: '立即中止授权', exact: true }).count(), 0, 'it is stopped')
  await says(giver, one, '关闭', '属于系统升级，已整改')
  await (await line(giver, one)).getByText('属于系统升级，已整改').waitFor()
  assert.equal(await (await line(giver, one)).getByRole('button', { name: '写明核查结果' }).count(), 0, 'what is closed stays so')
  assert.equal(await giver.getByText(/\w\.steward/).count(), 0, 'persons by their names')
  await looksWell(giver, 'warnings-closed')
  await user.goto(`/console/cases/${one.case}`)
  await user.getByText('先停下来核查').first().waitFor()
  await giver.goto(`/console/cases/${one.case}`)
  await act(giver, '恢复', (d) => d.locator('#p-reason').fill('核查完毕'))
})

await test('R37_1 R35_1 a warning is brought as a violation with what it says, and who restricted is told why not to confirm', async () => {
  const page = await stewardOf(other.provider)
  await (await line(page, other)).getByRole('button', { name: '提出违规', exact: true }).click()
  const dialog = page.getByRole('dialog')
  assert.match(await dialog.locator('#v-facts').inputValue(), new RegExp(other.title))
  await dialog.locator('#v-grants').getByRole('checkbox', { checked: true }).first().waitFor()
  await looksWell(page, 'warning-violation')
  await dialog.getByRole('button', { name: '提出违规' }).click()
  await page.waitForURL(/\/console\/cases\/[^/]+$/)
  state.case = new URL(page.url()).pathname
  await act(page, '限制使用', async (d) => {
    await d.locator('#p-grants').getByRole('checkbox', { checked: true }).first().waitFor()
    await because35(page, d, '一天内取走远多于平常的数据')
    await until(page, d)
  })
  await page.getByText('紧急限制').first().waitFor()
  const may = page.getByRole('region', { name: '可以办理' })
  for (const name of ['确认限制', '关闭权限']) assert.equal(await may.getByRole('button', { name, exact: true }).count(), 0, name)
  await may.getByText('现在不能由您办理：关闭权限、确认限制').waitFor()
  await may.getByText('须由另一人办理', { exact: false }).first().waitFor()
  await looksWell(page, 'violation-second-person')
  await user.goto(state.case)
  await act(user, '陈述申辩', (d) => d.locator('#p-statement').fill('用于年度核对'))
})

await test('R35_1 the authority closes the access for good, and everybody reads of it', async () => {
  await authority.goto(state.case)
  await authority.getByText('用于年度核对').first().waitFor()
  await act(authority, '关闭权限', async (d) => {
    const grants = d.locator('#p-grants').getByRole('checkbox', { checked: true })
    await grants.first().waitFor()
    assert.equal(await grants.count(), 1, 'what the case restricts is chosen')
    await because35(authority, d, '经核查属于超出授权用途使用')
    await looksWell(authority, 'violation-close-access')
  })
  await authority.getByText('措施生效').first().waitFor()
  await act(authority, '公示', (d) => d.locator('#p-notice').fill(`关闭权限 ${soon}`))
  const reader = await visit()
  await reader.goto('/notices')
  await reader.getByText(`关闭权限 ${soon}`).waitFor()
  await user.goto(`/console/cases/${other.case}`)
  await user.getByText('已终止').first().waitFor()
  await user.getByText('经核查属于超出授权用途使用').first().waitFor()
  await looksWell(user, 'violation-closed-request')
})

await test('R35_1 a case is handed over, and one that isn\'t founded is dismissed', async () => {
  const bring = async (facts) => `/console/cases/${(await open(operator, 'violation', null, { user: one.org, facts })).id}`
  const cyber = await authority.evaluate(async (id) => (await (await fetch(`/api/v1/orgs/${id}`)).json()).name, account('cyber').org)
  const graver = await bring('疑似出售数据')
  await operator.goto(graver)
  await operator.getByText('办理经过').first().waitFor()
  await settle(operator)
  assert.equal(await operator.getByRole('region', { name: '可以办理' }).getByRole('button', { name: '移送' }).count(), 0, 'the operator has no power of its own')
  await authority.goto(graver)
  await act(authority, '移送', async (d) => {
    await d.locator('#p-addressee').fill(cyber)
    await authority.getByRole('option', { name: cyber }).first().click()
    await because35(authority, d, '涉嫌违法')
    await looksWell(authority, 'violation-refer')
  })
  await authority.getByText('已移送').first().waitFor()
  await authority.getByText(cyber).first().waitFor()
  await looksWell(authority, 'violation-referred')
  await authority.goto(await bring('查询次数偏多'))
  await act(authority, '不予处置', (d) => d.locator('#p-reason').fill('属于批量核对，查无实据'))
  await authority.getByText('不成立').first().waitFor()
  await user.goto(new URL(authority.url()).pathname)
  await user.getByText('属于批量核对，查无实据').first().waitFor()
  await looksWell(user, 'violation-dismissed')
})

await test('R37_1 a county\'s authority is offered no stop that the city\'s gives', async () => {
  const county = accounts.accounts.find((a) => a.name.startsWith('authority.'))
  const page = await signIn(county)
  await page.goto('/console/warnings')
  await settle(page)
  assert.equal(await page.getByRole('button', { name: '立即中止授权' }).count(), 0)
  await looksWell(page, 'warnings-county')
})

await done()
