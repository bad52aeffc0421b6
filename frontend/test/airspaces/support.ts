// What tests of the airspaces share.

import type {Airspace} from '../../src/airspaces/data'

export function airspace(index: number, activation: Airspace['activation'] = 'always', floor = 0, periods: [number, number][] = []): Airspace {
  return {
    index, name: `A${index}`, type: 'R', icao_class: null, lower: null, upper: null, activation, family: 'restricted', polygons: [],
    west: 0, south: 0, east: 1, north: 1, area: 1, floor, ceiling: floor + 100, periods, label: [0, 0],
    limits: {floor: {levels: [[floor, 'amsl']], join: 'max'}, ceiling: {levels: [[floor + 100, 'amsl']], join: 'max'}},
  }
}
