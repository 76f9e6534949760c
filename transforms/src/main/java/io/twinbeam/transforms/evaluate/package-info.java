/** Predictions against reference label maps, one row a case and class. */
package io.twinbeam.transforms.evaluate;
