/* Errors in shared data are reported and answered, as their people do it (R23.1). */
import assert from 'node:assert/strict'
import { account, accounts, act, base, because, done, looksWell, overflow, picture, settle, signIn, test, visit } from './lib.mjs'

const said = `与证件不一致 ${Date.now().toString(36)}`
const state = {}
/** A resource that somebody holds a grant of, with who gives and who takes it. */
const consumer = await signIn(account('steward', 0))
const held = await consumer.evaluate(async () => {
  const me = (await (await fetch('/api/v1/sessions/current')).json()).user.org
  const org = me.id ?? me
  const grants = (await (await fetch(`/api/v1/grants?org=${org}&limit=100`)).json()).items
  return grants.find((g) => g.org === org)
})

await test('R23_1 who uses shared data reports an error on its page', async () => {
  assert.ok(held, 'the first agency uses something')
  await consumer.goto(`/console/catalogue/${held.resource}`)
  await consumer.getByRole('button', { name: '反馈错误' }).click()
  const dialog = consumer.getByRole('dialog')
  assert.ok(await dialog.getByRole('button', { name: '反馈错误' }).isDisabled(), 'a place is needed')
  await looksWell(consumer, 'correction-dialog')
  await dialog.locator('#k-item').selectOption({ index: 1 })
  await dialog.locator('#k-what').fill(said)
  await dialog.locator('#k-source').fill('电话')
  await dialog.getByRole('button', { name: '反馈错误' }).click()
  await consumer.waitForURL(/\/console\/cases\/[^/]+$/)
  state.case = consumer.url().split('/').pop()
  await consumer.getByText('校核中').first().waitFor()
})

await test('R23_1 the page of the resource and the list show what is under verification', async () => {
  await consumer.goto(`/console/catalogue/${held.resource}`)
  const open = consumer.getByRole('region', { name: '校核中的反馈' })
  await open.getByText(said).waitFor()
  await looksWell(consumer, 'correction-resource')
  await consumer.goto(`/console/corrections?q=${encodeURIComponent(said)}`)
  const row = consumer.getByRole('row').filter({ hasText: said })
  await row.getByText('校核中').waitFor()
  await looksWell(consumer, 'corrections')
})

