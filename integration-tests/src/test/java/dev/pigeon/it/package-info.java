/**
 * The built launcher as two parties, seen from outside. {@link dev.pigeon.it.Site} is the shared
 * folder and what lives around it, {@link dev.pigeon.it.Machine} one host, {@link
 * dev.pigeon.it.Eventually} the only way to wait.
 */
package dev.pigeon.it;
