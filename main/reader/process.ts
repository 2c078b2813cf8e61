import { serveJobs } from '../processes/serveJobs.ts'
import { readerJobs } from './jobs.ts'

serveJobs(readerJobs())
