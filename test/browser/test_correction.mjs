/* Errors in shared data are reported and answered, as their people do it (R23.1). */
import assert from 'node:assert/strict'
import { account, accounts, act, done, looksWell, settle, signIn, test } from './lib.mjs'

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

await test('R23_1 the provider answers on the page of the case', async () => {
  const org = accounts.accounts.find((a) => a.org === held.provider && a.roles.includes('steward'))
  const provider = await signIn(org)
  await provider.goto(`/console/cases/${state.case}`)
  await act(provider, '更正', async (d) => {
    await looksWell(provider, 'correction-correct')
    await d.locator('#p-correction').fill('已按证件更正')
  })
  await provider.getByText('已更正').first().waitFor()
  await consumer.goto(`/console/cases/${state.case}`)
  await act(consumer, '办结')
  await consumer.goto(`/console/catalogue/${held.resource}`)
  await settle(consumer)
  assert.equal(await consumer.getByText(said).count(), 0)
})

await done()
