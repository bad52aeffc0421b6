declare module 'virtual:basemap' { const text: string; export default text }
declare module 'virtual:places' { const text: string; export default text }
declare module 'virtual:maplibre-worker' { const text: string; export default text }
declare module 'virtual:maplibre-css' { const text: string; export default text }
declare module '*.css' { const text: string; export default text }
