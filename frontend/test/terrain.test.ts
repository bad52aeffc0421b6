import {expect, test} from 'vitest'
import {Container} from '../src/columns'
import {decodeTile} from '../src/terrain'
import {SAMPLE} from './sample'

test('a tile of the wrong size is refused', () => {
  expect(() => decodeTile(Container.read(SAMPLE))).toThrow('3 values instead of 66564')
})
