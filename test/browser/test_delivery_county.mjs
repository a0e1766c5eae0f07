/* Tables handed over in a county: between two of its agencies with their own authority,
 * confirmed by a key of each; and the city's data, for which the county's authority files
 * and seals (R20.3, R20.1; Art. 20 ¶4). */
import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ASKED, does, load, open, publish, read, SHARED } from './api.mjs'
import { account, accounts, act, because, done, looksWell, settle, signIn, test } from './lib.mjs'

const PAGE = { name: 'sealed.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 sealed\nstartxref\n0\n%%EOF\n') }
const stamp = Date.now().toString(36)
const named = (name) => signIn(accounts.accounts.find((a) => a.name === name))
const county = accounts.accounts.find((a) => a.name.startsWith('authority.')).name.split('.')[1]
const stewards = accounts.accounts.filter((a) => a.name.endsWith(`.${county}.steward`))
const [giver, taker] = [await signIn(stewards[0]), await signIn(stewards[1])]
const [operator, authority, city] = [await named(`operator.${county}`), await named(`authority.${county}`), await signIn(account('operator'))]
const state = {}

async function files(page, request) {
  await page.goto(`/console/cases/${request}`)
  await page.getByRole('button', { name: '办理库表对接' }).click()
  const dialog = page.getByRole('dialog')
  for (const [field, words] of Object.entries({ use: '仅用于许可核验', care: '专库存放，专人管理', scope: '许可登记表', rhythm: '每月增量', who: '欧阳修文' })) await dialog.locator(`#dl-${field}`).fill(words)
  await dialog.getByRole('button', { name: '办理库表对接' }).click()
  await page.waitForURL((url) => url.pathname.includes('/console/cases/') && !url.pathname.endsWith(request))
  await page.getByText('待同意拷贝').first().waitFor()
  return page.url().split('/').pop()
}
async function acts(page, name, fill) {
  await page.goto(`/console/cases/${state.case}`)
  await act(page, name, fill)
}
/** A key of the own agency, asked for on the page of keys and approved by its operator. */
async function registered(page, name, kind) {
  const pair = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await page.goto('/console/keys')
  await page.getByRole('button', { name: '登记密钥' }).click()
  await page.locator('#k-name').fill(name)
  await page.locator('#k-algo').selectOption(kind)
  await page.locator('#k-pem').fill(createPublicKey(pair.privateKey).export({ type: 'spki', format: 'pem' }))
  await page.getByRole('dialog').getByRole('button', { name: '登记密钥' }).click()
  await page.getByRole('row').filter({ hasText: name }).waitFor()
  await operator.goto('/console/keys?state=asked')
  await operator.getByRole('row').filter({ hasText: name }).getByRole('button', { name: '核准登记' }).click()
  await operator.getByRole('dialog').getByRole('button', { name: '核准登记' }).click()
  await operator.getByText('已保存').waitFor()
  return pair.privateKey
}
/** The statement is taken from the page, signed apart from it, and the signature handed in. */
async function signs(page, name, privateKey, look) {
  await page.goto(`/console/cases/${state.case}`)
  await page.getByText('不盖章，用本机构登记的系统密钥签名').click()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载待签文本' }).click()])
  const said = readFileSync(await file.path())
  const signature = sign(privateKey.asymmetricKeyType === 'ec' ? 'sha256' : null, said, privateKey).toString('base64')
  await act(page, '电子签名确认', async (d) => {
    const keys = d.locator('#p-sign_key')
    await keys.getByRole('option', { name: new RegExp(name) }).waitFor({ state: 'attached' })
    await keys.selectOption({ label: await keys.getByRole('option', { name: new RegExp(name) }).textContent() })
    await d.locator('#p-signature').fill(signature)
    if (look) await looksWell(page, look)
  })
  return said.toString()
}

await test('R20_1 R20_3 within a county its own authority consents, and nobody of the city is asked', async () => {
  const made = await publish(giver, `县级许可登记 ${stamp}`, [[operator, 'summarise'], [city, 'approve'], [authority, 'approve']], SHARED)
  await load(giver, made.id)
  const request = await open(taker, 'share-request', { resource: made.id }, ASKED)
  await does(operator, request.id, 'accept')
  await does(giver, request.id, 'agree')
  state.case = await files(taker, request.id)
  await acts(giver, '同意')
  await authority.goto(`/console/cases/${state.case}`)
  await looksWell(authority, 'delivery-county-consent')
  await acts(authority, '同意')
  await authority.getByText('待盖章确认').first().waitFor()
})

