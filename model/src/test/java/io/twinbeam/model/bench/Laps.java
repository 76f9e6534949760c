package io.twinbeam.model.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** A stopwatch for what follows on each other, started when it is made. */
final class Laps {

  private final Map<String, Double> millis = new LinkedHashMap<>();
  private long start = System.nanoTime();

  /** Notes the time since the end of the lap before. */
  void end(String name) {
    long now = System.nanoTime();
    millis.put(name, (now - start) / 1e6);
    start = now;
  }

  /** Each lap, in order, in milliseconds. */
  Map<String, Double> millis() {
    return millis;
  }
}
