import {describe, expect, test} from 'vitest'
import {thin} from '../../src/tracks/thinning'
import {made} from './support'

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

  test('what must be kept is kept, whatever the tolerance, and the rest stays true', () => {
    const always = Uint32Array.of(0, 17, 18, 250, 499, 710, 898)
    const {kept} = thin({...data, always}, 50, 20)
    expect([...kept]).toEqual(expect.arrayContaining([...always]))
    expect([...kept]).toEqual([...new Set(kept)].sort((a, b) => a - b))
    for (let k = 0; k < kept.length - 1; k++) {
      const [a, b] = [rows[kept[k]], rows[kept[k + 1]]]
      for (let i = kept[k] + 1; i < kept[k + 1]; i++) {
        expect(Math.abs(a[0] + ((rows[i][2] - a[2]) / (b[2] - a[2])) * (b[0] - a[0]) - rows[i][0])).toBeLessThanOrEqual(50.001)
      }
    }
    expect([...thin({...data, always}, 1e9, 1e9).kept]).toEqual(expect.arrayContaining([...always]))
  })

  test('two fixes of one moment are both kept, and order holds', () => {
    const {kept} = thin(made([[0, 0, 0, 0], [5, 0, 10, 0], [900, 0, 10, 0], [910, 0, 20, 0]]), 10, 10)
    expect([...kept]).toEqual([...new Set(kept)].sort((a, b) => a - b))
    expect([...kept]).toEqual(expect.arrayContaining([1, 2]))
  })
})
