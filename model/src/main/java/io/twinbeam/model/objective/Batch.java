package io.twinbeam.model.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Both networks' outputs on one batch, its labels, the step, and what several terms share. */
final class Batch {

  private final NDManager manager;
  private final Side sideA;
  private final Side sideB;
  private final long labelled;
  private final long unlabelled;
  private final DualOutputs outputs;
  private final double ramp;
  private final NDArray labels;
  private final NDArray classIds;
  private final Map<Object, Shared> shared = new HashMap<>();

  /**
   * @param partner a teacher's outputs are cut off from gradients
   * @param ramp the factor on ramped terms at this step, 0 to 1
   * @param scratch owns every array that is made from the batch; it must outlive it
   */
  Batch(DualOutputs outputs, Partner partner, double ramp, NDManager scratch) {
    this.outputs = outputs;
    this.ramp = ramp;
    Shape shape = outputs.logitsA().getShape();
    manager = scratch;
    labelled = outputs.labels().getShape().get(0);
    unlabelled = shape.get(0) - labelled;
    classIds = scratch.arange(0, (int) shape.get(1), 1, DataType.INT64).reshape(1, shape.get(1), 1);
    labels = voxels(outputs.labels(), labelled, 1).toType(DataType.INT64, false);
    sideA = side(outputs.logitsA(), outputs.featuresA(), false);
    sideB = side(outputs.logitsB(), outputs.featuresB(), partner == Partner.TEACHER);
  }

  private Side side(NDArray logits, NDArray features, boolean fixed) {
    NDArray flat = voxels(logits, logits.getShape().get(0), logits.getShape().get(1));
    NDArray flatFeatures = voxels(features, features.getShape().get(0), features.getShape().get(1));
    return fixed
        ? new Side(flat.stopGradient(), flatFeatures.stopGradient(), labelled)
        : new Side(flat, flatFeatures, labelled);
  }

  private NDArray voxels(NDArray array, long patches, long channels) {
    NDArray flat = array.reshape(patches, channels, -1);
    flat.attach(manager);
    return flat;
  }

  Side sideA() {
    return sideA;
  }

  Side sideB() {
    return sideB;
  }

  NDManager manager() {
    return manager;
  }

  long stepSeed() {
    return outputs.stepSeed();
  }

  /** The factor on ramped terms at this step, 0 to 1. */
  double ramp() {
    return ramp;
  }

  /** Whether B's outputs are its own. */
  boolean hasPartner() {
    return outputs.hasPartner();
  }

  /** (unlabelled, classes, voxels): the teacher's mean probabilities, no gradient. */
  NDArray teacherMean() {
    NDArray mean =
        outputs
            .teacherMean()
            .orElseThrow(() -> missing("teacherMean", "withTeacherMean", Input.TEACHER_MEAN));
    return sharedArray("teacherMean", () -> voxels(mean, unlabelled, classes()).stopGradient());
  }

  /** (unlabelled, 1, voxels) class ids of the mixed patches, int64. */
  NDArray mixedLabels() {
    return sharedArray(
        "mixedLabels", () -> voxels(mixed().labels(), unlabelled, 1).toType(DataType.INT64, false));
  }

  /** (unlabelled, 1, voxels): 1 where a mixed patch shows an unlabelled one, else 0. */
  NDArray fromUnlabelled() {
    return sharedArray(
        "fromUnlabelled",
        () -> voxels(mixed().fromUnlabelled(), unlabelled, 1).toType(DataType.FLOAT32, false));
  }

  private Mixed mixed() {
    return outputs.mixed().orElseThrow(() -> missing("mixed", "withMixed", Input.MIXED));
  }

  private static IllegalArgumentException missing(String what, String how, Input input) {
    return new IllegalArgumentException(
        "outputs must carry "
            + what
            + " at a step that reads "
            + input
            + ", carry none; add it by DualOutputs."
            + how);
  }

  long labelled() {
    return labelled;
  }

  boolean hasUnlabelled() {
    return unlabelled > 0;
  }

  /** The size of the first spatial axis, the slowest among the voxels. */
  long depth() {
    return outputs.logitsA().getShape().get(2);
  }

  /** Whether the patches after the labelled ones are mixed. */
  boolean isMixed() {
    return outputs.mixed().isPresent();
  }

  /** (unlabelled, 1, voxels) class ids that training may not see, int64; empty where not given. */
  Optional<NDArray> hiddenLabels() {
    return outputs
        .hiddenLabels()
        .map(
            hidden ->
                sharedArray(
                    "hiddenLabels",
                    () -> voxels(hidden, unlabelled, 1).toType(DataType.INT64, false)));
  }

  /** (1, classes, 1), 0 to classes - 1 as int64. */
  NDArray classIds() {
    return classIds;
  }

  long classes() {
    return classIds.size();
  }

  /** (labelled, classes, voxels): 1 at the labelled class, else 0; all 0 where ignored. */
  NDArray truth() {
    return sharedArray("truth", () -> labels.eq(classIds).toType(DataType.FLOAT32, false));
  }

  /** (labelled, 1, voxels): 1 where the label says a class, 0 where it is to be ignored. */
  NDArray valid() {
    return sharedArray(
        "valid", () -> labels.neq(DualOutputs.IGNORE).toType(DataType.FLOAT32, false));
  }

  /** (classes): 1 for foreground, 0 for background. */
  NDArray foreground() {
    return sharedArray(
        "foreground", () -> classIds.flatten().gt(0).toType(DataType.FLOAT32, false));
  }

  /** (classes): 1 / the number of foreground classes for each of them, 0 for background. */
  NDArray foregroundShare() {
    return sharedArray("foregroundShare", () -> foreground().div(classes() - 1));
  }

  NDArray zero() {
    return manager.create(0f);
  }

  /**
   * The quantity of {@code key}, computed on first use. Terms keep here what both networks or
   * several terms need; the key names the quantity and holds every setting it depends on.
   */
  @SuppressWarnings("unchecked") // A key stands for one quantity, hence one type.
  <T extends Shared> T shared(Object key, Supplier<T> quantity) {
    Shared known = shared.get(key);
    if (known == null) {
      known = Shared.keep(quantity.get());
      shared.put(key, known);
    }
    return (T) known;
  }

  /** As {@link #shared}, for a single array. */
  NDArray sharedArray(Object key, Supplier<NDArray> quantity) {
    return shared(key, () -> new Single(quantity.get())).array();
  }

  private record Single(NDArray array) implements Shared {

    @Override
    public List<NDArray> arrays() {
      return List.of(array);
    }
  }
}
