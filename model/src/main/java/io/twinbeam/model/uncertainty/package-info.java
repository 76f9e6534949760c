/**
 * How certain a prediction is, voxel by voxel, as plain arrays: entropies in nats and the filters
 * that keep the reliable voxels of a pseudo-label.
 *
 * <p>Probabilities are class-major: all voxels of class 0 in C order, then all of class 1.
 */
package io.twinbeam.model.uncertainty;
