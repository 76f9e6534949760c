package io.twinbeam.pipelines.cli;

/** The user asked for what cannot be done; the message says what to change. Exit status 2. */
final class UsageException extends RuntimeException {

  UsageException(String message) {
    super(message);
  }
}
