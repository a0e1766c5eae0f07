/* A table handed over as a copy, as its people do it: filed, consented to, sealed by both
 * sides, delivered, fetched, registered and recalled; a leaked piece traced (R20.1, R20.3). */
import assert from 'node:assert/strict'
import { account, accounts, axe, because, done, overflow, settle, signIn, still, test } from './lib.mjs'

const PAGE = { name: 'sealed.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 sealed\nstartxref\n0\n%%EOF\n') }
const state = {}
async function looksWell(page, name) {
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 })
    await still(page)
    assert.deepEqual(await overflow(page), [], `at ${width}`)
    if (process.env.GONGSHU_PICTURES) await page.screenshot({ path: `${process.env.GONGSHU_PICTURES}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 1300 })
  assert.deepEqual(await axe(page), [])
  await page.setViewportSize({ width: 1280, height: 860 })
}
const open = (page) => page.goto(`/console/cases/${state.case}`)
const batchCount = (page) => page.evaluate(async (id) => (await (await fetch(`/api/v1/deliveries/${id}/batches`)).json()).total, state.case)
/** An act at its button: with a dialog where it has papers, a question where it has none. */
async function act(page, name, fill) {
  await open(page)
  await page.getByRole('region', { name: '可以办理' }).getByRole('button', { name, exact: true }).click()
  if (fill) await fill(page.getByRole('dialog'))
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  await page.getByText(`已办理：${name}`).waitFor()
  await settle(page)
}

/** A share request that is open, of a city agency whose steward is among the accounts. */
async function anOpenOne() {
  const stewards = accounts.accounts.filter((a) => a.roles.includes('steward'))
  const operator = await signIn(account('operator'))
  const cases = await operator.evaluate(async () => (await (await fetch('/api/v1/cases?process=share-request&state=open&limit=200')).json()).items)
  for (const c of cases) {
    if (!c.facts?.includes('city') && !c.local) continue
    const consumer = stewards.find((a) => a.org === c.applicant?.org)
    const provider = stewards.find((a) => a.org === c.provider?.org)
    if (consumer && provider) return { request: c, consumer, provider, operator }
  }
  throw new Error(`no open request among ${cases.length}: ${JSON.stringify(cases[0])}`)
}
const found = await anOpenOne()
const consumer = await signIn(found.consumer)
const provider = await signIn(found.provider)
const authority = await signIn(account('authority'))
const operator = found.operator

await test('R20_3 a table delivery is filed beside an open request', async () => {
  await consumer.goto(`/console/cases/${found.request.id}`)
  await consumer.getByRole('button', { name: '办理库表对接' }).click()
  const dialog = consumer.getByRole('dialog')
  await dialog.locator('#dl-use').fill('仅用于许可核验，不得转给第三方')
  await dialog.locator('#dl-care').fill('专库存放，专人管理')
  await dialog.locator('#dl-scope').fill('许可登记表')
  await dialog.locator('#dl-rhythm').fill('每月增量')
  await dialog.locator('#dl-who').fill('欧阳修文')
  await looksWell(consumer, 'delivery-dialog')
  await dialog.getByRole('button', { name: '办理库表对接' }).click()
  await consumer.waitForURL((url) => url.pathname.includes('/console/cases/') && !url.pathname.endsWith(found.request.id))
  state.case = consumer.url().split('/').pop()
  await consumer.getByText('待同意拷贝').first().waitFor()
  const form = await consumer.evaluate(async (id) => (await fetch(`/api/v1/deliveries/${id}/form`)).headers.get('content-type'), state.case)
  assert.equal(form, 'application/pdf')
})

await test('R20_3 both consent, both hand in their sealed page, and it is filed', async () => {
  await act(provider, '同意')
  await act(authority, '同意')
  await open(provider)
  await provider.getByText('不盖章，用本机构登记的系统密钥签名').click()
  await provider.getByText('-digest sm3 -pkeyopt distid:1234567812345678').waitFor()
  for (const [page, paper] of [[provider, 'seal_provider'], [consumer, 'seal_consumer']]) {
    await act(page, '盖章确认', async (d) => {
      await d.locator(`#p-${paper}`).setInputFiles(PAGE)
      await d.getByText('已上传').waitFor()
      if (page === provider) {                    // taken away, and chosen anew by keyboard
        await looksWell(page, 'delivery-seal')
        await d.getByRole('button', { name: '去掉 sealed.pdf' }).click()
        assert.equal(await page.evaluate(() => document.activeElement.id), `p-${paper}`)
        await d.locator(`#p-${paper}`).setInputFiles(PAGE)
        await d.getByText('已上传').waitFor()
      }
      await d.locator('#p-signatories').fill('欧阳修文')
      await d.locator('#p-original_place').fill('机构档案室')
    })
  }
  await consumer.getByText('已备案').first().waitFor()
  const register = consumer.getByRole('region', { name: '备案材料' })
  assert.equal(await register.getByText('确认的是本备案表').count(), 2)
  await register.getByText('签署人：欧阳修文；原件存放处：机构档案室').first().waitFor()
  await consumer.getByRole('link', { name: '提供机构盖章件' }).waitFor()
  assert.equal(await consumer.getByRole('link', { name: 'sealed.pdf' }).count(), 4, 'in the history and among the papers')
  const [taken] = await Promise.all([consumer.waitForEvent('download'), consumer.getByRole('link', { name: 'sealed.pdf' }).first().click()])
  assert.match(taken.suggestedFilename(), /\.pdf$/)
  await consumer.getByRole('link', { name: new RegExp(`^${found.request.subject.title} · `) }).first().waitFor()
  assert.equal(await consumer.locator('.history, .papers').getByText(found.request.id).count(), 0, 'no bare ids')
  await looksWell(consumer, 'delivery-sealed')
})

