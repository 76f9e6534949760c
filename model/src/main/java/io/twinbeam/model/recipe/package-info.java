/**
 * Preprocessing as a list of steps: the same steps in the same order for every case. Array axes and
 * spacings are in the order of the volume's axes, which is RAS+ after {@code reorient}; millimetres
 * and voxels are named as such.
 */
package io.twinbeam.model.recipe;
