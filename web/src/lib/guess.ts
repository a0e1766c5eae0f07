/* Items proposed from a file. The server reads the file's content and guesses;
 * what comes back is marked as a guess until the steward confirms it. */
import { api } from '@/api/client'
import type { Item } from '@/api/model'
import { upload, type Progress } from '@/lib/tus'

export interface Guess {
  items: (Item & { why?: string; why_en?: string; examples?: string[] })[]
  encoding?: string
  header?: boolean | string
  rows?: number
}

export async function guessItems(file: File, onProgress: (p: Progress) => void): Promise<Guess> {
  const head = file.size > 1 << 20 ? new File([file.slice(0, 1 << 20)], file.name, { type: file.type, lastModified: file.lastModified }) : file
  const up = await upload(head, 'guess', onProgress)
  return api.post<Guess>(`/api/v1/uploads/${up.id}/guess`)
}
