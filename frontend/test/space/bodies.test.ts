import {expect, test} from 'vitest'
import {looksOf, type BodyLook} from '../../src/space/bodies'
import {airspace} from '../airspaces/support'

const LOOK: BodyLook = {theme: 'light', opacity: 1, time: 50, range: null, selected: []}
const texel = (looks: Uint8Array, index: number, aspect: number) => [...looks.subarray(4 * ((Math.floor(index / 1024) * 3 + aspect) * 1024 + (index % 1024)), 4 * ((Math.floor(index / 1024) * 3 + aspect) * 1024 + (index % 1024)) + 4)]

test('activity shows in strength and pattern, the filter leaves nothing, a selection stands out', () => {
  const airspaces = [airspace(0), airspace(1, 'periods', 0, [[0, 10]]), airspace(2, 'unknown'), airspace(3, 'always', 5000)]
  const looks = looksOf(airspaces, {...LOOK, range: [0, 1000]})
  expect([0, 1, 2].map(index => texel(looks, index, 2)[0])).toEqual([0, 1, 2])
  expect(texel(looks, 1, 0)[3]).toBeLessThan(texel(looks, 0, 0)[3])
  expect([0, 1].map(aspect => texel(looks, 3, aspect)[3])).toEqual([0, 0])
  expect(texel(looksOf(airspaces, {...LOOK, selected: [0]}), 0, 1)[3]).toBe(255)
})

test('more airspaces than a row of the texture holds', () => {
  const looks = looksOf(Array.from({length: 1500}, (_, i) => airspace(i)), LOOK)
  expect(looks.length).toBe(2 * 3 * 1024 * 4)
  expect(texel(looks, 1400, 1)[3]).toBeGreaterThan(0)
  expect(texel(looks, 1500, 1)[3]).toBe(0)
})
