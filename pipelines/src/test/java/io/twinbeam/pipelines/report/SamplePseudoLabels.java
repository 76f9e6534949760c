package io.twinbeam.pipelines.report;

import io.twinbeam.model.random.CounterRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Made-up pseudo-labels of the sample run: one without foreground, which was not accepted. */
final class SamplePseudoLabels {

  private static final int CASES = 60;
  private static final int EMPTY = 17;

  private SamplePseudoLabels() {}

  static String table() {
    StringBuilder csv =
        new StringBuilder(
            "method,seed,case_id,class,voxels,kept,mean_entropy_nats,kept_fraction,threshold,"
                + "accepted,reasons\n");
    for (long seed = 1; seed <= 2; seed++) {
      for (int index = 0; index < CASES; index++) {
        rows(csv, seed, index);
      }
    }
    return csv.toString();
  }

  private static void rows(StringBuilder csv, long seed, int index) {
    CounterRandom random = CounterRandom.of(seed, "sample-pseudo-label", index);
    boolean empty = seed == 1 && index == EMPTY;
    for (int classId = 0; classId <= 2; classId++) {
      long voxels = classId == 0 ? 38000 : empty ? 0 : 900 + random.nextInt(500);
      double share = classId == 0 ? 0.97 : 0.35 + 0.5 * random.nextDouble();
      long kept = (long) (share * voxels);
      csv.append("dual-uncertainty,").append(seed).append(",case_").append(100 + index);
      csv.append(',').append(classId).append(',').append(voxels).append(',').append(kept);
      csv.append(',')
          .append(voxels == 0 ? "" : String.format(Locale.ROOT, "%.4f", 0.6 - 0.5 * share));
      csv.append(',').append(voxels == 0 ? "" : String.valueOf(share)).append(",0.1,");
      csv.append(!empty).append(',').append(empty ? "no foreground" : "").append('\n');
    }
  }

  /** As summary.json lists them. */
  static List<Map<String, Object>> alarms() {
    Map<String, Object> empty = new LinkedHashMap<>();
    empty.put("method", "dual-uncertainty");
    empty.put("seed", 1);
    empty.put("alarm", "noForeground");
    empty.put("caseId", "case_117");
    empty.put("value", 0.0);
    empty.put("expected", "> 0");
    empty.put("message", "The pseudo-label has no foreground");
    Map<String, Object> balance = new LinkedHashMap<>();
    balance.put("method", "dual-uncertainty");
    balance.put("seed", 2);
    balance.put("alarm", "classBalance");
    balance.put("class", 2);
    balance.put("value", 0.004);
    balance.put("expected", 0.021);
    balance.put("message", "The class is far rarer than in labelled cases");
    balance.put("later", List.of());
    return List.of(empty, balance);
  }
}
