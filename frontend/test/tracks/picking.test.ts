import {describe, expect, test} from 'vitest'
import {WORLD} from '../../src/mercator'
import {Screen} from '../../src/screen'
import {NO_FILTER} from '../../src/tracks/filtering'
import {pickTrack} from '../../src/tracks/picking'
import {ALWAYS} from '../../src/tracks/window'
import {made} from './support'

describe('picking', () => {
  // one unit is one pixel, whatever the world's size: a matrix that only scales
  const scale = WORLD / 500
  const screen = new Screen([2 * scale, 0, 0, 0, 0, -2 * scale, 0, 0, 0, 0, 1, 0, -1, 1, 0, 1], 1000, 1000)
  const data = made([[0, 100, 0, 1000], [1000, 100, 100, 2000]], [[500, 0, 0, 500], [500, 1000, 50, 500], [600, 1000, 900, 500]])

  test('finds the nearest track anywhere on its line, with time and height there', () => {
    expect(screen.project(250, 100)).toEqual([expect.closeTo(500), expect.closeTo(200)])
  })

  test('projects and picks consistently', () => {
    const [px, py] = screen.project(250, 100)
    const hit = pickTrack(data, screen, px + 2, py + 3, 6, ALWAYS, NO_FILTER)!
    expect(hit.track).toBe(0)
    expect(hit.distance).toBeCloseTo(3)
    expect(hit.ticks).toBeCloseTo(25.1)
    expect(hit.height).toBeCloseTo(1251)
    expect(pickTrack(data, screen, px, py + 30, 6, ALWAYS, NO_FILTER)).toBeNull()
  })

  test('honours time window, altitude filter and gaps', () => {
    const [px, py] = screen.project(250, 100)
    expect(pickTrack(data, screen, px, py, 6, {from: 50, to: 90}, NO_FILTER)).toBeNull()
    expect(pickTrack(data, screen, px, py, 6, ALWAYS, {...NO_FILTER, range: [1500, 1600]})).toBeNull()
    const [gx, gy] = screen.project(550, 1000)
    expect(pickTrack(data, screen, gx, gy, 6, ALWAYS, NO_FILTER)).toBeNull()
  })
})
