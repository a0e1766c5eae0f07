/* What the sharing catalogue lacks is asked for and met; use that breaks the rules is
 * stopped and published: as their people do it (R19.1, R21.1, R35.1). */
// flag: --usage-seconds 0
import assert from 'node:assert/strict'
import { account, act, because, done, looksWell, settle, signIn, test, visit } from './lib.mjs'

const consumer = await signIn(account('steward', 1))
const operator = await signIn(account('operator'))
const wanted = `近三年车辆年检结论 ${Date.now().toString(36)}`
const state = {}
await test('R21_1 an agency that finds nothing asks for it, and what the catalogue has like it is shown', async () => {
  await consumer.goto('/console/find')
  await consumer.getByRole('button', { name: '没有找到需要的数据？' }).click()
  const dialog = consumer.getByRole('dialog')
  await dialog.locator('#d-demand').fill('不动产登记信息')
  await dialog.getByText('目录中已有相近的数据').waitFor()
  await looksWell(consumer, 'demand-dialog')
  await dialog.locator('#d-demand').fill(wanted)
  await dialog.locator('#d-duty').fill('老旧车辆报废补贴审核')
  await dialog.locator('#d-scenario').fill('以旧换新补贴')
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: '提出需求' }).click()
  await consumer.waitForURL(/\/console\/cases\/[^/]+$/)
  state.case = consumer.url().split('/').pop()
  await consumer.getByText('分办').first().waitFor()
})

await test('R21_1 the operator finds who holds it, and the holder names a date', async () => {
  await operator.goto(`/console/cases/${state.case}`)
  const holder = await signIn(account('steward', 0))
  const org = await holder.evaluate(async () => (await (await fetch('/api/v1/sessions/current')).json()).user.org)
  const name = org.name ?? (await holder.evaluate(async (id) => (await (await fetch(`/api/v1/orgs/${id}`)).json()).name, org.id ?? org))
  await act(operator, '分办', async (d) => {
    await d.getByText('办法没有规定这一步').waitFor()
    await d.getByRole('combobox').first().fill(name)
    await operator.getByRole('option', { name }).first().click()
  })
  await holder.goto(`/console/cases/${state.case}`)
  await looksWell(holder, 'demand-case')
  await act(holder, '同意，需加工', async (d) => {
    await d.getByRole('combobox').first().fill('2027-12-31')
    await holder.keyboard.press('Enter')
  })
  await holder.getByText('加工中').first().waitFor()
})

await test('R19_1 what is wanted is listed with how far it is, beside what is supplied', async () => {
  await consumer.goto(`/console/demands?q=${encodeURIComponent(wanted)}`)
  const row = consumer.getByRole('row').filter({ hasText: wanted })
  await row.getByText('加工中').waitFor()
  await row.getByText('编目').waitFor()
  await looksWell(consumer, 'demands')
  await consumer.getByRole('link', { name: '供给清单' }).click()
  await consumer.getByRole('row').nth(1).waitFor()
  await consumer.getByRole('columnheader', { name: '名称' }).getByRole('button').click()
  await consumer.waitForURL(/sort=title/)
  await settle(consumer)
  await looksWell(consumer, 'supply')
  await consumer.getByRole('link', { name: '供需对照' }).click()
  await consumer.getByRole('row').filter({ hasText: wanted }).waitFor()
  await looksWell(consumer, 'matches')
})

