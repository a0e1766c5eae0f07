/* The catalogue as a workbook, on its page (R09.4): out, the template, in with every wrong
 * cell named; items proposed from a sheet, and a sheet loaded (R12.1). */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { account, axe, because, done, overflow, settle, signIn, test } from './lib.mjs'

const lib = new URL('../lib/', import.meta.url).pathname
const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** A workbook: sheets of rows, made by test/lib/workbook.py. */
function book(sheets) {
  const code = 'import json, sys, workbook; sys.stdout.buffer.write(workbook.workbook(json.load(sys.stdin)))'
  return execFileSync('/usr/bin/python3', ['-c', code], { input: JSON.stringify(sheets), env: { ...process.env, PYTHONPATH: lib }, maxBuffer: 1 << 24 })
}
async function picture(page, name) {
  if (process.env.GONGSHU_PICTURES) await page.screenshot({ path: `${process.env.GONGSHU_PICTURES}/${name}.png` })
}
async function looks(page, name) {
  for (const [width, height] of [[1440, 900], [360, 780]]) {
    await page.setViewportSize({ width, height })
    await page.waitForTimeout(250)
    await picture(page, `${name}-${width}`)
    assert.deepEqual(await overflow(page), [], `${name} at ${width}`)
    assert.deepEqual(await axe(page), [], `${name} at ${width}`)
  }
  await page.setViewportSize({ width: 1280, height: 860 })
}

const steward = await signIn(account('steward'), { expected: [400] })
const heads = ['资源名称', '摘要', '数据形式', '更新频率', '数据分级', '共享类型', '开放类型']
const fine = (title) => [title, '登记的内容', '数据表', '每月', 1, '无条件共享', '无条件开放']
const items = (title) => [[title, 'no', '编号', '字符', 20, '是'], [title, 'name', '名称', '字符', 50, '否']]
const itemHeads = ['资源名称', '信息项代码', '信息项名称', '信息项类型', '信息项长度', '是否主键']

await test('R09_4: the catalogue page exports a workbook and gives the template', async () => {
  await steward.goto('/console/catalogue')
  await settle(steward)
  await steward.getByText('导出目录').click()
  await looks(steward, 'catalogue-export')
  await steward.getByRole('button', { name: /Excel 工作簿/ }).click()
  const [file] = await Promise.all([steward.waitForEvent('download'), because(steward, '与各科室核对目录', () => looks(steward, 'taking-reason'))])
  const bytes = readFileSync(await file.path())
  assert.equal(file.suggestedFilename(), 'catalogue.xlsx')
  assert.equal(bytes.subarray(0, 2).toString(), 'PK')
  await steward.getByRole('button', { name: '批量导入' }).click()
  await steward.locator('#import-form').selectOption('document')
  const [template] = await Promise.all([steward.waitForEvent('download'), steward.getByRole('link', { name: 'Excel 模板' }).click()])
  assert.equal(template.suggestedFilename(), 'catalogue-template.xlsx')
  await looks(steward, 'import-empty')
})

await test('R09_4: an import names every wrong cell and keeps the rest; the same file again changes nothing', async () => {
  const bad = fine('簿中错的')
  bad[3] = '偶尔'
  bad[4] = 9
  const buffer = book({ 目录条目: [heads, fine('簿中来的甲'), bad, fine('簿中来的乙')], 信息项: [itemHeads, ...items('簿中来的甲'), ...items('簿中来的乙')] })
  const pick = async () => {
    await steward.locator('#import-file').setInputFiles({ name: '目录.xlsx', mimeType: type, buffer })
    await steward.getByRole('button', { name: '导入', exact: true }).click()
  }
  await pick()
  await steward.getByText('新建或修改 2 个条目').waitFor()
  const table = steward.getByRole('region', { name: '错误清单' })
  await table.getByRole('row').filter({ hasText: 'D · 更新频率' }).filter({ hasText: '只能填：实时、每日' }).waitFor()
  await table.getByRole('row').filter({ hasText: 'E · 数据分级' }).waitFor()
  assert.equal(await table.getByRole('row').count(), 3)
  await looks(steward, 'import-problems')
  await pick()
  await steward.getByText('2 个没有变化').waitFor()
  await steward.getByText('新建或修改 0 个条目').waitFor()
  await steward.locator('#import-file').setInputFiles({ name: '旧.xlsx', mimeType: type, buffer: Buffer.from('PK\x03\x04 nothing') })
  await steward.getByRole('button', { name: '导入', exact: true }).click()
  await steward.getByText(/工作簿已损坏/).waitFor()
  await steward.getByRole('button', { name: '关闭', exact: true }).last().click()
  await steward.getByPlaceholder('搜索名称、摘要、信息项').fill('簿中来的')
  await steward.getByText('簿中来的甲').first().waitFor()
  await steward.getByText('簿中来的乙').first().waitFor()
})

await test('R12_1: items are proposed from the sheet that is chosen', async () => {
  await steward.goto('/console/catalogue/new')
  await settle(steward)
  const rows = Array.from({ length: 30 }, (_, i) => [`A${String(i).padStart(3, '0')}`, `第${i}站`, i])
  const buffer = book({ 说明: [['请按下表填写']], 站点: [['编号', '站名', '数量'], ...rows] })
  await steward.locator('#f-items').setInputFiles({ name: '站点.xlsx', mimeType: type, buffer })
  await steward.locator('#f-sheet').waitFor()
  await steward.locator('#f-sheet').selectOption('站点')
  await steward.getByText(/有 3 个信息项是根据文件或数据表推测的/).first().waitFor()
  await looks(steward, 'entry-sheet')
})

done()
