/* The main job through the pages: from an agency's file to an authorised,
 * masked, provable answer, by the people who do it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { account, base, because, done, settle, signIn, system, test, visit } from './lib.mjs'

const tag = Date.now().toString(36)
const title = `测试许可信息 ${tag}`
const openTitle = `测试公交站点 ${tag}`
const ids = ['320902190001010013', '320902190001010021', '320982190002280033']
const rows = ['许可编号,持有人,身份证号,发证日期,金额,是否有效']
for (let n = 1; n <= 60; n++) rows.push(`P-${String(n).padStart(6, '0')},${['欧阳修文', '张三丰', '李白'][n % 3]},${ids[n % 3]},2026-01-${String((n % 28) + 1).padStart(2, '0')},${n}.50,${n % 2 ? 'true' : 'false'}`)
const good = Buffer.from(rows.join('\n') + '\n')
const withBad = Buffer.from(rows.join('\n') + '\nP-900000,某人,320902190001010010,2026-02-30,1.00,true\n')
const stops = Buffer.from('站点编号,站点名称,经过线路数\n' + Array.from({ length: 30 }, (_, n) => `S${100 + n},第${n + 1}站,${(n % 7) + 1}`).join('\n') + '\n')

const steward = await signIn(account('steward', 0), { expected: [422, 'ERR_CONNECTION_RESET'] })
const consumer = await signIn(account('steward', 1))
const operator = await signIn(account('operator'))
const authority = await signIn(account('authority'))
const state = {}

/** Fill in an entry, items proposed from the file and confirmed, and submit it. */
async function describe(page, { name, file, share, open }) {
  await page.goto('/console/catalogue/new')
  await page.fill('#f-title', name)
  await page.fill('#f-abstract', '测试用的登记信息，由测试程序编制。')
  await page.selectOption('#f-update_cycle', 'daily')
  await page.selectOption('#f-theme', 'transport')
  await page.selectOption('#f-grade', share === 'conditional' ? '3' : '1')
  await page.setInputFiles('#f-items', { name: 'sample.csv', mimeType: 'text/csv', buffer: file })
  await page.getByText(/个信息项是根据文件或数据表推测的/).first().waitFor()
  assert.ok(await page.getByRole('button', { name: '提交审核' }).isDisabled(), 'a guess is never stored as a fact')
  await page.getByRole('button', { name: '全部确认' }).click()
  await page.locator(`input[name=share_type][value=${share}]`).check()
  await page.locator(`input[name=open_type][value=${open}]`).check()
  if (share === 'conditional') {
    await page.fill('#f-share_conditions', '仅限政务服务核验使用')
    await page.fill('#f-share_reason', '含个人信息')
    await page.fill('#share-basis-law', '中华人民共和国个人信息保护法')
    await page.fill('#share-basis-article', '第二十三条')
  }
  if (open === 'none') {
    await page.fill('#f-open_reason', '含个人信息')
    await page.fill('#open-basis-law', '中华人民共和国个人信息保护法')
    await page.fill('#open-basis-article', '第十条')
  }
  await page.getByRole('button', { name: '提交审核' }).click()
  await page.waitForURL(/\/console\/cases\/[^/]+$/)
  await page.getByRole('heading', { name }).waitFor()
  return page.url().split('/').pop()
}

