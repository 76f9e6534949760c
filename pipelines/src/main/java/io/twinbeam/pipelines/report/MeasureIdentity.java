package io.twinbeam.pipelines.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Which measures mean the same in several runs. Those that were measured with different settings
 * are left out of a comparison.
 */
final class MeasureIdentity {

  private static final Set<Measure> OF_TOLERANCE = EnumSet.of(Measure.SURFACE_DICE);
  private static final Set<Measure> OF_LESIONS =
      EnumSet.of(
          Measure.LESION_F1,
          Measure.LESIONS,
          Measure.REFERENCE_LESIONS,
          Measure.DETECTED_LESIONS,
          Measure.FALSE_LESIONS);

  private final Set<Measure> leftOut = EnumSet.noneOf(Measure.class);
  private final List<Warning> warnings = new ArrayList<>();

  MeasureIdentity(Map<String, ReportData> runs) {
    require(
        runs,
        RunSummary::surfaceToleranceMm,
        OF_TOLERANCE,
        "Surface Dice is left out.",
        "Its tolerance (evaluation.surfaceTolerance) is not the same: ",
        "mm");
    require(
        runs,
        RunSummary::minLesionMm3,
        OF_LESIONS,
        "Lesions are left out.",
        "The smallest component that counts (evaluation.minLesion) is not the same: ",
        "mm\u00b3");
  }

  private void require(
      Map<String, ReportData> runs,
      ToDoubleFunction<RunSummary> setting,
      Set<Measure> measures,
      String title,
      String text,
      String unit) {
    long settings =
        runs.values().stream()
            .mapToDouble(run -> setting.applyAsDouble(run.summary()))
            .filter(value -> !Double.isNaN(value))
            .distinct()
            .count();
    if (settings > 1) {
      leftOut.addAll(measures);
      String each =
          runs.entrySet().stream()
              .map(
                  run -> words(run.getKey(), setting.applyAsDouble(run.getValue().summary()), unit))
              .collect(Collectors.joining(", "));
      warnings.add(new Warning(title, text + each + "."));
    }
  }

  private static String words(String run, double value, String unit) {
    return run + " " + (Double.isNaN(value) ? "not told" : Numbers.brief(value) + " " + unit);
  }

  boolean isLeftOut(Measure measure) {
    return leftOut.contains(measure);
  }

  List<Warning> warnings() {
    return warnings;
  }
}
