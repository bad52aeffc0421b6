import {describe, expect, test} from 'vitest'
import {Recent} from '../../src/tracks/recent'

describe('what was used recently', () => {
  test('stays until all together is too heavy; the longest unused goes first', () => {
    const recent = new Recent<string>(10)
    recent.set('a', 'A', 4)
    recent.set('b', 'B', 4)
    expect(recent.get('a')).toBe('A')
    recent.set('c', 'C', 4)
    expect([recent.get('a'), recent.get('b'), recent.get('c'), recent.size]).toEqual(['A', undefined, 'C', 2])
  })
  test('the newest stays, however heavy', () => {
    const recent = new Recent<string>(10)
    recent.set('a', 'A', 4)
    recent.set('b', 'B', 40)
    expect([recent.get('a'), recent.get('b')]).toEqual([undefined, 'B'])
  })
  test('replacing does not count twice', () => {
    const recent = new Recent<string>(10)
    for (let i = 0; i < 5; i++) recent.set('a', 'A', 4)
    recent.set('b', 'B', 4)
    expect(recent.size).toBe(2)
  })
})
