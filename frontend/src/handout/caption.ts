// The strip under each frame of a film: title, moment, marking, sources.

import type {Theme} from '../ramps'

export const CAPTION = 46

export interface Caption {
  marking: string
  title: string
  moment: string
  sources: string
}

const COLOURS: Record<Theme, {ground: string; text: string; faint: string}> = {
  light: {ground: '#ffffff', text: '#1b242d', faint: '#5d6974'}, dark: {ground: '#171e25', text: '#e3e9ee', faint: '#98a5b1'},
}
const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

/** Fills the lowest `CAPTION` pixels of the canvas; what is too long is cut with an ellipsis. */
export function drawCaption(context: CanvasRenderingContext2D, {marking, title, moment, sources}: Caption, theme: Theme): void {
  const {width, height} = context.canvas
  const {ground, text, faint} = COLOURS[theme]
  const top = height - CAPTION
  context.fillStyle = ground
  context.fillRect(0, top, width, CAPTION)
  context.textBaseline = 'middle'
  context.font = `650 15px ${FONT}`
  const momentWidth = context.measureText(moment).width
  context.fillStyle = text
  context.fillText(moment, width - momentWidth - 12, top + 15)
  const head = [marking, title].filter(Boolean).join(' · ')
  context.fillText(fitted(context, head, width - momentWidth - 40), 12, top + 15)
  context.font = `11px ${FONT}`
  context.fillStyle = faint
  context.fillText(fitted(context, sources, width - 24), 12, top + 35)
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let end = text.length
  while (end > 0 && context.measureText(`${text.slice(0, end)}…`).width > width) end--
  return `${text.slice(0, end)}…`
}
