// Formatting, framing, relief, colours, labels, airspaces: the pure parts of the picture.

import {describe, expect, test} from 'vitest'
import {activityAt, withinHeights, type Airspace} from '../src/airspaces/data'
import {FAMILIES, familyOf} from '../src/airspaces/families'
import {hatchImage} from '../src/airspaces/hatch'
import {pickAirspaces} from '../src/airspaces/picking'
import {withoutEdges} from '../src/borders'
import {Container} from '../src/columns'
import {Declutter} from '../src/declutter'
import {decimalDegrees, Formatter, niceBelow, sexagesimal, utc, wrapLongitude} from '../src/format'
import {frameBounds} from '../src/framing'
import {degreeLabel, graticuleStep} from '../src/graticule'
import {latitudeOf, longitudeOf, mercatorX, mercatorY, unwrap, WORLD} from '../src/mercator'
import {contains, labelPoint, type Point} from '../src/plane'
import {altitudeColour, niceRange, reliefColour} from '../src/ramps'
import {GRID, heightAt, shade, TILE} from '../src/relief'
import {localMatrix} from '../src/screen'
import {decodeTile} from '../src/terrain'
import {TEXTS, translator} from '../src/texts'
import {fromMetres, toMetres} from '../src/units'
import {SAMPLE} from './sample'

const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ')

describe('format', () => {
  const german = new Formatter('de', 'aviation')

  test('heights in the unit shown; flight levels only of pressure altitudes', () => {
    expect(plain(german.height(376.2))).toBe('1.234 ft')
    expect(german.height(10820.4, 'altitude_pressure')).toBe('FL355')
    expect(plain(german.height(10820.4, 'altitude_amsl'))).toBe('35.500 ft')
    expect(plain(german.height(914.4, 'altitude_pressure'))).toBe('3.000 ft')
    expect(plain(new Formatter('en', 'metric').height(1234.4, 'altitude_pressure'))).toBe('1,234 m')
    expect(plain(german.height(-0.01))).toBe('0 ft')
  })

  test('times are UTC', () => expect(utc(Date.UTC(2010, 0, 21, 14, 3, 22, 900))).toBe('21.01.2010 14:03:22 UTC'))

  test('coordinates', () => {
    expect(decimalDegrees(10.54321, 47.12345, german)).toBe('47,12345° N  10,54321° E')
    expect(sexagesimal(-70.5, -33.999999)).toBe('34°00′00″ S  070°30′00″ W')
    expect(decimalDegrees(190, 0, german)).toContain('170,00000° W')
    expect(wrapLongitude(-180)).toBe(-180)
  })

  test('scale numbers', () => expect([0.7, 1, 3, 9.9, 4321].map(niceBelow)).toEqual([0.5, 1, 2, 5, 2000]))

  test('feet typed are the stored metres', () => {
    expect(toMetres(35_500, 'aviation')).toBe(10820.4)
    expect(Math.round(fromMetres(10820.4, 'aviation'))).toBe(35_500)
  })
})

describe('mercator', () => {
  test('there and back', () => {
    expect(longitudeOf(mercatorX(10.5))).toBeCloseTo(10.5, 9)
    expect(latitudeOf(mercatorY(-47.1))).toBeCloseTo(-47.1, 9)
    expect(mercatorY(90)).toBeCloseTo(0, 6)
  })

  test('the nearest copy', () => {
    expect(unwrap(0.01 * WORLD, 0.99 * WORLD)).toBeCloseTo(1.01 * WORLD, 0)
    expect(unwrap(0.99 * WORLD, 0.01 * WORLD)).toBeCloseTo(-0.01 * WORLD, 0)
  })

  test('a matrix around the view keeps centimetres in float32', () => {
    const scale = 2 ** 20
    const matrix = [scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, 1, 0, -0.53 * scale, -0.35 * scale, 0, 1]
    const local = localMatrix(matrix, 0.53, 0.35)
    const one = Math.fround(Math.fround(local[0] * 1) + local[12])
    expect(Math.abs(one - scale / WORLD)).toBeLessThan(1e-7)
  })
})

describe('framing', () => {
  const none = {left: 0, right: 0, top: 0, bottom: 0}

  test('bounds fill the free part', () => {
    const {longitude, zoom} = frameBounds([10, 46, 12, 48], 1000, 800, none)
    expect(longitude).toBeCloseTo(11)
    expect((mercatorY(46) - mercatorY(48)) * 512 * 2 ** zoom).toBeCloseTo(800)
  })

  test('a panel on the left moves the middle to the right', () => {
    expect(frameBounds([10, 46, 12, 48], 1000, 800, {...none, left: 300}).longitude).toBeLessThan(11)
  })

  test('over the antimeridian, written either way', () => {
    expect(frameBounds([176, -18, 184, -15], 900, 600, none).longitude).toBeCloseTo(180)
    expect(frameBounds([176, -18, -176, -15], 900, 600, none).longitude).toBeCloseTo(180)
  })

  test('a point and the whole world', () => {
    expect(frameBounds([10, 47, 10, 47], 900, 600, none).zoom).toBe(13)
    expect(frameBounds([-180, -90, 180, 90], 900, 600, none).zoom).toBeGreaterThanOrEqual(0.5)
  })
})

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

  test('a tile of the wrong size is refused', () => {
    expect(() => decodeTile(Container.read(SAMPLE))).toThrow('3 values instead of 66564')
  })
})

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

  test('hatching repeats without a seam', () => {
    const {width, height, data} = hatchImage([200, 60, 30])
    const alpha = (x: number, y: number) => data[4 * ((y % height) * width + (x % width)) + 3]
    for (let k = 0; k < 40; k++) expect(alpha(k, 40 - k)).toBe(alpha(k + 1, 39 - k))
    expect(Math.max(...data.filter((_, i) => i % 4 === 3))).toBeGreaterThan(60)
  })
})

