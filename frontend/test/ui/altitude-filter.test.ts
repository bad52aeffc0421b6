// @vitest-environment happy-dom

import {describe, expect, test, vi} from 'vitest'
import {AltitudeFilter} from '../../src/ui/altitude-filter'
import {settings} from '../support'

describe('altitude filter', () => {
  test('typed numbers are in the unit shown; both ends free means no filter', () => {
    const changed = vi.fn()
    const filter = new AltitudeFilter(settings(), changed)
    filter.setBounds(0, 12_000)
    const [low] = filter.element.querySelectorAll<HTMLInputElement>('input[type=number]')
    low.value = '10000'
    low.dispatchEvent(new Event('change'))
    expect(changed.mock.lastCall![0][0]).toBe(3048)
    expect(changed.mock.lastCall![0][1]).toBeGreaterThanOrEqual(12_000)
    filter.element.querySelector<HTMLButtonElement>('button')!.click()
    expect(changed.mock.lastCall![0]).toBeNull()
  })

  test('what is no number changes nothing', () => {
    const changed = vi.fn()
    const filter = new AltitudeFilter(settings(), changed)
    filter.setBounds(0, 12_000)
    const [low] = filter.element.querySelectorAll<HTMLInputElement>('input[type=number]')
    low.value = ''
    low.dispatchEvent(new Event('change'))
    expect(changed).not.toHaveBeenCalled()
  })

  test('a slider keeps the focus when its own change builds the filter anew, and says its height', () => {
    const filter = new AltitudeFilter(settings(), () => {})
    filter.setBounds(0, 12_000)
    document.body.append(filter.element)
    const high = () => filter.element.querySelectorAll<HTMLInputElement>('.dual input')[1]
    high().focus()
    high().value = '100'
    high().dispatchEvent(new Event('input'))
    high().dispatchEvent(new Event('change'))
    expect(document.activeElement).toBe(high())
    expect(high().getAttribute('aria-valuetext')!.replace(/\s/g, ' ')).toBe('19.685 ft')
  })
})
