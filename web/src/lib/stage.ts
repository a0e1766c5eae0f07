/* Who is signed in, for both faces: the portal's people and the console's staff
 * use the same sessions. */
import { computed, ref } from 'vue'
import { api, asProblem, setCsrf, type Problem } from '@/api/client'
import type { CaseFile, OrgRef, Session, User } from '@/api/model'

const user = ref<User | null>(null)
const known = ref(false)
const mustChange = ref(false)
const secondFactor = ref('none')

/** Remembers that somebody signed in here, so that strangers' visits ask nothing. */
function mark(signed: boolean): void {
  try {
    if (signed) localStorage.setItem('signed', '1')
    else localStorage.removeItem('signed')
  } catch {
    // Then the server is asked at the next visit, which is no harm.
  }
}

function take(session: Session | null): void {
  user.value = session?.user ?? null
  setCsrf(session?.csrf ?? '')
  mustChange.value = session?.must_change_password ?? false
  secondFactor.value = session?.second_factor ?? 'none'
  known.value = true
  mark(!!session)
}

/** A page that was left while it asked, or a network that is gone, ends no session. */
function lost(error: unknown): void {
  take(null)
  mark(asProblem(error).status !== 401)
}

let asking: Promise<void> | null = null
/** Ask the server once who we are; later calls wait for the same answer. */
export function recall(): Promise<void> {
  if (!asking && localStorage.getItem('signed') !== '1') {
    known.value = true
    return Promise.resolve()
  }
  asking ??= api.get<Session>('/api/v1/sessions/current').then(take, lost)
  return asking
}

export async function signIn(name: string, password: string, totp?: string): Promise<Problem | null> {
  try {
    const body = totp ? { name, password, totp } : { name, password }
    take(await api.post<Session>('/api/v1/sessions', body))
    asking = Promise.resolve()
    return null
  } catch (error) {
    return asProblem(error)
  }
}

export async function signOut(): Promise<void> {
  await api.delete('/api/v1/sessions/current').catch(() => undefined)
  take(null)
}

export function forgetUser(): void {
  take(null)
}

const org = computed<OrgRef | null>(() => {
  const o = user.value?.org
  if (!o) return null
  return typeof o === 'string' ? { id: o, name: user.value?.org_name ?? o } : o
})
const is = (role: string) => user.value?.roles.includes(role) ?? false
const can = (capability: string) => user.value?.capabilities.includes(capability) ?? false

/** After the password was changed: all capabilities are there. */
export async function refresh(): Promise<void> {
  take(await api.get<Session>('/api/v1/sessions/current').catch(() => null))
}

/** A violation is brought by the data's provider, an operator or an authority (Art. 35). */
export const bringsViolations = () => is('steward') || is('operator') || is('authority')

/** Who watches over a case's parties sees that its files are there, and takes none. */
export const takesFiles = (file: CaseFile) => is('operator') || is('authority') || [file.applicant?.org, file.provider?.org].includes(org.value?.id)

export const who = { user, org, known, mustChange, secondFactor, is, can }
