/* Reference data on its pages: code sets, classifications, data elements, and what an
 * entry takes from them (R09.1, R11.1). */
import assert from 'node:assert/strict'
import { account, axe, done, overflow, settle, signIn, test, visit } from './lib.mjs'

const operator = await signIn(account('operator'), { expected: [409] })
const steward = await signIn(account('steward'))
const name = `x${Date.now().toString(36)}`
const file = (text) => ({ name: 'table.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
const shot = async (page, what) => process.env.GONGSHU_SHOTS && page.screenshot({ path: `${process.env.GONGSHU_SHOTS}/${what}.png`, fullPage: true })

async function looksRight(page, what) {
  await settle(page)
  assert.deepEqual(await axe(page), [], `${what}: axe`)
  await shot(page, `${what}-1440`)
  for (const width of [360, 768]) {
    await page.setViewportSize({ width, height: 800 })
    assert.deepEqual(await overflow(page), [], `${what} at ${width}`)
    await shot(page, `${what}-${width}`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

await test('R09_1: an operator makes a code set, imports codes, and reads which rows were wrong', async () => {
  await operator.setViewportSize({ width: 1440, height: 900 })
  await operator.goto('/console/code-sets')
  await operator.getByRole('link', { name: '中国各民族名称代码' }).waitFor()
  await looksRight(operator, 'code-sets')
  await operator.getByRole('button', { name: '新建代码集' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.locator('#set-id').fill(name)
  await dialog.locator('#set-name').fill('经营状态代码')
  await dialog.locator('#set-source').fill('市场监管业务规范')
  await dialog.getByRole('button', { name: '新建代码集' }).click()
  await operator.waitForURL(new RegExp(`/console/code-sets/${name}$`))
  await operator.getByText('没有代码').first().waitFor()
  await operator.getByRole('button', { name: '导入' }).click()
  await operator.locator('#table-file').setInputFiles(file('code,name\n1,在业\n,无码\n2,歇业\n'))
  await operator.getByRole('dialog').getByRole('button', { name: '导入', exact: true }).click()
  await operator.getByText('已导入：新增 2').waitFor()
  await operator.getByRole('cell', { name: '缺少代码' }).waitFor()
  await shot(operator, 'import')
  await operator.getByRole('button', { name: '关闭', exact: true }).click()
  await operator.getByRole('cell', { name: '歇业' }).waitFor()
  await operator.getByText('第 1 版').first().waitFor()
  await operator.goto('/console/code-sets/gbt-2260-yancheng?state=retired')
  await operator.getByRole('cell', { name: '大丰市' }).waitFor()
  await looksRight(operator, 'code-set')
})

await test('R09_1: a tree is walked and leads to the entries below a node', async () => {
  await operator.goto('/console/classifications')
  await operator.waitForURL(/classifications\/base/)
  await operator.getByText('法人单位信息').waitFor()
  await operator.getByRole('link', { name: /^重点领域/ }).click()
  await operator.getByRole('treeitem', { name: /市场监管/ }).getByRole('link').click()
  await operator.waitForURL(/by=category/)
  await operator.getByRole('button', { name: '按分类', pressed: true }).waitFor()
  await looksRight(operator, 'catalogue-by-category')
  await operator.goto('/console/classifications/industry')
  await operator.getByText('采矿业').first().waitFor()
  await looksRight(operator, 'classifications')
})

await test('R11_1: an element is registered, an item takes it over, another source is a decision', async () => {
  await operator.goto('/console/elements')
  await operator.getByRole('button', { name: '登记数据元' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.locator('#e-code').fill(name.toUpperCase())
  await dialog.locator('#e-name').fill('民族')
  await dialog.locator('#e-length').fill('2')
  await dialog.locator('#e-codes').fill('gbt-3304')
  await dialog.getByRole('link', { name: '中国各民族名称代码' }).waitFor()
  await shot(operator, 'element-dialog')
  await dialog.getByRole('button', { name: '保存' }).click()
  await operator.waitForURL(new RegExp(`/console/elements/${name.toUpperCase()}`))
  await operator.getByText('还没有指定').waitFor()
  await operator.getByRole('button', { name: '另行指定来源' }).click()
  await operator.getByRole('dialog').getByLabel('权威来源').click()
  await operator.getByRole('option', { name: '盐城市公安局', exact: true }).click()
  await operator.locator('#why').fill('户籍登记职能')
  await operator.getByRole('dialog').getByRole('button', { name: '另行指定来源' }).click()
  await operator.getByText('已指定新的权威来源').waitFor()
  await operator.getByText('户籍登记职能').waitFor()
  await looksRight(operator, 'element')
  await operator.goto('/console/elements')
  await operator.getByRole('link', { name: name.toUpperCase() }).waitFor()
  await looksRight(operator, 'elements')
  await steward.goto('/console/catalogue/new')
  await steward.getByRole('button', { name: '增加信息项' }).click()
  await steward.getByRole('button', { name: '更多' }).first().click()
  await steward.locator('#e0').fill(name.toUpperCase())
  await steward.getByText('已按“民族”填入').waitFor()
  assert.equal(await steward.locator('#c0').inputValue(), 'gbt-3304')
  assert.equal(await steward.getByLabel('第 1 项名称').inputValue(), '民族')
  await steward.getByText('收集依据').first().click()
  await steward.locator('#f-category').fill('101002')
  await steward.getByText('基础信息资源 / 人口信息').waitFor()
})

const call = (page, method, path, body) => page.evaluate(async ([m, p, b]) => {
  const csrf = (await (await fetch('/api/v1/sessions/current')).json()).csrf
  const r = await fetch(p, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: b && JSON.stringify(b) })
  return { status: r.status, ...(await r.json().catch(() => ({}))) }
}, [method, path, body])

await test('R09_1: who reads a dataset sees what the codes of an item mean, and finds it by industry', async () => {
  const made = await call(steward, 'POST', '/api/v1/resources', {
    title: `客运场站信息 ${name}`, abstract: '测试', form: 'table', update_cycle: 'yearly', grade: 1, share_type: 'unconditional', open_type: 'unconditional', theme: 'transport', industry: '54',
    items: [{ code: 'no', name: '场站编号', type: 'string', length: 20, key: true }, { code: 'division', name: '区划代码', type: 'string', length: 6, code_set: 'gbt-2260-yancheng' }],
  })
  assert.equal(made.status, 201, JSON.stringify(made))
  const review = await call(steward, 'POST', '/api/v1/cases', { process: 'catalogue-review', subject: { resource: made.id } })
  assert.equal((await call(operator, 'POST', `/api/v1/cases/${review.id}/acts`, { act: 'approve' })).state, 'listed')
  const batch = await call(steward, 'POST', `/api/v1/resources/${made.id}/batches`, { rows: [{ no: 'A1', division: '320902' }, { no: 'A2', division: '320904' }], mode: 'replace' })
  for (let n = 0; n < 200 && (await call(steward, 'GET', `/api/v1/batches/${batch.id}`)).state !== 'live'; n++) await steward.waitForTimeout(100)
  const reader = await visit({ width: 1440 })
  await reader.goto(`/datasets/${made.code}`)
  await reader.getByRole('tab', { name: '信息项' }).click()
  await reader.getByText('代码集：gbt-2260-yancheng').click()
  await reader.getByRole('definition').filter({ hasText: '大丰区' }).waitFor()
  await shot(reader, 'portal-codes')
  await reader.goto('/datasets')
  await reader.getByRole('button', { name: /道路运输业/ }).first().click()
  await reader.getByText(`客运场站信息 ${name}`).first().waitFor()
})

await done()
