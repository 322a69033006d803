/**
 * What lies in the shared directory: names, JSON documents and records, as plain values.
 *
 * <p>Entry types: {@link dev.pigeon.wire.Layout} alone knows names, {@link
 * dev.pigeon.wire.DocumentCodec} and {@link dev.pigeon.wire.RecordCodec} alone know JSON fields;
 * the contract they write and read is {@code docs/wire-format.md}. Written by hand because the
 * client is a process of some 30 ms and a JSON library would be a third of it.
 */
package dev.pigeon.wire;
