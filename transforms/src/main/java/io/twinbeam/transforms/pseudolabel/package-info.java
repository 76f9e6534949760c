/** Pseudo-labels for unlabelled cases, and which of their voxels can be relied on. */
package io.twinbeam.transforms.pseudolabel;
