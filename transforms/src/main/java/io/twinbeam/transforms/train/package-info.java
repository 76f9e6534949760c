/**
 * Training as a stateful transform: one key a run, one timer firing a segment of steps, one
 * checkpoint artifact a segment.
 */
package io.twinbeam.transforms.train;
