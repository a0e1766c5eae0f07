/* The page for who writes programs: every example on it runs as it stands, every
 * door of the server's description is on it, and it passes what all pages pass. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { account, axe, base, done, looksWell, overflow, settle, signIn, system, test, visit } from './lib.mjs'

const page = await visit()
const folder = mkdtempSync(join(tmpdir(), 'gongshu-'))
const call = (who, method, path, body) => who.evaluate(async ([m, p, b]) => {
  const csrf = m === 'GET' ? '' : (await (await fetch('/api/v1/sessions/current')).json()).csrf
  const answer = await fetch(p, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: b && JSON.stringify(b) })
  return { status: answer.status, body: await answer.json() }
}, [method, path, body])

/** What the page shows behind a door, for a way in and a language. */
async function lines(door, tongue, way) {
  const place = page.locator(`#${door}`)
  if (way) await place.getByRole('tab', { name: way }).click()
  await place.getByRole('button', { name: tongue, exact: true }).click()
  return place.locator('pre.code').textContent()
}
function run(tongue, text, env = {}) {
  const [program, ...args] = tongue === 'curl' ? ['bash', '-e', '-c', text] : ['/usr/bin/python3', '-c', text]
  const got = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env }, timeout: 30000 })
  assert.equal(got.status, 0, got.stderr)
  return got.stdout
}

