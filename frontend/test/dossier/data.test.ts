import {expect, test} from 'vitest'
import {reliabilityOf, titleIn, type ReportMark} from '../../src/dossier/data'
import {glyphOf} from '../../src/dossier/glyphs'

test('a title is said in the language of the page where there is one', () => {
  const report = {id: 'r1', titles: {de: 'Meldung', en: ''}} as unknown as ReportMark
  expect(titleIn(report, 'de')).toBe('Meldung')
  expect(titleIn(report, 'en')).toBe('Meldung')
  expect(titleIn({...report, titles: {}}, 'en')).toBe('r1')
})

test('grades are told apart by the reliability of their source', () => {
  expect(['A1', 'B6', 'C3', 'E5', 'F6', ''].map(grade => reliabilityOf({grade}))).toEqual(['reliable', 'reliable', 'doubtful', 'doubtful', 'unknown', 'unknown'])
})

test('a topic that nobody drew has the symbol of others, also one named like a property of objects', () => {
  expect(glyphOf('constructor').title).toBe('Other')
  expect(glyphOf('production').title).toBe('Production')
})
