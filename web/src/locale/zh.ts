// 界面上的全部中文。英文在 en.ts，键名必须一一对应（test/locale.test.mjs 检查）。
export default {
  common: {
    colon: '：',
    skip: '跳到正文', menu: '菜单', main_nav: '主导航', path: '当前位置', home: '返回首页', all: '查看全部', more: '更多', yes: '是', no_word: '否', no: '暂不',
    search: '搜索', filters: '筛选', clear: '清除条件', remove: '移除', sort: '排序', fewer: '收起', all_of: '全部 {n} 项', choose_all: '全选', choose_none: '全不选',
    next: '下一页', previous: '上一页', paging: '翻页', total: '共 {n} 条', loading: '正在加载', retry: '重试', save: '保存', saved: '已保存', cancel: '取消', confirm: '确认', sending: '正在提交…',
    copy: '复制', copied: '已复制', download: '下载', comma: '、', missing_page: '没有这个页面', missing_page_hint: '地址可能有误，或者页面已经移走。',
  },
  problem: {
    other: '操作没有成功（{status}）。', article: '依据：{article}', s0: '连接不上服务器，请检查网络。', s401: '请先登录。', s403: '您没有权限进行这项操作。', s404: '没有找到，或者您无权知道它是否存在。',
    s409: '当前状态下不能进行这项操作。', s412: '内容已被别人更新。', s413: '内容过大。', s422: '还缺少材料。', s429: '操作过于频繁。', s503: '系统繁忙，请稍后再试。', s507: '服务器存储空间不足，写入暂停。',
    next0: '网络恢复后请重试，已填写的内容不会丢失。', next401: '登录后将回到这一页。', next403: '如确有需要，请联系本机构管理员，或者向主管部门反映。', next404: '请核对地址，或者从列表重新进入。', next409: '请刷新页面，查看最新状态后再试。',
    next412: '请刷新页面后再修改，以免覆盖别人的改动。', next429: '请稍候片刻再试。', next503: '本次操作没有生效，可以稍后重试。', next507: '请联系运行管理机构；查询不受影响。',
  },
  sign_in: {
    lead: '使用本机构分配的工作账号登录。', name: '账号', password: '密码', show: '显示', hide: '隐藏', totp: '动态验证码', totp_hint: '手机验证器上的 6 位数字，或者一个备用码。', have_totp: '我有动态验证码',
    go: '登录', busy: '正在登录…', out: '退出', ended: '登录已失效，请重新登录，之后会回到刚才的页面。', portal: '返回公共数据开放网站',
  },
  console: { name: '公数工作台', unread: '{n} 条未读提醒' },
  nav: {
    sign_in: '登录', work: '我的工作', cases: '全部事项', case: '事项', catalogue: '数据目录', entry_new: '新建目录', resource: '数据资源', entry: '编辑目录', find: '找数据', requests: '共享申请', grants: '授权与用量',
    negative: '负面清单', changes: '目录更新', change: '目录更新', duplicates: '重复收集', channels: '通道归并', record: '存证检索', orgs: '组织机构', users: '用户与角色', account: '我的账号', keys: '系统密钥', group_mine: '办理', group_data: '数据', group_sharing: '共享', group_watch: '监督', group_admin: '管理',
  },
  role: {
    steward: '数据管理员', operator: '运行管理机构', authority: '主管部门', auditor: '审计管理员', sysadmin: '系统管理员', secadmin: '安全管理员', cyber: '网信部门', citizen: '公众', enterprise: '企业',
    applicant: '申请方', provider: '提供机构', county_operator: '县级公共数据运行管理机构', county_authority: '县级公共数据主管部门', city_operator: '市级公共数据运行管理机构', city_authority: '市级公共数据主管部门', time: '约定期限届满', platform: '平台自动办理',
  },
  share_type: { unconditional: '无条件共享', conditional: '有条件共享', none: '不予共享' },
  open_type: { unconditional: '无条件开放', conditional: '有条件开放', none: '不予开放' },
  share_about: { unconditional: '各机构提交申请即可使用。', conditional: '部分机构可用，或者只共享部分内容，由提供机构审核。', none: '依法不能共享。' },
  open_about: { unconditional: '任何人可以查看、下载和调用。', conditional: '由公众申请，签订利用协议后使用。', none: '依法保密或者禁止公开。' },
  open_meaning: { unconditional: '任何人都可以直接查看、下载和调用，无需申请。', conditional: '需要向提供机构申请，签订利用协议后使用。', none: '不对外开放。' },
  grade: { short: '{n} 级', g1: '1 级 · 不敏感', g2: '2 级 · 低敏感', g3: '3 级 · 较敏感', g4: '4 级 · 敏感' },
  theme: {
    education: '教育', technology: '科技', employment: '就业', social_security: '社会保障', natural_resources: '自然资源', environment: '生态环境', transport: '交通运输', agriculture: '农业农村', culture_tourism: '文化旅游', health: '卫生健康',
    emergency: '应急管理', market: '市场监管', statistics: '统计', medical_insurance: '医疗保障', finance: '金融', meteorology: '气象', credit: '信用',
  },
  region: {
    '320900': '市本级', '320902': '亭湖区', '320903': '盐都区', '320904': '大丰区', '320921': '响水县', '320922': '滨海县', '320923': '阜宁县', '320924': '射阳县', '320925': '建湖县', '320981': '东台市', '320971': '盐城经济技术开发区', '3209YN': '盐南高新区',
  },
  form: { table: '数据表', file: '文件', api: '接口', image: '图像', audio: '音频', video: '视频', spatial: '空间数据', e_licence: '电子证照', e_archive: '电子档案' },
  update_cycle: { realtime: '实时', daily: '每日', weekly: '每周', monthly: '每月', quarterly: '每季度', half_yearly: '每半年', yearly: '每年', irregular: '不定期', never: '不更新' },
  item_type: { string: '字符', integer: '整数', decimal: '小数', date: '日期', datetime: '日期时间', boolean: '是否', text: '长文本', geometry: '空间位置' },
  item_format: {
    resident_id: '公民身份号码', credit_code: '统一社会信用代码', org_code: '组织机构代码', bank_card: '银行卡号', mobile: '手机号', landline: '固定电话', phone: '电话号码', plate: '车牌号', postcode: '邮政编码', passport: '护照号', travel_permit: '通行证号', foreign_id: '外国人永久居留证号', date: '日期', division: '行政区划代码',
  },
  mask: { keep: '原样', id_number: '证件号脱敏', name: '姓名脱敏', mobile: '手机号脱敏', address: '地址脱敏', bank_card: '卡号脱敏', hash: '哈希', suppress: '不提供', verify: '仅供核验' },
  op: { eq: '等于', ne: '不等于', in: '属于', lt: '小于', le: '小于等于', gt: '大于', ge: '大于等于', between: '介于', prefix: '开头为', is_null: '为空' },
  resource_state: { draft: '草稿', in_review: '审核中', published: '已发布', retired: '已撤销', superseded: '历史版本' },
  grant_state: { open: '使用中', active: '使用中', suspended: '已暂停', ended: '已终止', revoked: '已收回', expired: '已到期', exhausted: '额度用完' },
  batch_state: { queued: '排队中', loading: '读取中', checking: '核查中', live: '已生效', failed: '未生效' },
  user_state: { active: '正常', disabled: '已停用', locked: '已锁定', new: '待首次登录' },
  catalogue_event: { created: '新建', create: '新建', changed: '修改', change: '修改', edited: '修改', submitted: '提交审核', submit: '提交审核', returned: '退回补正', return: '退回补正', published: '发布', publish: '发布', retired: '撤销', retire: '撤销', imported: '批量导入', withdrawn: '撤回', draft: '退回草稿', in_review: '进入审核' },
  basis: { law: '法律、法规名称', law_hint: '输入或者选择，例如 个人信息保护法', level: '效力层级', article: '条款', article_hint: '例如 第二十五条', too_low: '效力层级不够，这里只接受{levels}。', which: '须为{levels}。' },
  basis_level: { law: '法律', regulation: '法规', rule: '规章', other: '其他文件' },
  term_kind: { days: '限时办理', date: '约定日期', prompt: '及时办理', at_once: '立即办理' },
  term_about: {
    days: '自 {from} 起算（当日不计），{who}应当在 {n} 个工作日内办理。', date: '{who}承诺在约定日期前办结，自 {from} 起。', prompt: '{who}应当及时办理，自 {from} 起，法规没有规定天数。', at_once: '{who}应当立即办理，自 {from} 起，法规没有规定天数。',
  },
  due: {
    from_event: '起算：{event}。', beside: '{law}{article}规定 {n} 个工作日（{day}）。', binding: '从严适用', 
    late: '逾期 {n} 个工作日', today: '今天到期', left: '剩 {n} 个工作日', on: '{day}到期', until: '到期日 {day}', house: '平台约定', days: '期限逐日说明', last: '到期日', now: '今天', counts: '第 {n} 个工作日', not_counted: '不计入：{why}',
    provisional: '（暂定）', provisional_note: '这一年的放假安排尚未公布，到期日为暂定，公布后自动重新计算。',
  },
  work: {
    read_all: '全部已读', hello: '{name}，您好', late: '已逾期', soon: '两日内到期', waiting: '待我办理', asked: '我发起的', waiting_long: '等待我办理', asked_long: '我发起的事项', all_cases: '全部事项', notices: '提醒', no_notices: '没有新的提醒', none: '没有等待您办理的事项', none_hint: '新的审核、共享申请和整改任务会出现在这里，按到期日排列。',
  },
  case: {
    the_entry: '查看该目录',
    search: '搜索名称或者机构', due: '到期', moved: '最近办理', returned: '已退回补正', entry: '目录内容',
    on_record: '查看存证和回执', list_lead: '每一项办理都有状态、期限和完整的经过。', process: '事项类型', state: '状态', whose: '范围', any_process: '所有事项', any_state: '所有状态', all: '我可见的全部', only_late: '只看逾期', none: '没有符合条件的事项', none_hint: '换一个条件试试，或者从数据目录、找数据发起新的事项。',
    steps: '办理步骤', here: '当前', or: '也可能：', acts: '可以办理', nothing_for_you: '当前没有需要您办理的步骤。', missing: '还缺少：', clock: '办理期限', history: '办理经过', no_history: '还没有记录', subject: '事项对象', papers: '已提交材料', applicant: '发起机构', opened: '发起于', pack: '适用规则',
    number: '事项编号', under: '依据：{article}', no_papers: '这一步不需要提交材料。', risky: '提交后立即生效，并记入存证。', sure: '确定对“{title}”办理“{act}”吗？办理后立即生效，并记入存证。', did: '已办理：{act}', handed_in: '已提交', event_on: '事件发生于 {day}',
  },
  paper: {
    ground: '变更事由',
    purpose: '使用用途', scenario: '应用场景', commitment: '承诺真实、合规、安全', reason: '理由', basis: '法律依据', conditions: '共享条件', evidence: '佐证材料', event_on: '事件发生日期', agreement: '协议', seal_provider: '提供方盖章件', seal_consumer: '使用方盖章件', promised_on: '承诺办结日期',
    entry: '目录条目', finding: '核实结果', treatment: '处理方式', measure: '采取的措施', title: '标题', request_type: '申请类型', period: '使用期限', result_form: '成果形式', demand: '数据需求', holder: '数据持有机构', right: '涉及的权益', what_is_wrong: '错误情况', record_key: '记录标识', item: '信息项',
    correction: '更正内容', proposal: '协调意见', facts: '事实', plan: '计划', contract: '合同', confidentiality: '安全保密协议', statement: '说明', duty: '履行的职责或者提供的服务', filing: '备案文件', report: '报告', scope: '范围', addressee: '接收机构',
  },
  paper_hint: {
    purpose: '写明用于哪项工作、解决什么问题。每次调用都会与它核对。', scenario: '例如 一网通办 · 企业开办。', reason: '说明具体原因，不要重复法律条文。', evidence: '说明材料名称和要点。', promised_on: '写明具体日期，申请方会看到。',
  },
  conditions: {
    narrow: '收窄共享范围（不勾选则按申请全部同意）', narrow_hint: '可以只给部分信息项和部分数据行，设置脱敏、用量和期限。', items: '信息项', give: '提供', mask: '脱敏方式', rows: '数据行', add_row: '增加条件', all_rows: '不限，提供全部数据行。', only: '仅当', and: '并且', or: '或者', not: '非', join: '条件关系', item: '信息项',
    op: '比较', value: '值', values_hint: '多个值用逗号分开', quota: '用量', until: '有效期至', until_hint: '不填则长期有效，直到终止。',
  },
  quota: { rows: '数据行数', calls: '调用次数', subjects: '涉及人数', per: '计算周期', per_total: '合计', per_day: '每天', per_month: '每月', no_limit: '不限' },
  facet: { state: '状态', org: '提供机构', share_type: '共享类型', open_type: '开放类型', theme: '领域', grade: '分级', update_cycle: '更新频率', form: '形式', region: '区域', format: '格式' },
  catalogue: {
    lead: '全市公共数据目录。', mine_lead: '{org}编制和维护的目录。', whose: '范围', ours: '本机构', all: '全部', search: '搜索名称、摘要、信息项', none: '还没有目录', none_hint: '描述一张数据表：它是什么、从哪来、谁能用。可以从 CSV 文件自动提出信息项。',
  },
  find: { lead: '在全市共享目录中查找其他机构的数据，提交申请即可使用。', search: '要什么数据？例如 婚姻登记、不动产', none: '没有找到可共享的数据', none_hint: '换个说法试试。目录里没有的数据，可以由本级主管部门协调。' },
  requests: { lead: '别人向我们申请的，和我们向别人申请的。', in: '等待办理', out: '我们的申请', all: '全部', none_all: '没有共享申请', none_all_hint: '与本机构有关的共享申请都会列在这里。', none_in: '没有收到共享申请', none_in_hint: '其他机构申请使用本机构数据时，会出现在这里，并从送达起计算办理期限。', none_out: '还没有提交过申请', none_out_hint: '到“找数据”里查找需要的数据，填写用途和场景后提交。' },
  subscribe: {
    title: '申请使用：{title}', go: '申请使用', sent: '申请已提交', way_unconditional: '无条件共享：运行管理机构受理后即时开通。', way_conditional: '有条件共享：经运行管理机构转交提供机构，提供机构在 5 个工作日内答复。', way_none: '这项数据不予共享。',
    commitment: '承诺申请内容真实，数据只用于上述用途和场景，不提供给第三方，并落实安全保护措施。',
  },
  grant: {
    side_all: '全部', side_used: '我们使用的', side_provided: '我们提供的', one_resource: '只看一项数据', one_org: '只看一个机构', consumer: '使用机构', purpose_code: '用途代码', used_rows: '已用行数', used_calls: '已用次数',
    lead: '谁可以使用什么数据、用了多少、到什么时候。', none: '还没有授权', none_hint: '共享申请获得同意后，授权会出现在这里。', none_here: '还没有机构在使用', none_here_hint: '其他机构的申请获得同意后，会列在这里，可以随时收回。', details: '详情', items: '{n} 个信息项', until: '有效期至 {day}', used: '已调用 {calls} 次，{rows} 行',
    case: '查看申请经过', call: '调用示例', revoke: '收回', revoked: '授权已收回', revoke_title: '收回授权', revoke_text: '收回后一秒内停止向{org}提供“{code}”，正在传输的结果也会中断。收回视同不同意共享，须有理由和法律依据。',
  },
  change: { lead: '法律、法规修改或者机构职能变更之日起 15 个工作日内，相关目录应当更新。是否送审、是否通过由平台自动识别。', register: '登记变更', what: '变更事项', event: '变更日期', event_hint: '法律、法规修改或者职能变更本身的日期，不是登记的日期；期限从这一天起算。', whom: '涉及范围', named_entries: '指定目录', done: '进度', progress: '已完成 {done} / {of}', late: '逾期', late_n: '逾期 {n}', by: '登记人', at: '登记日期', due: '截止日期', entries: '涉及的目录', no_entries: '没有涉及的目录', none: '还没有登记变更', none_hint: '法律、法规或者职能有变更时在这里登记，每条相关目录自动立项并计算期限。', happened: '{day}变更', term: '登记后，每条相关目录成为一个待办事项，提供机构自变更之日起 15 个工作日内更新。', instrument: '法律、法规或者职能文件名称', all_of_org: '某机构的全部目录', these_entries: '指定目录', codes: '目录代码，用空格或者换行分开', note: '说明', registered: '已登记，涉及 {n} 条目录' },
  change_ground: { law: '法律、法规修改', duty: '机构职能变更', open_type: '开放属性变更', correction: '自行更正' },
  duplicate: { lead: '不同机构收集同一数据的，由主管部门明确收集机构，其他机构改为共享获取。平台按信息项、名称和主键取值自动比对。', run: '立即比对', running: '比对中…', ran: '比对完成，新发现 {n} 对', ask: '提请协调', asked: '已提请主管部门协调', one: '目录', other: '另一条目录', score: '相似度', items: '信息项', name: '名称', values: '主键取值', source: '收集机构', found: '发现日期', none: '没有发现重复收集', none_hint: '新目录发布后平台会自动比对，也可以立即比对。', code_one: '目录代码', code_other: '另一条目录代码', evidence: '重复收集的情况' },
  channel: {
    lead: '平台是唯一的交换通道。办法施行前已建的通道逐步归并，施行后新建的责令关闭。', register: '登记通道', registered: '已登记', law: '依照办法第 7 条，不得新建平台以外的交换通道。2022年12月1日以前建成的，登记后制定归并计划；以后建成的，由主管部门责令关闭。',
    route: '通道名称', ends: '两端', end_a: '一端', end_b: '另一端', end_hint: '机构和系统的名称', carries: '传输的数据', purpose: '用途', built_on: '建成日期', built_hint: '以验收或者投入使用的日期为准。', org: '建设机构', merge_on: '归并日期', late: '逾期', replaced_by: '替代的目录', search: '搜索名称、两端、数据', only_open: '只看未归并', only_late: '只看逾期',
    left: '{n} 条通道尚未归并，涉及 {orgs} 个机构', by_agency: '按机构统计', none: '没有登记的通道', none_hint: '本机构在平台以外还有交换数据的专线、接口或者介质的，请登记在这里。', entry_first: '先填写替代这条通道的目录代码。', no_grants: '这条目录没有本机构已开通的授权，请先申请共享。',
  },
  channel_count: { open: '未归并', existing: '无计划', planned: '有计划', checking: '核验中', forbidden: '违规新建', late: '逾期', merged: '已归并', closed: '已关闭' },
  duplicate_state: { open: '协调中', named: '已明确收集机构', switched: '已改为共享', none: '不构成重复' },
  negative: { search: '搜索名称、机构、法律', official: '完整清单（机器可读 CSV）', lead: '有条件共享和不予共享的数据，及其理由和依据。清单之外的数据应当无条件共享。', both: '全部类型', since: '列入日期', review: '下次评估', under_review: '正在评估', none: '负面清单为空', none_hint: '有条件共享、不予共享的目录经审核后列在这里。' },
  record: {
    take: '导出（NDJSON，记入存证）',
    lead: '平台上每一步处理都记入只增不改的存证树，任何人都能验证。', kind: '类别', any: '全部', from: '自', to: '至', resource: '资源编号', grant: '授权编号', case: '事项', principal: '人员或系统', org: '机构编号', outcome: '结果', index: '序号', at: '时间', who: '谁', what: '做了什么', about: '对象', amount: '数据量', none: '没有符合条件的记录', none_hint: '放宽时间或者条件再试。',
  },
  record_kind: { sign_in: '登录', refusal: '拒绝', release: '数据提供', outcome: '提供结果', admin_change: '账号与设置', key_change: '密钥与令牌', catalogue_change: '目录变更', import: '数据汇聚', export: '导出', case_act: '事项办理', grant_change: '授权变更', calendar: '工作日历', open_data: '开放', backup: '备份', verify: '核验', clock_fault: '时钟异常', erasure: '删除', software: '程序启动' },
  record_act: { submit: '提交', accept: '受理', agree: '同意', refuse: '不同意', approve: '审核通过', return: '退回', summarise: '汇总报送', forward: '提交市级', cancel: '撤回', retire: '撤销目录', expire: '到期', create: '新建', created: '新建', submitted: '提交审核', published: '发布', returned: '退回补正', retired: '撤销', cancelled: '撤回', changed: '修改', change: '修改', case_opened: '发起事项', revoke: '收回', open: '开通', close: '终止', suspend: '暂停', resume: '恢复', batch_asked: '送入数据', batch_live: '数据生效', batch_failed: '数据未生效', upload_complete: '上传完成', upload_removed: '放弃上传', release: '提供', download: '下载', downloads: '集中下载', import: '导入', element: '数据元', sign_in: '登录', sign_out: '退出', second_factor_on: '启用两步验证', second_factor_off: '停用两步验证', second_factor_offered: '设置两步验证' },
  record_outcome: { ok: '成功', done: '成功', allowed: '成功', refused: '拒绝', failed: '失败', cut: '中断' },
  receipt: {
    paste: '回执', hint: '每次数据调用返回的 Gongshu-Receipt 内容，或者其中的叶子哈希。', verify: '验证', busy: '正在验证…', unreadable: '这不是一条完整的回执，应当是“来源;序号;哈希”。', good: '验证通过：这次处理确实在存证树中。', bad: '验证不通过：计算出的树根与签名的检查点不一致。', place: '第 {index} 片叶子，树中共 {size} 片，经过 {steps} 步计算。', root: '树根',
    signed_good: '检查点的签名已在本浏览器核对无误。', signed_bad: '检查点的签名不是下面这把公钥的。', signed_unknown: '本浏览器不支持 Ed25519，签名没有核对；可以用 gongshu verify 核对。', key: '公钥',
  },
  upload: {
    title: '送入数据', mode: '方式', mode_replace: '全量替换', mode_append: '追加', mode_upsert: '按主键更新', encoding: '编码', header: '首行', header_yes: '是表头', header_no: '是数据', auto: '自动识别', drop: '选择文件，或者拖到这里', kinds: 'CSV、TSV、JSON Lines，大小不限，断开后可以续传', progress: '上传进度', waiting: '网络中断，恢复后自动继续', may_leave: '可以离开本页，之后选择同一文件继续上传。',
    resumed: '已从 {size} 处继续上传', pause: '暂停', unfinished: '“{name}”（{size}）没有传完，重新选择这个文件即可继续。', discard: '放弃',
  },
  batch: {
    lines: '下载待改正的行', mend: '改正时只改数据、保留表头，改好后方式选“追加”（有主键的可以选“按主键更新”），把这个文件送入。',
    list: '批次', none: '还没有送入数据', none_hint: '上传的文件逐行核对类型和格式，合格的一次性生效，不合格的单独列出，可以下载改正。', progress: '装载进度', reading: '已读 {rows} 行，{done} / {total}', read: '读取 {n} 行', live: '生效 {n} 行', rejected: '退回 {n} 行', rejects: '下载退回的行', problem: '问题', item: '信息项', count: '次数', example: '例如第几行',
    went_live: '新数据已生效，共 {n} 行', went_wrong: '这一批没有生效，原有数据不受影响', publish_first: '目录审核发布之后才能送入数据。',
  },
  batch_problem: {
    unclosed_quote: '引号没有闭合', nul_byte: '含有 NUL 字节，不是文本', field_too_long: '一个值超过 1 MiB', row_too_long: '一行超过 4 MiB', too_many_columns: '列数超过上限',
    missing: '必填，但为空', not_integer: '不是整数', not_decimal: '不是数值', not_date: '不是日期', no_such_day: '没有这一天', not_datetime: '不是日期时间', not_boolean: '不是“是否”值', not_geometry: '不是空间位置', too_long: '超过规定长度', too_many_decimals: '小数位数超过规定', out_of_range: '超出可存储的范围', not_text: '含有不能保存的字符', bad_format: '不符合规定格式', bad_check_digit: '校验位不对', repeated_key: '主键重复', column_count: '列数不符', unknown_column: '有信息项之外的字段', stray_quote: '引号位置不对', not_json: '不是 JSON 对象', bad_character: '文字编码不对', empty_file: '文件是空的', header_only: '只有表头，没有数据', other_columns: '表头与信息项不一致',
  },
  resource: {
    title: '资源名称', provider: '提供机构', share: '共享类型', open: '开放类型', items: '信息项', conditions: '共享条件', changed: '更新于', rows: '数据行数', data_version: '数据版本', refreshed: '数据更新', version: '第 {n} 版', versions: '目录版本', tab_about: '基本信息', tab_items: '信息项', tab_data: '数据与批次', tab_grants: '授权与用量', tab_versions: '版本与经过',
  },
  field: {
    title: '名称', abstract: '摘要', code: '编码', national_code: '目录代码', org: '提供机构', form: '形式', format: '格式', theme: '领域', update_cycle: '更新频率', grade: '安全分级', keywords: '关键字', source_system: '来源系统', duty: '对应职责', category: '分类代码', region: '区域代码', items: '信息项',
    collection_basis: '收集依据', collection_scope: '收集范围', collection_necessity: '收集必要性', share_type: '共享类型', share_conditions: '共享条件', share_reason: '理由', share_basis: '法律依据', open_type: '开放类型', open_conditions: '开放条件', open_reason: '理由', open_basis: '法律依据',
  },
  entry: {
    guess_seen: '有值 {filled} 行，例如 {example}', guess_empty: '这一列没有值，请自行核定',
    guess_about: '{filled} 个值中 {fitting} 个符合格式，例如 {example}', lead: '填写时自动保存。带星号的是提交审核必需的内容。', edit: '编辑目录', view: '查看', save: '保存', submit: '提交审核', saving: '正在保存…', saved: '已自动保存', saved_here: '草稿已保存在这台电脑上', not_saved: '还没有保存，请先处理标出的问题', submitted: '已提交审核', kept_as_draft: '已建立事项，材料还不齐全', in_review: '正在审核，退回或者审核通过之前不能修改。',
    what: '这是什么数据', title_hint: '写数据本身的名称，不要写系统名称；本机构内不重复。', code_hint: '字母、数字、- 和 _，建立后不能更改；不填由平台给出。', keywords_hint: '用空格分开。', collection: '收集依据、分类等更多内容', propose: '从文件提出信息项', guessed: '有 {n} 个信息项是根据文件内容推测的，请逐项核对确认。', confirm_all: '全部确认',
    share: '共享', open: '开放', share_law: '有条件、不予共享须有理由和法律、法规依据', open_law: '不能证明应当限制的，无条件开放', state: '完成情况', blocks: '提交前还需要', ready: '可以提交', all_there: '必需的内容都已填写', doubts: '提示',
  },
  item: {
    name: '名称', code: '代码', type: '类型', length: '长度', key: '主键', nullable: '可空', format: '格式', grade: '分级', mask: '建议脱敏', code_set: '代码集', element: '数据元', description: '说明', as_entry: '同目录', guessed: '推测', confirm: '确认', add: '增加信息项', up: '上移', down: '下移', none: '还没有信息项', none_hint: '逐项填写，或者选择一个数据文件，由平台读取内容后提出。',
    name_of: '第 {n} 项名称', code_of: '第 {n} 项代码', type_of: '第 {n} 项类型', length_of: '第 {n} 项长度', precision_of: '第 {n} 项小数位', key_of: '第 {n} 项是主键', nullable_of: '第 {n} 项可空', format_of: '第 {n} 项格式', remove_of: '删除第 {n} 项', code_form: '小写字母开头，只含小写字母、数字和下划线', code_reserved: '这个代码由平台保留', code_twice: '代码重复',
  },
  org: {
    lead: '共 {n} 个机构', pick: '输入机构名称', add: '登记机构', change: '变更', merge: '并入', close: '撤销', choose: '请选择一个机构', choose_hint: '左侧按隶属关系列出全部机构，可以搜索名称或者信用代码。', details: '机构信息', people: '查看人员', entries: '查看目录', parent: '上级机构', into: '并入到', level: '层级', kind: '性质', state: '状态',
    name: '机构名称', short_name: '简称', code: '统一社会信用代码', region: '区划代码', unit: '责任处室', person: '负责人', officer: '首席数据官', phone: '联系电话', close_text: '撤销“{name}”后，其人员、密钥和令牌不能再使用。', merge_text: '“{name}”的人员、下级机构、密钥和令牌将全部转入所选机构。',
  },
  org_level: { city: '市级', county: '县级', town: '乡镇', province: '省级' },
  org_kind: { agency: '公共管理和服务机构', authority: '公共数据主管部门', operator: '公共数据运行管理机构', department: '有关主管部门', government: '人民政府', other: '其他' },
  org_state: { active: '正常', merged: '已并入', closed: '已撤销' },
  org_event: { create: '登记', created: '登记', change: '变更', changed: '变更', rename: '更名', merge: '并入', merged: '并入', close: '撤销', closed: '撤销', absorb: '接收并入' },
  user: {
    lead: '系统管理、安全管理、审计管理三权分立，不能由同一人兼任。', add: '新建账号', search: '姓名或者账号', role: '角色', roles: '角色', any_role: '所有角色', one_org: '只看一个机构', person: '姓名', org: '所属机构', seen: '最近登录', never: '未登录', none: '没有符合条件的用户', reset: '重置密码', reset_text: '重置后“{name}”的现有会话全部失效，需用一次性密码登录。',
    disable: '停用', enable: '启用', disable_text: '停用后“{name}”立即退出，不能再登录。', hand: '移交', hand_text: '把这个人名下的事项和目录移交给同机构的另一个人。', hand_to: '接手人', secret: '一次性密码', secret_text: '请通过安全方式交给 {name}，{until} 前有效，只显示这一次。', exclusive: '系统管理员、安全管理员、审计管理员互斥。',
  },
  account: {
    totp_is_on: '已启用', totp_off: '停用', totp_off_done: '两步验证已停用', must_change: '这是一次性密码，请先设置自己的密码，再开始办理。', password: '修改密码', current: '当前密码', new: '新密码', again: '再次输入新密码', differ: '两次输入不一致', change: '修改', password_changed: '密码已修改', totp: '两步验证', totp_lead: '登录时除密码外，再输入手机验证器上的 6 位数字。', totp_begin: '开始设置', totp_secret: '在验证器中添加下面的密钥：', totp_open: '用本机验证器打开',
    recovery: '两步验证已启用。请保存备用码，每个只能用一次：', tokens: '访问令牌', token_name: '名称', expires: '有效期至', scopes: '范围', make: '生成令牌', token_once: '令牌只显示这一次，请立即保存：', no_tokens: '还没有令牌', revoke: '作废', revoked: '已作废', revoke_text: '作废“{name}”后，使用它的程序立即不能访问。',
  },
  key: {
    id: '密钥编号',
    lead: '业务系统以密钥签名调用数据接口。登记后由另一人核准方可使用。', add: '登记密钥', name: '系统名称', algorithm: '算法', public_key: '公钥（PEM）', addresses: '允许的来源地址', addresses_hint: '可填多个地址或网段，以逗号分隔；留空则不限。', anywhere: '不限', fingerprint: '指纹', none: '还没有登记密钥', none_hint: '在业务系统中生成密钥对，把公钥登记在这里；私钥不要离开系统。', asked: '已登记，等待核准', sure: '{act}“{name}”，立即生效。',
  },
  key_state: { asked: '待核准', active: '使用中', refused: '不予核准', revoked: '已吊销', ended: '已终止', replaced: '已替换' },
  scope: { data: '调用数据', catalogue: '目录', upload: '上传' },
  list: {
    columns: '显示列', take: '导出', taking: '正在导出',
  },
  next: {
    returned: '已退回补正。', edit: '修改目录', then_submit: '改好后回到这里，再次提交审核。', draft: '还没有提交。可以先修改目录，再提交审核。', refused: '可以调整用途、范围后重新申请。', again: '重新申请', dispute: '对处理结果有争议的，可以依照{article}提请公共数据主管部门协调。', open: '已经开通，可以调用。', given: '已经开通，对方可以调用。', grants: '授权、用量与调用方法',
  },
  developers: {
    title: '开发者', lead: '所有数据都可以由程序取用。下面的例子可以直接运行；完整的接口说明由服务器自己给出，与实际接口一致。', entrances: '入口', entrance_open: '开放数据：查找、预览、下载、逐行查询，无需密钥。', entrance_data: '共享数据：机构的业务系统按授权取用，脱敏、计量、留痕。', entrance_api: '目录、汇聚、办理、授权等全部管理功能。', entrance_record: '存证：检查点、树、证明，任何人可以验证。', examples: '可以运行的例子', way_open: '开放数据', way_open_about: '任何人、任何地方都可以运行。逐页读取时把 next_cursor 原样带回。', way_token: '共享数据 · 令牌', way_token_about: '令牌在工作台“我的账号”生成，范围选“调用数据”；用途代码在“授权与用量”查看。', way_signature: '共享数据 · 签名', way_signature_about: '按 RFC 9421 签名，每次请求都不能冒充或者重放。先用 openssl genpkey -algorithm ed25519 -out key.pem 生成密钥，把公钥登记在工作台“系统密钥”，由另一人核准。', manners: '约定', purpose: '用途', purpose_about: '调用 /data/v1 必须带 Gongshu-Purpose（授权的用途代码）；授权要求办件编号时还须带 Gongshu-Matter。', signing: '签名覆盖', signing_about: '{\'@\'}method、{\'@\'}authority、{\'@\'}path、{\'@\'}query，有正文时加 content-digest，带了的 gongshu-purpose、gongshu-matter；参数为 created、expires（相差不超过 120 秒）、nonce、keyid、tag="gongshu"。', refusals: '拒绝', refusals_about: 'application/problem+json：code 不变，detail 为中文、detail_en 为英文，article 是依据的条款，field 是有问题的字段。', paging: '翻页', paging_about: 'limit 最多 1,000；最后一页没有 next_cursor。目录、事项等列表带有准确的 total；/data/v1 不计总数。', formats: '格式', formats_about: '/data/v1 按 Accept 给出：一页 JSON，或者 text/csv、application/x-ndjson 的数据流，不写 limit 时连续给出全部行；授权收回时数据流在一秒内中断。', receipts: '回执', receipts_about: '每次数据调用返回 Gongshu-Receipt，可以在“全程记录”页验证。', limits: '限额', limits_about: '用量见 RateLimit-* 响应头；超出时为 429 和 Retry-After，超出部分不会提供。', once: '只做一次', once_about: 'POST 可带 Idempotency-Key：24 小时内重发得到同一个回答。', doors: '全部接口', find: '搜索地址或者说明', none: '没有这样的接口', open_to_all: '任何人可以调用。', needs: '需要登录、令牌或者签名；权限：{capability}。', parameter: '参数', place: '位置', type: '类型', any_item: '任意信息项代码', in_path: '路径', in_query: '查询', in_header: '请求头', body: '正文', reply: '回答', required: '必需', tag_data: '共享数据', tag_portal: '开放数据', tag_record: '存证', tag_ingest: '数据汇聚', tag_catalogue: '目录', tag_cases: '事项办理', tag_grants: '授权', tag_users: '用户', tag_sign_in: '登录', tag_organisations: '组织机构', tag_keys: '系统密钥', tag_law: '规则与日历', tag_pages: '页面', tag_operations: '运行', tag_tokens: '令牌', tag_notices: '提醒',
  },
  portal: {
    brand: '公数', name: '盐城市公共数据开放网站', search_label: '搜索数据集', search_hint: '搜索数据，例如 公交站点、企业登记', rows: '{n} 行', updated: '更新于',
    nav: { developers: '开发者', datasets: '数据集', record: '全程记录', my: '我的', console: '工作台' },
    home: {
      title: '首页', lead: '全市公共数据，一处查找，直接取用', sub: '各机构依法开放的数据，可以查找、预览、下载，也可以直接调用接口，全部免费。', count_datasets: '个数据集', count_rows: '行数据', count_interfaces: '个接口', count_orgs: '个机构', count_downloads: '次下载', domains: '优先开放的领域', domains_law: '办法第 29 条', newest: '最近更新', used: '近三十天下载最多', used_n: '下载 {n} 次', none_yet: '还没有开放的数据集。', regions: '按区域',
      how: '怎样使用', take: '直接取用', take_text: '无条件开放的数据，不用注册，下载 CSV、JSON，或者调用接口。', ask: '谁查过我', ask_text: '实名核验后，查看哪些机构、什么时候、为什么查询过您的信息。', need: '申请数据', need_text: '有条件开放的数据，向提供机构提出申请，机构即时或者在 10 个工作日内答复。', prove: '人人可验', prove_text: '每次数据处理都有回执，在浏览器里就能验证，不必相信任何人。',
    },
    datasets: { title: '数据集', found: '个数据集', results: '搜索结果', none: '没有找到符合条件的数据集', none_hint: '减少条件，或者换个说法再试。还没有无条件开放的数据，可以向提供机构申请（办法第 27 条）。', conditional: '查看有条件开放的数据', on_time: '按时更新', late: '逾期未更新', due: '应不晚于 {day} 更新' },
    facet: { theme: '领域', org: '提供机构', region: '区域', open_type: '开放类型', format: '格式', update_cycle: '更新频率' },
    sort: { fit: '相关程度', updated: '最近更新', rows: '数据量', title: '名称' },
    dataset: {
      items: '信息项', preview: '预览', download: '下载', api: '接口', about: '基本信息', back: '返回数据列表', updated: '数据更新', next_due: '下次更新', rows: '数据行数', version: '数据版本', licence: '使用许可', code: '目录代码', keywords: '关键字', cite: '引用方式', citation_line: '{org}. {title}（{code}）. 更新于{day}. {url}', conditional_note: '这项数据有条件开放，需要申请并签订利用协议。', machine: '供程序读取：',
      versions: '版本', version_no: '版本', live_at: '生效时间', mode: '方式', brought: '送入行数', load: { replace: '整体替换', append: '追加', upsert: '按主键更新' }, late: '已逾期', downloads: '下载次数', times: '{n} 次', no_rows: '还没有数据', preview_note: '显示前 {n} 行，点击列名排序。',
    },
    format: { csv_people: '适合用表格软件打开', csv: '逗号分隔，UTF-8', json: '一个 JSON 数组', ndjson: '每行一个 JSON 对象', xlsx: '电子表格', xml: 'XML', rdf: 'RDF', geojson: '空间数据' },
    api: { item: '按信息项查询', any: '不限', value: '等于', run: '运行', no_key: '无需注册和密钥。', answer: '返回结果', language: '语言', example: '调用示例' },
    record: {
      title: '全程记录', lead: '平台的每一步处理都写入只增不改的存证树。树根由平台签名公布，任何人都可以用回执验证某次处理确实被记录、没有被改动。', check: '验证回执', checkpoint: '最新检查点', size: '记录总数', origin: '来源', root: '树根', signed: '签名', how: '怎样验证',
      how1_title: '取得回执', how1: '每次数据调用都返回一条回执，写着来源、序号和叶子哈希。', how2_title: '取得路径', how2: '网页向平台要这片叶子到树根的相邻哈希。', how3_title: '自己计算', how3: '您的浏览器逐层计算出树根，不依赖平台的说法。', how4_title: '核对检查点', how4: '算出的树根与平台签名公布的检查点一致，说明记录在树中。浏览器支持时签名也一并核对，否则会写明没有核对；公钥可与从别处得到的对照。',
    },
    my: { join: '注册账号', kind: '身份', join_hint: '注册后由运行管理机构核验身份，方可查看谁查过您的信息。', title: '我的', lead: '查看哪些机构查询过您的信息。需要经过实名核验的账号。', sign_in: '登录', who_looked: '谁查过我的信息', when: '时间', org: '机构', data: '数据', purpose: '用途', receipt: '回执', none: '没有查询记录', none_hint: '有机构查询您的信息时，会在这里列出机构、时间和用途。' },
    footer: { about: '本网站由公共数据运行管理机构维护。数据由各机构提供，依法开放，免费使用，使用时请注明来源。', machines: '供程序使用', law: '监督', record: '验证存证', who_looked: '谁查过我的信息' },
  },
}
