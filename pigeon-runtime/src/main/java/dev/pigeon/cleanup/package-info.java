/**
 * Removes what nobody needs any more: {@link dev.pigeon.cleanup.CleanupRound} goes once through
 * everything in steps, {@link dev.pigeon.cleanup.CleanupLoop} has a worker do it again and again.
 */
package dev.pigeon.cleanup;
