/* What failed at a provider's interface, in the reader's words. */
import type { InterfaceFailure } from '@/api/model'
import { word } from '@/locale'

export const failureWords = (f: InterfaceFailure, item: (code: string) => string = (code) => code): string =>
  [word('interface_fault', f.fault), f.status ? `HTTP ${f.status}` : '', f.item ? item(f.item) : ''].filter(Boolean).join(' · ')
