package io.twinbeam.transforms.pseudolabel;

/**
 * Which voxels of a pseudo-label are kept.
 *
 * @param share the share with the lowest entropy that is kept, in (0, 1]
 * @param perClass whether the share is taken of each predicted class, so that a rare class is not
 *     lost
 * @param classes the number of classes, background included
 */
public record ReliabilitySettings(double share, boolean perClass, int classes) {}
