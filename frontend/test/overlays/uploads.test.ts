import {describe, expect, test} from 'vitest'
import {base64, LARGEST, upload} from '../../src/overlays/uploads'

const file = (bytes: Uint8Array, name = 'a.geojson') => new File([bytes as Uint8Array<ArrayBuffer>], name)
const bytes = Uint8Array.from({length: 2500}, (_, i) => i % 256)

function host(answers: (message: Record<string, unknown>) => Record<string, unknown>) {
  const sent: Record<string, unknown>[] = []
  const shares: (number | null)[] = []
  return {sent, shares, ask: async (message: Record<string, unknown>) => (sent.push(message), answers(message)), progress: (_: string, share: number | null) => void shares.push(share)}
}

describe('a file', () => {
  test('goes in parts, one after the other', async () => {
    const python = host(({type}) => (type === 'upload' ? {upload: 'k', part: 1000} : type === 'upload-end' ? {layer: 'dropped-1'} : {}))
    expect(await upload(file(bytes), python)).toEqual({layer: 'dropped-1'})
    expect(python.sent.map(({type}) => type)).toEqual(['upload', 'upload-part', 'upload-part', 'upload-part', 'upload-end'])
    expect(python.sent[0]).toEqual({type: 'upload', name: 'a.geojson', size: 2500})
    const arrived = python.sent.slice(1, 4).map(({data}) => atob(data as string)).join('')
    expect(Uint8Array.from(arrived, letter => letter.charCodeAt(0))).toEqual(bytes)
    expect(python.shares).toEqual([0, 0.4, 0.8, 1, null])
  })

  test('that is too large is refused before anything is sent', async () => {
    const python = host(() => ({}))
    const large = {name: 'a.tif', size: LARGEST + 1} as File
    expect(await upload(large, python)).toMatchObject({error: {values: {name: 'a.tif', most: 200}}})
    expect(python.sent).toEqual([])
  })

  test.each(['upload', 'upload-part', 'upload-end'])('of which %s fails ends with the sentence', async at => {
    const error = {template: '{name} is empty', values: {name: 'a'}}
    const python = host(({type}) => (type === at ? {error} : {upload: 'k', part: 1000, layer: 'x'}))
    expect(await upload(file(bytes), python)).toEqual({error})
    expect(python.sent[python.sent.length - 1].type).toBe(at)
  })
})

test('base64 joins over its pieces', () => {
  const long = Uint8Array.from({length: 100_001}, (_, i) => (i * 7) % 256)
  expect(atob(base64(long)).length).toBe(long.length)
  expect(base64(new Uint8Array(0))).toBe('')
})
