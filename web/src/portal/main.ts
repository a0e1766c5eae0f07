import { createApp } from 'vue'
import '@/ui/tokens.css'
import '@/ui/base.css'
import './portal.css'
import { i18n, startLocale } from '@/locale'
import App from './App.vue'
import { router } from './routes'

void startLocale().then(async () => {
  const app = createApp(App).use(i18n).use(router)
  await router.isReady()
  app.mount('#app')
})
