// Styles are imported for their effect: esbuild puts them beside the bundle.
declare module '*.css';
