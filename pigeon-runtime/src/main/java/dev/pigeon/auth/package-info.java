/**
 * Signing with a key that client and worker share: {@link dev.pigeon.auth.KeyFile} reads and makes
 * keys, {@link dev.pigeon.auth.SignedRequest} signs a request, {@link dev.pigeon.auth.RecordSeal}
 * the records that follow it.
 */
package dev.pigeon.auth;
