/* Chinese stands in the first file a page loads; English comes when asked for. */
import { createI18n } from 'vue-i18n'
import zh from './zh'

export type Lang = 'zh' | 'en'
export type Messages = typeof zh

const kept = (() => {
  try {
    return localStorage.getItem('lang')
  } catch {
    return null
  }
})()

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh } as Record<Lang, Messages>,
  missingWarn: import.meta.env.DEV,
})

export function locale(): Lang {
  return i18n.global.locale.value as Lang
}

export async function setLocale(lang: Lang): Promise<void> {
  if (lang === 'en' && !i18n.global.availableLocales.includes('en')) {
    i18n.global.setLocaleMessage('en', (await import('./en')).default)
  }
  i18n.global.locale.value = lang
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  try {
    localStorage.setItem('lang', lang)
  } catch {
    // A browser that keeps nothing still switches.
  }
}

/** The language of the address, then of the last visit. */
export async function startLocale(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('lang') ?? kept
  if (asked === 'en') await setLocale('en')
}

/** A word of the interface such as "conditional": its text, or itself when new. */
export function word(group: string, key: string | null | undefined): string {
  if (!key) return '–'
  const path = `${group}.${key.replace(/-/g, '_')}`
  return i18n.global.te(path) || i18n.global.te(path, 'zh') ? i18n.global.t(path) : key
}
