/* The portal's pages. Home and list come with the first load, the rest when needed. */
import { nextTick } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { i18n } from '@/locale'
import HomePage from './HomePage.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'home', component: HomePage, meta: { title: 'portal.home.title' } },
    { path: '/datasets', name: 'datasets', component: () => import('./DatasetsPage.vue'), meta: { title: 'portal.datasets.title' } },
    { path: '/datasets/:code', name: 'dataset', component: () => import('./DatasetPage.vue'), props: true, meta: { title: 'portal.datasets.title' } },
    { path: '/releases', name: 'releases', component: () => import('./ReleasesPage.vue'), meta: { title: 'portal.releases.title' } },
    { path: '/releases/:span', name: 'release', component: () => import('./ReleasePage.vue'), props: true, meta: { title: 'portal.releases.title' } },
    { path: '/notices', name: 'notices', component: () => import('./NoticesPage.vue'), meta: { title: 'portal.notices.title' } },
    { path: '/use', name: 'use', component: () => import('./UsePage.vue'), meta: { title: 'portal.use.title' } },
    { path: '/plan', name: 'plan', component: () => import('./PlanPage.vue'), meta: { title: 'portal.plan.title' } },
    { path: '/record', name: 'record', component: () => import('./RecordPage.vue'), meta: { title: 'portal.record.title' } },
    { path: '/developers', name: 'developers', component: () => import('./DevelopersPage.vue'), meta: { title: 'developers.title' } },
    { path: '/my', name: 'my', component: () => import('./MyPage.vue'), meta: { title: 'portal.my.title' } },
    { path: '/:rest(.*)*', name: 'missing', component: () => import('./MissingPage.vue'), meta: { title: 'common.missing_page' } },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

export function setTitle(text: string): void {
  document.title = `${text} · ${i18n.global.t('portal.name')}`
}

router.afterEach((to, from, failure) => {
  if (failure) return
  if (to.name !== 'dataset' && to.name !== 'release') setTitle(i18n.global.t(to.meta.title as string))
  if (from.matched.length > 0 && to.path !== from.path) void nextTick(() => document.querySelector<HTMLElement>('main')?.focus())
})
