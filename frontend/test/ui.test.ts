// @vitest-environment happy-dom

import {beforeEach, describe, expect, test, vi} from 'vitest'
import {Clock} from '../src/clock'
import {Cycle, sameSelection, selectionOf, type Under} from '../src/interaction'
import {Model, type PanelModel} from '../src/model'
import {Settings} from '../src/settings'
import {onKey} from '../src/keyboard'
import {Transport} from '../src/transport'
import {AltitudeFilter} from '../src/ui/altitude-filter'
import {BannerStrip} from '../src/ui/banner'
import {DetailsPanel} from '../src/ui/details'
import {Notices} from '../src/ui/notices'
import {Tooltip} from '../src/ui/tooltip'
import {SAMPLE} from './sample'

const HOSTILE = '<img src=x onerror="window.hacked = true">'

/** Panel's model as JavaScript sees it: own writes call back as well. */
function panel(values: Record<string, unknown> = {}) {
  const watchers = new Map<string, ((argument?: unknown) => void)[]>()
  const sent: Record<string, unknown>[] = []
  const methods = {
    sent,
    on: (name: string, callback: () => void) => void watchers.set(name, [...(watchers.get(name) ?? []), callback]),
    off: (name: string, callback: () => void) => void watchers.set(name, (watchers.get(name) ?? []).filter(other => other !== callback)),
    send_msg: (message: Record<string, unknown>) => void sent.push(message),
    fire: (name: string, argument?: unknown) => (watchers.get(name) ?? []).forEach(callback => callback(argument)),
  }
  return new Proxy(methods as typeof methods & PanelModel, {
    get: (target, name: string) => (name in target ? target[name as keyof typeof target] : values[name]),
    set: (_, name: string, value) => {
      values[name] = value
      methods.fire(name)
      return true
    },
  })
}

const settings = (texts: Record<string, string> = {}) => new Settings(new Model(panel({texts, language: 'de', units: 'aviation'})))

describe('text of the data is text', () => {
  test('in the details', () => {
    const details = new DetailsPanel(settings(), () => {})
    details.show({title: HOSTILE, subtitle: HOSTILE, marks: [HOSTILE], sections: [{title: HOSTILE, rows: [{label: HOSTILE, value: HOSTILE, note: HOSTILE}]}]})
    expect(details.element.querySelector('img')).toBeNull()
    expect(details.element.querySelector('h2')!.textContent).toBe(HOSTILE)
    expect(details.element.querySelector('dd')!.textContent).toBe(HOSTILE + HOSTILE)
  })

  test('in tooltip, banner and notices', () => {
    const tooltip = new Tooltip()
    tooltip.show([{title: HOSTILE, lines: [HOSTILE], colour: 'red'}], 0, 0, String)
    const banner = new BannerStrip(settings())
    banner.show(HOSTILE as never, HOSTILE)
    const notices = new Notices(settings())
    notices.add(HOSTILE)
    for (const {element} of [tooltip, banner, notices]) {
      expect(element.querySelector('img')).toBeNull()
      expect(element.textContent).toContain(HOSTILE)
    }
  })
})

test('the tooltip lists five and counts the rest', () => {
  const tooltip = new Tooltip()
  tooltip.show(Array.from({length: 8}, (_, i) => ({title: `R${i}`, lines: [], colour: 'red'})), 0, 0, count => `${count} weitere`)
  expect(tooltip.element.querySelectorAll('.tooltip-entry')).toHaveLength(5)
  expect(tooltip.element.textContent).toContain('3 weitere')
})

test('the banner is translated, one it does not know is shown as it came', () => {
  const banner = new BannerStrip(settings({EXERCISE: 'ÜBUNG'}))
  banner.show('ÜBUNG', 'Lage')
  expect(banner.element.textContent).toBe('ÜBUNGLage')
  banner.show('GEHEIM' as never, '')
  expect(banner.element.textContent).toBe('GEHEIM')
  banner.show('', '')
  expect(banner.element.hidden).toBe(true)
})

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
})

