import {expect, test} from 'vitest'
import {Container} from '../src/columns'
import {SAMPLE} from './sample'

test('reads what Python wrote', () => {
  const container = Container.read<{max_gap: number; ids: string[]}>(SAMPLE)
  expect(container.meta.max_gap).toBe(300)
  expect(container.meta.ids[1]).toBe('<img src=x onerror=alert(1)>')
  expect([...container.column('start')]).toEqual([0, 4, 6])
  const longitude = [...container.column('longitude')]
  ;[10, 10.1, 10.2, 10.3, 179.9, -179.9].forEach((value, i) => expect(longitude[i]).toBeCloseTo(value, 9))
  expect([...container.column('time')]).toEqual([0, 60e3, 120e3, 900e3, 30e3, 90e3])
  expect(container.column('altitude_amsl')[2]).toBeNaN()
})

test('differences wrap around like int32', () => {
  expect([...Container.read(SAMPLE).column('wrapped')]).toEqual([2147483647, -2147483648, 0])
})

test('gives stored numbers beside their scale', () => {
  const {raw, scale, origin} = Container.read(SAMPLE).stored('height')
  expect([...raw]).toEqual([0, 1000, 65535])
  expect([scale, origin]).toEqual([0.1, -500])
})

test('a container within a larger message is read where it lies', () => {
  const larger = new Uint8Array(SAMPLE.byteLength + 3)
  larger.set(new Uint8Array(SAMPLE), 3)
  const container = Container.read(larger.subarray(3))
  expect([...container.column('start')]).toEqual([0, 4, 6])
})

test('refuses what is no container, and columns that are not there', () => {
  expect(() => Container.read(new ArrayBuffer(16))).toThrow('LBC1')
  expect(() => Container.read(SAMPLE).column('speed')).toThrow("no column 'speed'")
})
