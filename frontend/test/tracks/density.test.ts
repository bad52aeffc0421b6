import {describe, expect, test} from 'vitest'
import {STRIDE, type TrackData} from '../../src/tracks/data'
import {densityOf, gridOf, isBlot, shareOf, topOf, type Grid} from '../../src/tracks/density'
import {densityColour, densityTexels} from '../../src/tracks/density-ramp'
import {NO_FILTER, resolve} from '../../src/tracks/filtering'
import {all} from '../../src/tracks/thinning'
import {ALWAYS, collect, Segments} from '../../src/tracks/window'
import {contrast} from '../../src/contrast'
import {WORLD} from '../../src/mercator'
import {made} from './support'

const GRID: Grid = {cell: 100, west: 0, north: 0, columns: 10, rows: 8}

const segments = (data: TrackData) => collect(data, all(data), ALWAYS, null, new Segments())
const sum = (cells: Float32Array) => cells.reduce((a, b) => a + b, 0)

/** Fixes every ten ticks of a second, going about in the grid and a little beyond it. */
function wandering(count: number, fixes = 60): TrackData {
  let seed = 11
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647
  const tracks = Array.from({length: count}, () => Array.from({length: fixes}, (_, i): [number, number, number, number] => [
    Math.round(random() * 1000), Math.round(random() * 800), 10 * i, 1000 + 10 * i]))
  return {...made(...tracks), tick: 1000}
}

describe('density', () => {
  test('all seconds flown within the grid are in it', () => {
    const data = wandering(5)
    expect(sum(densityOf(data, segments(data), ALWAYS, NO_FILTER, GRID, 'seconds', [0]))).toBeCloseTo(5 * 59 * 10, 1)
  })

  test('cells hold what sampling finds', () => {
    const data = wandering(3, 20)
    const expected = new Float64Array(80)
    const tracks = Array.from({length: 80}, () => new Set<number>())
    const samples = 2000
    const list = segments(data)
    for (let k = 0; k < list.count; k++) {
      const [a, b] = [list.pairs[2 * k], list.pairs[2 * k + 1]]
      for (let i = 0; i < samples; i++) {
        const share = (i + 0.5) / samples
        const at = (offset: number) => data.fixes[STRIDE * a + offset] + share * (data.fixes[STRIDE * b + offset] - data.fixes[STRIDE * a + offset])
        const cell = Math.floor(at(1) / 100) * 10 + Math.floor(at(0) / 100)
        if (at(0) >= 1000 || at(1) >= 800) continue
        expected[cell] += 10 / samples
        tracks[cell].add(Math.floor(a / 20))
      }
    }
    densityOf(data, list, ALWAYS, NO_FILTER, GRID, 'seconds', [0]).forEach((value, cell) => expect(Math.abs(value - expected[cell])).toBeLessThan(0.2))
    densityOf(data, list, ALWAYS, NO_FILTER, GRID, 'flights', [0]).forEach((value, cell) => expect(value).toBeGreaterThanOrEqual(tracks[cell].size))
  })

  test('a flight counts once in a cell, however often it comes', () => {
    const data = made([[50, 50, 0, 0], [950, 50, 10, 0], [50, 50, 20, 0]], [[50, 50, 0, 0], [150, 50, 10, 0]])
    expect([...densityOf(data, segments(data), ALWAYS, NO_FILTER, GRID, 'flights', [0]).subarray(0, 10)]).toEqual([2, 2, 1, 1, 1, 1, 1, 1, 1, 1])
  })

  test('follows time window and altitude filter', () => {
    const data = {...made([[0, 50, 0, 0], [1000, 50, 100, 1000]]), tick: 1000}
    const inTime = densityOf(data, segments(data), {from: 20, to: 50}, NO_FILTER, GRID, 'seconds', [0])
    ;[0, 0, 10, 10, 10, 0, 0, 0, 0, 0].forEach((value, i) => expect(inTime[i]).toBeCloseTo(value, 4))
    const inHeight = densityOf(data, segments(data), ALWAYS, {...NO_FILTER, range: [850, 2000]}, GRID, 'seconds', [0])
    ;[0, 0, 0, 0, 0, 0, 0, 0, 5, 10].forEach((value, i) => expect(inHeight[i]).toBeCloseTo(value, 4))
  })

  test('hours of the day cut flights, each part counted once', () => {
    // three days of one flight, a tick a minute: two hours of each day are shown
    const data = {...made([[0, 50, 0, 0], [1000, 50, 72 * 60, 0]]), tick: 60_000, gaps: new Uint8Array(2)}
    const filter = resolve(data, {hours: [6, 8]}, null)
    const list = collect(data, all(data), ALWAYS, null, new Segments(), filter)
    expect(list.count).toBeGreaterThan(1)
    expect(sum(densityOf(data, list, ALWAYS, filter, GRID, 'seconds', [0]))).toBeCloseTo(3 * 2 * 3600, 0)
  })

  test('a gap is not bridged', () => {
    const data = made([[50, 50, 0, 0], [150, 50, 10, 0], [850, 50, 500, 0], [950, 50, 510, 0]])
    expect([...densityOf(data, segments(data), ALWAYS, NO_FILTER, GRID, 'flights', [0]).subarray(0, 10)]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 1, 1])
  })

  test('is seen in every copy of the world in view', () => {
    const grid = {...GRID, west: -WORLD / 100 - 1}
    const data = {...made([[50, 50, 0, 0], [450, 50, 10, 0]]), tick: 1000}
    expect(sum(densityOf(data, segments(data), ALWAYS, NO_FILTER, grid, 'seconds', [-1]))).toBeCloseTo(10, 3)
    expect(sum(densityOf(data, segments(data), ALWAYS, NO_FILTER, grid, 'seconds', [0]))).toBe(0)
  })

  test('the grid covers the box and is aligned with the world', () => {
    const grid = gridOf({west: 1e6, east: 9e6, north: 2e6, south: 7e6}, 8)
    expect(grid.cell).toBe(WORLD / (128 * 256))
    expect(grid.west * grid.cell).toBeLessThanOrEqual(1e6)
    expect((grid.west + grid.columns) * grid.cell).toBeGreaterThan(9e6)
    expect((grid.north + grid.rows) * grid.cell).toBeGreaterThan(7e6)
  })
})