await test('R20_1 the operator has a batch made, and the recipient fetches it', async () => {
  await open(operator)
  await operator.getByText('需要您下发数据').waitFor()
  assert.equal(await operator.getByText('当前没有需要您办理的步骤。').count(), 0)
  await operator.getByRole('button', { name: '下发全量' }).click()
  await operator.getByRole('dialog').getByText(`生成一批文件供${found.request.applicant.name}领取`).waitFor()
  assert.equal(await batchCount(operator), 0, 'nothing is copied before the answer')
  await operator.getByRole('dialog').getByRole('button', { name: '下发全量' }).click()
  await operator.getByText('可领取').waitFor()
  const name = await operator.evaluate(async () => (await (await fetch('/api/v1/sessions/current')).json()).user.title)
  await operator.getByRole('region', { name: '批次' }).getByText(name).waitFor()
  await operator.getByText(/下一批应当在/).waitFor()
  await looksWell(operator, 'delivery-batches')
  await open(consumer)
  await consumer.getByRole('button', { name: '领取' }).click()
  const [file] = await Promise.all([consumer.waitForEvent('download'), because(consumer, '按备案用途入库')])
  assert.match(file.suggestedFilename(), /-1\.csv$/)
  for (const page of [consumer, provider]) {
    await open(page)
    await page.getByRole('region', { name: '批次' }).getByText('领取人').waitFor()
  }
  await looksWell(provider, 'delivery-taken')
})

/** What only programs read: names people sign in with, codes of items, the pack's word, the
 * clock's. What a page says in words holds none of them. */
async function inWords(page, codes) {
  await settle(page)
  const text = await page.locator('main').innerText()
  const words = text.match(/[a-z][a-z0-9_.-]*/g) ?? []
  const bare = [...accounts.accounts.map((a) => a.name).filter((n) => n.includes('.')), ...codes, 'platform', 'yancheng-2022']
  assert.deepEqual(bare.filter((b) => words.includes(b)), [], `on ${page.url()}`)
  return text
}

await test('R19_2, R20_3 a case, a grant and a delivery are told in words: no log-ins, no codes of items', async () => {
  const entry = await consumer.evaluate(async (id) => (await fetch(`/api/v1/resources/${id}`)).json(), found.request.subject.resource)
  const codes = entry.items.map((i) => i.code)
  assert.ok(codes.length > 2 && codes.every((c) => /^[a-z]/.test(c)))
  await open(consumer)
  await consumer.getByText('盐城市公共数据管理办法').waitFor()
  await consumer.getByText('平台自动办理').first().waitFor()
  await inWords(consumer, codes)
  await consumer.goto(`/console/cases/${found.request.id}`)
  await consumer.getByText('盐城市公共数据管理办法').waitFor()
  await inWords(consumer, codes)
  await consumer.goto(`/console/grants?resource=${entry.id}`)
  await consumer.getByRole('button', { name: '详情' }).first().click()
  await consumer.getByText(entry.items[0].name).first().waitFor()
  const example = await consumer.locator('pre.code').first().innerText()
  await consumer.locator('pre.code').first().evaluate((e) => e.remove())    // for programs
  const told = await inWords(consumer, codes)
  assert.ok(told.includes(entry.items[0].name) && example.includes('curl'))
  await looksWell(consumer, 'grant-in-words')
})

