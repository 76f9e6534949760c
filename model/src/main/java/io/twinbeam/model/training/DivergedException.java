package io.twinbeam.model.training;

/** The loss, or what a step left behind, is no longer finite, so no further step can mend it. */
public final class DivergedException extends RuntimeException {

  DivergedException(String message) {
    super(message);
  }
}
