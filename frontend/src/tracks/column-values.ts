// One column of the tracks' table as it arrives: numbers, or numbered texts of which each track or each fix has one.

import type {Container} from '../columns'

export type ColumnValues =
  | {kind: 'number'; values: ArrayLike<number>}
  | {kind: 'category'; codes: ArrayLike<number>; categories: string[]; per: 'fix' | 'track'; ordered?: boolean}

export interface ColumnMeta {
  kind: 'number' | 'category'
  categories?: string[]
  per?: 'fix' | 'track'
  /** The order of the categories is their own, and not by how often they occur. */
  ordered?: boolean
}

/** What a layer's columns lie under. */
export const valuesBelow = (resource: string) => `${resource}/values`

/** The resource of a column for one of a layer's containers: `first`, or a tile or track of a large layer. */
export const columnResource = (values: string, container: string, column: string) => `${values}/${container}/${column}`

export function valuesOf(container: Container<ColumnMeta>): ColumnValues {
  const {kind, categories = [], per = 'fix', ordered = false} = container.meta
  return kind === 'number' ? {kind, values: container.column('value')} : {kind: 'category', codes: container.column('code'), categories, per, ordered}
}
