package io.twinbeam.pipelines.experiment;

import com.google.common.collect.ImmutableMap;
import io.twinbeam.model.inference.CleanUp;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.training.TrainingSettings;
import io.twinbeam.model.volume.Connectivity;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.transforms.predict.PredictionSettings;
import io.twinbeam.transforms.source.SourceRules;
import java.util.OptionalInt;

/** The {@code evaluation} section, whose windows are training's patches. */
final class EvaluationSection {

  private static final ImmutableMap<String, Boolean> WEIGHTINGS =
      ImmutableMap.of("uniform", false, "gaussian", true);
  private static final ImmutableMap<String, OptionalInt> NETWORKS =
      ImmutableMap.of("both", OptionalInt.empty(), "a", OptionalInt.of(0), "b", OptionalInt.of(1));
  private static final ImmutableMap<String, Connectivity> CONNECTIVITIES =
      ImmutableMap.of("6", Connectivity.FACES, "26", Connectivity.CORNERS);

  private EvaluationSection() {}

  static PredictionSettings read(Section section, TrainingSettings training, LabelClasses classes) {
    GridShape patch = training.patch();
    GridShape half = new GridShape(patch.x() / 2, patch.y() / 2, patch.z() / 2);
    return read(
        section,
        new PredictionSettings(patch, half, 4, training.threads(), training.device()),
        classes);
  }

  /**
   * The settings that {@code section} gives.
   *
   * @param standard those that hold where it gives none
   */
  static PredictionSettings read(
      Section section, PredictionSettings standard, LabelClasses classes) {
    CleanUpRules rules = new CleanUpRules(classes, standard.cleanUp());
    rules.keepLargest(section);
    rules.removeSmaller(section);
    PredictionSettings settings =
        new PredictionSettings(
            standard.patch(),
            stride(section, standard),
            section.integer("windowsPerBatch", standard.windowsPerBatch(), 1, 1024),
            standard.threads(),
            standard.device(),
            section.choice("weighting", standard.gaussian(), WEIGHTINGS),
            flips(section, standard),
            section.choice("networks", standard.alone(), NETWORKS),
            rules.cleanUp(
                section.choice(
                    "connectivity",
                    standard.cleanUp().map(CleanUp::connectivity).orElse(Connectivity.CORNERS),
                    CONNECTIVITIES)),
            section.flag("probabilityMaps", standard.probabilityMaps()),
            !section.flag("entropyMaps", !standard.withoutEntropyMaps()));
    section.refuseUnknown();
    return settings;
  }

  private static GridShape stride(Section section, PredictionSettings standard) {
    GridShape patch = standard.patch();
    GridShape stride = section.shape("stride", standard.stride(), SourceRules.DEFAULT_MAX_VOXELS);
    if (stride.x() > patch.x() || stride.y() > patch.y() || stride.z() > patch.z()) {
      section.reject("stride", "must be at most the patch, " + patch + ", is " + stride);
      return standard.stride();
    }
    return stride;
  }

  private static int flips(Section section, PredictionSettings standard) {
    if (!section.has("flips")) {
      return standard.flips();
    }
    int flips = 0;
    for (int axis : section.distinct("flips", Rule.oneOf(TrainingSection.AXES))) {
      flips |= 1 << axis;
    }
    return flips;
  }
}
