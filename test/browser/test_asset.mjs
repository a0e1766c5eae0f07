/* Data assets: an agency confirms its register, the authority sums up (R45.1). */
import assert from 'node:assert/strict'
import { account, axe, done, overflow, settle, signIn, test } from './lib.mjs'

await test('R45_1: a steward confirms the register of their agency and sees it stand', async () => {
  const page = await signIn(account('steward'))
  await page.goto('/console/assets')
  await page.getByText('从未确认').first().waitFor()
  await page.getByRole('button', { name: '确认资产' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('季度盘点')
  await page.getByRole('dialog').getByRole('button', { name: '确认资产' }).click()
  await page.getByText('确认以来没有变化').waitFor()
  await page.getByText('季度盘点').waitFor()
  await page.getByRole('table').getByText('与确认一致').first().waitFor()
  await settle(page)
  assert.deepEqual(await axe(page), [])
})

await test('R45_1: the authority sees the sums of all agencies and the lines of one', async () => {
  for (const width of [1440, 360]) {
    const page = await signIn(account('authority'), { width })
    await page.goto('/console/assets')
    const row = page.getByRole('row').filter({ has: page.getByRole('link') }).first()
    await row.waitFor()
    await settle(page)
    assert.deepEqual(await overflow(page), [])
    assert.deepEqual(await axe(page), [])
    await row.getByRole('link').click()
    await page.waitForURL(/\/console\/assets\/\w+/)
    await page.getByText(/条目录/).first().waitFor()
    await settle(page)
    assert.deepEqual(await overflow(page), [])
    assert.equal(await page.getByRole('button', { name: '确认资产' }).count(), 0)
    await page.context().close()
  }
})

await done()
