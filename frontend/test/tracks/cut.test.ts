import {describe, expect, test} from 'vitest'
import {cut} from '../../src/tracks/cut'
import {ALWAYS} from '../../src/tracks/window'
import {made} from './support'

describe('cutting', () => {
  const data = made([[0, 0, 0, 1000], [100, 0, 100, 2000], [200, 0, 200, NaN]])

  test('by time, exactly', () => expect(cut(data, 0, 1, {from: 25, to: 80}, null)).toEqual([0.25, 0.8]))

  test('by height, exactly', () => {
    expect(cut(data, 0, 1, ALWAYS, [1250, 1500])).toEqual([0.25, 0.5])
    expect(cut(data, 0, 1, ALWAYS, [2500, 3000])).toBeNull()
  })

  test('segments of unknown height pass', () => expect(cut(data, 1, 2, ALWAYS, [0, 10])).toEqual([0, 1]))
})
