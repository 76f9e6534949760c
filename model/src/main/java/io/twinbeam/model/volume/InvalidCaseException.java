package io.twinbeam.model.volume;

/** One case cannot be used; says why in a form that a failed-cases table can hold. */
public final class InvalidCaseException extends RuntimeException {

  private final Fault fault;

  public InvalidCaseException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  public InvalidCaseException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
