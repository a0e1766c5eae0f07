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

await test('R44_1: a project\'s own list is checked: what each entry lacks, and what is not there', async () => {
  const page = await signIn(account('steward'))
  await page.goto('/console/completeness')
  await page.getByText('按清单检查').click()
  const code = await page.evaluate(async (org) => (await (await fetch(`/api/v1/resources?limit=1&org=${org}`)).json()).items[0].code, account('steward').org)
  /* 序号,目录编码 in GBK, as a spreadsheet saves it */
  await page.locator('#cl-file').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.concat([Buffer.from([0xd0, 0xf2, 0xba, 0xc5, 0x2c, 0xc4, 0xbf, 0xc2, 0xbc, 0xb1, 0xe0, 0xc2, 0xeb]), Buffer.from(`\r\n1,${code}\r\n2,nowhere-1\r\n`)]) })
  await page.getByRole('button', { name: '检查（2 条）' }).waitFor()
  assert.equal(await page.locator('#cl-entries').inputValue(), `${code}\nnowhere-1`)
  await page.getByRole('button', { name: '检查（2 条）' }).click()
  await page.getByRole('status').filter({ hasText: '没有或不在可查看范围 1 条' }).waitFor()
  await page.getByRole('cell', { name: 'nowhere-1' }).waitFor()
  await settle(page)
  assert.deepEqual(await axe(page), [])
  await page.setViewportSize({ width: 360, height: 780 })
  assert.deepEqual(await overflow(page), [])
})

await done()
