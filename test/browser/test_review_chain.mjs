/* The review chain's comforts, many entries changed alike, organisations that change:
 * as their people do it (R06.1, R09.1, R09.2, R11.4). */
import assert from 'node:assert/strict'
import { account, axe, done, looksWell as drawn, overflow, signIn, still, test, visit } from './lib.mjs'

const call = (page, method, path, body) => page.evaluate(async ([m, p, b]) => {
  const csrf = (await (await fetch('/api/v1/sessions/current')).json()).csrf
  const r = await fetch(p, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: b && JSON.stringify(b) })
  return { status: r.status, ...(await r.json().catch(() => ({}))) }
}, [method, path, body])

const entry = (title, over) => ({
  title, abstract: '测试', form: 'table', update_cycle: 'yearly', grade: 1, share_type: 'unconditional', open_type: 'unconditional', theme: 'agriculture',
  items: [{ code: 'no', name: '编号', type: 'string', length: 20, key: true }, { code: 'depth', name: '水深', type: 'integer' }], ...over,
})
async function submitted(steward, fields) {
  const made = await call(steward, 'POST', '/api/v1/resources', fields)
  assert.equal(made.status, 201, JSON.stringify(made))
  const review = await call(steward, 'POST', '/api/v1/cases', { process: 'catalogue-review', subject: { resource: made.id } })
  assert.equal(review.state, 'city_review', JSON.stringify(review))
  return { made, review }
}
/** Nothing runs off sideways, and what a blind reader is told is in order. */
async function looksWell(page) {
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 })
    await still(page)
    assert.deepEqual(await overflow(page), [], `at ${width}`)
  }
  const found = await axe(page)
  await page.setViewportSize({ width: 1280, height: 860 })
  assert.deepEqual(found, [])
}

const steward = await signIn(account('steward'), { expected: [422] })
const operator = await signIn(account('operator'))
const authority = await signIn(account('authority'))

