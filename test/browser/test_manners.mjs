/* How the pages behave: by keyboard alone, with back and reload, with drafts
 * that come back, with refusals that say why. */
import assert from 'node:assert/strict'
import { account, done, settle, signIn, test, visit } from './lib.mjs'

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

await done()
