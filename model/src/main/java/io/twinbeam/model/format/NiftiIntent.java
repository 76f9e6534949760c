package io.twinbeam.model.format;

/**
 * What the values of a NIfTI file mean, as its header says it: intent_code and intent_name of
 * nifti1.h.
 *
 * @param code 0 where nothing is said
 * @param name at most 15 ASCII characters, empty for none
 */
public record NiftiIntent(int code, String name) {

  /** Nothing is said. */
  public static final NiftiIntent NONE = new NiftiIntent(0, "");

  /** Class ids: NIFTI_INTENT_LABEL, by which viewers know that there is nothing to interpolate. */
  public static final NiftiIntent LABEL = new NiftiIntent(1002, "");

  private static final int ESTIMATE = 1001;
  private static final int MAX_NAME = 15;

  public NiftiIntent {
    if (name.length() > MAX_NAME || name.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "an intent's name takes at most " + MAX_NAME + " printable ASCII characters, is " + name);
    }
  }

  /** An estimate of what {@code name} says: NIFTI_INTENT_ESTIMATE. */
  public static NiftiIntent estimate(String name) {
    return new NiftiIntent(ESTIMATE, name);
  }
}
