// Sends files to Python, part by part, each when the one before has arrived.

import type {Sentence} from '../scene'

/** As Python's: said before anything is sent. */
export const LARGEST = 200_000_000

export interface UploadHost {
  /** Sends a message and gives the `meta` of its answer. */
  ask: (message: Record<string, unknown>) => Promise<Record<string, unknown>>
  /** `share` 0..1; null: all is sent, Python reads. */
  progress: (name: string, share: number | null) => void
}

/** Resolves with the new layer's id, or with the sentence that says why there is none. */
export async function upload(file: File, host: UploadHost): Promise<{layer: string} | {error: Sentence}> {
  if (file.size > LARGEST) {
    return {error: {
      template: '{name} has {size} MB; a dropped file may have at most {most} MB: add it in Python with picture.add_overlay(…)',
      values: {name: file.name, size: Math.round(file.size / 1e6), most: LARGEST / 1e6},
    }}
  }
  host.progress(file.name, 0)
  const begun = await host.ask({type: 'upload', name: file.name, size: file.size})
  if (begun.error) return {error: begun.error as Sentence}
  const part = begun.part as number
  for (let at = 0; at < file.size; at += part) {
    const data = base64(new Uint8Array(await file.slice(at, at + part).arrayBuffer()))
    const answer = await host.ask({type: 'upload-part', upload: begun.upload, data})
    if (answer.error) return {error: answer.error as Sentence}
    host.progress(file.name, Math.min(1, (at + part) / file.size))
  }
  host.progress(file.name, null)
  const ended = await host.ask({type: 'upload-end', upload: begun.upload})
  return ended.error ? {error: ended.error as Sentence} : {layer: String(ended.layer)}
}

const PIECE = 32_766 // a multiple of three, so that the pieces join

export function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE) text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE)))
  return text
}
