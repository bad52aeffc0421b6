// @vitest-environment happy-dom

import {beforeEach, describe, expect, test, vi} from 'vitest'
import {Clock} from '../src/clock'
import {Model} from '../src/model'
import {panel} from './support'

describe('clock', () => {
  const range = {start: 0, end: 100_000}
  let frames: ((now: number) => void)[]

  beforeEach(() => {
    frames = []
    vi.stubGlobal('requestAnimationFrame', (callback: (now: number) => void) => frames.push(callback))
    vi.stubGlobal('cancelAnimationFrame', () => {})
  })

  const started = (values: Record<string, unknown>) => {
    const model = panel({time_ms: 1000, speed: 10, playing: false, ...values})
    return {model, clock: new Clock(new Model(model), range)}
  }

  test('plays by the time that really passed, and stops at the end', () => {
    const {clock, model} = started({})
    clock.play()
    const begin = performance.now()
    frames.at(-1)!(begin + 2000)
    expect(clock.time).toBeGreaterThan(20_000)
    expect(clock.time).toBeLessThan(21_500)
    frames.at(-1)!(begin + 60_000)
    expect([clock.time, clock.playing, model.time_ms, model.playing]).toEqual([100_000, false, 100_000, false])
    clock.play()
    expect(clock.time).toBe(0)
  })

  test('tells Python at most twice a second while playing, and when paused', () => {
    const {clock, model} = started({})
    const told: unknown[] = []
    model.on('time_ms', () => void told.push(model.time_ms))
    clock.play()
    const begin = performance.now()
    for (let i = 1; i <= 20; i++) frames.at(-1)!(begin + i)
    expect(told.length).toBeLessThanOrEqual(1)
    clock.pause()
    expect(told.at(-1)).toBe(Math.round(clock.time!))
  })

  test('follows Python, but not its own echo', () => {
    const {clock, model} = started({})
    model.time_ms = 5000
    expect(clock.time).toBe(5000)
    model.time_ms = 1e9
    expect(clock.time).toBe(100_000)
    model.playing = true
    expect(clock.playing).toBe(true)
  })

  test('a picture without times has none', () => {
    const clock = new Clock(new Model(panel({time_ms: null, speed: 1, playing: true})), null)
    clock.seek(5)
    clock.toggle()
    expect([clock.time, clock.playing]).toEqual([null, false])
  })

  test('playback jumps from the landing to the next take-off', () => {
    const {clock} = started({time_ms: 9000, speed: 1})
    const hour = 3_600_000
    clock.setRange({start: 0, end: 50 * hour})
    clock.setFlights([{start: 0, end: 10_000}, {start: 50 * hour - 10_000, end: 50 * hour}])
    clock.play()
    const begin = performance.now()
    frames.at(-1)!(begin + 2000)
    expect(clock.time).toBe(10_000)
    frames.at(-1)!(begin + 2100)
    expect(clock.time).toBe(50 * hour - 10_000)
    frames.at(-1)!(begin + 2600)
    expect(clock.time).toBe(50 * hour - 9500)
    clock.pause()
  })

  test('a time within a pause is kept as Python set it', () => {
    const {clock, model} = started({})
    const hour = 3_600_000
    clock.setRange({start: 0, end: 50 * hour})
    clock.setFlights([{start: 0, end: 10_000}, {start: 50 * hour - 10_000, end: 50 * hour}])
    model.time_ms = 20 * hour
    expect(clock.time).toBe(20 * hour)
    clock.step(1)
    expect(clock.time).toBe(50 * hour - 10_000)
  })

  test('held, it stands still but goes on playing for whoever comes next', () => {
    const {clock, model} = started({})
    clock.play()
    clock.hold()
    expect(model.playing).toBe(true)
    clock.close()
  })

  describe('of what is received now', () => {
    const followed = () => {
      const model = panel({time_ms: null, speed: 10, playing: false, following: true})
      const clock = new Clock(new Model(model), null)
      const now = {time: 1_000_000}
      clock.setLive({now: () => now.time, window: () => 900_000})
      const step = (at: number) => frames.at(-1)!(at)
      return {model, clock, now, step}
    }

    test('follows the feeds, and its axis is what is kept', () => {
      const {clock, now, step} = followed()
      step(0)
      expect([clock.time, clock.axis!.start, clock.axis!.end]).toEqual([1_000_000, 100_000, 1_000_000])
      now.time = 1_002_000
      step(2000)
      expect(clock.time).toBe(1_002_000)
    })

    test('stands still when it is stopped or looks back, and tells Python', () => {
      const {clock, now, step, model} = followed()
      step(0)
      clock.toggle()
      expect([clock.following, model.following, model.time_ms]).toEqual([false, false, 1_000_000])
      now.time = 1_010_000
      clock.moveOn()
      expect([clock.time, clock.axis!.end]).toEqual([1_000_000, 1_010_000])
      clock.seek(500_000)
      expect(clock.time).toBe(500_000)
    })

    test('plays on at its speed, and follows once it has caught up', () => {
      const {clock, model} = followed()
      clock.seek(990_000)
      clock.play()
      const begin = performance.now()
      frames.at(-1)!(begin + 500)
      expect(clock.playing).toBe(true)
      frames.at(-1)!(begin + 3000)
      expect([clock.following, clock.playing, model.following]).toEqual([true, false, true])
    })

    test('a time that is past has an axis of its own, until the present is wanted again', () => {
      const {clock, model, step} = followed()
      step(0)
      model.past = [100_000, 400_000]
      expect([clock.following, clock.axis!.start, clock.axis!.end, clock.time]).toEqual([false, 100_000, 400_000, 400_000])
      clock.seek(150_000)
      clock.play()
      frames.at(-1)!(performance.now() + 60_000)
      expect([clock.time, clock.playing, clock.following]).toEqual([400_000, false, false])
      clock.follow()
      expect([model.past, clock.following]).toEqual([null, true])
    })

    test('tells no time of its own when Python leads it elsewhere', () => {
      for (const lead of [
        (model: ReturnType<typeof panel>) => { model.following = false; model.time_ms = 700_000 },
        (model: ReturnType<typeof panel>) => { model.time_ms = 700_000 },
      ]) {
        const {clock, model, step} = followed()
        step(0)
        const told: unknown[] = []
        model.on('time_ms', () => void told.push(model.time_ms))
        lead(model)
        expect([clock.following, clock.time, model.following]).toEqual([false, 700_000, false])
        expect(told.filter(time => time !== 700_000)).toEqual([])
      }
    })

    test('Python leads it back, and to a moment', () => {
      const {clock, model} = followed()
      model.time_ms = 700_000
      expect([clock.following, clock.time]).toEqual([false, 700_000])
      model.following = true
      expect(clock.following).toBe(true)
    })
  })
})
