#!/usr/bin/env node
// The sallyport command.
export {};
