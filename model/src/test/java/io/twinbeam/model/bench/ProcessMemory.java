package io.twinbeam.model.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of this process, heap and native memory together, as Linux tells it. */
final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** In MiB, now. */
  static double residentMib() {
    return mib("VmRSS:");
  }

  /** In MiB, the most so far. */
  static double peakMib() {
    return mib("VmHWM:");
  }

  private static double mib(String field) {
    try {
      return Files.readAllLines(STATUS).stream()
              .filter(line -> line.startsWith(field))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