describe('when lines are a blot', () => {
  const crowd = (count: number) => {
    const data = wandering(count)
    return isBlot(data, segments(data), GRID, 5, [0], false)
  }
  test('many lines all over the view are', () => expect(crowd(100)).toBe(true))
  test('few segments are not, however they lie', () => expect(crowd(3)).toBe(false))
  test('thin lines are not', () => {
    const data = wandering(50)
    expect(isBlot(data, segments(data), GRID, 0.05, [0], false)).toBe(false)
  })
  test('a blot in a corner of the view is no reason', () => {
    const data = wandering(100)
    expect(isBlot(data, segments(data), {...GRID, columns: 400, rows: 400}, 5, [0], false)).toBe(false)
  })
  test('between the limits it stays as it was', () => {
    const data = wandering(50)
    const list = segments(data)
    const width = Array.from({length: 400}, (_, i) => 0.01 * i).find(width => isBlot(data, list, GRID, width, [0], true))!
    expect(isBlot(data, list, GRID, width, [0], false)).toBe(false)
  })
})

describe('the scale', () => {
  test('ends at a round number not below the highest value', () => {
    expect([0, 1, 1.5, 3, 17, 50, 51, 4321].map(most => topOf(Float32Array.of(0, most)))).toEqual([1, 1, 2, 5, 20, 50, 100, 5000])
  })
  test('is logarithmic from one', () => {
    expect(shareOf(1, 100)).toBe(0)
    expect(shareOf(10, 100)).toBeCloseTo(0.5)
    expect(shareOf(0.2, 100)).toBe(0)
    expect(shareOf(1, 1)).toBe(1)
  })
  test('empty cells are transparent, others are not', () => {
    const texels = densityTexels(Float32Array.of(0, 1, 100), 100, 'light')
    expect(texels[3]).toBe(0)
    expect(texels[7]).toBeGreaterThan(100)
    expect(texels[11]).toBeGreaterThan(texels[7])
  })
  test.each(['light', 'dark'] as const)('many stand out more than few: %s', theme => {
    const ground: [number, number, number] = theme === 'light' ? [244, 243, 238] : [20, 27, 34]
    const contrasts = [0, 0.25, 0.5, 0.75, 1].map(share => contrast(densityColour(share, theme), ground))
    expect(contrasts).toEqual([...contrasts].sort((a, b) => a - b))
  })
})
