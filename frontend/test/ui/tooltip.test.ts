// @vitest-environment happy-dom

import {expect, test} from 'vitest'
import {Tooltip} from '../../src/ui/tooltip'

test('the tooltip lists five and counts the rest', () => {
  const tooltip = new Tooltip()
  tooltip.show(Array.from({length: 8}, (_, i) => ({title: `R${i}`, lines: [], colour: 'red'})), 0, 0, count => `${count} weitere`)
  expect(tooltip.element.querySelectorAll('.tooltip-entry')).toHaveLength(5)
  expect(tooltip.element.textContent).toContain('3 weitere')
})
