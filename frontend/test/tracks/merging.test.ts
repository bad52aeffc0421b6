import {describe, expect, test} from 'vitest'
import {WORLD} from '../../src/mercator'
import {STRIDE, type TrackData} from '../../src/tracks/data'
import {merge, readStretches} from '../../src/tracks/merging'
import {collect, ALWAYS, Segments} from '../../src/tracks/window'
import {all} from '../../src/tracks/thinning'
import {made} from './support'
import {cutTile, everyTile} from './tiles'

/** Tracks that wander over several tiles, leave them and come back, with a gap. */
function wandering(): TrackData {
  let seed = 7
  const random = () => ((seed = (seed * 16807) % 2147483647) / 2147483647) - 0.5
  const tracks = Array.from({length: 5}, () => {
    let [x, y, t] = [WORLD / 2, WORLD / 2, 0]
    return Array.from({length: 200}, (_, i): [number, number, number, number] => {
      x += Math.round(random() * WORLD / 40)
      y += Math.round(random() * WORLD / 40)
      t += i === 90 ? 500 : 10
      return [x, y, t, 1000 + i]
    })
  })
  return {...made(...tracks), height: 'altitude_amsl', always: Uint32Array.of(3, 250)}
}

const rows = ({fixes, floats, fixCount}: TrackData) => Array.from({length: fixCount}, (_, i) => [...fixes.subarray(STRIDE * i, STRIDE * i + 3), floats[STRIDE * i + 3]])

describe('merging', () => {
  const data = wandering()
  const tiles = everyTile(4)

  test('all tiles together are the layer itself', () => {
    const merged = merge(tiles.map(tile => readStretches('level/4/0/0', cutTile(data, tile), data)), data)
    expect(rows(merged)).toEqual(rows(data))
    expect([...merged.start]).toEqual([...data.start])
    // what follows the last fix of a track is nothing
    const inside = (gaps: Uint8Array) => [...gaps].flatMap((gap, i) => (gap && !data.start.includes(i + 1) ? [i] : []))
    expect(inside(merged.gaps)).toEqual(inside(data.gaps))
    expect([...merged.always]).toEqual([3, 250])
    expect([...merged.trackBoxes]).toEqual([...data.trackBoxes])
  })

  test('the order in which tiles come does not matter', () => {
    const parts = tiles.map(tile => readStretches('level/4/0/0', cutTile(data, tile), data))
    expect(rows(merge([...parts].reverse(), data))).toEqual(rows(merge(parts, data)))
  })

  test('of some tiles every segment that meets one is there, once, and nothing is drawn between stretches', () => {
    const some = tiles.filter((_, i) => i % 3 === 0)
    const merged = merge(some.map(tile => readStretches('level/4/0/0', cutTile(data, tile), data)), data)
    const segments = (piece: TrackData) => {
      const {pairs, count} = collect(piece, all(piece), ALWAYS, null, new Segments())
      return Array.from({length: count}, (_, k) => JSON.stringify([rows(piece)[pairs[2 * k]], rows(piece)[pairs[2 * k + 1]]]))
    }
    const [whole, drawn] = [segments(data), segments(merged)]
    expect(new Set(drawn).size).toBe(drawn.length)
    expect(whole).toEqual(expect.arrayContaining(drawn))
    const expected = new Set(some.flatMap(tile => segments(merge([readStretches('level/4/0/0', cutTile(data, tile), data)], data))))
    expect(new Set(drawn)).toEqual(expected)
    expect(drawn.length).toBeLessThan(whole.length)
  })

  test('no tile is an empty piece of as many tracks', () => {
    const merged = merge([], data)
    expect([merged.fixCount, merged.count, merged.start.length]).toEqual([0, 5, 6])
  })
})
