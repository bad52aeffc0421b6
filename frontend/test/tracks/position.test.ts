import {describe, expect, test} from 'vitest'
import {positionAt} from '../../src/tracks/position'
import {made} from './support'

describe('position', () => {
  const data = made([[0, 0, 0, 100], [100, 0, 10, 200], [100, 200, 400, 300], [100, 300, 410, NaN]])

  test('is interpolated between fixes, heading along the segment', () => {
    const at = positionAt(data, 0, 5)!
    expect([at.x, at.y, at.height]).toEqual([50, 0, 150])
    expect(at.heading).toBeCloseTo(Math.PI / 2)
    expect(positionAt(data, 0, 405)!.heading).toBeCloseTo(Math.PI)
  })

  test('is nowhere beyond the data and within a gap, but at the fixes that bound it', () => {
    expect(positionAt(data, 0, -1)).toBeNull()
    expect(positionAt(data, 0, 411)).toBeNull()
    expect(positionAt(data, 0, 200)).toBeNull()
    expect(positionAt(data, 0, 10)!.x).toBe(100)
    expect(positionAt(data, 0, 400)!.y).toBe(200)
  })

  test('between a known and an unknown height the height is unknown', () => {
    expect(positionAt(data, 0, 405)!.height).toBeNaN()
    expect(positionAt(data, 0, 400)!.height).toBe(300)
  })

  test('a single fix is a position at its moment', () => {
    expect(positionAt(made([[7, 8, 5, 1]]), 0, 5)).toMatchObject({x: 7, y: 8})
  })
})
