/**
 * How well a predicted label map agrees with a reference: overlap, surface distances and their
 * statistics over cases.
 *
 * <p>Distances are in mm through the grid's spacing, and in voxels where that is 1. NaN stands for
 * an undefined distance: one of the two objects is empty. Summaries count those as misses; they are
 * never dropped and never 0. Arrays are in C order, (x, y, z) with z fastest.
 */
package io.twinbeam.model.metric;
