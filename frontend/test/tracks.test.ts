import {describe, expect, test} from 'vitest'
import {Container} from '../src/columns'
import {WORLD} from '../src/mercator'
import {Screen} from '../src/screen'
import {cut} from '../src/tracks/cut'
import {readTracks, STRIDE, trackName, usualRange, type TrackData, type TracksMeta} from '../src/tracks/data'
import {TimeAxis} from '../src/axis'
import {flightsInFlight} from '../src/tracks/histogram'
import {inFlight, passes} from '../src/tracks/heads'
import {pickTrack} from '../src/tracks/picking'
import {positionAt} from '../src/tracks/position'
import {everyFix, thin} from '../src/tracks/thinning'
import {ALWAYS, collect, lastAtOrBefore, Segments, trailWindow} from '../src/tracks/window'
import {SAMPLE} from './sample'

const sample = () => readTracks(Container.read<TracksMeta>(SAMPLE))

/** Tracks from rows of [x, y, ticks, height]; a unit is a unit of WORLD, max_gap 100 ticks. */
function made(...tracks: [number, number, number, number][][]): TrackData {
  const rows = tracks.flat()
  const data = {...sample(), count: tracks.length, fixCount: rows.length, maxGap: 100, timeOrigin: 0, tick: 1}
  const memory = new ArrayBuffer(rows.length * STRIDE * 4)
  data.fixes = new Int32Array(memory)
  data.floats = new Float32Array(memory)
  data.start = Uint32Array.from([0, ...tracks.map((_, i) => tracks.slice(0, i + 1).flat().length)])
  rows.forEach(([x, y, t, h], i) => {
    data.fixes.set([x, y, t], STRIDE * i)
    data.floats[STRIDE * i + 3] = h
  })
  const box = (part: [number, number, number, number][]) => [0, 1, 2, 3].map(side => (side < 2 ? Math.min : Math.max)(...part.map(row => row[side % 2])))
  data.trackBoxes = Int32Array.from(tracks.flatMap(box))
  data.chunkBoxes = Int32Array.from(Array.from({length: Math.ceil(rows.length / 64)}, (_, i) => box(rows.slice(64 * i, 64 * i + 65))).flat())
  return data
}

const pairs = (segments: Segments) => Array.from({length: segments.count}, (_, i) => [segments.pairs[2 * i], segments.pairs[2 * i + 1]])

describe('data', () => {
  test('a track over the antimeridian is not torn', () => {
    const {fixes} = sample()
    const step = fixes[STRIDE * 5] - fixes[STRIDE * 4]
    expect(step).toBeCloseTo((0.2 / 360) * WORLD, -2)
  })

  test('positions are exact to a few centimetres', () => {
    const {fixes} = sample()
    const longitude = (fixes[STRIDE] / WORLD - 0.5) * 360
    expect(Math.abs(longitude - 10.1) * 111_320).toBeLessThan(0.04)
  })

  test('times count from the first fix, heights keep what is unknown', () => {
    const data = sample()
    expect(data.timeOrigin).toBe(1264082602000)
    expect(data.fixes[STRIDE * 3 + 2]).toBe(900_000)
    expect(data.floats[STRIDE * 2 + 3]).toBeNaN()
    expect(data.heights).toEqual([500, 4000])
  })

  test('a track without a callsign goes by its identifier', () => {
    expect(trackName(sample(), 0)).toBe('DLH4AB')
    expect(trackName(sample(), 1)).toBe('<img src=x onerror=alert(1)>')
  })

  test('one wild height does not stretch the colours', () => {
    const heights = Array.from({length: 5000}, (_, i) => 1000 + (i % 100))
    heights[17] = 90_000
    expect(usualRange(heights)).toEqual([1000, 1099])
    expect(usualRange([NaN])).toBeNull()
  })
})

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

  test('unknown heights pass the altitude filter', () => {
    expect(passes(NaN, [0, 100])).toBe(true)
    expect(passes(200, [0, 100])).toBe(false)
    expect(inFlight(data, 200)).toBe(1)
  })
})

describe('window', () => {
  const data = made([[0, 0, 0, 0], [10, 0, 10, 0], [20, 0, 20, 0], [30, 0, 300, 0], [40, 0, 310, 0]])
  const all = everyFix(data, 0)

  test('segments touch the window; gaps are left out', () => {
    expect(pairs(collect(data, all, ALWAYS, null, new Segments()))).toEqual([[0, 1], [1, 2], [3, 4]])
    expect(pairs(collect(data, all, {from: 12, to: 15}, null, new Segments()))).toEqual([[1, 2]])
    expect(pairs(collect(data, all, {from: 30, to: 200}, null, new Segments()))).toEqual([])
  })

  test('segments out of view are left out', () => {
    const box = {west: 12, east: 18, north: -5, south: 5}
    expect(pairs(collect(data, all, ALWAYS, [box], new Segments()))).toEqual([[1, 2]])
    expect(pairs(collect(data, all, ALWAYS, [{...box, west: 100, east: 200}], new Segments()))).toEqual([])
  })

  test('a trail of 0 shows everything', () => {
    expect(trailWindow(500, 0)).toEqual(ALWAYS)
    expect(trailWindow(500, 60)).toEqual({from: 440, to: 500})
  })

  test('binary search finds the last position not after a time', () => {
    const times = [1, 3, 3, 9]
    const find = (time: number) => lastAtOrBefore(i => times[i], 0, 4, time)
    expect([0, 1, 2, 3, 8, 9, 10].map(find)).toEqual([-1, 0, 0, 2, 2, 3, 3])
  })

  test('the list of segments grows', () => {
    const segments = new Segments()
    for (let i = 0; i < 100_000; i++) segments.add(i, i + 1)
    expect([segments.count, segments.pairs[199_998], segments.pairs[199_999]]).toEqual([100_000, 99_999, 100_000])
  })
})