/** Open a case and do one act without papers. */
async function act(page, id, name) {
  await page.goto(`/console/cases/${id}`)
  await page.getByRole('region', { name: '可以办理' }).getByRole('button', { name, exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  await page.getByText(`已办理：${name}`).waitFor()
  await settle(page)
}

/** What is there goes: asked once before. */
async function replacing(page, n) {
  const dialog = page.getByRole('dialog').filter({ hasText: n ? `现有的 ${n} 行` : '全部由' })
  await dialog.getByRole('button', { name: '全部替换' }).click()
}

async function load(page, id, file, wait, there) {
  await page.goto(`/console/catalogue/${id}?tab=data`)
  await settle(page)
  await page.setInputFiles('#batch-file', { name: 'data.csv', mimeType: 'text/csv', buffer: file })
  if (there) await replacing(page, there)
  await page.getByText(wait).first().waitFor({ timeout: 30000 })
}

await test('R09_1 a steward describes a table, its items proposed from a file, and submits it', async () => {
  state.review = await describe(steward, { name: title, file: good, share: 'conditional', open: 'none' })
  await steward.getByText('市级审核').first().waitFor()
  const href = await steward.getByRole('complementary').getByRole('link', { name: title }).getAttribute('href')
  state.resource = href.split('/').pop()
})

await test('R09_1 the operator returns it with a reason and the steward submits it again', async () => {
  await operator.goto(`/console/cases/${state.review}`)
  await operator.getByRole('button', { name: '退回补正' }).click()
  await operator.fill('#p-reason', '摘要写得太短')
  await operator.getByRole('dialog').getByRole('button', { name: '退回补正' }).click()
  await operator.getByText('已办理：退回补正').waitFor()
  await steward.goto('/console/work')
  const row = steward.locator('li', { hasText: title }).first()
  await row.getByText('已退回补正').waitFor()
  await row.getByRole('link', { name: title }).click()
  await steward.getByText('摘要写得太短').first().waitFor()
  await steward.getByRole('link', { name: '修改目录' }).click()
  await steward.waitForURL(/\/edit$/)
  await steward.fill('#f-abstract', '测试用的登记信息，逐日更新，由测试程序编制。')
  await steward.getByText('已自动保存').waitFor()
  await act(steward, state.review, '提交审核')
})

await test('R17_1 R18_1 the operator and the authority approve it, and it stands on the negative list', async () => {
  await operator.goto(`/console/cases/${state.review}`)
  const entry = operator.locator('details', { hasText: '目录内容' })
  await entry.getByText('仅限政务服务核验使用').waitFor()
  await entry.getByRole('cell', { name: '身份证号', exact: true }).waitFor()
  await operator.getByRole('link', { name: '验证' }).first().waitFor()
  await act(operator, state.review, '审核通过')
  await act(authority, state.review, '审核通过')
  await consumer.goto('/console/negative')
  await consumer.getByRole('link', { name: title }).waitFor()
  await consumer.getByText('中华人民共和国个人信息保护法').first().waitFor()
})

await test('R12_1 a file is uploaded, checked and goes live; the bad row can be downloaded', async () => {
  await load(steward, state.resource, withBad, '生效 60 行')
  await steward.getByText('退回 1 行').first().waitFor()
  await steward.getByRole('button', { name: /下载退回的行/ }).first().click()
  const [download] = await Promise.all([steward.waitForEvent('download'), because(steward, '改正退回的行')])
  const text = (await (await download.createReadStream()).toArray()).map(String).join('')
  assert.match(text, /P-900000/)
  assert.match(text, /62/)
  await steward.getByRole('button', { name: /下载待改正的行/ }).first().click()
  const [rest] = await Promise.all([steward.waitForEvent('download'), because(steward, '改正后再送')])
  const mended = (await (await rest.createReadStream()).toArray()).map(String).join('').replace('320902190001010010', ids[0]).replace('02-30', '02-28')
  assert.match(mended, /^许可编号,/)
  await steward.selectOption('#b-mode', 'append')
  await steward.setInputFiles('#batch-file', { name: 'corrections.csv', mimeType: 'text/csv', buffer: Buffer.from(mended) })
  await steward.getByText('生效 1 行').first().waitFor({ timeout: 30000 })
})

await test('R12_1 a cut upload goes on where it stopped, also after a reload', async () => {
  const big = Buffer.from(rows.join('\n') + '\n' + Array.from({ length: 250000 }, (_, n) => `Q-${String(n).padStart(6, '0')},李白,${ids[2]},2026-03-01,1.00,true`).join('\n') + '\n')
  await steward.goto(`/console/catalogue/${state.resource}?tab=data`)
  await settle(steward)
  let pieces = 0
  await steward.route('**/api/v1/uploads/*', (r) => (r.request().method() === 'PATCH' && ++pieces > 1 ? r.abort('connectionreset') : r.continue()))
  const folder = mkdtempSync(join(tmpdir(), 'gongshu-'))
  const file = join(folder, 'big.csv')
  writeFileSync(file, big)
  await steward.setInputFiles('#batch-file', file)
  await replacing(steward, 61)
  await steward.getByText(/MB \/ \d+ MB/).first().waitFor()
  await steward.waitForTimeout(1500)
  assert.ok(pieces > 1, 'the second piece was cut')
  await steward.reload()
  await steward.getByText(/没有传完/).waitFor()
  await steward.unroute('**/api/v1/uploads/*')
  await steward.setInputFiles('#batch-file', file)
  await replacing(steward, 61)
  await steward.getByText(/处继续上传/).waitFor()
  await steward.getByText(/新数据已生效/).waitFor({ timeout: 60000 })
  await load(steward, state.resource, good, '生效 60 行', '250,060')
  writeFileSync(file, Buffer.concat([big, Buffer.from(`R-000000,李白,${ids[2]},2026-03-01,1.00,true\n`)]))
  let asked = 0
  let cut = 0
  await steward.route('**/api/v1/uploads/*', (r) => (++asked > 1 && ++cut <= 3 ? r.abort('connectionreset') : r.continue()))
  await steward.setInputFiles('#batch-file', file)
  await replacing(steward)
  await steward.getByText('网络中断，恢复后自动继续').waitFor()
  await steward.getByText('生效 250,061 行').first().waitFor({ timeout: 60000 })
  assert.ok(cut > 3, 'the second piece was cut, and two questions where it had got to')
  await steward.unroute('**/api/v1/uploads/*')
  rmSync(folder, { recursive: true })
  await load(steward, state.resource, good, '生效 60 行')
})

await test('R19_2 another agency finds it and asks for it with purpose, scenario and commitment', async () => {
  await consumer.goto('/console/find')
  await consumer.fill('main input[type=search]', title)
  await consumer.keyboard.press('Enter')
  await consumer.waitForURL(/[?&]q=/)
  await consumer.getByRole('link', { name: title }).click()
  await consumer.getByRole('button', { name: '申请共享' }).click()
  await consumer.fill('#s-purpose', '办理许可核验')
  await consumer.fill('#s-scenario', '一网通办')
  await consumer.check('#s-commitment')
  await consumer.getByRole('dialog').getByRole('button', { name: '申请共享' }).click()
  await consumer.waitForURL(/\/console\/cases\//)
  state.request = consumer.url().split('/').pop()
  await act(operator, state.request, '受理')
})

await test('R20_3 the provider sees the clock day by day; refusing needs a basis of the right level', async () => {
  await steward.goto(`/console/cases/${state.request}`)
  const days = steward.getByRole('list', { name: '期限逐日说明' })
  await days.waitFor()
  assert.equal(await days.locator('li.counts').count(), 5)
  await steward.getByText('第20条第3款第2项').first().waitFor()
  await steward.getByRole('button', { name: '不同意' }).click()
  await steward.fill('#p-reason', '不宜提供')
  await steward.fill('#p-basis-law', '某某管理办法')
  await steward.selectOption('#p-basis-level', 'rule')
  await steward.getByText(/效力层级不够/).waitFor()
  await steward.getByRole('dialog').getByRole('button', { name: '不同意' }).click()
  await steward.getByRole('dialog').getByRole('alert').last().waitFor()
  await steward.getByRole('button', { name: '取消' }).click()
})

await test('R20_3 agreeing narrows items, rows, masks and quota, and opens the interface', async () => {
  await steward.goto(`/console/cases/${state.request}`)
  await steward.getByRole('button', { name: '同意', exact: true }).click()
  const dialog = steward.getByRole('dialog')
  await dialog.getByText(/收窄共享范围/).click()
  await dialog.getByRole('radio', { name: /^仅供统计/ }).check()
  assert.equal(await dialog.getByText('同时可以统计').count(), 0, 'it is said by itself')
  assert.equal(await dialog.getByText('核验时告知').count(), 0, 'there is none')
  await dialog.getByRole('radio', { name: /^数据行/ }).check()
  await dialog.getByRole('checkbox', { name: /^同时可以统计/ }).check()
  await dialog.getByRole('checkbox', { name: /^核验时告知/ }).check()
  const table = dialog.locator('table')
  await table.getByText('金额').waitFor()
  await table.getByRole('row', { name: /金额/ }).getByRole('checkbox').uncheck()
  await table.getByRole('row', { name: /持有人/ }).getByRole('combobox').selectOption('name')
  await table.getByRole('row', { name: /身份证号/ }).getByRole('combobox').selectOption('id_number')
  state.items = await table.locator('td.mono').allTextContents()
  await dialog.getByRole('button', { name: '增加条件' }).click()
  await dialog.getByRole('combobox', { name: '信息项', exact: true }).selectOption({ label: '是否有效' })
  await dialog.getByRole('textbox', { name: '值', exact: true }).fill('true')
  await steward.fill('#q-rows', '1000')
  await steward.fill('#p-reason', '金额不属于核验所需')
  await steward.fill('#p-basis-law', '中华人民共和国个人信息保护法')
  await dialog.getByRole('textbox', { name: '条款' }).fill('第六条')
  await dialog.getByRole('button', { name: '同意', exact: true }).click()
  await steward.getByText('已办理：同意').waitFor()
  await steward.getByText('已开通').first().waitFor()
  await steward.getByText('回答方式').first().waitFor()
})

await test('R20_1 the other agency’s system gets exactly what the grant says, masked', async () => {
  await consumer.goto('/console/grants')
  const line = consumer.getByRole('listitem').filter({ hasText: title }).first()
  await line.waitFor()
  state.purpose = (await line.locator('.line .mono').first().textContent()).trim()
  await line.getByRole('button', { name: '详情' }).click()
  for (const answer of ['数据行', '核验', '统计', '核验时告知“查无此记录”']) await line.locator('.more').getByText(answer, { exact: true }).waitFor()
  await consumer.goto(`/console/catalogue/${state.resource}`)
  state.code = (await consumer.getByRole('tabpanel').locator('dd').nth(2).textContent()).trim()
  const answer = await fetch(`${base}/data/v1/${state.code}?limit=5`, { headers: { Authorization: `Bearer ${system(1).token}`, 'Gongshu-Purpose': state.purpose } })
  const body = await answer.json()
  assert.equal(answer.status, 200, JSON.stringify(body))
  assert.equal(body.rows.length, 5)
  const text = JSON.stringify(body.rows)
  for (const id of ids) assert.ok(!text.includes(id), 'no number in clear')
  assert.match(text, /320902\*{8}001\d|320982\*{8}0033/)
  assert.ok(!text.includes('.50'), 'what was left out is not there')
  state.receipt = answer.headers.get('gongshu-receipt')
})

await test('R34_1 an auditor finds the call, and the browser itself proves the receipt', async () => {
  const auditor = await signIn(account('auditor'))
  await auditor.goto(`/console/record?kind=release&resource=${state.resource}`)
  await auditor.getByRole('button', { name: '验证', exact: true }).last().waitFor()
  await auditor.waitForTimeout(2000)
  const anyone = await visit()
  await anyone.goto(`/record?receipt=${encodeURIComponent(state.receipt)}`)
  await anyone.getByRole('button', { name: '验证' }).click()
  await anyone.getByText('验证通过').waitFor()
  const knows = await anyone.evaluate(() => crypto.subtle.importKey('raw', new Uint8Array(32), { name: 'Ed25519' }, false, ['verify']).then(() => true, () => false))
  assert.equal(await anyone.locator('[data-signed]').getAttribute('data-signed'), knows ? 'good' : 'unknown')
  await anyone.route('**/record/v1/key', async (route) => {
    const key = await (await route.fetch()).text()
    const [name, id, blob] = key.trim().split(/\+(.{8})\+/)
    await route.fulfill({ contentType: 'text/plain', body: `${name}+${id}+${blob.slice(0, -4)}${blob.at(-4) === 'A' ? 'B' : 'A'}${blob.slice(-3)}\n` })
  })
  await anyone.getByRole('button', { name: '验证' }).click()
  await anyone.getByText('验证不通过').waitFor()
  await anyone.unroute('**/record/v1/key')
  await anyone.fill('#receipt', state.receipt.replace(/;[^;]*;/, ';999999;'))
  await anyone.getByRole('button', { name: '验证' }).click()
  await anyone.getByText('验证不通过').waitFor()
})

await test('R42_2 a person of verified identity sees who looked them up, and can prove it', async () => {
  const reader = { name: `reader.${tag}`, password: `Zhe-Shi-${tag}-Mi-Ma` }
  const made = await (await fetch(`${base}/open/v1/accounts`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...reader, title: '测试人' }) })).json()
  const status = await operator.evaluate(async ({ id, identifier }) => {
    const { csrf } = await (await fetch('/api/v1/sessions/current')).json()
    const body = JSON.stringify({ kind: 'resident_id', identifier, evidence: '身份证原件', assurance: 3 })
    return (await fetch(`/api/v1/users/${id}/identity`, { method: 'PUT', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body })).status
  }, { id: made.id, identifier: ids[1] })
  assert.equal(status, 200)
  const page = await visit()
  await page.goto('/my')
  await page.fill('#name', reader.name)
  await page.fill('#password', reader.password)
  await page.click('form button[type=submit]')
  const row = page.getByRole('row').filter({ hasText: title })
  await row.first().waitFor()
  assert.match(await row.first().textContent(), /办理许可核验/)
  await row.first().getByRole('link', { name: '验证' }).click()
  await page.getByText('验证通过').waitFor()
})

