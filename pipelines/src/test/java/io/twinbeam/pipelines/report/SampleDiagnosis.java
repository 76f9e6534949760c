package io.twinbeam.pipelines.report;

import io.twinbeam.model.random.CounterRandom;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What made-up instruments say of the sample run. With seed 1 network B of dual-uncertainty
 * collapses for good; with seed 2 network A loses class 2 for a while.
 */
final class SampleDiagnosis {

  private static final int EVERY = 25;
  private static final long COLLAPSE = 149;
  private static final List<Long> LOST = List.of(174L, 199L, 249L);

  private SampleDiagnosis() {}

  /** The alarms as summary.json lists them. */
  static List<Alarm> alarms() {
    return List.of(
        new Alarm(
            "dual-uncertainty",
            OptionalInt.empty(),
            1,
            Alarm.COLLAPSE,
            "B",
            OptionalInt.empty(),
            COLLAPSE,
            599,
            19,
            19,
            OptionalDouble.of(1e-4),
            OptionalDouble.of(0.048),
            true),
        new Alarm(
            "dual-uncertainty",
            OptionalInt.empty(),
            2,
            Alarm.LOST_CLASS,
            "A",
            OptionalInt.of(2),
            174,
            249,
            3,
            18,
            OptionalDouble.of(4e-4),
            OptionalDouble.empty(),
            false));
  }

  /** Appends the rows of a step, if it is diagnosed. */
  static void rows(StringBuilder csv, String method, long seed, long step) {
    if ((step + 1) % EVERY == 0) {
      Map<String, Double> values = new TreeMap<>();
      CounterRandom noise = CounterRandom.of(seed, "diagnosis-" + method, step);
      boolean unlabelled = method.equals("dual-uncertainty");
      networks(values, unlabelled && seed == 1 && step >= COLLAPSE, step, noise);
      if (unlabelled) {
        pseudoLabels(values, step, noise);
        if (seed == 1 && step >= COLLAPSE) {
          values.put("alarm.collapse.B", 1e-4);
        } else if (seed == 2 && LOST.contains(step)) {
          values.put("alarm.lostClass.2.A", 4e-4);
        }
      }
      values.forEach(
          (term, value) ->
              csv.append(method + "," + seed + "," + step + "," + term + "," + value + "\n"));
    }
  }

  private static void networks(
      Map<String, Double> values, boolean collapsed, long step, CounterRandom noise) {
    double learned = 1 - Math.exp(-step / 130.0);
    for (String network : List.of("A", "B")) {
      double foreground = 0.048 * learned * (1 + 0.15 * noise.nextGaussian());
      boolean lost = collapsed && network.equals("B");
      values.put("diagnostic.foreground." + network, lost ? 1e-4 : foreground);
      values.put("diagnostic.entropy." + network, 0.6 - 0.5 * learned + 0.03 * noise.nextDouble());
    }
    values.put("diagnostic.foreground.labels", 0.048 * (1 + 0.1 * noise.nextGaussian()));
    for (int classId = 0; classId <= 2; classId++) {
      for (String source : List.of("A", "B", "labels")) {
        double share = classId == 0 ? 0.95 : 0.025 * learned;
        values.put(
            "diagnostic.share." + classId + "." + source,
            share * (1 + 0.05 * noise.nextGaussian()));
      }
      values.put("diagnostic.agreement." + classId, 0.9 * learned - 0.1 * noise.nextDouble());
    }
  }

  private static void pseudoLabels(Map<String, Double> values, long step, CounterRandom noise) {
    double learned = 1 - Math.exp(-step / 130.0);
    for (int classId = 0; classId <= 2; classId++) {
      values.put("diagnostic.reliable." + classId, 0.5 + 0.01 * noise.nextGaussian());
      values.put("diagnostic.pseudoLabelDice." + classId, 0.8 * learned);
      values.put("diagnostic.keptAccuracy." + classId, 0.4 + 0.5 * learned);
    }
    values.put("diagnostic.klWeight.A", 0.7 + 0.25 * learned);
    values.put("diagnostic.klWeight.B", 0.75 + 0.2 * learned);
    for (String term : List.of("crossEntropy", "dice", "cosine")) {
      values.put("diagnostic.gradient." + term + ".A", 2 - learned + 0.2 * noise.nextDouble());
      values.put("diagnostic.gradient." + term + ".B", 1.6 - learned + 0.2 * noise.nextDouble());
    }
  }
}
