/**
 * What lies in the shared directory: names, JSON documents and records, as plain values.
 *
 * <p>Entry types: {@link dev.pigeon.wire.Layout} alone knows names. The codecs alone know fields:
 * one for each kind of document, such as {@link dev.pigeon.wire.RequestCodec}, and {@link
 * dev.pigeon.wire.RecordCodec} for logs. They ignore unknown fields, and take a missing optional
 * one for "that peer does not know it". The contract they write and read is {@code
 * docs/wire-format.md}. Written by hand because the client is a process of some 30 ms and a JSON
 * library would be a third of it.
 */
package dev.pigeon.wire;