await test('R20_1 the provider revokes the grant on the page and the next call is refused', async () => {
  await steward.goto(`/console/catalogue/${state.resource}?tab=grants`)
  await steward.getByRole('button', { name: '收回' }).click()
  const dialog = steward.getByRole('dialog')
  await dialog.locator('#why').fill('用途不符')
  await dialog.locator('#revoke-basis-law').fill('中华人民共和国个人信息保护法')
  await dialog.locator('#revoke-basis-article').fill('第二十三条')
  await dialog.getByRole('button', { name: '收回' }).click()
  await steward.getByText('授权已收回').waitFor()
  const answer = await fetch(`${base}/data/v1/${state.code}?limit=1`, { headers: { Authorization: `Bearer ${system(1).token}`, 'Gongshu-Purpose': state.purpose } })
  assert.equal(answer.status, 403)
})

await test('R26_1 R27_1 an open dataset stands on the portal: found, looked at, downloaded, called', async () => {
  const id = await describe(steward, { name: openTitle, file: stops, share: 'unconditional', open: 'unconditional' })
  const href = await steward.getByRole('complementary').getByRole('link', { name: openTitle }).getAttribute('href')
  await act(operator, id, '审核通过')
  await load(steward, href.split('/').pop(), stops, '新数据已生效')
  const anyone = await visit()
  await anyone.goto('/')
  await anyone.fill('#q', openTitle)
  await anyone.keyboard.press('Enter')
  await anyone.getByRole('link', { name: openTitle }).click()
  await anyone.getByRole('heading', { name: openTitle, level: 1 }).waitFor()
  state.dataset = new URL(anyone.url()).pathname
  await anyone.getByRole('tab', { name: '预览' }).click()
  await anyone.getByRole('cell', { name: '第12站' }).waitFor()
  await anyone.getByRole('tab', { name: '下载' }).click()
  for (const format of ['csv', 'json']) {
    const [download] = await Promise.all([anyone.waitForEvent('download'), anyone.getByRole('link', { name: `下载 ${format}`, exact: true }).click()])
    const text = (await (await download.createReadStream()).toArray()).map(String).join('')
    assert.match(text, /第30站/)
  }
  await anyone.getByRole('tab', { name: '接口' }).click()
  await anyone.getByRole('button', { name: '运行' }).click()
  await anyone.getByText('"第1站"').waitFor()
})

await test('R26_1 its page can be read without script', async () => {
  const plain = await visit({ script: false })
  await plain.goto(state.dataset)
  await plain.getByRole('heading', { name: openTitle, level: 1 }).waitFor()
  assert.match(await plain.textContent('main'), /站点名称/)
})

await done()
