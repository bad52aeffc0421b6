import {expect, test} from 'vitest'
import {runsOf} from '../../src/space/drops'
import {made} from '../tracks/support'

test('a long flight is thinned, but gaps stay gaps', () => {
  const flight = Array.from({length: 2000}, (_, i): [number, number, number, number] => [i, 0, i < 1000 ? i : i + 500, 100])
  const runs = runsOf(made(flight), 0)
  expect(runs.length).toBe(2)
  expect(runs.map(run => [run[0], run[run.length - 1]])).toEqual([[0, 999], [1000, 1999]])
  expect(runs.flat().length).toBeLessThan(520)
})
