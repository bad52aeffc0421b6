import {expect, test} from 'vitest'
import {withoutEchoes} from '../src/echoes'

const told = (type: string) => {
  const changes: unknown[] = []
  const manager = {type, _document_changed(change: {sync?: boolean}) { changes.push(this === manager ? change : 'not its own') }}
  withoutEchoes({roots: () => [manager]})
  withoutEchoes({roots: () => [manager]})
  manager._document_changed({sync: true})
  manager._document_changed({sync: false})
  manager._document_changed({})
  return changes
}

test('what Python set is not told to Python again', () => {
  expect(told('panel.models.comm_manager.CommManager')).toEqual([{sync: true}, {}])
})

test('other roots are left alone', () => {
  expect(told('Column')).toEqual([{sync: true}, {sync: false}, {}])
})

test('a page without a document or a manager is no matter', () => {
  expect(() => { withoutEchoes(null) }).not.toThrow()
  expect(() => { withoutEchoes({roots: () => [{type: 'panel.models.comm_manager.CommManager'}]}) }).not.toThrow()
})
