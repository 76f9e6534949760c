package io.twinbeam.model.training;

/** The loss is no longer a finite number, so no further step can mend the weights. */
public final class DivergedException extends RuntimeException {

  DivergedException(String message) {
    super(message);
  }
}
