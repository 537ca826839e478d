// What VS Code needs of @vscode/spdlog, in JavaScript, for machines without a compiler: each logger appends to its
// file. The exports are assigned one by one because VS Code imports them by name.

export const spdlogStandIn = String.raw`
'use strict';
const fs = require('fs');
const path = require('path');
const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
let globalLevel = 2;
class Logger {
  constructor(kind, name, filename) {
    this.file = filename;
    this.level = globalLevel;
    this.plain = false;
    fs.mkdirSync(path.dirname(filename), { recursive: true });
  }
  write(level, message) {
    if (level < this.level || !this.file) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    fs.appendFileSync(this.file, this.plain ? message : stamp + ' [' + levels[level] + '] ' + message + '\n');
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern(pattern) { this.plain = pattern === '%v'; }
  clearFormatters() { this.plain = true; }
  flush() {}
  drop() { this.file = undefined; }
}
exports.Logger = Logger;
exports.version = 0;
exports.setLevel = level => { globalLevel = level; };
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = async (name, filename) => new Logger('rotating', name, filename);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
`;
