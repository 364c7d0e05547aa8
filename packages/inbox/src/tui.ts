// The full-screen terminal’s face.
export {};
