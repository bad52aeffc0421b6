import {describe, expect, test} from 'vitest'
import {scaleOf, sharing, type Heights} from '../../src/tracks/scale'
import {fromMetres} from '../../src/units'

const layer = (height: Heights['height'], heights: Heights['heights']): Heights => ({height, heights})
const drones = layer('altitude_amsl', [120, 1500])
const airliners = layer('altitude_amsl', [-9, 12_400])
const pressure = layer('altitude_pressure', [300, 2800])
const unknown = layer(null, null)

describe('one scale', () => {
  test('of all layers whose heights mean the same, from zero though the coast lies below', () => {
    const [low, high] = scaleOf('altitude_amsl', [drones, airliners, pressure, unknown], 'metric')
    expect([low, high]).toEqual([0, 12_500])
    expect(scaleOf('altitude_pressure', [drones, airliners, pressure, unknown], 'metric')).toEqual([0, 3000])
  })

  test('of round numbers in the unit shown', () => {
    const [, high] = scaleOf('altitude_amsl', [airliners], 'aviation')
    expect(fromMetres(high, 'aviation')).toBeCloseTo(45_000, 6)
  })

  test('without heights there still is one', () => expect(scaleOf(null, [unknown], 'metric')).toEqual([0, 10_000]))
})

test('who shares it', () => {
  expect(sharing('altitude_amsl', [drones, airliners, pressure, unknown])).toEqual([drones, airliners])
  expect(sharing(null, [unknown])).toEqual([])
})
