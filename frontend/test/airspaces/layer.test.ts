import type {Map as MapLibre} from 'maplibre-gl'
import {describe, expect, it} from 'vitest'
import {AirspacesLayer} from '../../src/airspaces/layer'
import {airspace} from './support'

/** A map that keeps what it was told. */
function recorder() {
  const filters: Record<string, unknown> = {}
  const states: [number, string][] = []
  const map = {
    setFilter: (layer: string, filter: unknown) => void (filters[layer] = filter),
    setFeatureState: ({id}: {id: number}, {activity}: {activity: string}) => void states.push([id, activity]),
    getSource: () => undefined,
  }
  return {filters, states, map: map as unknown as MapLibre}
}

const among = (...ids: number[]) => ['in', ['id'], ['literal', ids]]

describe('airspaces on the map', () => {
  const airspaces = [airspace(0, 'always', 0), airspace(1, 'periods', 0, [[100, 200]]), airspace(2, 'unknown', 0), airspace(3, 'periods', 1000, [[0, 150]])]

  it('tells the map as states which airspaces a step switches on or off, and nothing else', () => {
    const {filters, states, map} = recorder()
    const layer = new AirspacesLayer('z', airspaces, 'light')
    layer.update(map, 50, null)
    expect(filters).toMatchObject({'z-active': among(0, 1, 3), 'z-inactive': among(1, 3), 'z-unknown': among(2)})
    expect(states).toEqual([[1, 'inactive'], [3, 'active']])
    for (const id of Object.keys(filters)) delete filters[id]
    layer.update(map, 120, null)
    layer.update(map, 130, null)
    layer.update(map, 160, null)
    expect(states.slice(2)).toEqual([[1, 'active'], [3, 'inactive']])
    expect(filters).toEqual({})
  })

  it('leaves out by filter what lies outside the heights', () => {
    const {filters, map} = recorder()
    new AirspacesLayer('z', airspaces, 'light').update(map, 50, [0, 500])
    expect(filters).toMatchObject({'z-active': among(0, 1), 'z-inactive': among(1), 'z-unknown': among(2), 'z-inactive-fill': among(1)})
  })

  it('does not know which periods apply without a time', () => {
    const {filters, states, map} = recorder()
    new AirspacesLayer('z', airspaces, 'light').update(map, null, null)
    expect(filters).toMatchObject({'z-active': among(0), 'z-inactive': among(), 'z-unknown': among(1, 2, 3)})
    expect(states).toEqual([])
  })
})
