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

  /** The same fault of a part of the case: {@code where} stands before the message. */
  public InvalidCaseException in(String where) {
    InvalidCaseException placed =
        new InvalidCaseException(fault, where + ": " + getMessage(), getCause());
    placed.setStackTrace(getStackTrace());
    return placed;
  }

  public Fault fault() {
    return fault;
  }
}
