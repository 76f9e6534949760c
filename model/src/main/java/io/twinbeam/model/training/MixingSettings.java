package io.twinbeam.model.training;

/**
 * How training patches are pasted together from labelled and unlabelled ones, and which of the
 * teachers' pseudo-labels count there (Bai et al., bidirectional copy-paste, CVPR 2023). Every
 * other mixed patch is unlabelled with a labelled box in it, the others labelled with an unlabelled
 * one.
 *
 * @param boxShare the edge of the box as a share of the patch's, in [0, 1]; the released code has
 *     2/3, and 0 leaves every mixed patch unlabelled throughout
 * @param rho the share of voxels, those with the lowest entropy of the teachers' mean, whose
 *     pseudo-labels count, in (0, 1], taken for each predicted class
 * @param strength how much the students' unlabelled patches are varied in gamma and noise, in [0,
 *     1], against what the teachers see; 0 for not at all
 */
public record MixingSettings(double boxShare, double rho, double strength) {

  /** As published: a box of two thirds, every pseudo-label, no change of intensities. */
  public static final MixingSettings PUBLISHED = new MixingSettings(2.0 / 3, 1, 0);
}
