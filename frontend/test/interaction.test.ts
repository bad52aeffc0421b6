// @vitest-environment happy-dom

import {describe, expect, test} from 'vitest'
import {Cycle, sameSelection, selectionOf, under, type Under} from '../src/interaction'
import type {Layers, Moment} from '../src/layers'
import type {Overlay} from '../src/overlay'
import {Screen} from '../src/screen'

describe('places under the pointer', () => {
  // a world of 512 pixels
  const screen = new Screen([2, 0, 0, 0, 0, -2, 0, 0, 0, 0, 1, 0, -1, 1, 0, 1], 512, 512)
  const named = [{name: 'A', longitude: 0, latitude: 0}, {name: 'B', longitude: 4, latitude: 0}, {name: 'C', longitude: 90, latitude: 0}]
  const item = (visible: boolean) => ({spec: {id: 'p'}, state: 'ready', visible, opacity: 1, places: {named}})
  const at = (px: number, visible = true) => under({items: [item(visible)]} as unknown as Layers, {heads: []} as unknown as Overlay, screen, {time: null} as Moment, px, 256, {lng: 0, lat: 0})

  test('the nearest comes first, what is far or hidden does not', () => {
    expect(at(257).map(found => [found.kind, found.index])).toEqual([['place', 0], ['place', 1]])
    expect(at(261).map(({index}) => index)).toEqual([1, 0])
    expect(at(300)).toEqual([])
    expect(at(257, false)).toEqual([])
  })

  test('one is told about by its name', () => {
    const found = at(384)[0]
    expect(selectionOf(found)).toEqual({kind: 'place', layer: 'p', index: 2})
  })
})

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
