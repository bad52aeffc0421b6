import {afterEach, describe, expect, test, vi} from 'vitest'
import {AlertSignal} from '../../src/live/alert-signal'
import {LiveFeed} from '../../src/live/feed'

/** A container of the one column that a test of asking needs: none. */
function container(meta: Record<string, unknown>): ArrayBuffer {
  const header = new TextEncoder().encode(JSON.stringify({meta, columns: []}))
  const bytes = new Uint8Array(8 + header.length)
  new DataView(bytes.buffer).setUint32(0, 0x3143424c, true)
  new DataView(bytes.buffer).setUint32(4, header.length, true)
  bytes.set(header, 8)
  return bytes.buffer
}

describe('asking for what is new', () => {
  afterEach(() => vi.useRealTimers())

  test('each question names what is known; a server that is gone is told of once, and asked again', async () => {
    vi.useFakeTimers()
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const asked: string[] = []
    const reached: boolean[] = []
    const taken: number[] = []
    const answers: (() => Response)[] = [
      () => new Response(container({last: 3, epoch: 'x'})),
      () => { throw new TypeError('gone') },
      () => new Response('', {status: 503}),
      () => new Response(container({last: 5, epoch: 'x'})),
    ]
    const fetch = vi.fn(async (url: string) => {
      asked.push(url)
      const next = answers.shift()
      return next ? next() : new Promise<Response>(() => {})
    })
    const feed = new LiveFeed({address: './live', take: answer => taken.push(answer.meta.last), reached: on => reached.push(on), fetch: fetch as never})
    await vi.advanceTimersByTimeAsync(5000)
    expect(asked).toEqual(['./live?after=0&epoch=', './live?after=3&epoch=x', './live?after=3&epoch=x', './live?after=3&epoch=x', './live?after=5&epoch=x'])
    expect(taken).toEqual([3, 5])
    expect(reached).toEqual([false, true])
    feed.close()
  })
})

describe('new alerts', () => {
  const signal = () => {
    const page = {title: 'Lage'}
    const rings: number[] = []
    const found = new AlertSignal(() => page.title, title => { page.title = title }, () => rings.push(1))
    return {page, rings, found}
  }

  test('stand in the title, and sound once each', () => {
    const {page, rings, found} = signal()
    found.tell({unseen: 2, raised: 7})
    expect([page.title, rings.length]).toEqual(['(2) Lage', 0]) // they were there before
    found.tell({unseen: 2, raised: 7})
    found.tell({unseen: 3, raised: 9})
    expect([page.title, rings.length]).toEqual(['(3) Lage', 1])
    found.tell({unseen: 0, raised: 9})
    expect(page.title).toBe('Lage')
    found.close()
  })

  test('are silent where nobody wants to hear them', () => {
    const {rings, found} = signal()
    found.tell({unseen: 0, raised: 0})
    found.setSound(false)
    found.tell({unseen: 1, raised: 3})
    expect(rings).toEqual([])
    expect(found.sound).toBe(false)
    found.setSound(true)
    expect(rings.length).toBe(1) // to hear what it will be
  })
})
