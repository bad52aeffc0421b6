import {expect, test} from 'vitest'
import {TimeAxis} from '../../src/axis'
import {flightsInFlight, flightSpans} from '../../src/tracks/histogram'
import {made} from './support'

test('flights in flight are counted in every part they touch', () => {
  const data = made([[0, 0, 0, 0], [1, 0, 40, 0]], [[0, 0, 30, 0], [1, 0, 100, 0]])
  expect([...flightsInFlight(flightSpans([data]).map(span => [span]), new TimeAxis({start: 0, end: 100}), 10)]).toEqual([1, 1, 1, 2, 2, 1, 1, 1, 1, 1])
})

test('over a pause the parts count flying time', () => {
  const hour = 3_600_000
  const data = made([[0, 0, 0, 0], [1, 0, hour, 0]], [[0, 0, 99 * hour, 0], [1, 0, 100 * hour, 0]])
  const axis = new TimeAxis({start: 0, end: 100 * hour}, flightSpans([data]))
  const bins = [...flightsInFlight(flightSpans([data]).map(span => [span]), axis, 40)]
  expect(bins.filter(count => count > 0).length).toBeGreaterThanOrEqual(38)
  expect(Math.max(...bins)).toBe(1)
})

test('a track flies from its first to its last fix', () => {
  expect(flightSpans([made([[0, 0, 5, 0], [1, 0, 9, 0]], [[0, 0, 7, 0]])])).toEqual([{start: 5, end: 9}, {start: 7, end: 7}])
})

test('a flight shown in pieces counts once in every part', () => {
  const axis = new TimeAxis({start: 0, end: 100})
  expect([...flightsInFlight([[{start: 0, end: 3}, {start: 5, end: 15}, {start: 41, end: 42}]], axis, 10)]).toEqual([1, 1, 0, 0, 1, 0, 0, 0, 0, 0])
})
