import {defineConfig} from 'vitest/config'

// modules which build.mjs makes have no file: tests of the pure parts may import what imports them
const absent = {
  name: 'virtual-modules',
  resolveId: id => (id.startsWith('virtual:') ? `\0${id}` : null),
  load: id => (id.startsWith('\0virtual:') ? 'export default ""' : null),
}

export default defineConfig({plugins: [absent], test: {include: ['test/**/*.test.{ts,mjs}'], environment: 'node'}})
