package io.twinbeam.model.recipe;

import java.util.Locale;

/** What intensities of an image mean, as far as preprocessing cares. */
public enum Modality implements Choice {
  /** Hounsfield units: the same tissue has the same value in every scan. */
  CT,
  /** Everything else: values are comparable within one scan only. */
  MR;

  /**
   * The modality of a channel as {@code dataset.json} names it: {@code CT} in any case is CT, as in
   * nnU-Net, every other name is taken for MR.
   */
  public static Modality ofChannel(String name) {
    return name.strip().toUpperCase(Locale.ROOT).equals("CT") ? CT : MR;
  }
}
