/* The opening plan: written in the console, seen by everybody (R29.1). */
import assert from 'node:assert/strict'
import { account, axe, done, overflow, settle, signIn, test, visit } from './lib.mjs'

await test('R29_1: a steward plans what is to be opened, changes it and drops it with a reason', async () => {
  const page = await signIn(account('steward'))
  await page.goto('/console/plan')
  await page.getByRole('button', { name: '新增计划' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('领域').selectOption('environment')
  await dialog.getByLabel('拟开放数据').fill('候鸟停歇地名录')
  await dialog.getByLabel('计划时间').fill('2030-06-30')
  await page.waitForTimeout(400)
  assert.deepEqual(await axe(page), [])
  await dialog.getByRole('button', { name: '保存' }).click()
  const row = page.getByRole('row').filter({ hasText: '候鸟停歇地名录' })
  await row.getByText('2030年6月30日').waitFor()
  await row.getByRole('button', { name: '修改' }).click()
  await dialog.getByLabel('计划时间').fill('2030-09-30')
  await dialog.getByRole('button', { name: '保存' }).click()
  await row.getByText('2030年9月30日').waitFor()
  await page.getByRole('button', { name: '新增计划' }).click()
  await dialog.getByLabel('领域').selectOption('transport')
  await dialog.getByLabel('拟开放数据').fill('停车泊位名录')
  await dialog.getByRole('button', { name: '保存' }).click()
  const other = page.getByRole('row').filter({ hasText: '停车泊位名录' })
  await other.getByRole('button', { name: '取消计划' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('已由市级统一开放')
  await page.getByRole('dialog').getByRole('button', { name: '取消计划' }).click()
  await other.waitFor({ state: 'detached' })
  await settle(page)
  await page.waitForTimeout(450)
  assert.deepEqual(await axe(page), [])
})

for (const script of [true, false]) {
  await test(`R29_1: everybody sees the plan by domain and agency, ${script ? 'with' : 'without'} script`, async () => {
    for (const width of [1440, 360]) {
      const page = await visit({ script, width })
      await page.goto('/plan')
      await settle(page)
      await page.getByText('候鸟停歇地名录').waitFor()
      assert.equal(await page.getByText('停车泊位名录').count(), 0)
      await page.getByRole('heading', { name: '按领域' }).waitFor()
      await page.getByRole('heading', { name: '按机构' }).waitFor()
      if (script) assert.deepEqual(await axe(page), [])
      assert.deepEqual(await overflow(page), [])
      await page.context().close()
    }
  })
}

await done()