await test('R35_1 a provider restricts a grant that was misused, the authority confirms it, and everybody reads of it', async () => {
  const giver = await signIn(account('steward', 0))
  const used = await giver.evaluate(async () => {
    const mine = (await (await fetch('/api/v1/sessions/current')).json()).user.org
    const grants = (await (await fetch('/api/v1/grants?state=open&limit=200')).json()).items
    return grants.find((g) => g.provider === (mine.id ?? mine) && g.org !== g.provider)
  })
  await giver.goto('/console/violations')
  await looksWell(giver, 'violations')
  await giver.getByRole('button', { name: '提出违规' }).click()
  const dialog = giver.getByRole('dialog')
  await dialog.getByRole('combobox').first().fill(used.org_name)
  await giver.getByRole('option', { name: used.org_name, exact: true }).first().click()
  await dialog.locator('#v-grants').getByRole('checkbox').first().check()
  await dialog.locator('#v-facts').fill('把数据用于授权以外的用途')
  await looksWell(giver, 'violation-dialog')
  await dialog.getByRole('button', { name: '提出违规' }).click()
  await giver.waitForURL(/\/console\/cases\/[^/]+$/)
  const soon = await giver.evaluate(() => new Date(Date.now() + 6 * 86400000).toISOString().slice(0, 10))
  await act(giver, '限制使用', async (d) => {
    await d.locator('#p-grants').getByRole('checkbox', { checked: true }).first().waitFor()
    assert.equal(await d.locator('#p-grants').getByRole('checkbox', { checked: true }).count(), 1, 'those named are chosen')
    await d.locator('#p-reason').fill('超出授权用途使用')
    await d.locator('[id$=-law]').fill('盐城市公共数据管理办法')
    await d.locator('[id$=-article]').fill('第三十五条')
    await d.locator('#p-promised_on').fill(soon)
    await d.locator('#p-promised_on').press('Enter')
  })
  await giver.getByText('紧急限制').first().waitFor()
  const authority = await signIn(account('authority'))
  await authority.goto(new URL(giver.url()).pathname)
  await act(authority, '确认限制')
  await giver.reload()
  const words = `限制使用 ${Date.now().toString(36)}`
  await act(giver, '公示', async (d) => { await d.locator('#p-notice').fill(words) })
  await giver.getByText('已公示').first().waitFor()
  await giver.getByText('被查处使用机构').first().waitFor()
  await giver.getByText('平台约定').first().waitFor()
  for (const script of [true, false]) {
    const reader = await visit({ script })
    await reader.goto('/notices')
    await reader.getByText(words).waitFor()
    if (script) await looksWell(reader, 'notices')
  }
  await act(giver, '解除', async (d) => { await d.locator('#p-reason').fill('已整改') })
  const asked = await giver.evaluate(async (org) => {
    const grants = (await (await fetch('/api/v1/grants?limit=200')).json()).items.filter((g) => g.org === org && g.case)
    for (const g of grants) if ((await (await fetch(`/api/v1/cases/${g.case}`)).json()).restrictions) return g.case
    return null
  }, used.org)
  await giver.goto(`/console/cases/${asked}`)
  const kept = giver.getByRole('region', { name: '申请机构因违规被限制使用这项数据的情况' })
  for (const part of ['已解除', '超出授权用途使用']) await kept.getByText(part).first().waitFor()
  await looksWell(giver, 'restricted-request')
})

await test('R34_1 R20_3 R18_1 use is counted by day, and who is late and what is refused stands on pages', async () => {
  const authority = await signIn(account('authority'))
  for (const path of ['use', 'answering', 'warnings']) {
    await authority.goto(`/console/${path}`)
    await settle(authority)
    await looksWell(authority, path)
  }
  await authority.goto('/console/answering')
  await authority.getByRole('heading', { name: '不同意的依据' }).waitFor()
  const reader = await visit()
  await reader.goto('/use')
  await settle(reader)
  await looksWell(reader, 'use-public')
  const plain = await visit({ script: false })
  await plain.goto('/use')
  await plain.getByRole('heading', { name: '数据使用统计' }).waitFor()
})

await test('R39_1 R37_1 who watches sees monitored operations; taking the record along asks for a reason', async () => {
  const auditor = await signIn(account('auditor'))
  await auditor.goto('/console/record')
  await auditor.getByRole('button', { name: /导出/ }).click()
  const [file] = await Promise.all([auditor.waitForEvent('download'), because(auditor, '年度审计', () => looksWell(auditor, 'record-reason'))])
  assert.match(file.suggestedFilename(), /ndjson$/)
  const table = auditor.getByRole('table')
  await looksWell(auditor, 'record')
  assert.ok(!(await table.innerText()).match(/\b(release|case-act|batch-live)\b/), 'in words')
  await auditor.goto('/console/monitored?kind=export')
  for (let i = 0; i < 12 && !(await auditor.getByText('年度审计').count()); i++) {
    await auditor.waitForTimeout(700)
    await auditor.reload()
    await settle(auditor)
  }
  await auditor.getByText('年度审计').first().waitFor()
  await looksWell(auditor, 'monitored')
})

await test('R19_2 every agency sees which grants are in force and by which article', async () => {
  await consumer.goto('/console/active-grants')
  await consumer.getByRole('row').nth(1).getByText(/第20条/).waitFor()
  await looksWell(consumer, 'active-grants')
})

