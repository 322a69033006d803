/**
 * Who has the say over a session: {@link dev.pigeon.claims.SessionClaims}, the documents in its
 * folder which the first to create them owns.
 */
package dev.pigeon.claims;
