import {describe, expect, test} from 'vitest'
import {frameBounds} from '../src/framing'
import {mercatorY} from '../src/mercator'

describe('framing', () => {
  const none = {left: 0, right: 0, top: 0, bottom: 0}

  test('bounds fill the free part', () => {
    const {longitude, zoom} = frameBounds([10, 46, 12, 48], 1000, 800, none)
    expect(longitude).toBeCloseTo(11)
    expect((mercatorY(46) - mercatorY(48)) * 512 * 2 ** zoom).toBeCloseTo(800)
  })

  test('a panel on the left moves the middle to the right', () => {
    expect(frameBounds([10, 46, 12, 48], 1000, 800, {...none, left: 300}).longitude).toBeLessThan(11)
  })

  test('over the antimeridian, written either way', () => {
    expect(frameBounds([176, -18, 184, -15], 900, 600, none).longitude).toBeCloseTo(180)
    expect(frameBounds([176, -18, -176, -15], 900, 600, none).longitude).toBeCloseTo(180)
  })

  test('a point and the whole world', () => {
    expect(frameBounds([10, 47, 10, 47], 900, 600, none).zoom).toBe(13)
    expect(frameBounds([-180, -90, 180, 90], 900, 600, none).zoom).toBeGreaterThanOrEqual(0.5)
  })
})