await test('R19_2, R20_2 several data are asked for at once, each as a case of its own, with items of its own', async () => {
  const shared = await consumer.evaluate(async () => (await (await fetch('/api/v1/resources?state=published&share_type=unconditional&form=table&limit=100')).json()).items)
  const table = shared.find((r) => r.org !== account('steward', 1).org && r.data?.rows)
  for (const title of [table.title, '公交线路调整公告']) {
    await consumer.goto(`/console/find?q=${encodeURIComponent(title)}`)
    await consumer.getByRole('checkbox', { name: `把“${title}”加入申请清单` }).first().check()
  }
  await consumer.getByRole('button', { name: '申请清单（2）' }).click()
  const dialog = consumer.getByRole('dialog')
  await dialog.locator('#b-purpose').fill('核对申请材料')
  await dialog.getByLabel('登记的应用场景').selectOption({ label: await dialog.getByRole('option', { name: /政务服务一网通办/ }).textContent() })
  assert.equal(await dialog.locator('#b-scenario').inputValue(), '政务服务一网通办')
  await dialog.getByText('内容为文件，整体提供').waitFor()
  assert.equal(await dialog.getByRole('button', { name: /申请全部可共享的信息项/ }).count(), 1, 'of the table')
  await dialog.getByRole('button', { name: /申请全部可共享的信息项/ }).click()
  const items = dialog.getByRole('group', { name: '申请的信息项' })
  await items.getByRole('checkbox').nth(1).uncheck()
  await dialog.getByText(/申请 \d+ 个信息项/).waitFor()
  await dialog.getByText('不以任何形式把数据提供', { exact: false }).waitFor()
  await dialog.getByRole('checkbox', { name: /代表.+作出承诺/ }).check()
  await looksWell(consumer, 'basket')
  await dialog.getByRole('button', { name: '提交 2 项申请' }).click()
  await dialog.getByText('已提交 2 项申请').waitFor()
  await dialog.getByRole('link').first().click()
  await consumer.waitForURL(/\/console\/cases\/[^/]+$/)
  await consumer.getByText('核对申请材料').first().waitFor()
  const along = consumer.locator('section').filter({ has: consumer.getByRole('heading', { name: '随附内容' }) })
  await along.getByRole('link', { name: '政务服务一网通办' }).waitFor()
  await along.getByText(/代表.+签署/).waitFor()
})

