import {expect, it, vi} from 'vitest'
import {Tools, type Tool} from '../src/tools'

it('one tool is open at a time', () => {
  const tool = () => {
    const one = {active: false, start: vi.fn(() => void (one.active = true)), stop: vi.fn(() => void (one.active = false))}
    return one satisfies Tool
  }
  const [a, b] = [tool(), tool()]
  const tools = new Tools([a, b])
  expect(tools.current).toBeNull()
  tools.toggle(a)
  tools.toggle(b)
  expect([a.active, b.active, tools.current === b]).toEqual([false, true, true])
  tools.start(b)
  expect(b.stop).not.toHaveBeenCalled()
  tools.toggle(b)
  expect(tools.current).toBeNull()
})
