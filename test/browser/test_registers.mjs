/* The registers of an agency: its channels outside the platform (R07.2). */
import assert from 'node:assert/strict'
import { account, axe, done, overflow, settle, signIn, test } from './lib.mjs'

const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10)

/** Screenshots for a person's eyes, where one asks for them. */
async function picture(page, name) {
  if (process.env.GONGSHU_PICTURES) await page.screenshot({ path: `${process.env.GONGSHU_PICTURES}/${name}.png` })
}
/** Nothing sticks out at 360 px, and axe finds nothing serious. */
async function looks(page, path, name) {
  await page.goto(path)
  await settle(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  await picture(page, `${name}-1440`)
  assert.deepEqual(await axe(page), [])
  await page.setViewportSize({ width: 360, height: 780 })
  await page.waitForTimeout(200)
  await picture(page, `${name}-360`)
  assert.deepEqual(await overflow(page), [])
  assert.deepEqual(await axe(page), [])
  await page.setViewportSize({ width: 1280, height: 860 })
}

const steward = await signIn(account('steward'))
const operator = await signIn(account('operator'))

await test('R07_2: a steward registers a channel and plans its merge; the operator finds it in the register', async () => {
  await steward.goto('/console/channels')
  await steward.getByRole('button', { name: '登记通道' }).click()
  const dialog = steward.getByRole('dialog')
  await dialog.locator('#c-route').fill('档案馆专线')
  await dialog.locator('#c-a').fill('档案业务系统')
  await dialog.locator('#c-b').fill('数字档案馆')
  await dialog.locator('#c-data').fill('归档目录')
  await dialog.locator('#c-for').fill('移交进馆')
  await dialog.locator('#c-built').fill('2017-04-01')
  await steward.keyboard.press('Enter')
  await dialog.getByRole('button', { name: '登记通道' }).click()
  await steward.getByText('已建未归并').first().waitFor()
  await steward.getByRole('button', { name: '制定归并计划' }).click()
  await dialog.locator('#p-plan').fill('先并行，再切换')
  await dialog.locator('#p-promised_on').fill(day(120))
  await steward.keyboard.press('Enter')
  await dialog.locator('#p-responsible').fill('欧阳修文')
  await dialog.getByRole('button', { name: '制定归并计划' }).click()
  await steward.getByText('已定计划').first().waitFor()
  await steward.getByRole('button', { name: '报告归并' }).click()
  await steward.getByText('先填写替代这条通道的目录代码').waitFor()
  await steward.getByRole('button', { name: '取消' }).click()
  await operator.goto('/console/channels')
  await operator.getByPlaceholder('搜索名称、两端、数据').fill('档案馆专线')
  const row = operator.getByRole('row').filter({ hasText: '数字档案馆' })
  await row.getByText('已定计划').waitFor()
  await operator.getByText(/共\s*1\s*条/).waitFor()
  await operator.goto('/console/channels?late=true')
  await operator.getByRole('row').filter({ hasText: '点对点接口' }).first().waitFor()
  await operator.getByText(/条通道尚未归并/).click()
  await operator.getByRole('columnheader', { name: '违规新建' }).waitFor()
})

await test('R07_2: the register at both widths', async () => {
  await looks(operator, '/console/channels', 'channels')
})

await done()
