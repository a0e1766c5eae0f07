import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '@/ui/tokens.css'
import '@/ui/base.css'
import './console.css'
import { i18n, startLocale } from '@/locale'
import App from './App.vue'
import { router } from './routes'

void startLocale().then(() => {
  createApp(App).use(createPinia()).use(i18n).use(router).mount('#app')
})
