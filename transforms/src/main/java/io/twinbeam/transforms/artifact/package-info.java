/**
 * Immutable artifacts named by the hash of what made them. An artifact that exists is never
 * computed again and never changed; two writers of one artifact write the same bytes, and one of
 * them wins.
 */
package io.twinbeam.transforms.artifact;
