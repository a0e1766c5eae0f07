/* Releases of the catalogue: made in the console, compared, and seen by everybody (R10.1). */
import assert from 'node:assert/strict'
import { account, axe, because, done, overflow, settle, signIn, test, visit } from './lib.mjs'

const call = (page, method, path, body) => page.evaluate(async ([m, p, b]) => {
  const csrf = (await (await fetch('/api/v1/sessions/current')).json()).csrf
  const r = await fetch(p, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: b && JSON.stringify(b) })
  return { status: r.status, ...(await r.json().catch(() => ({}))) }
}, [method, path, body])

const steward = await signIn(account('steward'))
const operator = await signIn(account('operator'))
const authority = await signIn(account('authority'))
const release = () => call(operator, 'POST', '/api/v1/catalogue/releases', {})

async function passed(id) {
  const review = await call(steward, 'POST', '/api/v1/cases', { process: 'catalogue-review', subject: { resource: id } })
  const one = await call(operator, 'POST', `/api/v1/cases/${review.id}/acts`, { act: 'approve' })
  if (one.state === 'negative_review') await call(authority, 'POST', `/api/v1/cases/${review.id}/acts`, { act: 'approve' })
}

async function published() {
  const made = await call(steward, 'POST', '/api/v1/resources', {
    title: '湿地候鸟观测名录', abstract: '观测点与种类', form: 'table', update_cycle: 'yearly', grade: 1, share_type: 'unconditional', open_type: 'conditional', open_conditions: '实名申请', open_reason: '保护观测点', open_basis: { law: '中华人民共和国数据安全法', article: '21' }, theme: 'environment',
    items: [{ code: 'site', name: '观测点', type: 'string', key: true }, { code: 'kind', name: '种类', type: 'string', nullable: true }],
  })
  assert.equal(made.status, 201, JSON.stringify(made))
  await passed(made.id)
  return made
}

const made = await published()
const before = await release()

await test('R10_1: the operator releases the catalogue in the console, takes its files and sees what changed', async () => {
  await call(steward, 'PATCH', `/api/v1/resources/${made.id}`, { title: '湿地候鸟与栖息地观测名录', source_system: '内部观测系统' })
  await passed(made.id)
  await operator.goto('/console/releases')
  await operator.getByRole('button', { name: '立即发布' }).click()
  await operator.getByRole('dialog').getByRole('textbox').fill('候鸟专期')
  await operator.getByRole('dialog').getByRole('button', { name: '立即发布' }).click()
  await operator.getByText(`第 ${before.no + 1} 期已发布`).waitFor()
  const row = operator.getByRole('row').filter({ hasText: '候鸟专期' })
  for (let i = 0; i < 60 && !(await row.getByRole('button', { name: '数据包' }).count()); i++) {
    await operator.waitForTimeout(300)
    await operator.reload()
    await row.waitFor()
  }
  await row.getByRole('button', { name: '数据包' }).first().click()
  const [file] = await Promise.all([operator.waitForEvent('download'), because(operator, '交审计核对')])
  assert.equal(file.suggestedFilename(), `catalogue-${before.no + 1}.zip`)
  await row.getByRole('link', { name: '查看变化' }).click()
  await operator.getByRole('link', { name: '湿地候鸟与栖息地观测名录' }).waitFor()
  await operator.getByText('内部观测系统').waitFor()
  assert.deepEqual(await axe(operator), [])
})

await test('R10_1: a steward compares any two releases and sees the clock, but releases nothing', async () => {
  await steward.goto(`/console/releases/0..${before.no}`)
  await steward.getByText(/共 \d+ 项/).first().waitFor()
  await steward.getByLabel('从').selectOption(String(before.no))
  await steward.getByLabel('到').selectOption(String(before.no + 1))
  await steward.waitForURL(new RegExp(`/${before.no}\\.\\.${before.no + 1}`))
  await steward.getByText('湿地候鸟观测名录').waitFor()
  await steward.goto('/console/releases')
  await steward.getByText(/每季度发布/).waitFor()
  assert.equal(await steward.getByRole('button', { name: '立即发布' }).count(), 0)
})

for (const script of [true, false]) {
  await test(`R10_1: everybody sees the open part of releases and nothing else, ${script ? 'with' : 'without'} script`, async () => {
    for (const width of [1440, 360]) {
      const page = await visit({ script, width })
      await page.goto('/releases')
      await settle(page)
      await page.getByText('候鸟专期').waitFor()
      if (script) assert.deepEqual(await axe(page), [])
      assert.deepEqual(await overflow(page), [])
      await page.goto(`/releases/${before.no}..${before.no + 1}`)
      await settle(page)
      await page.getByText('湿地候鸟观测名录').waitFor()
      assert.equal(await page.getByText('内部观测系统').count(), 0)
      if (script) assert.deepEqual(await axe(page), [])
      assert.deepEqual(await overflow(page), [])
      await page.context().close()
    }
  })
}

await done()