/** Whose page of the grant it is. */
const calling = {}
/** A grant of the second agency, with a key of its system that a second person agreed to. */
async function authorised() {
  const consumer = await signIn(account('steward', 1))
  const operator = await signIn(account('operator'))
  const org = account('steward', 1).org
  const open = (await call(consumer, 'GET', '/api/v1/resources?state=published&share_type=unconditional&limit=50')).body.items
  const resource = open.find((r) => r.org !== org && r.data?.rows > 0)
  const papers = { purpose: '核验许可', scenario: '一网通办', commitment: true }
  const made = await call(consumer, 'POST', '/api/v1/cases', { process: 'share-request', subject: { resource: resource.id }, papers })
  await call(operator, 'POST', `/api/v1/cases/${made.body.id}/acts`, { act: 'accept', papers: {} })
  const grant = (await call(consumer, 'GET', `/api/v1/grants?resource=${resource.id}&org=${org}`)).body.items[0]
  const pair = generateKeyPairSync('ed25519')
  const file = join(folder, 'key.pem')
  writeFileSync(file, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const key = await call(consumer, 'POST', '/api/v1/keys', { name: '示例系统', algorithm: 'ed25519', public_key: pair.publicKey.export({ type: 'spki', format: 'pem' }) })
  assert.equal((await call(operator, 'POST', `/api/v1/keys/${key.body.id}/approve`, {})).status, 200)
  calling.page = consumer
  calling.grant = grant.id
  return { GONGSHU_CODE: grant.code, GONGSHU_PURPOSE: grant.purpose_code, GONGSHU_TOKEN: system(1).token, GONGSHU_KEY_ID: key.body.id, GONGSHU_KEY_FILE: file }
}

await page.goto('/developers')
await settle(page)

await test('R27_1 the examples of open data run as they stand', async () => {
  assert.match(run('curl', await lines('open', 'curl')), /"rows":\[\{/)
  const code = (await lines('open', 'curl')).match(/datasets\/([^/]+)\/rows/)[1]
  assert.ok((await (await fetch(`${base}/open/v1/datasets/${code}`)).json()).rows > 0, 'of one that has rows, whatever came last')
  assert.match(run('python', await lines('open', 'Python')), /\d+ rows; the last: \{/)
})

await test('R20_1 the examples of shared data run with what the console gives out', async () => {
  const env = calling.env = await authorised()
  assert.match(run('curl', await lines('shared', 'curl', '令牌'), env), /HTTP\/1\.1 200[\s\S]*"rows":\[\{/)
  assert.match(run('python', await lines('shared', 'Python', '令牌'), env), /receipt: \S+;/)
  assert.match(run('python', await lines('shared', 'Python', '令牌'), { ...env, GONGSHU_PURPOSE: 'none' }), /^403 /)
  const out = run('python', await lines('shared', 'Python', '签名'), env)
  assert.equal(out.trim().split('\n').length, 2)
  assert.ok(out.split('\n').filter(Boolean).every((l) => /^\{.*"rows":\[\{.*\} \S+;\S+;\S+$/.test(l)), out)
})

await test('R20_1 the page of a grant says whose name a call is in, and its examples run as they stand, signed ones too', async () => {
  const env = calling.env
  const own = calling.page
  await own.goto(`/console/grants/${calling.grant}/interface`)
  await own.getByRole('region', { name: '以谁的名义调用' }).getByText('GONGSHU_TOKEN').waitFor()
  for (const [tongue, n] of [['curl', 1], ['python', 1]]) {
    const all = await own.getByLabel(`示例 ${tongue}`).allTextContents()
    assert.ok(all.length > n)
    for (const text of all) assert.match(run(tongue, text, env), /"code":/)
  }
  assert.match((await own.getByLabel('示例 curl').allTextContents())[1], /"keys": \[/, 'a list of keys, as it is called')
  assert.match(run('python', await own.getByLabel('示例 RFC 9421').textContent(), env), /"rows":[\s\S]* \S+;\S+;\S+\n/)
  await own.getByRole('columnheader', { name: /可作查询条件/ }).waitFor()
  await looksWell(own, 'grant-interface')
})

await test('three doors come first, and what each is for can be reached by its address', async () => {
  const doors = page.getByRole('navigation', { name: '三个入口' }).getByRole('link')
  assert.deepEqual(await doors.evaluateAll((all) => all.map((a) => a.getAttribute('href'))), ['#open', '#shared', '#all'])
  await doors.nth(2).click()
  await page.waitForURL(/#all$/)
  assert.ok(await page.locator('#all h2').evaluate((e) => e.getBoundingClientRect().top < innerHeight))
})

await test('every call of the description is on the page, folded by feature, and search finds it', async () => {
  const text = await (await fetch(`${base}/api/openapi.json`)).json()
  const doors = Object.values(text.paths).flatMap((methods) => Object.keys(methods)).length
  assert.equal(await page.locator('.line .path').count(), doors)
  assert.equal(await page.locator('details.group[open]').count(), 0)
  const group = page.locator('details.group').filter({ has: page.getByText('系统密钥', { exact: true }) })
  await group.locator('summary').click()
  await group.getByText('登记系统的公钥，由另一人核准').waitFor()
  assert.ok(await group.getByText('数据管理员', { exact: true }).count() > 0)
  await page.locator('h1').click()
  await page.keyboard.press('/')
  await page.keyboard.type('检查点 最新')
  await page.waitForURL(/q=/)
  assert.deepEqual(await page.locator('.line .path').allTextContents(), ['/record/v1/checkpoint'])
  await page.getByText('/record/v1/checkpoint', { exact: true }).last().waitFor()
  await page.getByRole('searchbox').fill('')
  await page.waitForURL((u) => !u.search.includes('q='))
  assert.equal(await page.locator('details.group[open]').count(), 1)
  await page.goto('/developers?q=datasets&door=get_open_v1_datasets')
  await page.getByRole('button', { name: '运行' }).click()
  await page.getByLabel('返回结果').getByText('"total"').waitFor()
})

await test('the page passes axe, fits a telephone and speaks both languages', async () => {
  for (const [width, scheme, lang] of [[1280, 'light', 'zh'], [360, 'dark', 'en']]) {
    const other = await visit({ width, scheme, lang })
    await other.goto('/developers?door=post_api_v1_cases')
    await settle(other)
    assert.deepEqual(await axe(other), [])
    assert.deepEqual(await overflow(other), [])
    if (lang === 'en') assert.ok(!/[\u4e00-\u9fff]/.test(await other.locator('main').evaluate((e) => e.textContent)))
    await other.locator('details.group:not([open]) > summary').evaluateAll((all) => all.forEach((s) => s.click()))
    assert.deepEqual(await overflow(other), [])
    assert.deepEqual(await axe(other), [])
  }
})

rmSync(folder, { recursive: true })
await done()