/** The rows as they stand, loaded again: a batch that went live since. */
async function reload(page, resource) {
  return page.evaluate(async (id) => {
    const csrf = (await (await fetch('/api/v1/sessions/current')).json()).csrf
    const post = async (url, headers, body, method = 'POST') => fetch(url, { method, headers: { 'X-CSRF-Token': csrf, ...headers }, body })
    const r = await (await fetch(`/api/v1/resources/${id}`)).json()
    const cell = (i) => ({ integer: '1', decimal: '1', date: '2026-01-05', datetime: '2026-01-05T08:00:00+08:00', boolean: 'true', credit_code: '91350100M000100Y43', mobile: '13800000001' })[i.format ?? i.type] ?? '甲'.slice(0, i.length ?? 1)
    const line = [r.items.map((i) => i.code), r.items.map((i) => (i.nullable && !i.key ? '' : cell(i)))].map((c) => c.join(',')).join('\n') + '\n'
    const bytes = new TextEncoder().encode(line)
    const tus = { 'Tus-Resumable': '1.0.0' }
    const made = await post('/api/v1/uploads', { ...tus, 'Upload-Length': String(bytes.length), 'Upload-Metadata': `filename ${btoa('data.csv')}` })
    const where = made.headers.get('location')
    await post(where, { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' }, bytes, 'PATCH')
    const asked = await post(`/api/v1/resources/${id}/batches`, { 'Content-Type': 'application/json' }, JSON.stringify({ upload: where.split('/').pop(), mode: 'append' }))
    let batch = await asked.json()
    while (!['live', 'failed'].includes(batch.state)) {
      await new Promise((done) => setTimeout(done, 100))
      batch = await (await fetch(`/api/v1/batches/${batch.id}`)).json()
    }
    return batch
  }, resource)
}

await test('R23_1 the provider answers on the page of the case, by what went live since and not by words alone', async () => {
  const org = accounts.accounts.find((a) => a.org === held.provider && a.roles.includes('steward'))
  const provider = await signIn(org)
  await provider.goto(`/console/cases/${state.case}`)
  await provider.getByRole('button', { name: '更正', exact: true }).click()
  const dialog = provider.getByRole('dialog')
  await dialog.getByText('还不能算作已更正').waitFor()
  await dialog.getByRole('link', { name: '导入更正后的数据' }).waitFor()
  assert.equal(await dialog.locator('#p-batch').count(), 0, 'nothing may be named yet')
  await looksWell(provider, 'correction-nothing-since')
  await provider.goto('/console/')
  const batch = await reload(provider, held.resource)
  assert.equal(batch.state, 'live', JSON.stringify(batch))
  await provider.goto(`/console/cases/${state.case}`)
  await act(provider, '更正', async (d) => {
    await d.locator('#p-batch').waitFor()
    await looksWell(provider, 'correction-correct')
    await d.locator('#p-correction').fill('已按证件更正')
    await d.locator('#p-finding').fill('录入时写错')
    await d.locator('#p-batch').selectOption(`batch ${batch.id}`)
  })
  await provider.getByText('已更正').first().waitFor()
  await consumer.goto(`/console/cases/${state.case}`)
  const told = consumer.getByRole('region', { name: '更正情况' })
  for (const words of ['已按证件更正', '录入时写错', `数据第 ${batch.version} 版`]) await told.getByText(words).waitFor()
  await looksWell(consumer, 'correction-answer')
  assert.equal(await consumer.getByText(batch.id).count(), 0, 'a batch of another agency is told by its version alone')
  await act(consumer, '办结')
  await consumer.goto(`/console/catalogue/${held.resource}`)
  await settle(consumer)
  assert.equal(await consumer.getByText(said).count(), 0)
})

await test('R23_1 a visitor without script reports an error, and reads the answer by number and code', async () => {
  const plain = await visit({ script: false, expected: [422] })
  /** Nothing moves where no script runs, so nothing is waited for. */
  const looksPlain = async (name) => {
    for (const width of [1440, 360]) {
      await plain.setViewportSize({ width, height: 900 })
      assert.deepEqual(await overflow(plain), [], `at ${width}`)
      await picture(plain, `${name}-${width}`)
    }
  }
  await plain.goto('/datasets?has_rows=true')
  await plain.locator('article a').first().click()
  await plain.getByRole('link', { name: /发现数据有误/ }).click()
  await looksPlain('report-form')
  await plain.locator('#what').fill('门牌号与实地不一致')
  await plain.getByRole('button', { name: '提交反馈' }).click()
  await plain.getByRole('alert').getByText('信息项').waitFor()
  await plain.locator('#item').selectOption({ index: 1 })
  await plain.locator('#record_key').fill('第一条')
  await plain.locator('#contact').fill('电话 000')
  await plain.getByRole('button', { name: '提交反馈' }).click()
  await plain.getByText('反馈已收到').waitFor()
  await looksPlain('report-receipt')
  const [receipt, code] = await plain.locator('dd').allInnerTexts()
  const found = await (await fetch(`${base}/open/v1/reports/${receipt}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ code }) })).json()
  assert.equal(found.state, 'reported')
  const data = await (await fetch(`${base}/open/v1/datasets/${found.dataset}`)).json()
  const provider = await signIn(accounts.accounts.find((a) => a.org === data.org && a.roles.includes('steward')))
  await provider.goto('/console/corrections?source=public')
  await provider.getByRole('row').filter({ hasText: '门牌号与实地不一致' }).getByText('公众反馈', { exact: true }).waitFor()
  await looksWell(provider, 'corrections-public')
  await provider.goto(`/console/cases/${receipt}`)
  await provider.getByText('未经核实身份').waitFor()
  await provider.getByRole('button', { name: '查看联系方式' }).click()
  await because(provider, '请其补充照片')
  await provider.getByText('电话 000').waitFor()
  await looksWell(provider, 'correction-public-case')
  await act(provider, '核实无误', async (d) => d.locator('#p-reason').fill('与登记资料一致'))
  await plain.getByRole('link', { name: '查询反馈' }).click()
  await looksPlain('report-look-up')
  await plain.locator('#receipt').fill(receipt)
  await plain.locator('#code').fill(code.toLowerCase())
  await plain.getByRole('button', { name: '查询', exact: true }).click()
  await plain.getByText('经核实维持原数据').waitFor()
  await plain.getByText('与登记资料一致').waitFor()
  await looksPlain('report-answer')
  const again = await (await fetch(`${base}/open/v1/datasets/${found.dataset}/reports`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ what: '名称写错了', item: found.item }) })).json()
  const batch = await reload(provider, found.dataset)
  assert.equal(batch.state, 'live', JSON.stringify(batch))
  await provider.goto(`/console/cases/${again.receipt}`)
  await act(provider, '更正', async (d) => {
    await d.locator('#p-correction').fill('名称已按登记改正')
    await d.locator('#p-batch').selectOption(`batch ${batch.id}`)
  })
  await provider.getByText('名称已按登记改正').first().waitFor()
  await plain.goto('/reports')
  await plain.locator('#receipt').fill(again.receipt)
  await plain.locator('#code').fill(again.code)
  await plain.getByRole('button', { name: '查询', exact: true }).click()
  await plain.getByText('名称已按登记改正').waitFor()
  await plain.getByText(`数据第 ${batch.version} 版`).waitFor()
  await looksPlain('report-corrected')
  const page = await visit()
  await page.goto(`/datasets/${found.dataset}`)
  await page.getByRole('link', { name: '反馈数据错误' }).click()
  await page.getByRole('heading', { name: '反馈数据错误' }).waitFor()
  assert.equal(await page.locator('#what').count(), 1, 'the same page where a script runs')
  await looksWell(page, 'report-form-scripted')
})

await done()