await test('R20_3 both sides sign the form with a key of theirs instead of a seal', async () => {
  const [one, other] = [`许可系统签名 ${stamp}`, `窗口系统签名 ${stamp}`]
  await giver.goto(`/console/cases/${state.case}`)
  await giver.getByRole('button', { name: '电子签名确认' }).click()
  await giver.getByRole('dialog').getByText('本机构没有使用中的密钥').waitFor()
  await looksWell(giver, 'delivery-no-key')
  const provider = await registered(giver, one, 'ed25519'), consumer = await registered(taker, other, 'ecdsa-p256-sha256')
  const said = await signs(giver, one, provider, 'delivery-sign')
  assert.match(said, new RegExp(`^gongshu-filing-1\ncase: ${state.case}\nside: provider\nform-sha256: [0-9a-f]{64}\n$`))
  assert.equal(await giver.getByRole('button', { name: '电子签名确认' }).count(), 0, 'once')
  await signs(taker, other, consumer)
  await taker.getByText('已备案').first().waitFor()
  const register = taker.getByRole('region', { name: '备案材料' })
  for (const name of [one, other]) await register.getByText(`密钥“${name}”`).waitFor()
  assert.equal(await register.getByText('确认的是本备案表').count(), 2)
  assert.equal(await register.getByRole('link', { name: '盖章件' }).count(), 0)
  await looksWell(taker, 'delivery-signed')
})

await test('R20_1 the county\'s operator has the batch made, and the recipient fetches it', async () => {
  await operator.goto(`/console/cases/${state.case}`)
  await operator.getByRole('button', { name: '下发全量' }).click()
  await operator.getByRole('dialog').getByRole('button', { name: '下发全量' }).click()
  await operator.getByText('可领取').waitFor()
  await taker.goto(`/console/cases/${state.case}`)
  await taker.getByRole('button', { name: '领取' }).click()
  const [file] = await Promise.all([taker.waitForEvent('download'), because(taker, '按备案用途入库')])
  const lines = readFileSync(await file.path(), 'utf8').trim().split('\n')
  assert.equal(lines.length, 3, 'what was loaded')
})

await test('R20_3 for the city\'s data the county\'s authority files and seals, and its agency is told so', async () => {
  const holder = await signIn(account('steward'))
  const mayor = await signIn(account('authority'))
  const made = await publish(holder, `市级许可登记 ${stamp}`, [[city, 'approve'], [mayor, 'approve']], SHARED)
  await load(holder, made.id)
  const request = await open(taker, 'share-request', { resource: made.id }, ASKED)
  await does(authority, request.id, 'forward')
  await does(city, request.id, 'accept')
  await does(holder, request.id, 'agree')
  await taker.goto(`/console/cases/${request.id}`)
  await taker.getByText('由本县（市、区）主管部门办理库表对接备案').waitFor()
  assert.equal(await taker.getByRole('button', { name: '办理库表对接' }).count(), 0, 'what it may not do isn\'t offered')
  await looksWell(taker, 'delivery-county-agency')
  await mayor.goto(`/console/cases/${request.id}`)
  await mayor.getByText('办理经过').waitFor()
  await settle(mayor)
  assert.equal(await mayor.getByRole('button', { name: '办理库表对接' }).count(), 0, 'nor to the city\'s authority')
  state.case = await files(authority, request.id)
  await acts(holder, '同意')
  await acts(mayor, '同意')
  for (const [page, paper] of [[holder, 'seal_provider'], [authority, 'seal_consumer']]) await acts(page, '盖章确认', async (d) => {
    await d.locator(`#p-${paper}`).setInputFiles(PAGE)
    await d.getByText('已上传').waitFor()
    await d.locator('#p-signatories').fill('欧阳修文')
    await d.locator('#p-original_place').fill('机构档案室')
  })
  await authority.getByText('已备案').first().waitFor()
  await city.goto(`/console/cases/${state.case}`)
  await city.getByRole('button', { name: '下发全量' }).click()
  await city.getByRole('dialog').getByRole('button', { name: '下发全量' }).click()
  await city.getByText('可领取').waitFor()
  await authority.goto(`/console/cases/${state.case}`)
  await looksWell(authority, 'delivery-county-authority')
  await authority.getByRole('button', { name: '领取' }).click()
  const [file] = await Promise.all([authority.waitForEvent('download'), because(authority, '入县级平台')])
  assert.match(file.suggestedFilename(), /-1\.csv$/)
})

await done()
