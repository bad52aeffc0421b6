import {expect, test} from 'vitest'
import {EMPTY_SCENE, resourcesOf, sameButReports, type LayerSpec} from '../src/scene'

test('each resource once; terrain comes in tiles', () => {
  const layers = [{kind: 'terrain', tiles: 't'}, {kind: 'tracks', resource: 'a'}, {kind: 'places', resource: 'b'}, {kind: 'tracks', resource: 'a'}] as LayerSpec[]
  expect(resourcesOf({...EMPTY_SCENE, layers})).toEqual(['a', 'b'])
  expect(resourcesOf(EMPTY_SCENE)).toEqual([])
})

test('scenes that differ in their reports alone', () => {
  const flights = {kind: 'tracks', resource: 'a'} as LayerSpec
  const [one, other] = ['b', 'c'].map(resource => ({kind: 'dossier', resource}) as LayerSpec)
  const scene = (...layers: LayerSpec[]) => ({...EMPTY_SCENE, layers})
  expect(sameButReports(scene(flights, one), scene(flights, other))).toBe(true)
  expect(sameButReports(scene(flights), scene(flights, other))).toBe(true)
  expect(sameButReports(scene(flights, one), scene({...flights, resource: 'd'} as LayerSpec, one))).toBe(false)
  expect(sameButReports(scene(flights, one), {...scene(flights, one), banner: 'SYNTHETISCH'})).toBe(false)
})
