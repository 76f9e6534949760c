package io.twinbeam.model.training;

/** Cuts one patch out of the volumes of a case; what lies outside a volume is 0. */
interface PatchCut {

  /** Intensities of one channel, to {@code target} from {@code start} on. */
  void intensities(float[] source, float[] target, int start);

  /** Class ids, likewise. */
  void classes(byte[] source, int[] target, int start);
}
