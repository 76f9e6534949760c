package io.twinbeam.pipelines.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Short names that tell the runs of a comparison apart. */
final class RunNames {

  private static final int SHORT_ID = 8;

  private RunNames() {}

  /**
   * The runs by name: the experiments' where these differ, else with the IDs of runs where an
   * experiment is there again, else the ends of the paths.
   *
   * @param runs by the directory of each, absolute
   */
  static Map<String, ReportData> of(Map<Path, ReportData> runs) {
    List<Path> paths = List.copyOf(runs.keySet());
    List<String> experiments =
        runs.values().stream().map(run -> run.summary().experiment()).toList();
    List<Function<Integer, String>> kinds =
        List.of(
            experiments::get,
            i -> withId(experiments, i, runs.get(paths.get(i)).summary().runId()),
            i -> end(paths, i));
    for (Function<Integer, String> kind : kinds) {
      Map<String, ReportData> named = new LinkedHashMap<>();
      for (int i = 0; i < paths.size(); i++) {
        named.put(kind.apply(i), runs.get(paths.get(i)));
      }
      if (named.size() == paths.size()) {
        return named;
      }
    }
    throw new IllegalStateException("paths differ, so their ends do: " + paths);
  }

  private static String withId(List<String> experiments, int i, String id) {
    String experiment = experiments.get(i);
    boolean alone = experiments.indexOf(experiment) == experiments.lastIndexOf(experiment);
    return alone ? experiment : experiment + " " + id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  /** The shortest end of a path that no other one has. */
  private static String end(List<Path> paths, int i) {
    List<Path> others = new ArrayList<>(paths);
    Path path = others.remove(i);
    for (int names = 1; names <= path.getNameCount(); names++) {
      Path end = path.subpath(path.getNameCount() - names, path.getNameCount());
      if (others.stream().noneMatch(other -> other.endsWith(end))) {
        return end.toString();
      }
    }
    return path.toString();
  }
}
