// @vitest-environment happy-dom

import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import * as app6 from '../../src/symbols/app6'
import {KINDS} from '../../src/symbols/kinds'
import {Sprites} from '../../src/symbols/sprites'

beforeEach(() => {
  const context = new Proxy({}, {get: () => () => {}, set: () => true})
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never)
  vi.stubGlobal('Path2D', class {})
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('sprites', () => {
  test('there is one for every kind in both sets, also when APP-6 has none', () => {
    const picture = vi.spyOn(app6, 'app6Picture').mockReturnValue(null)
    const sprites = new Sprites()
    for (const kind of KINDS) {
      for (const set of ['civil', 'app6'] as const) {
        const sprite = sprites.of(set, kind, [1, 2, 3], '', 'light', 1)
        expect([sprite.width > 20, sprite.upright]).toEqual([true, false])
      }
    }
    expect(picture).toHaveBeenCalledTimes(KINDS.length)
    sprites.of('app6', 'airliner', [9, 9, 9], '', 'light', 1)
    expect(picture).toHaveBeenCalledTimes(KINDS.length) // asked once
  })

  test('each is made once', () => {
    const sprites = new Sprites()
    expect(sprites.of('civil', 'glider', [1, 2, 3], '', 'dark', 2)).toBe(sprites.of('civil', 'glider', [1, 2, 3], '', 'dark', 2))
    expect(sprites.of('civil', 'glider', [1, 2, 4], '', 'dark', 2)).not.toBe(sprites.of('civil', 'glider', [1, 2, 3], '', 'dark', 2))
  })
})
