package io.twinbeam.pipelines.verify;

import com.google.common.collect.Sets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Something about what computes that is not as it was in the run.
 *
 * @param name as {@code run.json} has it
 * @param recorded what the run had
 * @param here what there is now
 * @param from the first stage whose results may depend on it
 */
record Circumstance(String name, String recorded, String here, RunStage from) {

  private static final String CPU_FEATURES = "cpuFeatures";

  /** What nothing but the engine depends on; all else acts on everything that is computed. */
  private static final Set<String> OF_THE_ENGINE =
      Set.of("cpu", CPU_FEATURES, "djl", "engine", "engineSettings", "threads");

  /** Those that both records know and that are not the same. */
  static List<Circumstance> differing(RunRecord recorded, RunRecord again) {
    SortedMap<String, String> here = again.circumstances();
    return recorded.circumstances().entrySet().stream()
        .filter(entry -> here.containsKey(entry.getKey()))
        .filter(entry -> !here.get(entry.getKey()).equals(entry.getValue()))
        .map(entry -> of(entry, here.get(entry.getKey())))
        .toList();
  }

  private static Circumstance of(Map.Entry<String, String> recorded, String here) {
    String name = recorded.getKey();
    RunStage from = OF_THE_ENGINE.contains(name) ? RunStage.WEIGHTS : RunStage.PREPROCESSING;
    return new Circumstance(name, recorded.getValue(), here, from);
  }

  /** Whether results of {@code stage} may differ for it. */
  boolean mayExplain(RunStage stage) {
    return from.compareTo(stage) <= 0;
  }

  String words() {
    if (!name.equals(CPU_FEATURES)) {
      return name + ": " + quoted(recorded) + " in the run, " + quoted(here) + " here";
    }
    Set<String> before = features(recorded);
    Set<String> now = features(here);
    return name
        + ": "
        + quoted(String.join(" ", Sets.difference(before, now)))
        + " only in the run, "
        + quoted(String.join(" ", Sets.difference(now, before)))
        + " only here";
  }

  private static String quoted(String value) {
    return value.isEmpty() ? "none" : value;
  }

  private static Set<String> features(String value) {
    Set<String> features = new TreeSet<>(Arrays.asList(value.split(" ")));
    features.remove("");
    return features;
  }
}
