import {describe, expect, it} from 'vitest'
import {mgrs, parsePosition, utm} from '../src/coordinates'

// UTM by PROJ (pyproj 3.7, EPSG:326xx and 327xx), MGRS by GEOTRANS (PyPI mgrs 1.6.0)
const PLACES: [longitude: number, latitude: number, zone: string, easting: number, northing: number, grid: string][] = [
  [10.54321, 47.12345, '32 N', 617051.89, 5220038.12, '32T PT 17051 20038'],
  [71.44598, 51.16052, '42 N', 671029.49, 5670519.86, '42U XB 71029 70519'],
  [-70.9, -33.4, '19 S', 323302.27, 6302754.46, '19H CD 23302 02754'],
  [5.3, 60.4, '32 N', 296191.55, 6701684.48, '32V KN 96191 01684'], // Norway's wide zone
  [8.5, 78.2, '31 N', 625380.76, 8686585.43, '31X FG 25380 86585'], // Svalbard's
  [151.2093, -33.8688, '56 S', 334368.63, 6250948.35, '56H LH 34368 50948'],
  [-0.0014, 51.4778, '30 N', 708220.89, 5707224.83, '30U YC 08220 07224'],
]

describe('grids', () => {
  it.each(PLACES)('of %d, %d agree with PROJ and GEOTRANS', (longitude, latitude, zone, easting, northing, grid) => {
    expect(utm(longitude, latitude)).toBe(`${zone} ${Math.round(easting)} ${Math.round(northing)}`)
    expect(mgrs(longitude, latitude)).toBe(grid)
  })

  it.each(PLACES)('of %d, %d are read back to within a metre', (longitude, latitude, zone, easting, northing, grid) => {
    for (const text of [grid, grid.replaceAll(' ', '').toLowerCase(), `${zone} ${easting} ${northing}`]) {
      const found = parsePosition(text)
      expect(found).not.toBeNull()
      expect(Math.abs(found!.latitude - latitude)).toBeLessThan(1e-5)
      expect(Math.abs(found!.longitude - longitude) * Math.cos((latitude * Math.PI) / 180)).toBeLessThan(1e-5)
    }
  })

  it('has no answer near the poles, and wraps the longitude', () => {
    expect([mgrs(10, 85), utm(10, -81), mgrs(NaN, 0), mgrs(10, NaN)]).toEqual(['', '', '', ''])
    expect(mgrs(370.54321, 47.12345)).toBe(mgrs(10.54321, 47.12345))
    expect(mgrs(180, 10)).toBe(mgrs(-180, 10))
  })

  it('takes the middle of a large square', () => {
    const {longitude, latitude} = parsePosition('32T PT 1 2')!
    expect(mgrs(longitude, latitude).replace(/ /g, '')).toMatch(/^32TPT1(4999|5000)25?/)
  })
})

describe('typed positions', () => {
  const place = {longitude: 10 + 32 / 60 + 36 / 3600, latitude: 47 + 7 / 60 + 24 / 3600}

  it.each([
    '47°07′24″N 10°32′36″E', '47°07\'24"N 010°32\'36"O', 'N 47 07 24 E 10 32 36', '47 07 24 10 32 36', '470724N0103236E', '47 7.4N 10 32.6E',
    'n47°7,4 o10°32,6', '10°32′36″E 47°07′24″N', '4707.4N01032.6E', 'E0103236 N470724',
  ])('%s', text => {
    const found = parsePosition(text)!
    expect(found.latitude).toBeCloseTo(place.latitude, 9)
    expect(found.longitude).toBeCloseTo(place.longitude, 9)
  })

  it.each([
    ['47.5 10.25', 47.5, 10.25], ['47,5 10,25', 47.5, 10.25], ['47.5,10.25', 47.5, 10.25], ['47.5, 10.25', 47.5, 10.25], ['47,5; 10,25', 47.5, 10.25],
    ['-33.4 -70.9', -33.4, -70.9], ['-0 30 10 0', -0.5, 10], ['33.4S 70.9W', -33.4, -70.9], ['90 180', 90, 180],
  ])('%s in degrees', (text, latitude, longitude) => {
    const found = parsePosition(text)!
    expect(found.latitude).toBeCloseTo(latitude, 9)
    expect(found.longitude).toBeCloseTo(longitude, 9)
  })

  it.each([
    '', 'Wien', '47', '47,10', '91 10', '47 181', '47 60 10 10', '47N 10N', '47E 10E', 'N47 S10', '+-47 10', '47.5.2 10', '47 07 24', '47.5 30 10 0',
    '-47N 10E', '99T PT 1 1', '32T PT 12 1', '32T PT 123', '32T OI 1 1', '32T PA 1 1', '61 N 500000 5000000', '32 N 50 5000000', '1'.repeat(100), '<b>47 10</b>',
  ])('%j is none', text => expect(parsePosition(text)).toBeNull())
})
