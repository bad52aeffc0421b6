import {describe, expect, test} from 'vitest'
import {altitudeColour, niceMiddle, niceRange, reliefColour} from '../src/ramps'

describe('colours', () => {
  const luminance = ([r, g, b]: number[]) => 0.2126 * (r / 255) ** 2.2 + 0.7152 * (g / 255) ** 2.2 + 0.0722 * (b / 255) ** 2.2
  const contrast = (a: number[], b: number[]) => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05)

  test.each([['light', [244, 243, 238]], ['dark', [27, 35, 43]]] as const)('the altitude ramp darkens steadily and stands out, %s', (theme, ground) => {
    const ramp = Array.from({length: 33}, (_, i) => altitudeColour(i / 32, theme))
    for (let i = 1; i < ramp.length; i++) expect(luminance(ramp[i])).toBeLessThanOrEqual(luminance(ramp[i - 1]) + 1e-3)
    for (const colour of ramp) expect(contrast(colour, [...ground])).toBeGreaterThan(1.7)
  })

  test('the relief stays quiet', () => {
    expect(contrast(reliefColour(0, 'light'), reliefColour(4000, 'light'))).toBeLessThan(2.2)
    expect(reliefColour(99_999, 'dark')).toEqual(reliefColour(7000, 'dark'))
  })

  test('ramps run over round numbers', () => {
    expect(niceRange([312, 11_887])).toEqual([0, 12_000])
    expect(niceRange([905, 987])).toEqual([900, 990])
    expect(niceRange([500, 500])[1]).toBeGreaterThan(500)
  })
})

test('legends stay near the data, and what lies hardly below zero begins there', () => {
  expect(niceRange([-30, 40_700])).toEqual([0, 45_000])
  expect(niceRange([-420, 3000])[0]).toBe(-500)
  for (const [low, high] of [[0, 1], [3, 4000], [217, 8611], [30_000, 44_900], [-200, 9000], [1e-3, 2e5]]) {
    const [bottom, top] = niceRange([low, high])
    expect(bottom).toBeLessThanOrEqual(low)
    expect(top).toBeGreaterThanOrEqual(high)
    expect(top - bottom).toBeLessThanOrEqual(1.5 * Math.max(1, high - low))
  }
})

test('the number between is round, and near the middle', () => {
  expect([[0, 45_000], [0, 12_000], [900, 990], [0, 9000], [9500, 13_500]].map(range => niceMiddle(range as [number, number]))).toEqual([25_000, 5000, 950, 5000, 11_500])
})
