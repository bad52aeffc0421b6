// @vitest-environment happy-dom

import {describe, expect, test, vi} from 'vitest'
import {Model} from '../src/model'
import {Transport} from '../src/transport'
import {SAMPLE} from './sample'
import {panel} from './support'

describe('transport by message', () => {
  test('answers find their question; those of others are left alone', async () => {
    const model = panel({resource_base: ''})
    const transport = new Transport(new Model(model))
    const asked = transport.ground(10, 47)
    const {id, type} = model.sent[0]
    expect(type).toBe('ground')
    model.fire('msg:custom', SAMPLE)
    model.fire('msg:custom', {some: 'other message'})
    model.fire('msg:custom', container({reply: id, elevation: 312.5, accuracy: null}))
    expect(await asked).toEqual({elevation: 312.5, accuracy: null})
  })

  test('two views of one model ask by different names', () => {
    const model = panel({resource_base: ''})
    const [a, b] = [new Transport(new Model(model)), new Transport(new Model(model))]
    void a.ground(1, 2).catch(() => {})
    void b.ground(1, 2).catch(() => {})
    expect(model.sent[0].id).not.toBe(model.sent[1].id)
    a.close()
    b.close()
  })

  test('an error of Python is an error here', async () => {
    const model = panel({resource_base: ''})
    const asked = new Transport(new Model(model)).resource('columns/x')
    model.fire('msg:custom', container({reply: model.sent[0].id, error: 'no such resource'}))
    await expect(asked).rejects.toThrow('columns/x: no such resource')
  })

  test('what was fetched early is not asked for again, and fails only where it is needed', async () => {
    const model = panel({resource_base: ''})
    const transport = new Transport(new Model(model))
    transport.prefetch(['columns/x'])
    const needed = transport.resource('columns/x')
    expect(model.sent).toHaveLength(1)
    model.fire('msg:custom', container({reply: model.sent[0].id, error: 'gone'}))
    await expect(needed).rejects.toThrow('columns/x: gone')
    void transport.resource('columns/x').catch(() => {})
    expect(model.sent).toHaveLength(2)
    transport.close()
  })

  test('what is lost on the way is asked for again, under the same name; an answer ends it', async () => {
    vi.useFakeTimers()
    try {
      const model = panel({resource_base: ''})
      const transport = new Transport(new Model(model))
      const asked = expect(transport.resource('columns/x')).rejects.toThrow('gone')
      await vi.advanceTimersByTimeAsync(50_000) // after 15 s and 45 s
      expect(model.sent.map(({id}) => id)).toEqual(Array(3).fill(model.sent[0].id))
      model.fire('msg:custom', container({reply: model.sent[0].id, error: 'gone'}))
      await asked
      await vi.advanceTimersByTimeAsync(600_000)
      expect(model.sent).toHaveLength(3)
      void transport.answer({type: 'file'}).catch(() => {}) // what is done by being asked is asked once
      await vi.advanceTimersByTimeAsync(600_000)
      expect(model.sent).toHaveLength(4)
      transport.close()
    } finally {
      vi.useRealTimers()
    }
  })

  test('a busy kernel is waited for, and told of; the ground under the pointer is not', async () => {
    vi.useFakeTimers()
    try {
      const model = panel({resource_base: ''})
      const slow = vi.fn()
      const transport = new Transport(new Model(model), slow)
      const asked = transport.resource('columns/x')
      const ground = expect(transport.ground(1, 2)).rejects.toThrow('within 60 s')
      const late = expect(transport.resource('columns/y')).rejects.toThrow('within 1800 s')
      await vi.advanceTimersByTimeAsync(61_000)
      await ground
      expect(slow).toHaveBeenCalledTimes(2)
      await vi.advanceTimersByTimeAsync(20 * 60_000)
      model.fire('msg:custom', container({reply: model.sent[0].id, error: 'answered'}))
      await expect(asked).rejects.toThrow('columns/x: answered')
      await vi.advanceTimersByTimeAsync(10 * 60_000)
      await late
      expect(slow).toHaveBeenCalledTimes(2)
    } finally {
      vi.useRealTimers()
    }
  })

  function container(meta: Record<string, unknown>): ArrayBuffer {
    const header = new TextEncoder().encode(JSON.stringify({meta, columns: []}))
    const all = new Uint8Array(8 + header.length)
    all.set(new TextEncoder().encode('LBC1'))
    new DataView(all.buffer).setUint32(4, header.length, true)
    all.set(header, 8)
    return all.buffer
  }
})
