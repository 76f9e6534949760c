/** Which cases train with labels, which train without, and which are kept for the test. */
package io.twinbeam.transforms.split;
