package io.twinbeam.model.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.twinbeam.model.network.SegmentationNetwork;
import io.twinbeam.model.uncertainty.Measure;
import io.twinbeam.model.uncertainty.RunningVariance;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.Scan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Predicts with the mean of several networks' softmax, over windows as they are and mirrored as
 * settings say. Holds no memory between calls and does not own the networks. Native memory during a
 * call grows with the batch of windows, not the volume. May be called on several threads while no
 * network is being trained or closed.
 */
public final class Predictor {

  private static final int FIRST_SPATIAL_AXIS = 2;

  private final List<SegmentationNetwork> networks;
  private final InferenceSettings settings;
  private final int channels;
  private final int classes;

  /**
   * @param networks at least one, all with the same channels and the same classes
   */
  public Predictor(List<SegmentationNetwork> networks, InferenceSettings settings) {
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("a predictor takes at least one network, got none");
    }
    this.networks = List.copyOf(predicting(networks, settings.alone()));
    this.settings = settings;
    this.channels = networks.get(0).spec().channels();
    this.classes = networks.get(0).spec().classes();
    for (SegmentationNetwork network : networks) {
      if (network.spec().classes() != classes || network.spec().channels() != channels) {
        throw new IllegalArgumentException(
            "networks that predict together must have the same channels and classes, here "
                + channels
                + " and "
                + classes
                + ", but one is "
                + network.spec());
      }
    }
  }

  private static List<SegmentationNetwork> predicting(
      List<SegmentationNetwork> networks, OptionalInt alone) {
    if (alone.isEmpty()) {
      return networks;
    }
    int index = alone.getAsInt();
    if (index < 0 || index >= networks.size()) {
      throw new IllegalArgumentException(
          "network "
              + index
              + " is to predict alone, which must be from 0 to "
              + (networks.size() - 1));
    }
    return networks.subList(index, index + 1);
  }

  /**
   * The class probabilities at each voxel of {@code image}, on its grid.
   *
   * @throws InvalidCaseException with {@link Fault#CHANNELS_DIFFER} where the networks take another
   *     number of channels
   */
  public Prediction predict(Scan image) {
    requireChannels(image);
    float[] probabilities =
        new SlidingWindow(settings, classes)
            .stitch(image, (windows, count) -> probabilities(windows, count, false));
    return new Prediction(image.grid(), classes, probabilities);
  }

  /**
   * The prediction of {@code image}, bit for bit that of {@link #predict}, with what {@code
   * measures} are made from, on its grid.
   *
   * @param flips the axes along which the scan is mirrored for {@link Measure#VARIANCE}, a bit per
   *     axis, the lowest for axis 0; it is then predicted once for every combination of them, with
   *     no window mirrored besides
   * @throws InvalidCaseException as {@link #predict}
   */
  public Opinions opinions(Scan image, Set<Measure> measures, int flips) {
    List<Prediction> all =
        measures.stream().anyMatch(Measure::needsEachNetwork)
            ? meanAndEach(image)
            : List.of(predict(image));
    Prediction mean = all.get(0);
    return new Opinions(
        mean,
        all.subList(1, all.size()),
        measures.contains(Measure.VARIANCE)
            ? Optional.of(variances(image, mean, flips))
            : Optional.empty());
  }

  /** In one pass: windows take most of the time, and give all networks' outputs anyway. */
  private List<Prediction> meanAndEach(Scan image) {
    requireChannels(image);
    int parts = 1 + networks.size();
    float[] stitched =
        new SlidingWindow(settings, classes * parts)
            .stitch(image, (windows, count) -> probabilities(windows, count, true));
    int each = stitched.length / parts;
    List<Prediction> predictions = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      predictions.add(
          new Prediction(
              image.grid(), classes, Arrays.copyOfRange(stitched, part * each, (part + 1) * each)));
    }
    return predictions;
  }

  private Opinions.Variances variances(Scan image, Prediction mean, int flips) {
    // A mean over mirrored windows hides what mirroring changes.
    boolean plain = settings.flips() == 0;
    Predictor once = plain ? this : new Predictor(networks, settings.withoutFlips());
    RunningVariance running = new RunningVariance(mean.probabilities().length);
    for (Flip flip : Flip.along(flips)) {
      float[] mirrored =
          plain && flip.axes() == 0
              ? mean.probabilities()
              : flip.of(once.predict(flip.of(image)).probabilities(), image.shape());
      running.add(mirrored);
    }
    return new Opinions.Variances(running.variances());
  }

  private void requireChannels(Scan image) {
    if (image.size() != channels) {
      throw new InvalidCaseException(
          Fault.CHANNELS_DIFFER,
          "the networks were trained on cases of "
              + channels
              + (channels == 1 ? " channel" : " channels")
              + ", this one has "
              + image.size()
              + "; predict cases with the channels of the training data");
    }
  }

  /**
   * (count, parts x classes, voxels): of each window the mean over networks and mirrored windows,
   * added up where the networks are, and after it, where {@code withEach}, that of every network by
   * itself.
   */
  private float[] probabilities(float[] windows, int count, boolean withEach) {
    GridShape patch = settings.patch();
    Shape shape = new Shape(count, channels, patch.x(), patch.y(), patch.z());
    int[] mirrored = combinations(settings.flips());
    try (NDManager scope = networks.get(0).newScope()) {
      NDArray sum = null;
      NDList parts = new NDList();
      for (SegmentationNetwork network : networks) {
        NDArray own = null;
        for (int flips : mirrored) {
          try (NDManager pass = scope.newSubManager()) {
            NDArray one = softmax(network, pass.create(windows, shape), axes(flips));
            if (withEach) {
              own = own == null ? one.duplicate() : own.addi(one);
              own.attach(scope);
            }
            sum = sum == null ? one : sum.addi(one);
            sum.attach(scope);
          }
        }
        if (withEach) {
          parts.add(own.divi(mirrored.length));
        }
      }
      int passes = networks.size() * mirrored.length;
      parts.add(0, passes == 1 ? sum : sum.divi(passes));
      return NDArrays.concat(parts, 1).toFloatArray();
    }
  }

  private static NDArray softmax(SegmentationNetwork network, NDArray images, int... flipped) {
    if (flipped.length == 0) {
      return network.forward(images, false, null).logits().softmax(1);
    }
    return network.forward(images.flip(flipped), false, null).logits().softmax(1).flip(flipped);
  }

  /** All subsets of three bits, from none on. */
  private static int[] combinations(int flips) {
    return IntStream.rangeClosed(0, flips).filter(subset -> (subset & ~flips) == 0).toArray();
  }

  /** The array axes of a batch that {@code flips} names. */
  private static int[] axes(int flips) {
    return IntStream.range(0, 3)
        .filter(axis -> (flips >> axis & 1) == 1)
        .map(axis -> FIRST_SPATIAL_AXIS + axis)
        .toArray();
  }
}
