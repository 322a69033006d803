/**
 * The long-lived side: {@link dev.pigeon.worker.Worker} shows that it lives, claims sessions of its
 * route and runs each as a {@link dev.pigeon.worker.SessionRun}.
 */
package dev.pigeon.worker;
