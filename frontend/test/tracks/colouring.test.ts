import {describe, expect, test} from 'vitest'
import {MOST_NAMED} from '../../src/palettes'
import {namedPerTrack, occurring, paintsFor, type Layer} from '../../src/tracks/colouring'
import {STRIDE} from '../../src/tracks/data'
import {paintColour, shareOf, UNKNOWN_BELOW, valueAt} from '../../src/tracks/paint'
import {thin} from '../../src/tracks/thinning'
import {fromSi} from '../../src/quantities'
import {UNKNOWN_COLOUR} from '../../src/palettes'
import {randomTracks} from './random'
import {made} from './support'

const two = (): Layer[] => [{data: randomTracks(1)}, {data: randomTracks(2)}]

describe('scales', () => {
  test('one for all layers, of round numbers in the unit shown', () => {
    const [a, b] = paintsFor('speed', two(), '', 'aviation')
    expect(a.scale).toEqual(b.scale)
    for (const end of a.scale) expect(fromSi(end, 'speed', 'aviation') % 5).toBeCloseTo(0, 6)
    expect(paintsFor('speed', two(), '', 'metric')[0].scale).not.toEqual(a.scale)
  })

  test('of vertical rates lie around zero', () => {
    const [{scale: [low, high], ramp}] = paintsFor('vertical_rate', two(), '', 'aviation')
    expect(low).toBe(-high)
    expect(ramp).toBe('diverging')
  })

  test('of time run from the first fix of all layers to the last', () => {
    const [{scale}] = paintsFor('time', [{data: made([[0, 0, 50, 0], [1, 1, 90, 0]])}, {data: made([[0, 0, 20, 0], [1, 1, 70, 0]])}], '', 'metric')
    expect(scale).toEqual([20, 90])
  })
})

describe('columns', () => {
  const data = made([[0, 0, 0, 0], [9, 0, 10, 0], [20, 0, 20, 0]], [[0, 9, 0, 0], [9, 9, 10, 0]])

  test('of numbers are interpolated; what is unknown stays so', () => {
    const [paint] = paintsFor('column:x', [{data, column: {kind: 'number', values: [1, 3, NaN, 5, 5]}}], '', 'metric')
    expect(valueAt(paint, data, 0, 1, 0.5)).toBe(2)
    expect(valueAt(paint, data, 1, 2, 0.5)).toBeNaN()
    expect(paintColour(paint, NaN, 'dark')).toEqual(UNKNOWN_COLOUR.dark)
    expect([shareOf(paint, 1), shareOf(paint, 5)]).toEqual([0, 1])
  })

  test('of texts are steps, the most frequent first in all layers alike', () => {
    const layers: Layer[] = [
      {data, column: {kind: 'category', per: 'fix', categories: ['b', 'a'], codes: [1, 1, 0, 0, 255]}},
      {data, column: {kind: 'category', per: 'track', categories: ['a'], codes: [0, 254]}},
    ]
    const [first, second] = paintsFor('column:x', layers, '', 'metric')
    expect(first.categories).toEqual(second.categories)
    expect(first.categories[valueAt(first, data, 0, 1, 0.9)]).toBe('a')
    expect(second.categories[valueAt(second, data, 0, 1, 0)]).toBe('a')
    expect(valueAt(first, data, 4, 4, 0)).toBeNaN()
    expect(occurring(first, data)).toEqual({ranks: [0, 1], others: [], unknown: true})
    expect(occurring(second, data)).toEqual({ranks: [0], others: [254], unknown: false})
  })

  test('a small layer has its share of the colours', () => {
    const big = {data: randomTracks(1, 200), column: namedPerTrack(Array.from({length: 200}, (_, i) => `big ${i % 9}`), 200)}
    const small = {data: randomTracks(2, 2), column: namedPerTrack(['rare', 'rare'], 2)}
    const [, paint] = paintsFor('column:x', [big, small], '', 'metric')
    expect(paint.categories.indexOf('rare')).toBeLessThan(MOST_NAMED)
  })

  test('a layer without the column is unknown', () => {
    const [, without] = paintsFor('column:x', [{data, column: {kind: 'number', values: [1, 2, 3, 4, 5]}}, {data, column: null}], '', 'metric')
    expect(valueAt(without, data, 0, 1, 0)).toBeNaN()
  })
})

test('thinning keeps the values shown within their slack, and every change of a category', () => {
  const data = randomTracks(3, 4, 400)
  const values = Float32Array.from({length: data.fixCount}, (_, i) => (i % 97 < 4 ? -1e30 : 100 * Math.sin(i / 40)))
  const check = (shown: Float32Array, slack: number) => {
    const {kept, start} = thin(data, 1e9, 1e9, {values: shown, slack})
    for (let track = 0; track < data.count; track++) {
      for (let k = start[track]; k < start[track + 1] - 1; k++) {
        const [a, b] = [kept[k], kept[k + 1]]
        for (let i = a + 1; i < b; i++) {
          const share = (data.fixes[STRIDE * i + 2] - data.fixes[STRIDE * a + 2]) / (data.fixes[STRIDE * b + 2] - data.fixes[STRIDE * a + 2])
          expect(shown[i] < UNKNOWN_BELOW).toBe(shown[a] < UNKNOWN_BELOW)
          if (shown[i] > UNKNOWN_BELOW) expect(Math.abs(shown[a] + share * (shown[b] - shown[a]) - shown[i])).toBeLessThanOrEqual(slack + 1e-3)
        }
      }
    }
    return kept.length
  }
  expect(check(values, 5)).toBeLessThan(data.fixCount)
  expect(check(Float32Array.from(values, value => (value < 0 ? 3 : 7)), 0)).toBeLessThan(data.fixCount)
})
