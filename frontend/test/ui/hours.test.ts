import {expect, test} from 'vitest'
import {hourText, parseHour} from '../../src/ui/hours'

test('hours as they are typed', () => {
  expect(['8', '08:15', '0815', '8:20', ' 24 ', '0'].map(parseHour)).toEqual([8, 8.25, 8.25, 8.25, 24, 0])
  expect(['', '25', '8:75', 'x', '24:15', '-1'].map(parseHour)).toEqual([null, null, null, null, null, null])
  expect([0, 8.25, 23.75, 24].map(hourText)).toEqual(['00:00', '08:15', '23:45', '24:00'])
})
