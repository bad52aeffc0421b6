import {describe, expect, test} from 'vitest'
import {GRID, heightAt, shade, TILE} from '../src/relief'

describe('relief', () => {
  const slope = (height: (column: number, row: number) => number) => Float32Array.from({length: GRID * GRID}, (_, i) => height(i % GRID, Math.floor(i / GRID)))

  test('slopes towards the light in the north-west are brighter than those away from it', () => {
    const towards = shade(slope((x, y) => 1000 + 10 * (x + y)), 30, 12, 'light')
    const away = shade(slope((x, y) => 6000 - 10 * (x + y)), 30, 12, 'light')
    const middle = 4 * (128 * TILE + 128)
    expect(towards[middle]).toBeGreaterThan(away[middle] + 40)
  })

  test('no data is transparent, and so are the sea and its floor', () => {
    expect(shade(slope(x => (x < 128 ? NaN : 500)), 30, 12, 'dark')[3]).toBe(0)
    expect(shade(slope(() => 0), 30, 12, 'dark')[3]).toBe(0)
    expect(shade(slope(() => -400), 30, 12, 'dark')[3]).toBe(0)
    expect(shade(slope(() => -20), 30, 12, 'dark')[3]).toBe(255)
  })

  test('neighbouring tiles meet without a seam', () => {
    const ground = (column: number) => 800 + 300 * Math.sin(column / 20)
    const left = shade(slope(x => ground(x)), 30, 12, 'light')
    const right = shade(slope(x => ground(x + TILE)), 30, 12, 'light')
    const [a, b] = [left[4 * (TILE - 1)], right[0]]
    expect(Math.abs(a - b)).toBeLessThan(12)
  })

  test('height between the pixels is bilinear, and unknown beside a hole', () => {
    const plane = slope((x, y) => 10 * x + y)
    expect(heightAt(plane, 0.5, 0.5)).toBeCloseTo(10 * 128.5 + 128.5)
    expect(heightAt(plane, 0, 0)).toBeCloseTo(5.5)
    plane[129 * GRID + 129] = NaN
    expect(heightAt(plane, 0.5, 0.5)).toBeNaN()
  })
})
