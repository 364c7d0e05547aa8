// The page’s face: the reviewer’s desk on a phone.
export {};
