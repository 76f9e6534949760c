package io.twinbeam.pipelines.experiment;

import com.google.common.collect.ImmutableMap;
import io.twinbeam.model.network.NetworkSpec;
import io.twinbeam.model.training.AugmentationSettings;
import io.twinbeam.model.training.OptimizerSettings;
import io.twinbeam.model.training.TrainingSettings;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.pipelines.yaml.Rule;
import io.twinbeam.pipelines.yaml.Section;
import io.twinbeam.transforms.source.SourceRules;
import io.twinbeam.transforms.split.SplitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The {@code training} section. */
final class TrainingSection {

  private static final int MAX_STEPS = 10_000_000;
  private static final GridShape STANDARD_PATCH = new GridShape(96, 96, 96);
  static final ImmutableMap<String, Integer> AXES = ImmutableMap.of("x", 0, "y", 1, "z", 2);
  private static final Pattern DEVICE = Pattern.compile("auto|cpu|gpu:[0-9]{1,3}");

  private final Section section;
  private final TrainingSettings settings;
  private final int patience;

  TrainingSection(Section section) {
    this.section = section;
    this.settings = read();
    this.patience = patience(section.section("earlyStop"));
    refuseSinglePosition();
    section.refuseUnknown();
  }

  private TrainingSettings read() {
    return new TrainingSettings(
        section.integer("steps", 6000, 1, MAX_STEPS),
        section.integer("segmentSteps", 50, 1, MAX_STEPS),
        section.integer("labelledPerBatch", 2, 1, 64),
        section.integer("unlabelledPerBatch", 2, 0, 64),
        section.integer("batchesPerStep", 1, 1, 1024),
        patch(),
        section.number("foregroundShare", 0.33, 0, 1),
        optimizer(),
        augmentation(section.section("augmentation")),
        section.integer("diagnoseEvery", 25, 0, MAX_STEPS),
        section.flag("hiddenLabels", false),
        section.integer("threads", 2, 1, 1024),
        section.get(
            "device",
            "auto",
            new Rule<>(
                "auto, cpu or gpu:N", text -> DEVICE.matcher(text).matches() ? text : null)));
  }

  private OptimizerSettings optimizer() {
    return new OptimizerSettings(
        section.choice(
            "optimizer",
            OptimizerSettings.Rule.SGD,
            Choices.of(OptimizerSettings.Rule.values(), OptimizerSettings.Rule::id)),
        section.choice(
            "schedule",
            OptimizerSettings.Schedule.STEP,
            Choices.of(OptimizerSettings.Schedule.values(), OptimizerSettings.Schedule::id)),
        section.number("learningRate", 0.01, 1e-8, 10),
        section.number("momentum", 0.9, 0, 0.9999),
        section.number("squareMomentum", 0.999, 0, 0.999999),
        section.number("weightDecay", 1e-4, 0, 1),
        decaySteps(),
        section.number("decayFactor", 0.1, 0, 1),
        section.number("maxGradientNorm", 0, 0, 1e9));
  }

  private static AugmentationSettings augmentation(Section section) {
    int flips = 0;
    for (int axis : section.distinct("flip", Rule.oneOf(AXES))) {
      flips |= 1 << axis;
    }
    AugmentationSettings settings =
        new AugmentationSettings(
            flips,
            section.number("rotationDegrees", 0, 0, 180),
            section.number("scale", 0, 0, 0.9),
            section.number("gamma", 0, 0, 3),
            section.number("noise", 0, 0, 3),
            section.number("lowResolution", 1, 1, 8),
            section.number("probability", 0.2, 0, 1));
    section.refuseUnknown();
    return settings;
  }

  private static int patience(Section section) {
    int patience = section.integer("patience", 0, 0, MAX_STEPS);
    section.refuseUnknown();
    return patience;
  }

  /** Segments without a better validation Dice after which a run ends; empty for none. */
  OptionalInt patience(SplitSettings split) {
    if (patience > 0 && split.validation().takesNone()) {
      section
          .section("earlyStop")
          .reject(
              "patience",
              "must be 0 where split.validation keeps no cases, is "
                  + patience
                  + "; add split.validation, such as validation: 20%");
    }
    return patience > 0 ? OptionalInt.of(patience) : OptionalInt.empty();
  }

  TrainingSettings settings() {
    return settings;
  }

  /** Makes it a problem that {@code method} reads unlabelled patches and gets none. */
  void requireUnlabelled(String method) {
    if (settings.unlabelledPerBatch() == 0) {
      section.reject(
          "unlabelledPerBatch",
          "must be at least 1, is 0, as method " + method + " learns from unlabelled patches");
    }
  }

  private GridShape patch() {
    GridShape patch = section.shape("patch", STANDARD_PATCH, SourceRules.DEFAULT_MAX_VOXELS);
    for (int axis = 0; axis < 3; axis++) {
      if (patch.size(axis) % NetworkSpec.SIZE_MULTIPLE != 0) {
        section.reject(
            "patch",
            "must have sizes that are multiples of " + NetworkSpec.SIZE_MULTIPLE + ", is " + patch);
        return roundedUp(patch);
      }
    }
    return patch;
  }

  /** Batch normalisation divides by the spread of a channel: one value has none. */
  private void refuseSinglePosition() {
    GridShape smallest =
        new GridShape(
            NetworkSpec.SIZE_MULTIPLE, NetworkSpec.SIZE_MULTIPLE, NetworkSpec.SIZE_MULTIPLE);
    if (settings.labelledPerBatch() == 1 && settings.patch().equals(smallest)) {
      section.reject(
          "patch",
          "must be larger than "
              + smallest
              + " where labelledPerBatch is 1, as the deepest layer has one voxel; enlarge either");
    }
  }

  /** A patch in place of the refused one, so that a fitting stride is not refused as well. */
  private static GridShape roundedUp(GridShape patch) {
    int multiple = NetworkSpec.SIZE_MULTIPLE;
    return new GridShape(
        (patch.x() + multiple - 1) / multiple * multiple,
        (patch.y() + multiple - 1) / multiple * multiple,
        (patch.z() + multiple - 1) / multiple * multiple);
  }

  private List<Integer> decaySteps() {
    List<Integer> steps = new ArrayList<>();
    for (Long step : section.distinct("decaySteps", Rule.whole(1, MAX_STEPS))) {
      steps.add(step.intValue());
    }
    return steps;
  }
}
