/* How many notices are unread, for the bell and for the page of work. */
import { ref } from 'vue'
import { api } from '@/api/client'
import type { Listing, Notice } from '@/api/model'
import { who } from '@/lib/stage'

export const unread = ref(0)

export async function countUnread(): Promise<void> {
  if (!who.user.value || !who.can('notice-read')) return
  const list = await api.get<Listing<Notice>>('/api/v1/notices', { limit: 1, unread: 1 }).catch(() => null)
  unread.value = list?.total ?? 0
}
