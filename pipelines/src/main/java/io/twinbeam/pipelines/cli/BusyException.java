package io.twinbeam.pipelines.cli;

/** Another job works on the same output; the message says which. Exit status 3. */
final class BusyException extends RuntimeException {

  BusyException(String message) {
    super(message);
  }
}