await test('R19_2, R20_3 a request brings a file, the provider sees what was asked, and gives less', async () => {
  await consumer.goto('/console/find?share_type=conditional')
  const found = await consumer.evaluate(async () => {
    const own = (await (await fetch('/api/v1/sessions/current')).json()).user
    const list = (await (await fetch('/api/v1/resources?state=published&share_type=conditional&limit=100')).json()).items
    return { list, own: own.org.id ?? own.org }
  })
  const provider = account('steward', 0)
  const entry = found.list.find((r) => r.org === provider.org)
  await consumer.goto(`/console/catalogue/${entry.id}`)
  await consumer.getByRole('button', { name: '申请共享' }).first().click()
  const dialog = consumer.getByRole('dialog')
  await dialog.locator('#s-purpose').fill('核验申请人资格')
  await dialog.locator('#s-scenario').fill('窗口核验')
  await dialog.getByRole('button', { name: /申请全部可共享的信息项/ }).click()
  await dialog.getByRole('button', { name: '全不选' }).click()
  await dialog.getByText('至少选择一个信息项').waitFor()
  const items = dialog.getByRole('group', { name: '申请的信息项' }).locator('input:enabled')
  await items.nth(0).check()
  await items.nth(1).check()
  await dialog.locator('#s-rows').fill('只要本年度的')
  await dialog.locator('#s-files').setInputFiles([{ name: '任务书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 letter') }, { name: '空.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) }])
  await dialog.getByText('文件不能为空').waitFor()
  await dialog.getByRole('button', { name: '去掉 空.pdf' }).click()
  await dialog.locator('#s-commitment').check()
  await looksWell(consumer, 'subscribe')
  await dialog.getByRole('button', { name: '申请共享' }).click()
  await consumer.waitForURL(/\/console\/cases\/[^/]+$/)
  const id = consumer.url().split('/').pop()
  await operator.goto(`/console/cases/${id}`)
  await operator.getByRole('region', { name: '可以办理' }).getByRole('button', { name: '受理', exact: true }).click()
  await operator.getByRole('dialog').getByRole('button', { name: '受理', exact: true }).click()
  await operator.getByText('已办理：受理').waitFor()
  const holder = await signIn(provider, { expected: [422] })
  await holder.goto(`/console/cases/${id}`)
  const [file] = await Promise.all([holder.waitForEvent('download'), holder.getByRole('link', { name: '任务书.pdf' }).first().click()])
  assert.equal(file.suggestedFilename(), '任务书.pdf')
  await act(holder, '同意', async (d) => {
    await d.getByRole('checkbox', { name: /收窄共享范围/ }).first().check()
    await d.getByText('只要本年度的').waitFor()
    await d.getByText('申请 2 项，同意 2 项').waitFor()
    assert.equal(await d.locator('#p-reason').count(), 0, 'all of it needs no reason')
    await d.getByRole('table').getByRole('checkbox', { checked: true }).first().uncheck()
    await d.getByText('同意的少于申请的', { exact: false }).waitFor()
    await d.locator('#p-reason').fill('与核验无关')
    await d.locator('[id$=-law]').fill('中华人民共和国个人信息保护法')
    await d.locator('[id$=-article]').fill('第六条')
    await looksWell(holder, 'agree-asked')
  })
  await holder.getByText('申请 2 项，同意 1 项').first().waitFor()
  await holder.getByText('未同意').first().waitFor()
  await looksWell(holder, 'share-case')
  await consumer.goto(`/console/grants?resource=${entry.id}`)
  await consumer.getByRole('button', { name: '详情' }).first().click()
  await consumer.getByText('申请 2 项，同意 1 项').first().waitFor()
  await consumer.getByText('部分同意的理由和依据', { exact: false }).first().waitFor()
  await consumer.getByRole('link', { name: '授权的接口' }).first().click()
  await consumer.getByRole('heading', { name: '按信息项的准确取值读取数据行' }).waitFor()
  await consumer.getByText('curl -sS --fail-with-body', { exact: false }).first().waitFor()
  await looksWell(consumer, 'grant-interface')
  state.share = id
  state.holder = holder
})

/** A request of the consumer for all items of an entry of the first steward's agency. */
const askedFor = (type) => consumer.evaluate(async ([share, org]) => {
  const { csrf } = await (await fetch('/api/v1/sessions/current')).json()
  const list = (await (await fetch(`/api/v1/resources?state=published&share_type=${share}&limit=200`)).json()).items
  const papers = { purpose: '核验申请人资格', scenario: '窗口核验', commitment: true }
  for (const entry of list.filter((r) => r.org === org)) {
    const made = await fetch('/api/v1/cases', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: JSON.stringify({ process: 'share-request', subject: { resource: entry.id }, papers }) })
    if (made.status === 201) return (await made.json()).id
  }
  return null
}, [type, account('steward', 0).org])

await test('R20_3 taking unconditional data in says that it opens it at once', async () => {
  await operator.goto(`/console/cases/${await askedFor('unconditional')}`)
  await operator.getByRole('region', { name: '可以办理' }).getByRole('button', { name: '受理', exact: true }).click()
  await operator.getByRole('dialog').getByText('受理后立即开通', { exact: false }).waitFor()
  await operator.getByRole('dialog').getByRole('button', { name: '暂不' }).click()
})

await test('R20_3, R50_1 all items are named when all are asked for; a refusal stands as the answer, and a dispute is brought from it', async () => {
  const id = await askedFor('conditional')
  await operator.goto(`/console/cases/${id}`)
  await act(operator, '受理')
  const holder = await signIn(account('steward', 0))
  await holder.goto(`/console/cases/${id}`)
  await holder.getByText(/全部可共享的信息项，共 \d+ 项/).waitFor()
  await act(holder, '不同意', async (d) => {
    await d.locator('#p-reason').fill('与职责无关')
    await d.locator('[id$=-law]').fill('中华人民共和国个人信息保护法')
    await d.locator('[id$=-article]').fill('第三十四条')
  })
  await consumer.goto(`/console/cases/${id}`)
  await consumer.getByRole('region', { name: '办理答复' }).getByText('与职责无关').waitFor()
  assert.equal(await consumer.getByRole('region', { name: '已提交材料' }).getByText('与职责无关').count(), 0)
  await looksWell(consumer, 'refused')
  await consumer.getByRole('button', { name: '提请协调' }).click()
  const dialog = consumer.getByRole('dialog')
  await dialog.locator('#u-facts').fill('不同意共享的理由不成立')
  await dialog.locator('#u-demand').fill('请求重新审核')
  await dialog.locator('#u-files').setInputFiles([{ name: '答复.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 answer') }])
  await dialog.getByText('已上传').waitFor()
  await looksWell(consumer, 'dispute-of-refusal')
  await dialog.getByRole('button', { name: '提请协调' }).click()
  await consumer.waitForURL((url) => /\/console\/cases\/[^/]+$/.test(url.pathname) && !url.pathname.endsWith(id))
  await consumer.getByRole('link', { name: '答复.pdf' }).first().waitFor()
  const concerned = await consumer.evaluate(async (about) => (await (await fetch('/api/v1/disputes?limit=200')).json()).items.some((d) => d.concerned === about), id)
  assert.ok(concerned)
})

