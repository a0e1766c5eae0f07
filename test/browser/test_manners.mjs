/* How the pages behave: by keyboard alone, with back and reload, with drafts
 * that come back, with refusals that say why. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { account, done, settle, signIn, test, visit } from './lib.mjs'

/** RFC 6238 with the usual 30 seconds, six digits and SHA-1. */
function totp(secret) {
  let bits = ''
  for (const c of secret.replace(/[\s=]/g, '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c.toUpperCase()).toString(2).padStart(5, '0')
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)))
  const mac = createHmac('sha1', key).update(step).digest()
  const at = mac[19] & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0')
}

await test('signing in works with the keyboard alone', async () => {
  const page = await visit()
  const who = account('steward')
  await page.goto('/console')
  await page.waitForURL(/sign-in/)
  await page.locator('#name').focus()
  await page.keyboard.type(who.name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(who.password)
  await page.keyboard.press('Enter')
  await page.waitForURL(/work/)
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.waitForURL(/catalogue/)
  await page.keyboard.press('/')
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'search')
  await page.locator('h1').click()
  await page.keyboard.press('g')
  await page.keyboard.press('w')
  await page.waitForURL(/work/)
})

await test('the skip link is the first stop and leads to the content', async () => {
  const page = await visit()
  await page.goto('/datasets')
  await settle(page)
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main')
})

await test('a wrong password says so without saying which part was wrong', async () => {
  const page = await visit({ expected: [401] })
  await page.goto('/console/sign-in')
  await page.fill('#name', account('steward', 2).name)
  await page.fill('#password', 'not-this-one')
  await page.click('button[type=submit]')
  const text = await page.getByRole('alert').first().textContent()
  assert.match(text, /密码/)
})

await test('search and filters stand in the address, and back brings the earlier list again', async () => {
  const page = await signIn(account('steward'))
  await page.goto('/console/find')
  await settle(page)
  const facet = page.locator('.facet li button').first()
  await facet.click()
  await page.waitForURL(/\?/)
  const filtered = page.url()
  await page.reload()
  await settle(page)
  assert.equal(page.url(), filtered)
  assert.equal(await page.locator('.facet button[aria-pressed=true]').count(), 1)
  await page.goBack()
  await settle(page)
  assert.equal(await page.locator('.facet button[aria-pressed=true]').count(), 0)
})

await test('a half-written entry is there again after a reload', async () => {
  const page = await signIn(account('steward', 3))
  await page.goto('/console/catalogue/new')
  await page.fill('#f-title', '写到一半的目录')
  await page.getByText('草稿已保存在这台电脑上').waitFor()
  await page.reload()
  await page.waitForFunction(() => document.querySelector('#f-title')?.value === '写到一半的目录')
  await page.getByRole('button', { name: '安全分级' }).waitFor()
})

await test('an address that is for others leads to the sign-in and back again', async () => {
  const page = await visit()
  const who = account('steward')
  await page.goto('/console/negative')
  await page.waitForURL(/sign-in/)
  await page.fill('#name', who.name)
  await page.fill('#password', who.password)
  await page.click('button[type=submit]')
  await page.waitForURL(/negative/)
})

await test('a session that ended leads to the sign-in, and what was typed is kept', async () => {
  const page = await signIn(account('steward', 4), { expected: [401] })
  await page.goto('/console/find')
  await settle(page)
  await page.context().clearCookies()
  await page.fill('main input[type=search]', '登记')
  await page.keyboard.press('Enter')
  await page.waitForURL(/sign-in/)
  await page.getByText('登录已失效').waitFor()
})

await test('what a role may not see is not in its menu', async () => {
  const page = await signIn(account('steward'))
  assert.equal(await page.getByRole('link', { name: '用户与角色' }).count(), 0)
  const auditor = await signIn(account('auditor'))
  await auditor.getByRole('link', { name: '存证检索' }).waitFor()
})

await test('a second factor is set up in the account and asked for at the next sign-in', async () => {
  const who = account('steward', 5)
  const page = await signIn(who, { expected: [401] })
  await page.goto('/console/account')
  await page.getByRole('button', { name: '开始设置' }).click()
  const secret = (await page.locator('.code .grow').first().textContent()).trim()
  await page.fill('#a-code', totp(secret))
  await page.getByRole('button', { name: '确认' }).click()
  const codes = (await page.locator('.note.green .mono').textContent()).trim().split(/\s+/)
  assert.ok(codes.length >= 5)
  await page.getByRole('button', { name: '退出' }).click()
  await page.waitForURL(/sign-in/)
  await page.fill('#name', who.name)
  await page.fill('#password', who.password)
  await page.click('button[type=submit]')
  await page.waitForTimeout(1200)
  if (!(await page.locator('#totp').isVisible())) await page.getByRole('button', { name: '我有动态验证码' }).click()
  await page.fill('#totp', codes[0])
  await page.click('button[type=submit]')
  await page.waitForURL(/work/)
})

