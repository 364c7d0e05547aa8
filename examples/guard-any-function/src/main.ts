// Plays the scenes: exits with 0 when all of them hold.
import { playAll } from './scenes.js';

await playAll((line) => console.log(line));
