import {describe, expect, test} from 'vitest'
import {activityAt, withinHeights} from '../../src/airspaces/data'

describe('airspaces', () => {
  test('the altitude filter takes what touches it, unknown limits always', () => {
    expect(withinHeights({floor: -Infinity, ceiling: Infinity}, [100, 200])).toBe(true)
    expect(withinHeights({floor: 200, ceiling: 300}, [100, 200])).toBe(true)
    expect(withinHeights({floor: 201, ceiling: 300}, [100, 200])).toBe(false)
  })

  test('not knowing when it is active does not make it inactive', () => {
    const periods: [number, number][] = [[100, 200]]
    expect(activityAt({activation: 'periods', periods}, 100)).toBe('active')
    expect(activityAt({activation: 'periods', periods}, 200)).toBe('inactive')
    expect(activityAt({activation: 'periods', periods}, null)).toBe('unknown')
    expect(activityAt({activation: 'unknown', periods: []}, 5)).toBe('unknown')
    expect(activityAt({activation: 'always', periods: []}, null)).toBe('active')
  })
})
