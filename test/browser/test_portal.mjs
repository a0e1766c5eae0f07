/* The portal as a visitor meets it: true counts that lead somewhere, a preview that
 * sorts, every form with its size, and the same without script. */
import assert from 'node:assert/strict'
import { axe, base, done, looksWell, overflow, settle, test, visit } from './lib.mjs'

const list = await (await fetch(`${base}/open/v1/datasets?limit=20&has_rows=true`)).json()
const one = list.items[0]
const here = `/datasets/${one.code}`

await test('R26_1 the counts on the home page are true and lead to their lists', async () => {
  for (let n = 0; n < 3; n++) await (await fetch(`${base}/open/v1/datasets/${one.code}/download`)).text()
  const page = await visit()
  await page.goto('/')
  await settle(page)
  const sums = await (await fetch(`${base}/open/v1/summary`)).json()
  const shown = await page.locator('.counts b').allTextContents()
  assert.deepEqual(shown.slice(0, 4).map((t) => Number(t.replace(/,/g, ''))), [sums.datasets, sums.rows, sums.interfaces, sums.orgs])
  assert.equal(await page.locator('.domains a').count(), 17)
  await page.locator('#used').getByRole('link', { name: one.title, exact: true }).waitFor()
  await page.locator('.counts a').nth(2).click()
  await page.waitForURL(/has_rows=true/)
  await page.getByRole('status').filter({ hasText: String(sums.interfaces) }).first().waitFor()
})

await test('R26_1 a dataset of files is shown as files: no rows, no preview, no interface, and lists of what can be called leave it out', async () => {
  const title = '环境空气质量月报'
  const page = await visit()
  await page.goto(`/datasets?q=${encodeURIComponent(title)}`)
  const card = page.locator('article').filter({ has: page.getByRole('link', { name: title, exact: true }) })
  await card.getByText('电子文件', { exact: true }).waitFor()
  await card.getByRole('link', { name: title, exact: true }).click()
  await page.getByText('各县（市、区）数据表').first().waitFor()
  assert.deepEqual(await page.getByRole('tab').allTextContents(), ['下载'])
  const there = new URL(page.url()).pathname
  await page.goto(`${there}?tab=preview`)
  await page.locator('.files li').nth(1).waitFor()
  await looksWell(page, 'dataset-of-files')
  await page.goto(`/datasets?has_rows=true&q=${encodeURIComponent(title)}`)
  await page.getByRole('button', { name: /可预览、可调用接口/ }).waitFor()
  await settle(page)
  assert.equal(await page.getByRole('link', { name: title, exact: true }).count(), 0)
  await page.getByRole('button', { name: /可预览、可调用接口/ }).click()
  await card.waitFor()
})

await test('R27_1 the preview sorts by a heading, up and down', async () => {
  const page = await visit()
  await page.goto(`${here}?tab=preview`)
  const first = () => page.locator('tbody tr:first-child td:first-child').textContent()
  await page.locator('tbody tr').first().waitFor()
  const heading = page.locator('th button').first()
  await heading.click()
  const least = await first()
  await heading.click()
  assert.notEqual(await first(), least)
  assert.equal(await page.locator('th').first().getAttribute('aria-sort'), 'descending')
})

await test('R27_1 every form to take stands with its size and date, and the loads are listed', async () => {
  const page = await visit({ width: 360 })
  await page.goto(`${here}?tab=download`)
  await page.locator('.files li').first().waitFor()
  const lines = await page.locator('.files li').allInnerTexts()
  assert.equal(lines.length, 5)
  for (const line of lines) assert.match(line, /\d (B|KB|MB)[\s\S]*\d{4}年\d+月\d+日/)
  assert.match(lines[0], /表格软件/)
  await page.getByRole('tab', { name: '版本' }).click()
  await page.getByRole('cell', { name: '整体替换' }).first().waitFor()
  assert.deepEqual([...(await axe(page)), ...(await overflow(page))], [])
})

await test('R26_1 whoever finds nothing is told what else there is', async () => {
  const page = await visit()
  await page.goto('/datasets?q=zzzzqqqq')
  await page.getByRole('link', { name: '查看有条件开放的数据' }).click()
  await page.waitForURL(/open_type=conditional/)
})

await test('R26_1 without script: home, list and dataset read well, at any width', async () => {
  for (const width of [1440, 360]) {
    const page = await visit({ script: false, width })
    for (const path of ['/', '/?lang=en', '/datasets', here, `${here}?lang=en`]) {
      await page.goto(path)
      assert.deepEqual(await overflow(page), [], `${path} at ${width}`)
      for (const link of await page.locator('header.top nav a').all()) assert.ok((await link.boundingBox()).height < 50, `${path} at ${width}: a word stands on one line`)
    }
    await page.goto('/datasets')
    await page.getByRole('link', { name: '数据量', exact: true }).click()
    assert.match(page.url(), /sort=rows/)
    await page.goto(here)
    assert.match(await page.textContent('main'), /使用许可/)
    await page.context().close()
  }
})

await done()
