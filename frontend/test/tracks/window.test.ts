import {describe, expect, test} from 'vitest'
import {everyFix} from '../../src/tracks/thinning'
import {ALWAYS, collect, lastAtOrBefore, Segments, trailWindow} from '../../src/tracks/window'
import {made, pairs} from './support'

describe('window', () => {
  const data = made([[0, 0, 0, 0], [10, 0, 10, 0], [20, 0, 20, 0], [30, 0, 300, 0], [40, 0, 310, 0]])
  const all = everyFix(data, 0)

  test('segments touch the window; gaps are left out', () => {
    expect(pairs(collect(data, all, ALWAYS, null, new Segments()))).toEqual([[0, 1], [1, 2], [3, 4]])
    expect(pairs(collect(data, all, {from: 12, to: 15}, null, new Segments()))).toEqual([[1, 2]])
    expect(pairs(collect(data, all, {from: 30, to: 200}, null, new Segments()))).toEqual([])
  })

  test('segments out of view are left out', () => {
    const box = {west: 12, east: 18, north: -5, south: 5}
    expect(pairs(collect(data, all, ALWAYS, [box], new Segments()))).toEqual([[1, 2]])
    expect(pairs(collect(data, all, ALWAYS, [{...box, west: 100, east: 200}], new Segments()))).toEqual([])
  })

  test('a trail of 0 shows everything', () => {
    expect(trailWindow(500, 0)).toEqual(ALWAYS)
    expect(trailWindow(500, 60)).toEqual({from: 440, to: 500})
  })

  test('binary search finds the last position not after a time', () => {
    const times = [1, 3, 3, 9]
    const find = (time: number) => lastAtOrBefore(i => times[i], 0, 4, time)
    expect([0, 1, 2, 3, 8, 9, 10].map(find)).toEqual([-1, 0, 0, 2, 2, 3, 3])
  })

  test('the list of segments grows', () => {
    const segments = new Segments()
    for (let i = 0; i < 100_000; i++) segments.add(i, i + 1)
    expect([segments.count, segments.pairs[199_998], segments.pairs[199_999]]).toEqual([100_000, 99_999, 100_000])
  })
})
