/** What it takes to make something in a folder that processes share. A cell's process makes nothing and loads none of it. */
export { whileLocked } from "./while-locked.ts";
export { freshWorkFolder } from "./work-folder.ts";
