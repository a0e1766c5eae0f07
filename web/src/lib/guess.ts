/* Items proposed from a file. The server reads the first part of the file's
 * content and guesses; what comes back is marked until the steward confirms it. */
import { api } from '@/api/client'
import type { Proposal } from '@/api/model'
import { forget, upload, type Progress } from '@/lib/tus'

const ENOUGH = 4 << 20

/** A workbook is one piece: half of it says nothing. */
const isBook = (file: File) => /\.xlsx$/i.test(file.name)

export async function guessItems(file: File, onProgress: (p: Progress) => void, sheet?: string): Promise<Proposal> {
  const part = file.size > ENOUGH && !isBook(file) ? new File([file.slice(0, ENOUGH)], file.name, { type: file.type, lastModified: file.lastModified }) : file
  const up = await upload(part, 'guess', onProgress)
  try {
    return await api.post<Proposal>(`/api/v1/uploads/${up.id}/proposal`, sheet ? { sheet } : {})
  } finally {
    void forget('', up.location)
  }
}
