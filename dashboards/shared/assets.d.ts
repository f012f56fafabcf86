declare module '*.svg' { const path: string; export default path; }
declare module '*.worker.js' { const path: string; export default path; }
declare module '*.css';
