/* Registers: channels outside the platform (R07.2), the rules that cataloguing goes
 * by (R08.1), information systems (R14.2). */
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

await test('R08_1: an operator registers a rule with its document; the editor shows it where it applies', async () => {
  await operator.goto('/console/guidance')
  await operator.getByText('GB/T 36344-2018').first().waitFor()
  await operator.getByRole('button', { name: '登记规范' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.locator('#u-title').fill('盐城市公共数据分级细则')
  await dialog.locator('#u-number').fill('盐数分〔2026〕3号')
  await dialog.locator('#u-issuer').fill('盐城市数据局')
  await dialog.locator('#u-from').fill(day(-30))
  await operator.keyboard.press('Enter')
  await dialog.locator('#u-file').setInputFiles({ name: '细则.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 test') })
  await dialog.getByText('已上传').waitFor()
  await dialog.getByLabel('安全分级').check()
  await picture(operator, 'guidance-dialog')
  await dialog.getByRole('button', { name: '保存' }).click()
  await operator.getByText('盐数分〔2026〕3号').waitFor()
  const [file] = await Promise.all([operator.waitForEvent('download'), operator.getByRole('link', { name: '细则.pdf' }).click()])
  assert.match(file.suggestedFilename(), /\.pdf$/)
  await steward.goto('/console/catalogue/new')
  const link = steward.getByRole('link', { name: '盐城市公共数据分级细则' })
  await link.waitFor()
  await link.click()
  await steward.waitForURL(/\/console\/guidance\?q=/)
  await steward.getByText('盐城市公共数据分级细则').waitFor()
  assert.equal(await steward.getByRole('button', { name: '登记规范' }).count(), 0)
})

await test('R08_1: the library and the editor at both widths', async () => {
  await looks(operator, '/console/guidance', 'guidance')
  await looks(steward, '/console/catalogue/new', 'editor')
})

await test('R14_2: a steward registers a system from the editor, and the operator sees the gaps', async () => {
  await steward.evaluate(() => localStorage.removeItem(Object.keys(localStorage).find((k) => k.startsWith('draft:') && k.endsWith(':entry:new'))))
  await steward.goto('/console/catalogue/new')
  await steward.locator('#f-source_system').fill('渡口管理系统')
  await steward.getByRole('button', { name: '登记它' }).click()
  const dialog = steward.getByRole('dialog')
  await dialog.locator('#y-name').fill('渡口管理系统')
  await dialog.locator('#y-holds').fill('渡口、渡船、船员')
  await dialog.locator('#y-hosting').selectOption('own')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.waitFor({ state: 'hidden' })
  assert.equal(await steward.locator('#f-source_system').inputValue(), '渡口管理系统')
  await steward.getByText('从本机构登记的系统中选择').waitFor()
  await operator.goto('/console/systems?gap=idle')
  await operator.getByRole('row').filter({ hasText: '渡口管理系统' }).getByText('自建机房').waitFor()
  await operator.goto('/console/systems?gap=overdue')
  await operator.locator('tbody').getByText('迁移中').first().waitFor()
  await operator.getByLabel('缺口').selectOption('unlinked')
  await operator.locator('tbody').getByText(/未登记|未填写/).first().waitFor()
})

await test('R14_2: the register of systems at both widths', async () => {
  await looks(operator, '/console/systems', 'systems')
  await looks(operator, '/console/systems?gap=unlinked', 'unlinked')
})

await done()