await test('R20_3 the recipient sees how a table of its own is made, and why none can be named yet', async () => {
  await open(consumer)
  await consumer.getByRole('button', { name: '登记目标表' }).click()
  const dialog = consumer.getByRole('dialog')
  await dialog.getByText('贵机构还没有登记带数据库连接的信息系统').waitFor()
  await dialog.getByText('建表语句（PostgreSQL').click()
  await dialog.getByText('"gongshu_delivery"').waitFor()
  await dialog.locator('#d-table').fill('permit')
  assert.equal(await dialog.getByRole('button', { name: '保存' }).isDisabled(), true)
  await looksWell(consumer, 'deposit-dialog')
  await dialog.getByRole('button', { name: '取消' }).click()
})

await test('R20_1 the provider says item by item what a mark may alter, and reads what defeats it', async () => {
  const entry = await provider.evaluate(async (id) => (await (await fetch(`/api/v1/deliveries/${id}`)).json()).resource, state.case)
  await provider.goto(`/console/catalogue/${entry}?tab=data`)
  const panel = provider.getByRole('region', { name: '水印许可' })
  const first = panel.getByRole('combobox').first()
  await first.selectOption({ index: 1 })
  await panel.getByText('排序相同的行可以对调先后').click()
  await panel.getByText('可以加入虚构的行').click()
  await panel.getByText('虚构的行不在任何数据表中').waitFor()
  await panel.getByText('什么会使水印失效').click()
  await looksWell(provider, 'marks')
  await panel.getByRole('button', { name: '保存' }).click()
  await provider.getByText('水印许可已保存').waitFor()
  await provider.reload()
  assert.notEqual(await panel.getByRole('combobox').first().inputValue(), '')
  assert.equal(await panel.getByLabel('可以加入虚构的行').isChecked(), true)
})

await test('R20_3 where it landed is registered, and its destruction confirmed after a recall', async () => {
  await open(consumer)
  await consumer.getByText('已领取，尚未登记存放位置').waitFor()
  await consumer.getByRole('button', { name: '登记落地' }).click()
  await consumer.locator('#l-place').fill('业务库')
  await consumer.locator('#l-who').fill('欧阳修文')
  await consumer.getByRole('dialog').getByRole('button', { name: '登记落地' }).click()
  await consumer.getByText('业务库').waitFor()
  await looksWell(consumer, 'delivery-case')
  await act(provider, '召回', async (d) => {
    await d.locator('#p-reason').fill('用途到期')
    await d.locator('#p-promised_on').fill('2027-12-31')
    await provider.keyboard.press('Enter')
  })
  await open(consumer)
  await consumer.getByRole('button', { name: '确认销毁' }).click()
  await consumer.locator('#g-on').fill('2022-12-01')
  await consumer.locator('#g-how').fill('删除表并覆写备份')
  await consumer.getByRole('dialog').getByRole('button', { name: '确认销毁' }).click()
  await consumer.getByText('已终止').first().waitFor()
})

await test('R20_3 deliveries are listed with what is left of them', async () => {
  await consumer.goto('/console/deliveries')
  await consumer.getByRole('row').filter({ hasText: '已终止' }).first().waitFor()
  await looksWell(consumer, 'deliveries')
  await consumer.getByRole('columnheader', { name: '到期' }).getByRole('button').click()
  await consumer.waitForURL(/sort=due/)
  await consumer.getByRole('columnheader', { name: '到期', exact: false }).and(consumer.locator('[aria-sort=ascending]')).waitFor()
  await consumer.getByRole('row').filter({ hasText: '已终止' }).first().waitFor()
})

await test('R20_1 the security administrator holds a piece against the marks', async () => {
  const guard = await signIn(account('secadmin'))
  await guard.goto('/console/leak')
  await guard.locator('#leak-file').setInputFiles({ name: 'piece.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n3,4\n') })
  await guard.locator('#leak-why').fill('互联网上发现疑似数据')
  await guard.getByRole('button', { name: '比对' }).click()
  await guard.getByText('没有可以指认的接收方').waitFor()
  await looksWell(guard, 'leak')
})
await done()