describe('cutting', () => {
  const data = made([[0, 0, 0, 1000], [100, 0, 100, 2000], [200, 0, 200, NaN]])

  test('by time, exactly', () => expect(cut(data, 0, 1, {from: 25, to: 80}, null)).toEqual([0.25, 0.8]))

  test('by height, exactly', () => {
    expect(cut(data, 0, 1, ALWAYS, [1250, 1500])).toEqual([0.25, 0.5])
    expect(cut(data, 0, 1, ALWAYS, [2500, 3000])).toBeNull()
  })

  test('segments of unknown height pass', () => expect(cut(data, 1, 2, ALWAYS, [0, 10])).toEqual([0, 1]))
})

describe('thinning', () => {
  /** A flight with turns, climbs, a stop and a gap. */
  const rows = Array.from({length: 900}, (_, i): [number, number, number, number] => {
    const t = i < 500 ? i * 5 : i * 5 + 1000
    const moving = i < 200 || i > 260 ? t : 200 * 5
    return [Math.round(moving * 40 + 800 * Math.sin(moving / 300)), Math.round(3000 * Math.sin(moving / 700)), t, i > 700 && i < 720 ? NaN : 1000 + Math.max(0, t - 1500)]
  })
  const data = made(rows)

  test('every fix left out is where the thinned track says', () => {
    const {kept} = thin(data, 50, 20)
    expect(kept.length).toBeLessThan(300)
    for (let k = 0; k < kept.length - 1; k++) {
      const [a, b] = [rows[kept[k]], rows[kept[k + 1]]]
      for (let i = kept[k] + 1; i < kept[k + 1]; i++) {
        const share = (rows[i][2] - a[2]) / (b[2] - a[2])
        expect(Math.abs(a[0] + share * (b[0] - a[0]) - rows[i][0])).toBeLessThanOrEqual(50.001)
        expect(Math.abs(a[1] + share * (b[1] - a[1]) - rows[i][1])).toBeLessThanOrEqual(50.001)
        if (!Number.isNaN(rows[i][3])) expect(Math.abs(a[3] + share * (b[3] - a[3]) - rows[i][3])).toBeLessThanOrEqual(20.001)
        expect(Number.isNaN(rows[i][3])).toBe(Number.isNaN(a[3]) && Number.isNaN(b[3]))
      }
    }
  })

  test('ends and both sides of a gap are kept', () => {
    const {kept, start} = thin(data, 1e9, 1e9)
    expect([...kept]).toEqual(expect.arrayContaining([0, 499, 500, 899]))
    expect([...start]).toEqual([0, kept.length])
  })

  test('two fixes of one moment are both kept, and order holds', () => {
    const {kept} = thin(made([[0, 0, 0, 0], [5, 0, 10, 0], [900, 0, 10, 0], [910, 0, 20, 0]]), 10, 10)
    expect([...kept]).toEqual([...new Set(kept)].sort((a, b) => a - b))
    expect([...kept]).toEqual(expect.arrayContaining([1, 2]))
  })
})

describe('picking', () => {
  // one unit is one pixel, whatever the world's size: a matrix that only scales
  const scale = WORLD / 500
  const screen = new Screen([2 * scale, 0, 0, 0, 0, -2 * scale, 0, 0, 0, 0, 1, 0, -1, 1, 0, 1], 1000, 1000, (px, py) => [px, py])
  const data = made([[0, 100, 0, 1000], [1000, 100, 100, 2000]], [[500, 0, 0, 500], [500, 1000, 50, 500], [600, 1000, 900, 500]])

  test('finds the nearest track anywhere on its line, with time and height there', () => {
    expect(screen.project(250, 100)).toEqual([expect.closeTo(500), expect.closeTo(200)])
  })

  test('projects and picks consistently', () => {
    const [px, py] = screen.project(250, 100)
    const around = new Screen((screen as unknown as {matrix: number[]}).matrix, 1000, 1000, (x, y) => [x / 2, y / 2])
    const hit = pickTrack(data, around, px + 2, py + 3, 6, ALWAYS, null)!
    expect(hit.track).toBe(0)
    expect(hit.distance).toBeCloseTo(3)
    expect(hit.ticks).toBeCloseTo(25.1)
    expect(hit.height).toBeCloseTo(1251)
    expect(pickTrack(data, around, px, py + 30, 6, ALWAYS, null)).toBeNull()
  })

  test('honours time window, altitude filter and gaps', () => {
    const around = new Screen((screen as unknown as {matrix: number[]}).matrix, 1000, 1000, (x, y) => [x / 2, y / 2])
    const [px, py] = screen.project(250, 100)
    expect(pickTrack(data, around, px, py, 6, {from: 50, to: 90}, null)).toBeNull()
    expect(pickTrack(data, around, px, py, 6, ALWAYS, [1500, 1600])).toBeNull()
    const [gx, gy] = screen.project(550, 1000)
    expect(pickTrack(data, around, gx, gy, 6, ALWAYS, null)).toBeNull()
  })
})

test('flights in flight are counted in every part they touch', () => {
  const data = made([[0, 0, 0, 0], [1, 0, 40, 0]], [[0, 0, 30, 0], [1, 0, 100, 0]])
  expect([...flightsInFlight([data], new TimeAxis({start: 0, end: 100}), 10)]).toEqual([1, 1, 1, 2, 2, 1, 1, 1, 1, 1])
})
