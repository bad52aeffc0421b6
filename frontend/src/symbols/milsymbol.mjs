// milsymbol whole is 0.8 MB; the air alone, numbered as in APP-6(D), a tenth of that.

export {ms, numberair} from '../../node_modules/milsymbol/index.mjs'
