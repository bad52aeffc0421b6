import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {WORLD} from '../../src/mercator'
import type {TrackData} from '../../src/tracks/data'
import {expectedIn, levelFor, Levels, MOST_SHOWN, tilesOf} from '../../src/tracks/levels'
import type {Box} from '../../src/tracks/window'
import {made} from './support'
import {container, cutTile, LEVEL} from './tiles'

const EDGE = WORLD / 2 ** 7 // of level 8

describe('which level', () => {
  test('the coarsest that is as fine as the map', () => {
    expect(levelFor(7.01, LEVEL)).toBe(8)
    expect(levelFor(8, LEVEL)).toBe(8)
    expect(levelFor(8.01, LEVEL)).toBe(9)
  })
  test('none where the first piece does', () => expect(levelFor(4, LEVEL)).toBeNull())
  test('never finer than everything', () => expect(levelFor(20, LEVEL)).toBe(17))
})

describe('which tiles', () => {
  test('those that meet the view, row by row', () => {
    expect(tilesOf({west: 2.5 * EDGE, east: 4.1 * EDGE, north: 5.2 * EDGE, south: 6.1 * EDGE}, 8))
      .toEqual([[2, 5], [3, 5], [4, 5], [2, 6], [3, 6], [4, 6]].map(([x, y]) => ({level: 8, x, y})))
  })
  test('go on beyond the antimeridian, in whatever copy of the world the map is', () => {
    const columns = (shift: number) => tilesOf({west: WORLD - 0.5 * EDGE + shift, east: WORLD + 0.5 * EDGE + shift, north: 0, south: 1}, 8).map(({x}) => x)
    expect(columns(0)).toEqual([127, 0])
    expect(columns(-2 * WORLD)).toEqual([127, 0])
  })
  test('are there once, however wide the view', () => expect(tilesOf({west: -WORLD, east: 2 * WORLD, north: -WORLD, south: 2 * WORLD}, 3)).toHaveLength(16))
})

