import {expect, test} from 'vitest'
import {withoutEdges} from '../src/borders'

test('the edge of the world is no coast', () => {
  expect(withoutEdges([[[170, 60], [180, 65], [180, 70], [175, 71]]])).toEqual([[[170, 60], [180, 65]], [[180, 70], [175, 71]]])
})