await test('R09_2, R11_4: a reviewer checks a collection, returns it with remarks, and the steward sees them beside the fields', async () => {
  const { made, review } = await submitted(steward, entry('水闸启闭登记信息', { collection: { basis: '水利条例第九条', scope: '全市', necessity: '防汛调度' } }))
  await operator.goto(`/console/cases/${review.id}`)
  await operator.getByRole('button', { name: '审核通过' }).click()
  const passing = operator.getByRole('dialog')
  await passing.getByText('水利条例第九条').waitFor()
  assert.equal(await passing.getByRole('checkbox').count(), 3)
  await looksWell(operator)
  await passing.getByRole('button', { name: '取消' }).click()
  await operator.getByRole('button', { name: '退回补正' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.locator('#p-reason').fill('请逐项修改')
  await dialog.getByRole('button', { name: '添加逐项意见' }).click()
  await dialog.getByLabel('字段').first().selectOption('abstract')
  await dialog.getByLabel('意见', { exact: true }).first().fill('摘要没有说明启闭时间')
  await dialog.getByRole('button', { name: '添加逐项意见' }).click()
  await dialog.getByLabel('字段').nth(1).selectOption('items.depth')
  await dialog.getByLabel('意见', { exact: true }).nth(1).fill('缺少计量单位')
  await looksWell(operator)
  await dialog.getByRole('button', { name: '退回补正' }).click()
  await operator.getByText('摘要没有说明启闭时间').first().waitFor()
  await steward.goto(`/console/catalogue/${made.id}/edit`)
  await steward.locator('.field', { has: steward.locator('#f-abstract') }).getByText('摘要没有说明启闭时间').waitFor()
  await looksWell(steward)
  await steward.locator('#f-abstract').fill('水闸每次启闭的时间、开度和水位。')
  await steward.locator('.field', { has: steward.locator('#f-abstract') }).getByText('摘要没有说明启闭时间').waitFor({ state: 'detached' })
  await steward.getByText('缺少计量单位').first().waitFor()
  await steward.getByRole('button', { name: '提交审核' }).click()
  await steward.getByText('有 1 条审核意见还没有处理：信息项 depth').waitFor()
  const items = steward.locator('section', { has: steward.locator('#h-items') })
  await items.getByRole('button', { name: '答复', exact: true }).click()
  await items.getByLabel('答复“缺少计量单位”').fill('单位为米，见数据元')
  await items.getByRole('button', { name: '保存答复' }).click()
  await items.getByText('单位为米，见数据元').waitFor()
  await steward.getByText('待处理 0 / 2').waitFor()
  await drawn(steward, 'remarks-answered')
  await steward.getByRole('button', { name: '提交审核' }).click()
  await steward.waitForURL(new RegExp(`/console/cases/${review.id}`))
  await operator.goto(`/console/cases/${review.id}`)
  const told = operator.getByRole('region', { name: '审核意见与处理' })
  await told.getByText('水闸每次启闭的时间、开度和水位。').waitFor()
  await told.getByText('单位为米，见数据元').waitFor()
  await drawn(operator, 'remarks-told')
})

await test('R09_2: many cases are passed at once and the answer names each', async () => {
  await submitted(steward, entry('渡口检查登记甲'))
  await submitted(steward, entry('渡口检查登记乙'))
  await operator.goto('/console/cases?process=catalogue-review&state=city_review&q=%E6%B8%A1%E5%8F%A3')
  await operator.getByLabel('选择本页全部').check()
  await operator.getByText('已选 2 件').waitFor()
  await looksWell(operator)
  await operator.getByRole('button', { name: '审核通过' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.getByText('渡口检查登记甲').waitFor()
  await dialog.getByRole('button', { name: '审核通过' }).click()
  await dialog.getByText('已办理 2 件，0 件没有办理。').waitFor()
  await looksWell(operator)
  await dialog.getByRole('button', { name: '关闭' }).last().click()
})

await test('R09_1: many entries are changed alike after each was shown before and after', async () => {
  for (const x of ['甲', '乙']) await call(steward, 'POST', '/api/v1/resources', entry(`航标维护台账${x}`))
  await steward.goto('/console/catalogue?q=%E8%88%AA%E6%A0%87%E7%BB%B4%E6%8A%A4')
  await steward.getByRole('button', { name: '批量修改' }).click()
  await steward.getByLabel('选择“航标维护台账甲”').check()
  await steward.getByLabel('选择“航标维护台账乙”').check()
  await looksWell(steward)
  await steward.getByRole('button', { name: '修改所选 2 条' }).click()
  const dialog = steward.getByRole('dialog')
  await dialog.getByLabel('更新频率').first().check()
  await dialog.locator('select').nth(1).selectOption('monthly')
  await dialog.locator('#bulk-add').fill('航标 维护')
  await looksWell(steward)
  await dialog.getByRole('button', { name: '预览' }).click()
  await dialog.getByText('将修改 2 条，0 条没有变化，0 条不能修改。').waitFor()
  await looksWell(steward)
  await dialog.getByRole('button', { name: '修改 2 条' }).click()
  await dialog.getByText('已修改 2 条，0 条没有变化，0 条没有修改。').waitFor()
  await dialog.getByRole('button', { name: '关闭' }).last().click()
  const found = (await call(steward, 'GET', '/api/v1/resources?q=%E8%88%AA%E6%A0%87%E7%BB%B4%E6%8A%A4')).items
  assert.deepEqual(found.map((r) => r.update_cycle), ['monthly', 'monthly'])
})

await test('R06_1: a reform is looked at, registered by the operator and confirmed by the authority', async () => {
  const org = (await call(steward, 'GET', '/api/v1/sessions/current')).user.org
  const name = (await call(operator, 'GET', `/api/v1/orgs/${org.id ?? org}`)).name
  await operator.goto('/console/org-reforms')
  await looksWell(operator)
  await operator.getByRole('button', { name: '登记改革' }).click()
  const dialog = operator.getByRole('dialog')
  await dialog.locator('#r-kind').selectOption('rename')
  await dialog.locator('#r-instrument').fill('盐编〔2026〕7号')
  await dialog.locator('#r-day').fill(new Date(Date.now() - 86400000).toISOString().slice(0, 10))
  await operator.keyboard.press('Enter')
  await dialog.getByLabel('原机构').click()
  await dialog.getByLabel('原机构').fill(name)
  await operator.getByRole('option', { name, exact: true }).click()
  await dialog.locator('#r-name').fill(`${name}（盐城市水上管理局）`)
  await dialog.getByRole('button', { name: '预览影响' }).click()
  await dialog.getByText('将一并划转：').waitFor()
  await looksWell(operator)
  await dialog.getByRole('button', { name: '登记改革' }).click()
  await operator.getByText('已登记，等待另一人确认。').waitFor()
  await authority.goto('/console/org-reforms?state=registered')
  await authority.getByRole('button', { name: new RegExp('水上管理局') }).click()
  await looksWell(authority)
  await authority.getByRole('dialog').getByRole('button', { name: '确认', exact: true }).click()
  await authority.getByRole('dialog', { name: '确认', exact: true }).getByRole('button', { name: '确认', exact: true }).click()
  await authority.getByText('已一并划转：').waitFor()
  assert.equal((await call(operator, 'GET', `/api/v1/orgs/${org.id ?? org}`)).name, `${name}（盐城市水上管理局）`)
})

await test('R03_1, R24_1: files are mounted on a document, confirmed by the reviewer, and stand on the portal', async () => {
  const { made, review } = await submitted(steward, entry('水闸年度检查报告', { form: 'file', format: 'pdf', items: [], theme: null }))
  assert.ok((await call(operator, 'POST', `/api/v1/cases/${review.id}/acts`, { act: 'approve', papers: {} })).status < 300)
  await steward.goto(`/console/catalogue/${made.id}?tab=files`)
  await steward.getByText('还没有挂接文件').waitFor()
  await steward.getByRole('button', { name: '挂接文件' }).click()
  await steward.locator('#content-files').setInputFiles([
    { name: '报告.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 a') }, { name: '照片.png', mimeType: 'image/png', buffer: Buffer.from('\x89PNG\r\n\x1a\n.', 'latin1') }])
  await steward.getByLabel('标题').nth(1).waitFor()
  assert.equal(await steward.locator('.drop').evaluate((e) => getComputedStyle(e).borderTopStyle), 'dashed')
  const carried = await steward.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['%PDF-1.7 b'], '附表.pdf', { type: 'application/pdf' }))
    return data
  })
  await steward.locator('.drop').dispatchEvent('drop', { dataTransfer: carried })
  await steward.getByLabel('标题').nth(2).waitFor()
  await steward.getByLabel('标题').first().fill('2025 年检查报告')
  await drawn(steward, 'files-draft')
  await steward.getByRole('button', { name: '生效', exact: true }).click()
  await steward.getByRole('heading', { name: '现行版本：第 1 版' }).waitFor()
  await steward.getByText(/以外的人登录后逐个看过/).waitFor()
  await steward.getByText('文件已经挂接，等待另一人确认可以开放').waitFor()
  assert.equal(await steward.getByText('还没有生效的数据').count(), 0)
  for (const [name, times] of [['照片.png', 1], ['报告.pdf', 1]]) assert.equal(await steward.locator('#panel').getByText(name).count(), times, name)
  await drawn(steward, 'files-waiting')
  await operator.goto(`/console/catalogue/${made.id}?tab=files`)
  await operator.locator('#content-reason').fill('逐页看过，没有个人信息')
  await operator.getByRole('button', { name: '确认开放第 1 版' }).click()
  await operator.getByText('第 1 版已确认开放。').waitFor()
  await looksWell(operator)
  const visitor = await visit()
  await visitor.goto(`/datasets/${made.code}`)
  const link = visitor.getByRole('link', { name: /2025 年检查报告/ }).first()
  await link.waitFor()
  assert.equal(await link.getAttribute('href'), `/open/v1/datasets/${made.code}/files/1`)
  assert.deepEqual((await visitor.locator('.files li > div').allInnerTexts()).map((l) => l.split('\n').filter((w) => /\.(pdf|png)$/.test(w))), [['报告.pdf'], ['照片.png'], ['附表.pdf']])
  assert.equal(await visitor.locator('.crumbs svg').count(), 0, 'without a theme there is nothing behind the list')
  await drawn(visitor, 'files-portal')
  await visitor.context().close()
})

await done()