await test('changing a published entry makes a draft beside it, saved by itself', async () => {
  const page = await signIn(account('steward'))
  const org = await page.evaluate(async () => (await (await fetch('/api/v1/sessions/current')).json()).user.org)
  const entry = await page.evaluate(async (o) => (await (await fetch(`/api/v1/resources?org=${o}&state=published&limit=1`)).json()).items[0], org)
  const text = `改过的摘要 ${Date.now()}`
  await page.goto(`/console/catalogue/${entry.id}/edit`)
  await page.fill('#f-abstract', text)
  await page.getByText('已自动保存').waitFor()
  await page.reload()
  await page.waitForFunction((t) => document.querySelector('#f-abstract')?.value === t, text)
  await page.goto(`/console/catalogue/${entry.id}`)
  await settle(page)
  assert.equal(await page.getByText(text).count(), 0, 'what stands is unchanged until it is reviewed')
})

await test('a person makes an account on the portal and is told what it may not see yet', async () => {
  const page = await visit({ expected: [403] })
  await page.goto('/my')
  await page.getByRole('button', { name: '注册账号' }).click()
  await page.fill('#j-name', `reader.${Date.now().toString(36)}`)
  await page.fill('#j-title', '读者')
  await page.fill('#j-pass', 'Zhe-Shi-2026-Mi-Ma')
  await page.getByRole('button', { name: '注册账号' }).click()
  await page.getByText('谁查过我的信息').first().waitFor()
  await page.getByRole('alert').waitFor()
})

await test('the columns of a list are chosen by its reader, in the address and after a reload', async () => {
  const page = await signIn(account('operator'))
  await page.goto('/console/cases')
  await settle(page)
  const heads = () => page.locator('table thead th:not(:has(.unseen))').allTextContents()
  assert.ok(!(await heads()).some((h) => h.includes('事项编号')))
  await page.getByRole('button', { name: '显示列' }).click()
  await page.getByRole('group', { name: '显示列' }).getByLabel('事项编号').check()
  await page.getByRole('group', { name: '显示列' }).getByLabel('发起机构').uncheck()
  await page.waitForURL(/columns=/)
  const chosen = await heads()
  assert.ok(chosen.some((h) => h.includes('事项编号')) && !chosen.some((h) => h.includes('发起机构')))
  await page.reload()
  await settle(page)
  assert.deepEqual(await heads(), chosen)
})

await test('a list sorts by its heads, with the order in the address', async () => {
  const page = await signIn(account('operator'))
  await page.goto('/console/cases')
  await settle(page)
  await page.getByRole('button', { name: '到期' }).click()
  await page.waitForURL(/sort=due/)
  await page.locator('th[aria-sort=ascending]').waitFor()
  await settle(page)
  const first = await page.locator('tbody tr').first().textContent()
  assert.match(first, /\d+年\d+月\d+日/)
})

await test('what the filters let through is taken along as a file with the columns shown', async () => {
  const page = await signIn(account('operator'))
  await page.goto('/console/cases?process=catalogue-review')
  await settle(page)
  const total = Number((await page.getByText(/^共 [\d,]+ 条$/).textContent()).replace(/\D/g, ''))
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出' }).click()])
  const text = (await (await file.createReadStream()).toArray()).map(String).join('')
  const lines = text.trim().split('\r\n')
  assert.equal(lines.length, total + 1)
  assert.equal(lines[0].replace('\uFEFF', ''), '事项对象,事项类型,状态,发起机构,到期,发起于')
  assert.ok(lines.slice(1).every((l) => l.includes('目录审核')))
})

await test('what was found in the catalogue is taken along as a file', async () => {
  const page = await signIn(account('steward'))
  await page.goto('/console/find?share_type=unconditional')
  await settle(page)
  const total = Number((await page.getByText(/^共 [\d,]+ 条$/).textContent()).replace(/\D/g, ''))
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出' }).click()])
  const lines = (await (await file.createReadStream()).toArray()).map(String).join('').trim().split('\r\n')
  assert.equal(lines.length, total + 1)
  assert.ok(lines.slice(1).every((l) => l.includes('无条件共享')))
})

await test('parts from the library follow the dark scheme as well', async () => {
  const page = await signIn(account('sysadmin'), { scheme: 'dark' })
  await page.goto('/console/orgs')
  await page.locator('.el-tree-node').first().waitFor()
  const colours = await page.evaluate(() => [getComputedStyle(document.querySelector('.el-tree')).backgroundColor, getComputedStyle(document.documentElement).getPropertyValue('--el-bg-color').trim(), getComputedStyle(document.documentElement).getPropertyValue('--sheet').trim()])
  assert.equal(colours[0], 'rgba(0, 0, 0, 0)')
  assert.equal(colours[1], colours[2])
})

await done()
