import {describe, expect, test} from 'vitest'
import {carriedOn, CARRIED} from '../../src/live/ahead'
import type {Aircraft, Answer, LiveMeta} from '../../src/live/feed'
import {LiveStore, REACH} from '../../src/live/store'
import {mercatorX, mercatorY, WORLD} from '../../src/mercator'
import {ticksOf} from '../../src/tracks/data'
import {inFlight} from '../../src/tracks/heads'
import {NO_FILTER} from '../../src/tracks/filtering'
import {positionAt} from '../../src/tracks/position'

const T = Date.UTC(2026, 10, 24, 10)

type Row = {slot?: number; time: number; longitude?: number; latitude?: number; height?: number; ground_speed?: number; track_angle?: number; vertical_rate?: number}

function answer(rows: Row[], meta: Partial<LiveMeta> = {}, aircraft: Aircraft[] = [[0, 'a', 'DLH1', 'a', '', 0]]): Answer {
  const defaults: Required<Row> = {slot: 0, time: 0, longitude: 10, latitude: 48, height: 1000, ground_speed: NaN, track_angle: NaN, vertical_rate: NaN}
  return {
    meta: {epoch: 'e', last: 1, whole: true, now: T, rate: 1, replay: false, window: 900_000, height: 'altitude_pressure', feeds: [{name: 'f', phase: 'live', reason: null, age: 0, offset: null}], alerts: {unseen: 0, raised: 0}, log: null, aircraft, ...meta},
    column: (name: keyof Row) => Float64Array.from(rows, row => ({...defaults, ...row})[name]),
    has: () => true,
  } as unknown as Answer
}

describe('what is received now, as tracks', () => {
  test('holds the fixes of each aircraft in order, whatever comes in between', () => {
    const store = new LiveStore()
    store.take(answer([{time: T - 3000}, {slot: 1, time: T - 2500}, {time: T - 2000, longitude: 10.1}], {}, [[0, 'a', 'DLH1', 'a', '', 0], [1, 'b', '', '', '', 0]]))
    store.take(answer([{time: T - 1000, longitude: 10.2}, {time: T - 2000, longitude: 5}], {whole: false}, []))
    const data = store.data(T)
    expect([data.count, [...data.start]]).toEqual([2, [0, 3, 4]])
    expect([0, 1, 2].map(i => data.fixes[4 * i + 2])).toEqual([-3000, -2000, -1000])
    expect(data.fixes[8]).toBe(Math.round(mercatorX(10.2) * WORLD))
    expect(data.fixes[9]).toBe(Math.round(mercatorY(48) * WORLD))
    expect(data.meta.callsigns).toEqual(['DLH1', null])
    expect(data.meta.ids).toEqual(['a', 'b'])
    expect(data.meta.sources).toEqual(['f', 'f'])
  })

  test('begins anew when all is told, and when a number is given to another aircraft', () => {
    const store = new LiveStore()
    store.take(answer([{time: T - 3000}, {time: T - 2000}]))
    store.take(answer([{time: T - 1000}]))
    expect(store.data(T).fixCount).toBe(1)
    store.take(answer([{time: T}], {whole: false}, [[0, 'other', '', '', '', 0]]))
    const data = store.data(T)
    expect([data.fixCount, data.meta.ids[0], data.meta.callsigns[0]]).toEqual([1, 'other', null])
  })

  test('keeps all of the last minute, thins what is older, and drops what is too old', () => {
    const store = new LiveStore()
    store.take(answer(Array.from({length: 1200}, (_, i) => ({time: T + 1000 * i})), {now: T}))
    store.take(answer([{time: T + 1_200_000}], {whole: false, now: T + 1_200_000}))
    const data = store.data(T + 1_200_000)
    const ages = Array.from({length: data.fixCount}, (_, i) => (0 - data.fixes[4 * i + 2]) / 1000)
    expect(Math.max(...ages)).toBeLessThanOrEqual(900)
    expect(ages.filter(age => age <= 60)).toEqual(Array.from({length: 61}, (_, i) => 60 - i))
    expect(ages.filter(age => age > 60).length).toBe(84)
  })

  test('does not tear a flight at the antimeridian, and marks what nobody knows', () => {
    const store = new LiveStore()
    store.take(answer([{time: T, longitude: 179.9}, {time: T + 1000, longitude: -179.9}, {time: T + 90_000, longitude: -179.5}]))
    const {fixes, gaps} = store.data(T + 90_000)
    expect(fixes[4] - fixes[0]).toBeGreaterThan(0)
    expect(fixes[4] - fixes[0]).toBeLessThan(WORLD / 1000)
    expect([...gaps]).toEqual([0, 1, 0])
  })
})

describe('between reports', () => {
  const flying = () => {
    const store = new LiveStore()
    store.take(answer([{time: T - 1000, ground_speed: 200, track_angle: 90, vertical_rate: 5}, {time: T, ground_speed: 200, track_angle: 90, vertical_rate: 5}]))
    return store.data(T)
  }

  test('an aircraft goes on by speed and course, and is marked as carried on', () => {
    const data = flying()
    const at = positionAt(data, 0, ticksOf(data, T + 3000))!
    // 200 m/s for 3 s along the parallel of 48°, by the WGS 84 equator's scale
    const metres = ((at.x - data.fixes[4]) / WORLD) * 40_075_016.686 * Math.cos((48 * Math.PI) / 180)
    expect(metres).toBeCloseTo(600, 0)
    expect(at.height).toBeCloseTo(1015, 3)
    expect(at.carried).toEqual({since: 3000, x: data.fixes[4], y: data.fixes[5], silent: false})
    expect(positionAt(data, 0, ticksOf(data, T))!.carried).toBeUndefined()
  })

  test('it is silent when a report is missing, stands when nobody can say, and is gone after a minute', () => {
    const data = flying()
    expect(positionAt(data, 0, ticksOf(data, T + 6000))!.carried!.silent).toBe(true)
    const far = positionAt(data, 0, ticksOf(data, T + CARRIED))!
    expect(positionAt(data, 0, ticksOf(data, T + CARRIED + 9000))!.x).toBe(far.x)
    expect(inFlight(data, ticksOf(data, T + REACH), NO_FILTER)).toBe(1)
    expect(positionAt(data, 0, ticksOf(data, T + REACH + 1))).toBeNull()
    expect(inFlight(data, ticksOf(data, T + REACH + 1), NO_FILTER)).toBe(0)
  })

  test('where nothing is told of speed or course, it stays at its last fix', () => {
    const fix = {x: 1, y: 2, height: 3, heading: 0.5}
    expect(carriedOn(fix, NaN, 1, NaN, 2000)).toEqual({...fix, heading: 1})
    expect(carriedOn(fix, 100, NaN, NaN, 2000)).toEqual(fix)
  })
})
