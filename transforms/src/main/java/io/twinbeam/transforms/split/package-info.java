/**
 * Which cases train with labels, which train without, which are kept for validation and which for
 * the test.
 */
package io.twinbeam.transforms.split;
