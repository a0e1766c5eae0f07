/* What a test needs before anybody clicks: entries, requests and rows made by the API, as
 * the people do who are signed in on these pages. */
import assert from 'node:assert/strict'

export const SHARED = { share_type: 'conditional', share_conditions: '仅限政务服务办理核验', share_reason: '涉及个人信息', share_basis: { law: '中华人民共和国个人信息保护法', level: 'law', article: '23' } }
export const ASKED = { purpose: '办理许可核验', scenario: '一网通办', commitment: true }

/** A call with the page's session: its answer, or a failure that shows what came instead. */
export async function call(page, method, path, body) {
  const got = await page.evaluate(async ([method, path, body]) => {
    const csrf = method === 'GET' ? '' : (await (await fetch('/api/v1/sessions/current')).json()).csrf
    const answer = await fetch(path, { method, headers: { 'X-CSRF-Token': csrf, ...(body ? { 'Content-Type': 'application/json' } : {}) }, body: body ? JSON.stringify(body) : undefined })
    return { status: answer.status, text: await answer.text() }
  }, [method, path, body])
  assert.ok(got.status < 300, `${method} ${path}: ${got.status} ${got.text}`)
  return got.text ? JSON.parse(got.text) : null
}
export const read = (page, path) => call(page, 'GET', path)
export const open = (page, process, subject, papers = {}) => call(page, 'POST', '/api/v1/cases', { process, ...(subject ? { subject } : {}), papers })
export const does = (page, id, act, papers = {}) => call(page, 'POST', `/api/v1/cases/${id}/acts`, { act, papers })

/** A table's entry, listed: reviewed by those of `reviewers` in turn. */
export async function publish(page, title, reviewers, more = {}) {
  const made = await call(page, 'POST', '/api/v1/resources', {
    title, abstract: '用于测试的许可登记信息。', keywords: ['许可'], form: 'table', update_cycle: 'daily', grade: 2, theme: 'market',
    share_type: 'unconditional', open_type: 'none', open_reason: '含个人信息，依法不予开放', open_basis: { law: '中华人民共和国个人信息保护法', level: 'law', article: '10' },
    items: [{ code: 'permit_no', name: '许可编号', type: 'string', length: 20, key: true }, { code: 'holder', name: '持有人', type: 'string', length: 50 }, { code: 'state', name: '状态', type: 'string', length: 10, nullable: true }], ...more })
  const review = await open(page, 'catalogue-review', { resource: made.id })
  for (const [reviewer, act] of reviewers) await does(reviewer, review.id, act)
  const now = await read(page, `/api/v1/resources/${made.id}`)
  assert.equal(now.state, 'published')
  return now
}

/** Rows of such a table, live. */
export async function load(page, resource, rows = 'permit_no,holder,state\nP-1,欧阳修文,有效\nP-2,李白,注销\n') {
  const batch = await page.evaluate(async ([id, rows]) => {
    const csrf = (await (await fetch('/api/v1/sessions/current')).json()).csrf
    const send = (url, method, headers, body) => fetch(url, { method, headers: { 'X-CSRF-Token': csrf, ...headers }, body })
    const bytes = new TextEncoder().encode(rows), tus = { 'Tus-Resumable': '1.0.0' }
    const where = (await send('/api/v1/uploads', 'POST', { ...tus, 'Upload-Length': String(bytes.length), 'Upload-Metadata': `filename ${btoa('data.csv')}` })).headers.get('location')
    await send(where, 'PATCH', { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' }, bytes)
    let batch = await (await send(`/api/v1/resources/${id}/batches`, 'POST', { 'Content-Type': 'application/json' }, JSON.stringify({ upload: where.split('/').pop(), mode: 'replace' }))).json()
    while (!['live', 'failed'].includes(batch.state)) {
      await new Promise((done) => setTimeout(done, 100))
      batch = await (await fetch(`/api/v1/batches/${batch.id}`)).json()
    }
    return batch
  }, [resource, rows])
  assert.equal(batch.state, 'live', JSON.stringify(batch))
  return batch
}
