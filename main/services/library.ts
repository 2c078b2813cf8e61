export { pictureRefs } from './library/refs.ts'
