// The part of milsymbol that is bundled: numbered symbols of the air (its own types describe the whole).

export interface MilSymbol {
  isValid(): boolean
  getSize(): {width: number; height: number}
  getAnchor(): {x: number; y: number}
  asCanvas(factor?: number): HTMLCanvasElement
}

export const ms: {
  addIcons(icons: unknown): void
  setStandard(standard: '2525' | 'APP6'): boolean
  Symbol: new (sidc: string, options: {size: number; outlineWidth?: number; outlineColor?: string}) => MilSymbol
}
export const numberair: unknown
