// The app and the window judge file names by the same rules.
export { isHidden } from '../../model/data/hidden.ts'
export { isPictureName } from '../../model/data/imageFormats.ts'