await test('R20_3 a grant that runs out is renewed from its page, with what it was asked by', async () => {
  const grants = await consumer.evaluate(async () => {
    const me = (await (await fetch('/api/v1/sessions/current')).json()).user
    const org = me.org.id ?? me.org
    return (await (await fetch('/api/v1/grants?side=used&state=open&limit=200')).json()).items.filter((g) => g.org === org && g.valid_until && !g.renewal && !g.renewed_by)
  })
  const one = grants[0]
  assert.ok(one, 'the demo city has a grant with an end')
  await consumer.goto(`/console/cases/${one.case}`)
  await consumer.getByText('为约定期限，届满由平台自动终止', { exact: false }).waitFor()
  const cells = await consumer.locator('ol.days li').count()
  assert.ok(cells > 0 && cells <= 15, `${cells} cells`)
  await looksWell(consumer, 'clock-agreed')
  await consumer.goto(`/console/grants?side=used&sort=until&q=${one.purpose_code}`)
  const row = consumer.getByRole('listitem').filter({ hasText: one.purpose_code })
  await row.getByRole('button', { name: '续期', exact: true }).click()
  const dialog = consumer.getByRole('dialog')
  assert.equal(await dialog.locator('#s-purpose').inputValue(), one.purpose)
  await dialog.locator('#s-commitment').check()
  await looksWell(consumer, 'renew')
  await dialog.getByRole('button', { name: '续期', exact: true }).click()
  await consumer.waitForURL(/\/console\/cases\/[^/]+$/)
  await consumer.goto(`/console/grants?side=used&resource=${one.resource}`)
  await row.getByRole('link', { name: '续期申请办理中' }).waitFor()
  assert.equal(await row.getByRole('button', { name: '续期', exact: true }).count(), 0)
  await looksWell(consumer, 'grants-renewal')
})

await test('R20_3 a grant is suspended and resumed by its provider, taken back with its basis where it is listed, given up by its user', async () => {
  const { holder, share } = state
  const why = (words) => (d) => d.locator('#p-reason').fill(words)
  await holder.goto(`/console/cases/${share}`)
  await act(holder, '暂停', why('核查用途'))
  await holder.getByText('已暂停').first().waitFor()
  await consumer.goto(`/console/cases/${share}`)
  await consumer.getByText('核查用途').first().waitFor()
  await looksWell(consumer, 'share-suspended')
  await act(holder, '恢复', why('核查完毕'))
  await consumer.goto(`/console/cases/${share}`)
  await act(consumer, '终止使用')
  await consumer.getByText('已终止').first().waitFor()
  await looksWell(consumer, 'share-given-up')
  const grants = await holder.evaluate(async () => (await (await fetch('/api/v1/grants?side=provided&state=open&limit=200')).json()).items)
  const one = grants[0]
  await holder.goto(`/console/grants?side=provided&state=open&resource=${one.resource}`)
  const row = holder.getByRole('listitem').filter({ hasText: one.purpose_code })
  await row.getByRole('button', { name: '收回', exact: true }).click()
  const dialog = holder.getByRole('dialog')
  await dialog.locator('#why').fill('用途不符')
  await dialog.locator('#revoke-basis-law').fill('盐城市公共数据管理办法')
  await dialog.getByRole('button', { name: '收回' }).click()
  await dialog.getByRole('alert').first().waitFor()
  await looksWell(holder, 'revoke-refused')
  await dialog.locator('#revoke-basis-law').fill('中华人民共和国个人信息保护法')
  await dialog.locator('#revoke-basis-article').fill('第二十三条')
  await dialog.getByRole('button', { name: '收回' }).click()
  await holder.getByText('授权已收回').waitFor()
  await holder.goto(`/console/cases/${one.case}`)
  await holder.getByText('第二十三条').first().waitFor()
  await looksWell(holder, 'share-taken-back')
})

