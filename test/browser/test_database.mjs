/* An agency's database on the pages (R12.1): its connection told and tried with the systems,
 * items proposed from one of its tables in the editor. A PostgreSQL stands for the agency's.
 * Then its own interface, mounted, tried and switched (R20.1). */
// flag: --database-networks 127.0.0.1/32
// flag: --database-drivers PostgreSQL Unicode
// flag: --forward-networks 127.0.0.1/32
// flag: --forward-tls plain
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { account, axe, because, done, overflow, settle, signIn, test } from './lib.mjs'

const agency = spawn('/usr/bin/python3', [new URL('../lib/agency.py', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] })
const port = await new Promise((ready, gone) => {
  agency.stdout.once('data', (line) => ready(String(line).split(' ')[0]))
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

const steward = await signIn(account('steward'), { expected: [400, 502, 503] })

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

/** A value that an item takes, as SQL; null: it takes none of those known here. */
function valueOf(item) {
  const known = { division: "'320902'", landline: "'0515-88000000'", resident_id: "'320902190001010013'" }
  const plain = { string: "'x'", text: "'x'", integer: '1', decimal: '1', date: "'2026-03-01'", datetime: "'2026-03-01 08:00:00'", boolean: 'true' }
  return (item.format || item.code_set ? known[item.format] : plain[item.type]) ?? null
}

await test('R12_1: rows are taken from a table when asked and on a schedule; the page tells how it went', async () => {
  const get = (path) => steward.evaluate((p) => fetch(p).then((r) => r.json()), path)
  const { items: mine } = await get(`/api/v1/resources?state=published&org=${account('steward').org}&limit=50`)
  const described = []
  for (const r of mine) described.push(await get(`/api/v1/resources/${r.id}`))
  const resource = described.find((r) => r.form === 'table' && r.items?.length && r.items.every((i) => valueOf(i)))
  const columns = resource.items.map((i) => `"${i.code}" varchar(200)`).join(', ')
  const told = new Promise((ready) => agency.stdout.once('data', ready))
  agency.stdin.write(`CREATE TABLE permits.taken (${columns}); INSERT INTO permits.taken VALUES (${resource.items.map(valueOf).join(', ')}); GRANT SELECT ON permits.taken TO reader;\n`)
  await told
  await steward.goto(`/console/catalogue/${resource.id}`)
  await settle(steward)
  await steward.getByRole('tab', { name: '数据与批次' }).click()
  await steward.getByRole('button', { name: '增加取数来源' }).click()
  const dialog = steward.getByRole('dialog')
  await dialog.locator('#p-table:not([disabled])').waitFor()
  await dialog.locator('#p-table').selectOption({ label: 'permits.taken' })
  await looks(steward, 'source-add')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.waitFor({ state: 'detached' })
  const panel = steward.getByRole('region', { name: '从数据库取数' })
  await panel.getByText('每天').waitFor()
  await panel.getByRole('button', { name: '立即取数' }).click()
  await because(steward, '补录昨日数据', () => looks(steward, 'source-reason'))
  await panel.getByText('已生效', { exact: true }).waitFor()
  await panel.getByText('生效 1 行').waitFor()
  await steward.getByText('taken.csv').waitFor()
  await looks(steward, 'source-live')
  await panel.getByRole('button', { name: '删除来源' }).click()
  await panel.getByText('还没有取数来源').waitFor()
})

await test('R20_1: a provider’s own interface is mounted, tried, seen to fail, and switched off', async () => {
  const provider = spawn('/usr/bin/python3', [new URL('../lib/provider.py', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] })
  const said = () => new Promise((ready) => provider.stdout.once('data', (line) => ready(String(line).trim())))
  const at = await said()
  const get = (path) => steward.evaluate((p) => fetch(p).then((r) => r.json()), path)
  const { items: mine } = await get(`/api/v1/resources?state=published&form=table&org=${account('steward').org}&limit=1`)
  await steward.goto(`/console/catalogue/${mine[0].id}?tab=data`)
  await settle(steward)
  const panel = steward.getByRole('region', { name: '提供机构的接口' })
  await panel.getByText('还没有接入接口').waitFor()
  await panel.getByRole('button', { name: '接入接口' }).click()
  const dialog = steward.getByRole('dialog')
  await dialog.locator('#f-system:not([disabled])').waitFor()
  await dialog.locator('#f-url').fill(`http://127.0.0.9:${at}/ask`)
  await dialog.locator('#f-header').fill('X-Key')
  await dialog.locator('#f-key').fill('geheim')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText(/forward_networks/).waitFor()
  await looks(steward, 'interface-refused')
  await dialog.locator('#f-url').fill(`http://127.0.0.1:${at}/ask`)
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.waitFor({ state: 'detached' })
  await panel.getByText('正常', { exact: true }).waitFor()
  await panel.getByRole('button', { name: '测试' }).click()
  await panel.getByText(/接口答复正常/).waitFor()
  provider.stdin.write('status\n')
  await said()
  for (let n = 1; n <= 5; n++) {
    await panel.getByRole('button', { name: '测试' }).click()
    await panel.getByRole('row').nth(n).waitFor()
  }
  await panel.getByText('接口出错 · HTTP 500').first().waitFor()
  await panel.getByText('暂停', { exact: true }).waitFor()
  await looks(steward, 'interface-paused')
  await steward.getByRole('link', { name: '接口运行' }).click()
  const row = steward.getByRole('row').filter({ hasText: mine[0].title })
  await row.getByText('暂停', { exact: true }).waitFor()
  await row.getByText('接口出错 · HTTP 500').waitFor()
  await steward.getByRole('button', { name: '今日未成功' }).click()
  await steward.waitForURL(/sort=failed/)
  await looks(steward, 'interfaces')
  assert.match(await steward.evaluate(() => fetch(document.querySelector('a[download]').href).then((r) => r.text())), /,paused,/)
  await steward.getByLabel('运行状态').selectOption('off')
  await steward.getByText('没有符合条件的').waitFor()
  await steward.getByLabel('运行状态').selectOption('paused')
  const auditor = await signIn(account('auditor'))
  await auditor.goto('/console/interfaces')
  await auditor.getByRole('link', { name: mine[0].title }).click()
  await auditor.getByRole('region', { name: '提供机构的接口' }).getByText('暂停', { exact: true }).waitFor()
  await auditor.context().close()
  await row.getByRole('link', { name: mine[0].title }).click()
  await panel.getByRole('button', { name: '停用' }).click()
  await panel.getByText('已停用', { exact: true }).waitFor()
  await panel.getByRole('button', { name: '撤下接口' }).click()
  await panel.getByText('还没有接入接口').waitFor()
  provider.kill()
})

agency.stdin.end()
done()
