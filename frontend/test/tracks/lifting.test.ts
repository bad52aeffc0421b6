import {expect, test} from 'vitest'
import {drawnHeights} from '../../src/tracks/lifting'
import {made} from './support'

const GROUND = () => 42

test('nothing to do where all heights are known', () => {
  expect(drawnHeights(made([[0, 0, 0, 100], [1, 0, 10, 200]]), GROUND)).toBeNull()
})

test('between known heights the unknown rise steadily with time, before and after they stay level', () => {
  const data = made([[0, 0, 0, NaN], [1, 0, 10, 100], [2, 0, 15, NaN], [3, 0, 30, NaN], [4, 0, 50, 500], [5, 0, 60, NaN]], [[0, 0, 0, 7]])
  expect([...drawnHeights(data, GROUND)!]).toEqual([100, 100, 150, 300, 500, 500, 7])
})

test('a flight of which no height is known runs along the ground', () => {
  expect([...drawnHeights(made([[0, 0, 0, NaN], [1, 0, 10, NaN]], [[0, 0, 0, 9], [0, 0, 5, 9]]), GROUND)!]).toEqual([42, 42, 9, 9])
})
