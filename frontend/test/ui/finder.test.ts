// @vitest-environment happy-dom

import {describe, expect, test, vi} from 'vitest'
import type {Found} from '../../src/finding'
import {Finder} from '../../src/ui/finder'
import {HOSTILE, settings} from '../support'

const city = (name: string): Found => ({kind: 'city', name, position: {longitude: 1, latitude: 2}})

function finder(found: Found[]) {
  const host = {find: vi.fn((text: string) => (text ? found : [])), take: vi.fn(), opened: vi.fn(), closed: vi.fn()}
  const one = new Finder(settings({City: 'Stadt'}), host)
  document.body.replaceChildren(one.element)
  const input = one.element.querySelector('input')!
  const type = (text: string) => {
    input.value = text
    input.dispatchEvent(new Event('input'))
  }
  const key = (name: string) => input.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true}))
  const options = () => [...one.element.querySelectorAll('li')].map(option => option.textContent)
  return {one, host, type, key, options}
}

describe('the search field', () => {
  test('lists while typing, and Enter takes what the arrows marked', () => {
    const {one, host, type, key, options} = finder([city('A'), city('B')])
    one.start()
    type('x')
    expect(options()).toEqual(['AStadt', 'BStadt'])
    key('ArrowDown')
    expect(one.element.querySelector('[aria-selected=true]')!.textContent).toBe('BStadt')
    key('Enter')
    expect(host.take).toHaveBeenCalledExactlyOnceWith(city('B'))
    key('ArrowDown')
    key('ArrowUp')
    key('ArrowUp')
    key('Enter')
    expect(host.take).toHaveBeenLastCalledWith(city('A'))
  })

  test('says when nothing is found, as text', () => {
    const {one, type} = finder([])
    type(HOSTILE)
    expect(one.element.querySelector('[role=status]')!.textContent).toContain(HOSTILE)
    expect(one.element.querySelector('img')).toBeNull()
  })

  test('shows names as text, and takes a click', () => {
    const {one, host, type} = finder([city(HOSTILE)])
    type('x')
    expect(one.element.querySelector('img')).toBeNull()
    one.element.querySelector('li')!.click()
    expect(host.take).toHaveBeenCalledOnce()
  })

  test('Escape closes it and takes back the mark, and goes no further', () => {
    const {one, host, key} = finder([])
    const outside = vi.fn()
    document.body.addEventListener('keydown', outside)
    one.start()
    expect(one.active).toBe(true)
    key('Escape')
    expect(one.active).toBe(false)
    expect(host.closed).toHaveBeenCalledOnce()
    expect(outside).not.toHaveBeenCalled()
    one.stop()
    expect(host.closed).toHaveBeenCalledOnce()
  })
})
