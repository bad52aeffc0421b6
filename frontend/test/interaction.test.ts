// @vitest-environment happy-dom

import {describe, expect, test} from 'vitest'
import {Cycle, sameSelection, selectionOf, type Under} from '../src/interaction'

describe('selecting', () => {
  const found = ['a', 'b', 'c'].map((id, index) => ({kind: 'airspace', item: {spec: {id}}, index}) as unknown as Under)

  test('another click at the same place takes what lies beneath, and then the first again', () => {
    const cycle = new Cycle()
    expect([0, 1, 2, 3].map(() => cycle.take(found, 100, 100)?.index)).toEqual([0, 1, 2, 0])
    expect(cycle.take(found, 140, 100)?.index).toBe(0)
    expect(cycle.take([], 140, 100)).toBeNull()
  })

  test('what Python gets', () => {
    expect(selectionOf(null)).toEqual({})
    expect(selectionOf(found[1])).toEqual({kind: 'airspace', layer: 'b', index: 1})
    expect(sameSelection({}, null)).toBe(true)
    expect(sameSelection(selectionOf(found[1]), selectionOf(found[2]))).toBe(false)
  })
})
