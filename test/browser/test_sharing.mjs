/* What the sharing catalogue lacks is asked for and met; use that breaks the rules is
 * stopped and published: as their people do it (R19.1, R21.1, R35.1). */
import assert from 'node:assert/strict'
import { account, axe, done, overflow, settle, signIn, still, test, visit } from './lib.mjs'

const consumer = await signIn(account('steward', 1))
const operator = await signIn(account('operator'))
const wanted = `近三年车辆年检结论 ${Date.now().toString(36)}`
const state = {}
async function picture(page, name) {
  if (process.env.GONGSHU_PICTURES) await page.screenshot({ path: `${process.env.GONGSHU_PICTURES}/${name}.png`, fullPage: true })
}
async function looksWell(page, name) {
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
const act = async (page, name, fill) => {
  await page.getByRole('region', { name: '可以办理' }).getByRole('button', { name, exact: true }).click()
  if (fill) await fill(page.getByRole('dialog'))
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  await page.getByText(`已办理：${name}`).waitFor()
  await settle(page)
}

await test('R21_1 an agency that finds nothing asks for it, and what the catalogue has like it is shown', async () => {
  await consumer.goto('/console/find')
  await consumer.getByRole('button', { name: '没有找到需要的数据？' }).click()
  const dialog = consumer.getByRole('dialog')
  await dialog.locator('#d-demand').fill('不动产登记信息')
  await dialog.getByText('目录中已有相近的数据').waitFor()
  await looksWell(consumer, 'demand-dialog')
  await dialog.locator('#d-demand').fill(wanted)
  await dialog.locator('#d-duty').fill('老旧车辆报废补贴审核')
  await dialog.locator('#d-scenario').fill('以旧换新补贴')
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: '提出需求' }).click()
  await consumer.waitForURL(/\/console\/cases\/[^/]+$/)
  state.case = consumer.url().split('/').pop()
  await consumer.getByText('分办').first().waitFor()
})

await test('R21_1 the operator finds who holds it, and the holder names a date', async () => {
  await operator.goto(`/console/cases/${state.case}`)
  const holder = await signIn(account('steward', 0))
  const org = await holder.evaluate(async () => (await (await fetch('/api/v1/sessions/current')).json()).user.org)
  const name = org.name ?? (await holder.evaluate(async (id) => (await (await fetch(`/api/v1/orgs/${id}`)).json()).name, org.id ?? org))
  await act(operator, '分办', async (d) => {
    await d.getByRole('combobox').first().fill(name)
    await operator.getByRole('option', { name }).first().click()
  })
  await holder.goto(`/console/cases/${state.case}`)
  await looksWell(holder, 'demand-case')
  await act(holder, '同意，需加工', async (d) => {
    await d.getByRole('combobox').first().fill('2027-12-31')
    await holder.keyboard.press('Enter')
  })
  await holder.getByText('加工中').first().waitFor()
})

await test('R19_1 what is wanted is listed with how far it is, beside what is supplied', async () => {
  await consumer.goto(`/console/demands?q=${encodeURIComponent(wanted)}`)
  const row = consumer.getByRole('row').filter({ hasText: wanted })
  await row.getByText('加工中').waitFor()
  await row.getByText('编目').waitFor()
  await looksWell(consumer, 'demands')
  await consumer.getByRole('link', { name: '供给清单' }).click()
  await consumer.getByRole('row').nth(1).waitFor()
  await looksWell(consumer, 'supply')
})

await test('R35_1 the authority restricts a grant that was misused, and everybody reads of it', async () => {
  const authority = await signIn(account('authority'))
  await authority.goto('/console/grants?state=open')
  const used = await authority.evaluate(async () => (await (await fetch('/api/v1/grants?state=open&limit=1')).json()).items[0])
  await authority.goto('/console/violations')
  await looksWell(authority, 'violations')
  await authority.getByRole('button', { name: '提出违规' }).click()
  const dialog = authority.getByRole('dialog')
  await dialog.getByRole('combobox').first().fill(used.org_name)
  await authority.getByRole('option', { name: used.org_name, exact: true }).first().click()
  await dialog.locator('#v-facts').fill('把数据用于授权以外的用途')
  await looksWell(authority, 'violation-dialog')
  await dialog.getByRole('button', { name: '提出违规' }).click()
  await authority.waitForURL(/\/console\/cases\/[^/]+$/)
  await act(authority, '限制使用', async (d) => {
    await d.getByRole('checkbox').first().check()
    await d.locator('#p-reason').fill('超出授权用途使用')
    await d.locator('[id$=-law]').fill('盐城市公共数据管理办法')
    await d.locator('[id$=-article]').fill('第三十五条')
  })
  const words = `限制使用 ${Date.now().toString(36)}`
  await act(authority, '公示', async (d) => { await d.locator('#p-notice').fill(words) })
  await authority.getByText('已公示').first().waitFor()
  for (const script of [true, false]) {
    const reader = await visit({ script })
    await reader.goto('/notices')
    await reader.getByText(words).waitFor()
    if (script) await looksWell(reader, 'notices')
  }
  await act(authority, '解除', async (d) => { await d.locator('#p-reason').fill('已整改') })
})

await test('R19_2 every agency sees which grants are in force and by which article', async () => {
  await consumer.goto('/console/active-grants')
  await consumer.getByRole('row').nth(1).getByText(/第20条/).waitFor()
  await looksWell(consumer, 'active-grants')
})

await test('R19_2, R20_2 several data are asked for at once, each as a case of its own', async () => {
  await consumer.goto('/console/find?share_type=unconditional')
  const picks = consumer.getByRole('checkbox', { name: /加入申请清单/ })
  await picks.nth(0).check()
  await picks.nth(1).check()
  await consumer.reload()
  await consumer.getByRole('button', { name: '申请清单（2）' }).click()
  const dialog = consumer.getByRole('dialog')
  await dialog.locator('#b-purpose').fill('核对申请材料')
  await dialog.locator('#b-scenario').fill('一件事办理')
  await dialog.getByRole('checkbox').check()
  await looksWell(consumer, 'basket')
  await dialog.getByRole('button', { name: '提交 2 项申请' }).click()
  await dialog.getByText('已提交 2 项申请').waitFor()
  await dialog.getByRole('link').first().click()
  await consumer.waitForURL(/\/console\/cases\/[^/]+$/)
  await consumer.getByText('核对申请材料').first().waitFor()
})

await done()
