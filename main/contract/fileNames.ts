// What the name of a file says, for windows as for the app: the same rules wherever pictures come from.
export { isHidden } from '../../model/data/hidden.ts'
export { isPictureName } from '../../model/data/imageFormats.ts'