describe('clock', () => {
  const range = {start: 0, end: 100_000}
  let frames: ((now: number) => void)[]

  beforeEach(() => {
    frames = []
    vi.stubGlobal('requestAnimationFrame', (callback: (now: number) => void) => frames.push(callback))
    vi.stubGlobal('cancelAnimationFrame', () => {})
  })

  const started = (values: Record<string, unknown>) => {
    const model = panel({time: 1000, speed: 10, playing: false, ...values})
    return {model, clock: new Clock(new Model(model), range)}
  }

  test('plays by the time that really passed, and stops at the end', () => {
    const {clock, model} = started({})
    clock.play()
    const begin = performance.now()
    frames.at(-1)!(begin + 2000)
    expect(clock.time).toBeGreaterThan(20_000)
    expect(clock.time).toBeLessThan(21_500)
    frames.at(-1)!(begin + 60_000)
    expect([clock.time, clock.playing, model.time, model.playing]).toEqual([100_000, false, 100_000, false])
    clock.play()
    expect(clock.time).toBe(0)
  })

  test('tells Python at most twice a second while playing, and when paused', () => {
    const {clock, model} = started({})
    const told: unknown[] = []
    model.on('time', () => void told.push(model.time))
    clock.play()
    const begin = performance.now()
    for (let i = 1; i <= 20; i++) frames.at(-1)!(begin + i)
    expect(told.length).toBeLessThanOrEqual(1)
    clock.pause()
    expect(told.at(-1)).toBe(Math.round(clock.time!))
  })

  test('follows Python, but not its own echo', () => {
    const {clock, model} = started({})
    model.time = 5000
    expect(clock.time).toBe(5000)
    model.time = 1e9
    expect(clock.time).toBe(100_000)
    model.playing = true
    expect(clock.playing).toBe(true)
  })

  test('a picture without times has none', () => {
    const clock = new Clock(new Model(panel({time: null, speed: 1, playing: true})), null)
    clock.seek(5)
    clock.toggle()
    expect([clock.time, clock.playing]).toEqual([null, false])
  })
})

describe('transport by message', () => {
  test('answers find their question; those of others are left alone', async () => {
    const model = panel({resource_base: ''})
    const transport = new Transport(new Model(model))
    const asked = transport.ground(10, 47)
    const {id, type} = model.sent[0]
    expect(type).toBe('ground')
    model.fire('msg:custom', SAMPLE)
    model.fire('msg:custom', {some: 'other message'})
    model.fire('msg:custom', container({reply: id, elevation: 312.5, accuracy: null}))
    expect(await asked).toEqual({elevation: 312.5, accuracy: null})
  })

  test('two views of one model ask by different names', () => {
    const model = panel({resource_base: ''})
    const [a, b] = [new Transport(new Model(model)), new Transport(new Model(model))]
    void a.ground(1, 2).catch(() => {})
    void b.ground(1, 2).catch(() => {})
    expect(model.sent[0].id).not.toBe(model.sent[1].id)
    a.close()
    b.close()
  })

  test('an error of Python is an error here', async () => {
    const model = panel({resource_base: ''})
    const asked = new Transport(new Model(model)).resource('columns/x')
    model.fire('msg:custom', container({reply: model.sent[0].id, error: 'no such resource'}))
    await expect(asked).rejects.toThrow('columns/x: no such resource')
  })

  function container(meta: Record<string, unknown>): ArrayBuffer {
    const header = new TextEncoder().encode(JSON.stringify({meta, columns: []}))
    const all = new Uint8Array(8 + header.length)
    all.set(new TextEncoder().encode('LBC1'))
    new DataView(all.buffer).setUint32(4, header.length, true)
    all.set(header, 8)
    return all.buffer
  }
})

describe('selecting', () => {
  const found = ['a', 'b', 'c'].map((id, index) => ({kind: 'airspace', item: {spec: {id}}, index}) as unknown as Under)

  test('another click at the same place takes what lies beneath, and then the first again', () => {
    const cycle = new Cycle()
    expect([0, 1, 2, 3].map(() => cycle.take(found, 100, 100)?.index)).toEqual([0, 1, 2, 0])
    expect(cycle.take(found, 140, 100)?.index).toBe(0)
    expect(cycle.take([], 140, 100)).toBeNull()
  })

  test('what Python gets', () => {
    expect(selectionOf(null)).toEqual({})
    expect(selectionOf(found[1])).toEqual({kind: 'airspace', layer: 'b', index: 1})
    expect(sameSelection({}, null)).toBe(true)
    expect(sameSelection(selectionOf(found[1]), selectionOf(found[2]))).toBe(false)
  })
})

test('keys act, but not while typing', () => {
  const keys = {toggle: vi.fn(), step: vi.fn(), pan: vi.fn(), zoom: vi.fn(), deselect: vi.fn()}
  const root = document.createElement('div')
  const input = Object.assign(document.createElement('input'), {type: 'number'})
  root.append(input)
  document.body.append(root)
  root.addEventListener('keydown', event => onKey(event, keys))
  const press = (target: HTMLElement, key: string, more = {}) => target.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, composed: true, ...more}))
  press(root, ' ')
  press(root, 'ArrowRight')
  press(root, 'ArrowLeft', {shiftKey: true})
  press(input, ' ')
  press(input, 'ArrowRight')
  press(input, 'Escape')
  expect([keys.toggle, keys.step, keys.pan, keys.deselect].map(key => key.mock.calls.length)).toEqual([1, 1, 1, 1])
  expect(keys.step).toHaveBeenCalledWith(1)
})
