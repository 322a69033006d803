/**
 * The benchmark program: drives the built distribution from outside, takes every figure in turns
 * with its reference, and prints one table. Not part of the tests; nothing here fails a build.
 */
package dev.pigeon.bench;
