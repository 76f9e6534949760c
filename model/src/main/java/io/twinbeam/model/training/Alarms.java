package io.twinbeam.model.training;

import static io.twinbeam.model.training.ForegroundShares.FOREGROUND;
import static io.twinbeam.model.training.ForegroundShares.LABELS;
import static io.twinbeam.model.training.ForegroundShares.SHARE;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a diagnosis says that a person should know of, see {@link ForegroundShares}:
 *
 * <ul>
 *   <li>{@code alarm.collapse.S}: network S predicts less than a tenth of the foreground that the
 *       labels of the batch have; its value is the share predicted.
 *   <li>{@code alarm.lostClass.C.S}: with several foreground classes, likewise of class C.
 * </ul>
 *
 * <p>The first fifth of all steps raises none: networks start with what their initialisation gave.
 */
final class Alarms {

  private static final double TOO_LITTLE = 0.1;
  private static final int QUIET_PART = 5;

  private Alarms() {}

  /**
   * @param values what the step measured
   * @param step counted from 0
   */
  static Map<String, Double> of(Map<String, Double> values, long steps, long step) {
    Map<String, Double> alarms = new TreeMap<>();
    if (QUIET_PART * (step + 1) <= steps) {
      return alarms;
    }
    values.forEach(
        (name, labels) -> {
          if (name.equals(FOREGROUND + LABELS)) {
            check(values, FOREGROUND, StepLog.ALARM + "collapse.", labels, alarms);
          } else if (name.startsWith(SHARE) && name.endsWith("." + LABELS)) {
            String of = name.substring(0, name.length() - LABELS.length());
            String lost = StepLog.ALARM + "lostClass." + of.substring(SHARE.length());
            check(values, of, lost, labels, alarms);
          }
        });
    return alarms;
  }

  private static void check(
      Map<String, Double> values,
      String of,
      String alarm,
      double labels,
      Map<String, Double> alarms) {
    for (String network : new String[] {"A", "B"}) {
      Double predicted = values.get(of + network);
      if (predicted != null && predicted < TOO_LITTLE * labels) {
        alarms.put(alarm + network, predicted);
      }
    }
  }
}
