package io.twinbeam.pipelines.cli;

import io.twinbeam.pipelines.results.PseudoLabelAlarms;
import java.io.PrintWriter;
import java.util.List;

/** The alarms of pseudo-labels for a terminal. */
final class PseudoLabelLines {

  /** More say the same of other cases. */
  private static final int SHOWN = 10;

  private PseudoLabelLines() {}

  static void print(List<PseudoLabelAlarms.Raised> alarms, PrintWriter out) {
    alarms.stream().limit(SHOWN).forEach(alarm -> out.println(alarm.line()));
    if (alarms.size() > SHOWN) {
      out.printf("and %d more alarms of pseudo-labels; see the summary%n", alarms.size() - SHOWN);
    }
  }
}
