/* The console's pages, each its own piece of code. */
import { nextTick, watch } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { signedOut } from '@/api/client'
import { forgetUser, recall, who } from '@/lib/stage'
import { i18n } from '@/locale'

const page = (path: string, name: string, component: RouteRecordRaw['component']): RouteRecordRaw =>
  ({ path, name, component, props: true, meta: { title: `nav.${name}` } }) as RouteRecordRaw

export const router = createRouter({
  history: createWebHistory('/console'),
  routes: [
    { path: '/', redirect: '/work' },
    { ...page('/sign-in', 'sign_in', () => import('./pages/SignInPage.vue')), meta: { title: 'nav.sign_in', open: true } },
    page('/work', 'work', () => import('./pages/WorkPage.vue')),
    page('/cases', 'cases', () => import('./pages/CasesPage.vue')),
    page('/cases/:id', 'case', () => import('./pages/CasePage.vue')),
    page('/catalogue', 'catalogue', () => import('./pages/CataloguePage.vue')),
    page('/catalogue/new', 'entry_new', () => import('./pages/EntryPage.vue')),
    page('/catalogue/:id', 'resource', () => import('./pages/ResourcePage.vue')),
    page('/catalogue/:id/edit', 'entry', () => import('./pages/EntryPage.vue')),
    page('/find', 'find', () => import('./pages/FindPage.vue')),
    page('/requests', 'requests', () => import('./pages/RequestsPage.vue')),
    page('/grants', 'grants', () => import('./pages/GrantsPage.vue')),
    page('/grants/:id/interface', 'grant_interface', () => import('./pages/GrantInterfacePage.vue')),
    page('/negative', 'negative', () => import('./pages/NegativePage.vue')),
    page('/changes', 'changes', () => import('./pages/ChangesPage.vue')),
    page('/changes/:id', 'change', () => import('./pages/ChangePage.vue')),
    page('/systems', 'systems', () => import('./pages/SystemsPage.vue')),
    page('/guidance', 'guidance', () => import('./pages/GuidancePage.vue')),
    page('/deliveries', 'deliveries', () => import('./pages/DeliveriesPage.vue')),
    page('/leak', 'leak', () => import('./pages/LeakPage.vue')),
    page('/demands', 'demands', () => import('./pages/DemandsPage.vue')),
    page('/coordinations', 'coordinations', () => import('./pages/CoordinationsPage.vue')),
    page('/disputes', 'disputes', () => import('./pages/DisputesPage.vue')),
    page('/corrections', 'corrections', () => import('./pages/CorrectionsPage.vue')),
    page('/supply', 'supply', () => import('./pages/SupplyPage.vue')),
    page('/matches', 'matches', () => import('./pages/MatchesPage.vue')),
    page('/violations', 'violations', () => import('./pages/ViolationsPage.vue')),
    page('/warnings', 'warnings', () => import('./pages/WarningsPage.vue')),
    page('/monitored', 'monitored', () => import('./pages/MonitoredPage.vue')),
    page('/answering', 'answering', () => import('./pages/AnsweringPage.vue')),
    page('/use', 'use', () => import('./pages/UsePage.vue')),
    page('/active-grants', 'active_grants', () => import('./pages/ActiveGrantsPage.vue')),
    page('/scenarios', 'scenarios', () => import('./pages/ScenariosPage.vue')),
    page('/scenarios/:code', 'scenario', () => import('./pages/ScenarioPage.vue')),
    page('/interfaces', 'interfaces', () => import('./pages/InterfacesPage.vue')),
    page('/channels', 'channels', () => import('./pages/ChannelsPage.vue')),
    page('/plan', 'plan', () => import('./pages/PlanPage.vue')),
    page('/assets', 'assets', () => import('./pages/AssetsPage.vue')),
    page('/assets/:org', 'assets_of', () => import('./pages/AssetsPage.vue')),
    page('/completeness', 'completeness', () => import('./pages/CompletenessPage.vue')),
    page('/completeness/:org', 'completeness_of', () => import('./pages/CompletenessOfPage.vue')),
    page('/releases', 'releases', () => import('./pages/ReleasesPage.vue')),
    page('/releases/:span', 'release', () => import('./pages/ReleasePage.vue')),
    page('/code-sets', 'code_sets', () => import('./pages/CodeSetsPage.vue')),
    page('/code-sets/:id', 'code_set', () => import('./pages/CodeSetPage.vue')),
    page('/classifications/:id?', 'classifications', () => import('./pages/ClassificationsPage.vue')),
    page('/elements', 'elements', () => import('./pages/ElementsPage.vue')),
    page('/elements/:code', 'element', () => import('./pages/ElementPage.vue')),
    page('/duplicates', 'duplicates', () => import('./pages/DuplicatesPage.vue')),
    page('/grading', 'grading', () => import('./pages/GradingPage.vue')),
    page('/grading/rules', 'grading_rules', () => import('./pages/GradingRulesPage.vue')),
    page('/record', 'record', () => import('./pages/RecordPage.vue')),
    page('/org-reforms', 'reforms', () => import('./pages/ReformsPage.vue')),
    page('/orgs', 'orgs', () => import('./pages/OrgsPage.vue')),
    page('/users', 'users', () => import('./pages/UsersPage.vue')),
    page('/keys', 'keys', () => import('./pages/KeysPage.vue')),
    page('/account', 'account', () => import('./pages/AccountPage.vue')),
    { path: '/:rest(.*)*', name: 'missing', component: () => import('./pages/MissingPage.vue'), meta: { title: 'common.missing_page' } },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

router.beforeEach(async (to) => {
  await recall()
  if (who.user.value && who.mustChange.value && to.name !== 'account' && !to.meta.open) return { name: 'account' }
  if (to.meta.open || who.user.value) return true
  return { name: 'sign_in', query: to.path === '/work' ? {} : { to: to.fullPath } }
})

router.afterEach((to, from, failure) => {
  if (failure) return
  document.title = `${i18n.global.t(to.meta.title as string)} · ${i18n.global.t('console.name')}`
  if (from.matched.length > 0 && to.path !== from.path) void nextTick(() => document.querySelector<HTMLElement>('main')?.focus())
})

/** The session ended while we worked: sign in again and come back here. */
watch(signedOut, () => {
  if (!who.user.value) return
  forgetUser()
  const to = router.currentRoute.value.fullPath
  void router.push({ name: 'sign_in', query: { to, ended: '1' } })
})