describe('levels', () => {
  const fine = {...made(Array.from({length: 400}, (_, i): [number, number, number, number] => [i * (EDGE / 50), 3.5 * EDGE, 10 * i, 1000])), height: 'altitude_amsl' as const}
  const first: TrackData = {...fine, level: LEVEL}
  const view: Box = {west: 2.2 * EDGE, east: 2.8 * EDGE, north: 3.2 * EDGE, south: 3.8 * EDGE}
  let asked: string[] = []
  let tooMany: (level: number) => boolean = () => false
  let broken = false
  const failures: string[] = []

  const levels = (changed = () => {}) => new Levels(first, {
    resource: 'r', changed, failed: error => failures.push(error.message),
    load: async name => {
      asked.push(name)
      const [, kind, level, x, y] = name.split('/')
      if (kind === 'track') return container({start: [0, 2], fix: [0, 1], x: [0, 1], y: [0, 1], time: [0, 1], gap: []}, {level: {...LEVEL, tolerance: 0}})
      if (broken) throw new Error('gone')
      return cutTile(fine, {level: Number(level), x: Number(x), y: Number(y)}, tooMany(Number(level)) ? {too_many: 9e9} : {})
    },
  })

  beforeEach(() => {
    vi.useFakeTimers()
    asked = []
    tooMany = () => false
    broken = false
    failures.length = 0
  })
  afterEach(() => vi.useRealTimers())

  test('the first piece until the finer one is there, then that', async () => {
    const changed = vi.fn()
    const source = levels(changed)
    expect(source.shown(view, 8)).toBe(first)
    expect(source.busy).toBe(true)
    await vi.runAllTimersAsync()
    expect(changed).toHaveBeenCalledOnce()
    expect(source.busy).toBe(false)
    const shown = source.shown(view, 8)
    expect(shown.level?.zoom).toBe(8)
    expect(shown.fixCount).toBeLessThan(fine.fixCount)
    expect(asked).toEqual(['r/level/8/2/3'])
  })

  test('moving a little asks for nothing, moving away for what is new, coming back for nothing', async () => {
    const source = levels()
    const east = {...view, west: view.west + EDGE, east: view.east + EDGE}
    for (const box of [view, {...view, west: view.west + EDGE / 50}, east, view]) {
      source.shown(box, 8)
      await vi.runAllTimersAsync()
    }
    expect(asked).toEqual(['r/level/8/2/3', 'r/level/8/3/3'])
  })

  test('while the map moves nothing is asked for', async () => {
    const source = levels()
    for (let step = 0; step < 5; step++) {
      source.shown({...view, west: view.west - step * EDGE, east: view.east + step * EDGE}, 8)
      await vi.advanceTimersByTimeAsync(20)
    }
    expect(asked).toEqual([])
  })

  test('of too much the next coarser level, and no second question', async () => {
    tooMany = level => level > 6
    const source = levels()
    source.shown(view, 8)
    await vi.runAllTimersAsync()
    expect(source.shown(view, 8).level?.zoom).toBe(6)
    const before = asked.length
    source.shown(view, 8)
    await vi.runAllTimersAsync()
    expect(asked).toHaveLength(before)
  })

  test('of always too much the first piece stays', async () => {
    tooMany = () => true
    const source = levels()
    source.shown(view, 8)
    await vi.runAllTimersAsync()
    expect(source.shown(view, 8)).toBe(first)
    expect(source.busy).toBe(false)
  })

  test('what is known beforehand to be too much is not asked for', async () => {
    const crowded = {...first, level: {...LEVEL, finer: 40 * MOST_SHOWN}}
    expect(expectedIn(view, crowded)).toBeGreaterThan(MOST_SHOWN)
    expect(expectedIn({...view, north: 40 * EDGE, south: 41 * EDGE}, crowded)).toBe(0)
    expect(expectedIn({...view, west: view.west + WORLD, east: view.east + WORLD}, crowded)).toBe(expectedIn(view, crowded))
    expect(expectedIn(view, first)).toBe(0)
    const source = new Levels(crowded, {resource: 'r', changed: () => {}, failed: () => {}, load: async name => (asked.push(name), container({}))})
    expect(source.shown(view, 8)).toBe(crowded)
    await vi.runAllTimersAsync()
    expect([asked, source.busy]).toEqual([[], false])
  })

  test('what was too much for a wide view is asked for again for a part of it', async () => {
    tooMany = level => level > 6
    const source = levels()
    const wide = {west: 2 * EDGE, east: 3.4 * EDGE, north: 3 * EDGE, south: 4.4 * EDGE}
    source.shown(wide, 8)
    await vi.runAllTimersAsync()
    expect(source.shown(wide, 8).level?.zoom).toBe(6)
    tooMany = () => false
    source.shown({...wide, west: wide.west + EDGE / 100}, 8) // hardly smaller
    await vi.runAllTimersAsync()
    expect(source.shown(wide, 8).level?.zoom).toBe(6)
    const part = {west: 2.9 * EDGE, east: 3.3 * EDGE, north: 3.1 * EDGE, south: 3.5 * EDGE}
    source.shown(part, 8)
    await vi.runAllTimersAsync()
    expect(source.shown(part, 8).level?.zoom).toBe(8)
  })

  test('looking from afar forgets what was near', async () => {
    const source = levels()
    source.shown(view, 8)
    await vi.runAllTimersAsync()
    expect(source.shown(view, 3)).toBe(first)
  })

  test('a failure is told, and the first piece stays', async () => {
    const source = levels()
    broken = true
    source.shown(view, 8)
    await vi.runAllTimersAsync()
    expect(failures).toEqual(['gone'])
    expect(source.shown(view, 8)).toBe(first)
  })

  test('a whole track is fetched once', async () => {
    const source = levels()
    expect(source.whole(0)).toBeNull()
    expect(source.whole(0)).toBeNull()
    await vi.runAllTimersAsync()
    expect(source.whole(0)).toMatchObject({count: 1, fixCount: 2, level: null})
    expect(asked).toEqual(['r/track/0'])
  })
})
