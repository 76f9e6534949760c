/**
 * From a scan and trained networks to class probabilities per voxel, window by window.
 * Probabilities are class-major: all voxels of class 0 in C order, then class 1, and so on.
 */
package io.twinbeam.model.inference;
