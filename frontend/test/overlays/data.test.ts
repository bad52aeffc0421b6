import {describe, expect, test} from 'vitest'
import type {Container} from '../../src/columns'
import {readOverlay, type OverlayMeta} from '../../src/overlays/data'

/** Columns as Python packs them: (kind, feature, group, places). */
function container(pieces: [kind: number, feature: number, group: number, places: [number, number][]][], colour: number[], labels: string[] = []): Container<OverlayMeta> {
  const places = pieces.flatMap(([, , , line]) => line)
  const columns: Record<string, number[]> = {
    piece_start: pieces.reduce((starts, [, , , line]) => [...starts, starts[starts.length - 1] + line.length], [0]),
    piece_kind: pieces.map(([kind]) => kind), piece_feature: pieces.map(([, feature]) => feature), piece_group: pieces.map(([, , group]) => group),
    longitude: places.map(([x]) => x), latitude: places.map(([, y]) => y), colour,
  }
  return {meta: {labels}, column: (name: string) => columns[name]} as unknown as Container<OverlayMeta>
}

const SQUARE: [number, number][] = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
const HOLE: [number, number][] = [[1, 1], [2, 1], [2, 2], [1, 1]]

describe('shapes', () => {
  test('rings of one group are one area with holes', () => {
    const {shapes} = readOverlay(container([[2, 0, 0, SQUARE], [2, 0, 0, HOLE], [2, 0, 1, SQUARE], [1, 1, 2, [[0, 0], [1, 1]]], [0, 2, 3, [[5, 6]]]], [0, 1, 2]))
    expect(shapes.features.map(({id, geometry}) => [id, geometry.type, 'coordinates' in geometry && geometry.type === 'Polygon' ? geometry.coordinates.length : 0]))
      .toEqual([[0, 'Polygon', 2], [0, 'Polygon', 1], [1, 'LineString', 0], [2, 'Point', 0]])
    expect(shapes.features.map(({properties}) => properties!.c)).toEqual([0, 0, 1, 2])
  })

  test('neighbouring areas of one feature stay two', () => {
    expect(readOverlay(container([[2, 0, 0, SQUARE], [2, 0, 1, SQUARE]], [0])).shapes.features).toHaveLength(2)
  })
})

describe('labels', () => {
  test('a feature of several pieces is named once, at its largest', () => {
    const small: [number, number][] = [[50, 50], [51, 50], [51, 51], [50, 50]]
    const {labels} = readOverlay(container([[2, 0, 0, small], [2, 0, 1, SQUARE]], [0], ['Zone']))
    expect(labels.features).toHaveLength(1)
    const {geometry, properties} = labels.features[0]
    expect(properties!.name).toBe('Zone')
    expect(geometry.type === 'Point' && geometry.coordinates.every(value => value > 0 && value < 4)).toBe(true)
  })

  test('no label, no name', () => expect(readOverlay(container([[0, 0, 0, [[1, 1]]]], [0], [''])).labels.features).toEqual([]))
})
