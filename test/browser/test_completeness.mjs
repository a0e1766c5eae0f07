/* How complete the catalogue is: an agency sees what to mend, the authority ranks (R44.1). */
import assert from 'node:assert/strict'
import { account, axe, done, overflow, settle, signIn, test } from './lib.mjs'

await test('R44_1: a steward sees each check with its formula and goes from it to an entry that fails', async () => {
  for (const width of [1440, 360]) {
    const page = await signIn(account('steward'), { width })
    await page.goto('/console/completeness')
    const check = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: '核心元数据完整率' }) })
    await check.getByText(/÷ 已发布的目录数/).waitFor()
    await check.getByRole('button', { name: /^查看/ }).click()
    await page.waitForURL(/fails=core/)
    await page.getByRole('heading', { name: /核心元数据完整率/ }).last().waitFor()
    await settle(page)
    assert.deepEqual(await overflow(page), [])
    assert.deepEqual(await axe(page), [])
    await page.getByRole('table').last().getByRole('link').first().click()
    await page.waitForURL(/\/console\/catalogue\//)
    await page.context().close()
  }
})

await test('R44_1: the authority ranks all agencies and drills down into one', async () => {
  const page = await signIn(account('authority'))
  await page.goto('/console/completeness')
  const table = page.getByRole('table')
  await table.getByRole('link').first().waitFor()
  assert.ok((await table.getByRole('row').count()) > 5)
  await page.getByText('计算公式').click()
  await page.getByText(/各项比率的平均/).waitFor()
  await settle(page)
  assert.deepEqual(await axe(page), [])
  const name = await table.getByRole('link').first().textContent()
  await table.getByRole('link').first().click()
  await page.getByRole('heading', { name }).waitFor()
  await page.getByRole('heading', { name: '发布率' }).waitFor()
})

await done()
