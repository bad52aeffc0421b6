import {expect, test} from 'vitest'
import {circlesOf} from '../../src/dossier/circles'
import type {ReportMark} from '../../src/dossier/data'
import {leg} from '../../src/geodesy'

const report = (longitude: number, latitude: number, radius: number) => ({longitude, latitude, radius}) as ReportMark

test('one circle a place, at its distance, none for points', () => {
  const {features} = circlesOf([report(71.4, 51.2, 10_000), report(71.4, 51.2, 10_000), report(66, 48, 500_000), report(1, 1, 0)])
  expect(features.length).toBe(2)
  const ring = (features[1].geometry as {coordinates: number[][][]} & {type: string}).coordinates[0]
  for (const [longitude, latitude] of ring) expect(leg({longitude: 66, latitude: 48}, {longitude, latitude}).distance).toBeCloseTo(500_000, 0)
  expect(ring[0]).toEqual(ring[ring.length - 1])
})

test('a circle over the antimeridian has no jump', () => {
  const [{geometry}] = circlesOf([report(179.9, 60, 100_000)]).features
  const ring = (geometry as {coordinates: number[][][]} & {type: string}).coordinates[0]
  expect(Math.max(...ring.map(([longitude]) => longitude)) - Math.min(...ring.map(([longitude]) => longitude))).toBeLessThan(6)
})
