import {expect, test} from 'vitest'
import {degreeLabel, graticuleStep} from '../src/graticule'

test('the graticule is neither crowded nor empty', () => {
  for (const span of [360, 40, 5, 0.5, 0.05]) {
    const step = graticuleStep(span, 1000)
    expect(span / step).toBeLessThanOrEqual(1000 / 140 + 1e-9)
    expect(span / step).toBeGreaterThan(1)
  }
  expect(degreeLabel(-70.5, 'E', 'W', 0.5)).toBe('70.5° W')
  expect(degreeLabel(0, 'E', 'W', 1)).toBe('0°')
})
