/** What trained runs say of cases, on the source grid: shared by pseudo-labels and evaluation. */
package io.twinbeam.transforms.predict;