await test('R31_1 a scenario is registered, found, and tells what it uses and what came of it', async () => {
  await consumer.goto('/console/scenarios')
  await consumer.getByRole('link', { name: '政务服务一网通办' }).waitFor()
  await looksWell(consumer, 'scenarios')
  await consumer.getByRole('button', { name: '登记场景' }).click()
  const dialog = consumer.getByRole('dialog')
  const name = `欠薪治理 ${Date.now().toString(36)}`
  await dialog.locator('#sc-name').fill(name)
  await dialog.locator('#sc-kind').selectOption('cross_agency')
  await dialog.locator('#sc-description').fill('核对用工和工资支付情况')
  await dialog.locator('#sc-duty').fill('劳动保障监察')
  await looksWell(consumer, 'scenario-dialog')
  await dialog.getByRole('button', { name: '保存' }).click()
  await consumer.waitForURL(/\/console\/scenarios\/[^/]+$/)
  await consumer.getByText('还没有数据用在这个场景').waitFor()
  await consumer.locator('#r-result').fill('追回工资一批')
  await consumer.getByRole('button', { name: '填写成效' }).click()
  await consumer.getByText('追回工资一批').first().waitFor()
  await consumer.goto('/console/scenarios/gov-services')
  await consumer.getByRole('row').nth(1).waitFor()
  assert.equal(await consumer.getByRole('button', { name: '修改' }).count(), 0)
  await looksWell(consumer, 'scenario')
})

await test('R21_1 R20_3 what is met is catalogued by search and shared as it was narrowed, never more', async () => {
  const holder = await signIn(account('steward', 0))
  await holder.goto(`/console/cases/${state.case}`)
  const entry = await holder.evaluate(async (org) => {
    const list = (await (await fetch(`/api/v1/resources?org=${org}&state=published&form=table&limit=50`)).json()).items
    for (const r of list.filter((x) => x.data?.rows && x.share_type !== 'none')) {
      const whole = await (await fetch(`/api/v1/resources/${r.id}`)).json()
      const items = whole.items.filter((i) => i.share_type !== 'none')
      const nth = items.findIndex((i) => (i.grade ?? whole.grade ?? 1) <= 2)
      if (items.length > 2 && nth >= 0) return { title: whole.title, code: whole.code, item: items[nth].code, nth }
    }
    return null
  }, account('steward', 0).org)
  assert.ok(entry, 'the holder has a table that one person may agree to')
  await act(holder, '已编目', async (d) => {
    await d.locator('#p-entry').click()
    await d.locator('#p-entry').fill(entry.title)
    await holder.getByRole('option', { name: entry.title }).filter({ hasText: entry.code }).click()
    await looksWell(holder, 'demand-entry')
  })
  await act(holder, '已汇聚')
  await act(holder, '共享', async (d) => {
    await d.getByRole('checkbox', { name: /收窄共享范围/ }).check()
    await d.getByRole('table').getByRole('checkbox').first().waitFor()
    await d.getByRole('button', { name: '全不选' }).click()
    await d.locator('#p-reason').fill('其余信息项与所述用途无关')
    await d.locator('#p-basis-law').fill('中华人民共和国个人信息保护法')
    await d.locator('#p-basis-article').fill('第六条')
    await d.getByRole('button', { name: '共享', exact: true }).click()
    await d.getByText('已选择收窄共享范围，但还没有定下任何条件', { exact: false }).waitFor()
    await d.getByRole('table').getByRole('checkbox').nth(entry.nth).check()
    await looksWell(holder, 'demand-share')
  })
  await holder.getByText('已办结').first().waitFor()
  const made = await holder.evaluate(async (code) => (await (await fetch('/api/v1/grants?limit=50')).json()).items.find((g) => g.code === code), entry.code)
  assert.deepEqual(made.items, [entry.item], 'what was chosen, and nothing else')
})

await done()
