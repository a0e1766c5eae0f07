/* An agency's database on the pages (R12.1): its connection told and tried with the systems,
 * items proposed from one of its tables in the editor. A PostgreSQL stands for the agency's. */
// flag: --database-networks 127.0.0.1/32
// flag: --database-drivers PostgreSQL Unicode
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { account, axe, done, overflow, settle, signIn, test } from './lib.mjs'

const agency = spawn('/usr/bin/python3', [new URL('../lib/agency.py', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] })
const port = await new Promise((ready, gone) => {
  agency.stdout.once('data', (line) => ready(String(line).trim()))
  agency.once('exit', gone)
})
const password = `a;b}{='"x ü`

async function looks(page, name) {
  for (const [width, height] of [[1440, 900], [360, 780]]) {
    await page.setViewportSize({ width, height })
    await page.waitForTimeout(250)
    if (process.env.GONGSHU_PICTURES) await page.screenshot({ path: `${process.env.GONGSHU_PICTURES}/${name}-${width}.png` })
    assert.deepEqual(await overflow(page), [], `${name} at ${width}`)
    assert.deepEqual(await axe(page), [], `${name} at ${width}`)
  }
  await page.setViewportSize({ width: 1280, height: 860 })
}

const steward = await signIn(account('steward'), { expected: [400] })

await test('R12_1: a steward tells how a database is reached, and is told honestly what is wrong', async () => {
  await steward.goto('/console/systems')
  await steward.getByRole('button', { name: '登记系统' }).click()
  const register = steward.getByRole('dialog')
  await register.locator('#y-name').fill('许可数据库系统')
  await register.locator('#y-holds').fill('许可证登记')
  await register.getByRole('button', { name: '保存' }).click()
  await register.waitFor({ state: 'detached' })
  await steward.getByRole('button', { name: '“许可数据库系统”的数据库' }).click()
  const dialog = steward.getByRole('dialog')
  await dialog.locator('#d-host').fill('127.0.0.9')
  await dialog.locator('#d-port').fill(port)
  await dialog.locator('#d-name').fill('permits')
  await dialog.locator('#d-user').fill('reader')
  await dialog.locator('#d-password').fill('falsch')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText(/database_networks/).waitFor()
  await dialog.locator('#d-host').fill('127.0.0.1')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText('已保存，可以测试连接').waitFor()
  assert.equal(await dialog.locator('#d-password').inputValue(), '', 'a password goes one way')
  await dialog.getByRole('button', { name: '测试连接' }).click()
  await dialog.getByText('数据库不接受用户“reader”或其口令').waitFor()
  await looks(steward, 'database-refused')
  await dialog.locator('#d-password').fill(password)
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText('已保存，可以测试连接').waitFor()
  await dialog.getByRole('button', { name: '测试连接' }).click()
  await dialog.getByText('连接成功，可以看到 4 张表和视图').waitFor()
  await looks(steward, 'database-fine')
  await dialog.getByRole('button', { name: '关闭' }).last().click()
})

await test('R12_1: items are proposed from a table, with titles from its comments', async () => {
  await steward.goto('/console/catalogue/new')
  await settle(steward)
  await steward.getByRole('button', { name: '从数据库表提出' }).click()
  const dialog = steward.getByRole('dialog')
  await dialog.getByText('permits.licence', { exact: true }).waitFor()
  await looks(steward, 'database-tables')
  await dialog.locator('#t-sought').fill('secret')
  await dialog.getByText('permits.secret').click()
  await dialog.getByText('所用的数据库用户无权读取“secret”').waitFor()
  await dialog.locator('#t-sought').fill('licen')
  await dialog.getByText('permits.licence', { exact: true }).click()
  await steward.getByText(/有 9 个信息项是根据文件或数据表推测的/).first().waitFor()
  assert.equal(await steward.getByLabel('第 1 项名称').inputValue(), '许可证编号')
  assert.equal(await steward.getByLabel('第 2 项名称').inputValue(), '持证单位名称')
  assert.equal(await steward.getByLabel('第 2 项代码').inputValue(), 'holder')
  assert.equal(await steward.getByLabel('第 4 项小数位').inputValue(), '2')
  await looks(steward, 'entry-table')
})

agency.stdin.end()
done()