test('labels never cover each other, and strong ones are always placed', () => {
  const declutter = new Declutter(text => text.length * 7, 400, 300)
  let placed = 0
  for (let i = 0; i < 200; i++) if (declutter.place([`DLH${i}`], 20 + (i * 37) % 380, 20 + (i * 53) % 270)) placed++
  const {labels} = declutter
  expect(placed).toBe(labels.length)
  expect(placed).toBeGreaterThan(20)
  expect(placed).toBeLessThan(200)
  for (const [i, a] of labels.entries()) {
    expect(a.left >= 0 && a.right <= 400 && a.top >= 0 && a.bottom <= 300).toBe(true)
    for (const b of labels.slice(i + 1)) expect(a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top).toBe(false)
  }
  expect(declutter.place(['SELECTED'], 30, 30, true)).toBe(true)
})

describe('airspaces', () => {
  test.each([
    ['CTR', 'D', 'control-zone'], ['TMA', 'C', 'control-area'], ['R', null, 'restricted'], ['P', '', 'prohibited'], ['Q', null, 'danger'],
    ['D', 'D', 'class-d'], ['C', null, 'class-c'], ['E', 'E', 'class-efg'], ['RMZ', '', 'mandatory'], ['W', null, 'sector'], ['GP', null, 'restricted'],
    ['', '', 'unknown'], [null, null, 'unknown'], ['', 'G', 'class-efg'], ['danger', null, 'danger'], ['ZZZ', 'C', 'class-c'], ['PJE', null, 'sector'],
  ] as const)('type %s, class %s is %s', (type, icao, family) => expect(familyOf(type, icao)).toBe(family))

  test('families can be told apart without red and green', () => {
    // blue light, which every dichromat but the rare tritanope sees, or a hatch or weight differ
    const {restricted, 'control-zone': zone} = FAMILIES
    expect(zone.light[2] - restricted.light[2]).toBeGreaterThan(80)
    expect(restricted.hatched).not.toBe(zone.hatched)
  })

  const square = (west: number, size: number): Point[] => [[west, 0], [west + size, 0], [west + size, size], [west, size], [west, 0]]
  const airspace = (index: number, polygons: Point[][][], west: number, size: number, floor = 0, ceiling = 3000) =>
    ({index, polygons, west, south: 0, east: west + size, north: size, area: size * size, floor, ceiling}) as unknown as Airspace

  test('several at one place come smallest first; holes do not count', () => {
    const large = airspace(0, [[square(0, 10), [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]]], 0, 10)
    const small = airspace(1, [[square(0, 3)]], 0, 3)
    expect(pickAirspaces([large, small], 1, 1, null).map(({index}) => index)).toEqual([1, 0])
    expect(pickAirspaces([large, small], 5, 5, null)).toEqual([])
    expect(pickAirspaces([large, small], 361, 1, null)).toHaveLength(2)
    expect(pickAirspaces([large, small], 1, 1, [4000, 5000])).toEqual([])
  })

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

  test('labels lie inside, also of a crescent', () => {
    const crescent: Point[] = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 9], [8, 9], [8, 1], [0, 1], [0, 0]]
    expect(contains([crescent], ...labelPoint([crescent]))).toBe(true)
  })
})

test('the edge of the world is no coast', () => {
  expect(withoutEdges([[[170, 60], [180, 65], [180, 70], [175, 71]]])).toEqual([[[170, 60], [180, 65]], [[180, 70], [175, 71]]])
})

test('the graticule is neither crowded nor empty', () => {
  for (const span of [360, 40, 5, 0.5, 0.05]) {
    const step = graticuleStep(span, 1000)
    expect(span / step).toBeLessThanOrEqual(1000 / 140 + 1e-9)
    expect(span / step).toBeGreaterThan(1)
  }
  expect(degreeLabel(-70.5, 'E', 'W', 0.5)).toBe('70.5° W')
  expect(degreeLabel(0, 'E', 'W', 1)).toBe('0°')
})

test('texts: a missing translation shows the English, values are filled in as text', () => {
  const t = translator({Layers: 'Ebenen', '{count} tracks': '{count} Flugwege'})
  expect(t('Layers')).toBe('Ebenen')
  expect(t('Opacity')).toBe('Opacity')
  expect(t('{count} tracks', {count: '<b>3</b>'})).toBe('<b>3</b> Flugwege')
  expect(new Set(TEXTS).size).toBe(TEXTS.length)
})
