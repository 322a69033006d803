/**
 * Who may have what run by a worker: {@link dev.pigeon.admission.Admission} holds it all, {@link
 * dev.pigeon.admission.BelievedStore} says whose files are believed.
 */
package dev.pigeon.admission;
